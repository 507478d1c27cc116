"""Asking somebody by hand for a case, and who could come."""

import uuid

from flask import Flask

from connect.foundation import audit
from tests.desk.cases import act, page_of
from tests.people import People
from tests.situations import ask, assignments_of, help_from
from tests.web import words


def test_asked_by_hand_they_are_told_and_may_say_no(app: Flask, people: People) -> None:
    lan = people.chi_lan
    with app.test_request_context():
        request_id = ask(app).id  # before anybody could be asked
        huong = help_from(people.huong.account()).id
    told = lan.client.get(f"/api/v1{page_of(request_id)}").get_json()
    assert [(one["name"], one["helped"], one["carries"]) for one in told["candidates"]] == [
        ("Hương", 0, 0)
    ]
    assert act(lan, request_id, "assign", responder_id=str(huong)).status_code == 200
    [offer] = people.huong.client.get("/api/v1/offers").get_json()["items"]
    assert act(lan, request_id, "assign", responder_id=str(huong)).status_code == 409
    declined = people.huong.client.post(f"/api/v1/offers/{offer['id']}/decline")
    assert declined.status_code in (200, 204)
    # Who has said no is no candidate any more.
    assert act(lan, request_id, "assign", responder_id=str(huong)).status_code == 422
    with app.test_request_context():
        [entry] = [e for e in audit.history(request_id) if e.action == "asked"]
        assert entry.actor == str(lan.id)


def test_nobody_is_asked_by_hand_who_may_not_meet_or_does_not_want_to(
    app: Flask, people: People
) -> None:
    lan = people.chi_lan
    with app.test_request_context():
        case = ask(app).id
        huong = help_from(people.huong.account()).id
        far = help_from(people.minh.account(), name="Minh", radius_m=10.0).id
    people.huong.client.patch("/api/v1/me/preferences", json={"most_offers": 0})
    assert act(lan, case, "assign", responder_id=str(huong)).status_code == 409
    assert act(lan, case, "assign", responder_id=str(far)).status_code == 422
    assert act(lan, case, "assign", responder_id=str(uuid.uuid4())).status_code == 422
    assert act(people.huong, case, "assign", responder_id=str(huong)).status_code == 403
    with app.test_request_context():
        assert assignments_of(case) == []


def test_the_record_of_who_could_come(app: Flask, people: People) -> None:
    lan, huong = people.chi_lan, people.huong
    with app.test_request_context():
        help_from(huong.account())
        done, left, open_one = (ask(app, phone=f"+8491234562{n}").id for n in range(3))
    for case, steps in ((done, ("claim", "deliver")), (left, ("claim", "release"))):
        for step in steps:
            answer = huong.client.post(f"/api/v1/requests/{case}/{step}")
            assert answer.status_code in (200, 201), answer.get_json()
    [choice] = lan.client.get(f"/api/v1{page_of(open_one)}").get_json()["candidates"]
    assert (choice["helped"], choice["let_go"]) == (1, 1)
    assert choice["last_at"]
    shown = words(lan.browser.page(page_of(open_one)))
    assert "Hương" in shown
