"""Taking away what is held, and being forgotten."""

from datetime import datetime, timedelta

from flask import Flask

from connect.accounts.models import AccessToken, Account
from connect.foundation.audit import AuditEntry, history
from connect.foundation.clock import utcnow
from connect.help_requests import Status, assignments
from connect.responders.models import ResponderOffer
from tests.people import People, count
from tests.situations import (
    CLAIMANT,
    SECRETS,
    a_group,
    ask,
    assignments_of,
    request_now,
    responder_now,
    situation,
)
from tests.web import Browser


def test_the_export_holds_the_account_the_requests_and_the_responders(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.CLAIMED)
    tu = people.ba_tu.client.get("/api/v1/me/export").json
    huong = people.huong.client.get("/api/v1/me/export").json
    assert tu is not None
    assert huong is not None
    assert tu["account"]["phone"] == people.ba_tu.phone
    assert [one["id"] for one in tu["requests"]] == [str(here.request_id)]
    assert tu["requests"][0]["address"] == SECRETS["address"]
    assert [one["id"] for one in huong["responders"]] == [str(here.responder_id)]
    assert "password_hash" not in str(tu)


def test_the_export_says_all_of_an_account_and_where_it_is_signed_in(people: People) -> None:
    lan = people.chi_lan
    told = lan.client.get("/api/v1/me/export").get_json()
    made_at = told["account"].pop("created_at")
    assert told["account"] == {
        "id": str(lan.id),
        "phone": lan.phone,
        "name": "Chi Lan",
        "role": "coordinator",
        "area_code": "79",
        "areas": ["79"],
    }
    [session] = told["sessions"]
    assert set(session) == {"device", "program", "made_at", "seen_at"}
    for moment in (made_at, session["made_at"]):
        assert abs(utcnow() - datetime.fromisoformat(moment)) < timedelta(minutes=5)


def test_the_export_holds_every_case_one_has_gone_for(app: Flask, people: People) -> None:
    """With what is public of it, however it has ended; not what colleagues have done."""
    huong, minh = people.huong, people.minh
    here = situation(app, people, Status.FULFILLED)
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), available=False).id
        request_id = ask(app).id
        assignments.claim(request_id, minh.account(), frozenset(), group)
        assignments.release(request_id, minh.account(), CLAIMANT, "ốm rồi")
    exports = {one: one.client.get("/api/v1/me/export").json for one in (huong, minh)}
    [mine], [left] = (told["cases"] for told in exports.values() if told)
    assert (mine["request"]["id"], mine["responder"]) == (str(here.request_id), "Hương")
    assert (mine["state"], mine["reason"]) == ("delivered", "")
    assert (left["request"]["id"], left["responder"]) == (str(request_id), "Bếp Yêu Thương")
    assert (left["state"], left["reason"]) == ("released", "ốm rồi")
    assert left["claimed_at"] < left["ended_at"]
    assert not any(secret in str((mine, left)) for secret in SECRETS.values())


def test_a_requester_is_forgotten_and_the_request_ends(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    assert people.ba_tu.client.get("/api/v1/me").status_code == 401
    with app.test_request_context():
        request = request_now(here.request_id)
        assert (request.status, request.close_reason) == ("closed", "withdrawn")
        left = [request.name, request.phone, request.description, request.address]
        assert not any(left)
        assert (request.lat, request.lon) == (request.cell_lat, request.cell_lon)
        assert not any(item.goods or item.note for item in request.items)
        assert responder_now(here.responder_id).load == 0
        [last] = history(here.request_id)[-1:]
        assert (last.actor, last.action) == ("system", "erased")  # no id of who was forgotten
    shown = people.chi_lan.client.get(f"/api/v1/requests/{here.request_id}").json
    assert not any(secret in str(shown) for secret in SECRETS.values())


def test_who_was_asked_for_an_erased_request_is_asked_no_more(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    with app.test_request_context():
        assert [one.state for one in assignments_of(here.request_id)] == ["timed_out"]


def test_a_volunteer_is_forgotten_and_what_they_carried_is_open_again(
    app: Flask, people: People, client: Browser
) -> None:
    here = situation(app, people, Status.CLAIMED)
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    with app.test_request_context():
        request = request_now(here.request_id)
        assert (request.status, request.requester_id) == ("open", people.ba_tu.id)
        assert assignments_of(here.request_id)[0].reason == "erased"
        responder = responder_now(here.responder_id)
        assert (responder.name, responder.phone, responder.owner_id) == ("-", None, None)
        assert (responder.lat, responder.lon) == (0.0, 0.0)
    assert count(app, ResponderOffer) == 0
    listed = client.get("/api/v1/requests?near=10.734,106.7215").json
    assert listed is not None
    assert [one["id"] for one in listed["items"]] == [str(here.request_id)]


def test_what_was_delivered_stays_delivered_without_a_name(app: Flask, people: People) -> None:
    here = situation(app, people, Status.DELIVERED)
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    with app.test_request_context():
        request = request_now(here.request_id)
        assert request.status == "delivered"
        assert all(item.delivered_by_id for item in request.items)


def test_nothing_that_proves_the_person_is_left(app: Flask, people: People) -> None:
    assert people.ba_tu.token
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    assert count(app, Account) == count(app, AccessToken) == 0
    assert count(app, AuditEntry) == 1  # that it happened, by id
