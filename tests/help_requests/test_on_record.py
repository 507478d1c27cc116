"""The log of a case: whoever answers for it can say who did what, and who was shown the door."""

import uuid

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from connect.foundation.audit import history
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import ItemDetails, Status, forget_old_contacts
from connect.help_requests.erasure import erase_request
from connect.help_requests.forgetting import KEPT
from connect.notifications.models import Notice
from tests.people import People
from tests.situations import REQUESTER, ask, assignments_of, request_now, situation


def done(client: FlaskClient, url: str, **headers: str) -> None:
    assert client.post(url, headers=headers).status_code in (200, 201, 204)


def on_record(app: Flask, people: People, request_id: uuid.UUID) -> list[str]:
    names = {str(getattr(people, name).id): name for name in ("ba_tu", "huong", "minh", "chi_lan")}
    with app.test_request_context():
        entries = history(request_id)
        return [f"{names.get(one.actor, one.actor)} {one.action}" for one in entries]


def test_the_log_tells_who_did_what(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    url, manage = f"/api/v1/requests/{here.request_id}", {"X-Manage-Token": here.manage_token}
    huong, minh = people.huong.client, people.minh.client
    done(huong, f"/api/v1/offers/{here.offer_id}/decline")
    done(minh, f"{url}/claim")
    done(minh, f"{url}/on-the-way")
    done(app.test_client(), f"{url}/arrival-code", **manage)
    done(minh, f"{url}/release")
    assert on_record(app, people, here.request_id) == [
        "ba_tu opened",
        "system asked",
        "huong declined",
        "system nobody_left",
        "minh claimed",
        "minh revealed",
        "minh on_the_way",
        "requester code_asked",
        "minh released",
        "system nobody_left",
    ]
    with app.test_request_context():
        ended = [(one.state, one.reason) for one in assignments_of(here.request_id)]
    assert ended == [("declined", ""), ("released", "")]


def test_what_a_coordinator_takes_away_is_no_refusal_of_the_helper(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.CLAIMED)
    url = f"/api/v1/requests/{here.request_id}"
    done(people.ba_tu.client, f"{url}/arrival-code")
    done(people.chi_lan.client, f"{url}/release")
    assert on_record(app, people, here.request_id)[-3:] == [
        "ba_tu code_asked",
        "chi_lan released",
        "system asked",
    ]
    with app.test_request_context():
        ended = [(one.responder_id, one.state) for one in assignments_of(here.request_id)]
    assert ended == [(here.responder_id, "timed_out"), (here.responder_id, "offered")]


def test_what_came_in_part_is_not_told_as_all(app: Flask, people: People) -> None:
    with app.test_request_context():
        tu = people.ba_tu.account()
        wanted = [ItemDetails(category="food", goods=goods) for goods in ("Gạo", "Sữa")]
        request = ask(app, tu, phone=tu.phone, items=wanted)
        id_, rice = request.id, str(request.items[0].id)
    huong, url = people.huong.client, f"/api/v1/requests/{id_}"
    done(huong, f"{url}/claim")
    assert huong.post(f"{url}/deliver", json={"items": [rice]}).status_code == 200
    done(huong, f"{url}/claim")
    done(huong, f"{url}/deliver")
    acts = [one for one in on_record(app, people, id_) if "delivered" in one]
    assert acts == ["huong delivered_in_part", "huong delivered"]
    with app.app_context():
        told = sa.select(Notice.text).where(Notice.account_id == tu.id, Notice.kind == "delivered")
        in_part, all_of_it = db.session.scalars(told.order_by(Notice.created_at))
    assert in_part != all_of_it


def test_that_it_was_held_is_nobodys_act(app: Flask, people: People) -> None:
    here = situation(app, people, Status.HELD)
    assert on_record(app, people, here.request_id)[-1] == "system held"


def test_whoever_asked_is_erased_by_themselves_and_forgotten_by_time(
    app: Flask, people: People
) -> None:
    first, second, third = (situation(app, people, state) for state in ("open", "closed", "open"))
    with app.test_request_context():
        with transaction():
            request_now(second.request_id).status_at -= KEPT
        assert forget_old_contacts(utcnow()) == 1
        erase_request(first.request_id, people.ba_tu.account(), REQUESTER)
        erase_request(third.request_id, None, REQUESTER)
    told = [on_record(app, people, one.request_id)[-1] for one in (first, second, third)]
    assert told == ["ba_tu erased", "system forgotten", "requester erased"]
