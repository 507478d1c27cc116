"""Handing a case back: it is open again at once, and not for the one who let go of it."""

from flask import Flask

from connect.help_requests import Status, candidates
from tests.people import People
from tests.situations import assignments_of, help_from, request_now, responder_now, situation
from tests.web import Browser


def test_it_is_listed_again_at_once_and_the_next_is_asked(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.CLAIMED)
    minh = people.minh
    with app.test_request_context():
        next_one = help_from(minh.account()).id
    url = f"/api/v1/requests/{here.request_id}/release"
    answer = people.huong.client.post(url, json={"reason": "xe hỏng"})
    assert answer.status_code == 200
    listed = client.get("/api/v1/requests?near=10.734,106.7215").json
    assert listed is not None
    assert [one["id"] for one in listed["items"]] == [str(here.request_id)]
    with app.test_request_context():
        states = {one.responder_id: one.state for one in assignments_of(here.request_id)}
        assert states == {here.responder_id: "released", next_one: "offered"}
        assert assignments_of(here.request_id)[0].reason == "xe hỏng"
        assert responder_now(here.responder_id).load == 0


def test_the_one_who_let_go_is_not_proposed_again(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    people.huong.client.post(f"/api/v1/requests/{here.request_id}/release")
    with app.test_request_context():
        assert candidates(request_now(here.request_id), 10) == []
    assert people.huong.client.get("/api/v1/offers").json == {"items": [], "next": None}


def test_the_one_who_let_go_may_still_take_it_by_themselves(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    url = f"/api/v1/requests/{here.request_id}"
    people.huong.client.post(f"{url}/release")
    assert people.huong.client.post(f"{url}/claim").status_code == 201


def test_a_coordinator_can_hand_back_what_another_holds(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    url = f"/api/v1/requests/{here.request_id}/release"
    assert people.anh_ha.client.post(url).status_code == 403
    assert people.chi_lan.client.post(url).status_code == 200
    with app.test_request_context():
        assert responder_now(here.responder_id).load == 0


def test_who_does_not_hold_it_cannot_hand_it_back(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    url = f"/api/v1/requests/{here.request_id}/release"
    assert people.minh.client.post(url).status_code == 403
    assert people.ba_tu.client.post(url).status_code == 403
    with app.test_request_context():
        assert request_now(here.request_id).status == "claimed"
