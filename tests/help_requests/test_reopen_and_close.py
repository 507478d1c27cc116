"""Not what was said: reopening. And an end without help: closing, with a reason."""

import pytest
from flask import Flask

from connect.help_requests import CloseReason, Status, need_of
from connect.help_requests.lifecycle import REQUESTERS_REASONS
from tests.people import People
from tests.situations import assignments_of, request_now, responder_now, situation
from tests.web import Browser


def test_nothing_came_after_all(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, Status.DELIVERED)
    url, manage = f"/api/v1/requests/{here.request_id}", {"X-Manage-Token": here.manage_token}
    answer = client.post(f"{url}/reopen", headers=manage)
    assert answer.json is not None
    assert answer.json["status"] == "open"
    with app.test_request_context():
        request = request_now(here.request_id)
        assert not any(item.delivered_by_id for item in request.items)
        assert need_of(request).categories
    listed = client.get("/api/v1/requests?near=10.734,106.7215&category=food").json
    assert listed is not None
    assert len(listed["items"]) == 1


def test_who_said_it_is_delivered_hears_that_it_is_not(app: Flask, people: People) -> None:
    here = situation(app, people, Status.DELIVERED)
    url = f"/api/v1/requests/{here.request_id}"
    assert people.ba_tu.client.post(f"{url}/reopen").status_code == 200
    told = people.huong.client.get("/api/v1/notices").get_json()["items"]
    [denied] = [one for one in told if one["kind"] == "not_arrived"]
    assert denied["request_id"] == str(here.request_id)
    assert "Họ báo chưa nhận được: Gạo (5 kg)" in denied["text"]
    # What was closed and is opened again blames nobody.
    assert people.ba_tu.client.post(f"{url}/close", json={"reason": "withdrawn"}).status_code == 200
    assert people.ba_tu.client.post(f"{url}/reopen").status_code == 200
    again = people.huong.client.get("/api/v1/notices").get_json()["items"]
    assert [one["kind"] for one in again].count("not_arrived") == 1


def test_a_closed_request_opens_again_and_its_helpers_are_asked(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    url = f"/api/v1/requests/{here.request_id}"
    assert people.ba_tu.client.post(f"{url}/close", json={"reason": "withdrawn"}).status_code == 200
    assert people.ba_tu.client.post(f"{url}/reopen").status_code == 200
    with app.test_request_context():
        request = request_now(here.request_id)
        assert (request.status, request.close_reason) == ("open", None)
        assert [one.state for one in assignments_of(here.request_id)] == ["timed_out", "offered"]


def test_what_was_delivered_then_closed_and_reopened_is_needed_again(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.DELIVERED)
    url = f"/api/v1/requests/{here.request_id}"
    people.ba_tu.client.post(f"{url}/close", json={"reason": "withdrawn"})
    assert people.ba_tu.client.post(f"{url}/reopen").status_code == 200
    with app.test_request_context():
        assert [category.id for category in need_of(request_now(here.request_id)).categories]
    listed = client.get("/api/v1/requests?near=10.734,106.7215&category=food").json
    assert listed is not None
    assert len(listed["items"]) == 1


@pytest.mark.parametrize("reason", list(CloseReason))
def test_a_requester_gives_their_reasons_and_a_coordinator_any(
    reason: CloseReason, app: Flask, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    url = f"/api/v1/requests/{here.request_id}/close"
    answer = people.ba_tu.client.post(url, json={"reason": reason})
    assert answer.status_code == (200 if reason in REQUESTERS_REASONS else 422)
    if answer.status_code == 422:
        assert people.chi_lan.client.post(url, json={"reason": reason}).status_code == 200
    with app.test_request_context():
        assert request_now(here.request_id).close_reason == reason


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "because"}, {"reason": None}, []])
def test_a_reason_is_needed(body: object, app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    url = f"/api/v1/requests/{here.request_id}/close"
    assert people.ba_tu.client.post(url, json=body).status_code == 422
    with app.test_request_context():
        assert request_now(here.request_id).status == "open"


def test_closing_takes_it_from_the_list_and_from_who_carries_it(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.CLAIMED)
    people.ba_tu.client.post(
        f"/api/v1/requests/{here.request_id}/close", json={"reason": "done_by_others"}
    )
    assert client.get("/api/v1/requests").json == {"items": [], "next": None}
    with app.test_request_context():
        assert responder_now(here.responder_id).load == 0
        [assignment] = assignments_of(here.request_id)
        assert (assignment.state, assignment.reason) == ("timed_out", "done_by_others")


def test_confirming_is_the_end(app: Flask, people: People, client: Browser) -> None:
    here = situation(app, people, Status.DELIVERED)
    url, manage = f"/api/v1/requests/{here.request_id}", {"X-Manage-Token": here.manage_token}
    assert client.post(f"{url}/confirm", headers=manage).status_code == 200
    for act in ("confirm", "reopen"):
        assert client.post(f"{url}/{act}", headers=manage).status_code == 409
    assert people.minh.client.post(f"{url}/claim").status_code == 409
