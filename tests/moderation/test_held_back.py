"""Who asks without an account, and is reported: what they ask for waits until somebody has talked.

Nothing is refused, nothing is lost.
"""

import uuid
from typing import Any

import pytest
from flask import Flask

from connect.foundation.database import db
from connect.help_requests import Status
from connect.moderation.people.models import PersonDecision, PersonReport
from connect.notifications.models import Notice
from tests.people import People, a_request
from tests.situations import request_now
from tests.web import browser_of, words

PHONE, ANOTHER = "0912345699", "0912345698"
ELSEWHERE = {"lat": 10.75, "lon": 106.73}
WHY = "Bắt người ta chuyển tiền rồi mới mở cửa"


def post(app: Flask, **changes: Any) -> dict[str, Any]:
    """Somebody asks, without an account."""
    answer = app.test_client().post("/api/v1/requests", json=a_request(phone=PHONE) | changes)
    assert answer.status_code == 201
    opened: dict[str, Any] = answer.get_json()
    return opened


def reported(people: People, opened: dict[str, Any]) -> None:
    url = f"/api/v1/people/requester/{opened['id']}/report"
    assert people.huong.client.post(url, json={"reason": "fraud"}).status_code == 200


@pytest.fixture
def here(app: Flask, people: People) -> dict[str, Any]:
    """One request, whose requester Hương has reported."""
    opened = post(app)
    reported(people, opened)
    return opened


def decide(app: Flask, people: People, **told: str) -> int:
    with app.app_context():
        [report] = db.session.query(PersonReport)
    told = {"verdict": "7", "words": WHY} | told
    return people.chi_lan.browser.send(f"/desk/reports/people/{report.id}", **told).status_code


def status(app: Flask, opened: dict[str, Any]) -> str:
    with app.test_request_context():
        return request_now(uuid.UUID(opened["id"])).status


def listed(app: Flask) -> int:
    return len(app.test_client().get("/api/v1/requests").get_json()["items"])


def test_it_waits_at_the_desk_and_they_are_told_why(
    app: Flask, people: People, here: dict[str, Any]
) -> None:
    assert decide(app, people, words="") == 422
    assert decide(app, people) == 303
    assert (status(app, here), listed(app)) == (Status.HELD, 0)
    with app.test_request_context():
        [sent] = db.session.query(Notice).filter_by(kind="judged")
        assert WHY in sent.text
    later = post(app, location=ELSEWHERE)
    assert (later["status"], listed(app)) == ("held", 0)
    lan = people.chi_lan.browser
    for one in (here, later):
        assert one["id"] in lan.get("/desk?tab=held").text
        assert 'id="part-watched"' in lan.get(f"/desk/requests/{one['id']}").text
    assert post(app, phone=ANOTHER)["status"] == "open"  # somebody else


def test_a_code_alone_does_not_show_it_and_a_call_does(
    app: Flask, people: People, here: dict[str, Any]
) -> None:
    headers = {"X-Manage-Token": here["manage_token"]}
    door = f"/api/v1/requests/{here['id']}"
    decide(app, people)
    assert app.test_client().post(f"{door}/phone-code", headers=headers).status_code == 409
    browser = browser_of(app)
    browser.hold(here["manage_token"])
    page = browser.get(f"/requests/{here['id']}").text
    assert 'id="part-proving"' in page
    assert "/hotlines" in page
    assert "/phone-code" not in page
    called = f"/api/v1/desk/requests/{here['id']}/acts"
    assert people.chi_lan.client.post(called, json={"act": "verify"}).status_code == 200
    assert (status(app, here), listed(app)) == (Status.OPEN, 1)
    assert post(app)["status"] == "held"  # the next one is looked at again


def test_whoever_goes_goes_on_and_it_is_held_when_they_cannot(
    app: Flask, people: People, here: dict[str, Any]
) -> None:
    minh = people.minh.client
    assert minh.post(f"/api/v1/requests/{here['id']}/claim").status_code == 201
    decide(app, people)
    assert status(app, here) == Status.CLAIMED
    assert minh.post(f"/api/v1/requests/{here['id']}/release").status_code == 200
    assert (status(app, here), listed(app)) == (Status.HELD, 0)


def test_lifted_it_is_as_before(app: Flask, people: People, here: dict[str, Any]) -> None:
    decide(app, people, verdict="lifted")
    lan = people.chi_lan.browser
    assert WHY in words(lan.page("/desk/reports"))
    with app.app_context():
        [judged] = db.session.query(PersonDecision)
    url = f"/desk/reports/people/decisions/{judged.id}/lift"
    assert lan.post(url, data=lan.csrf()).status_code == 303
    assert post(app)["status"] == "open"
    headers = {"X-Manage-Token": here["manage_token"]}
    code = app.test_client().post(f"/api/v1/requests/{here['id']}/phone-code", headers=headers)
    assert code.status_code == 204


def test_the_owner_of_a_number_that_somebody_else_typed_asks_as_before(
    app: Flask, people: People
) -> None:
    tu, hers = people.ba_tu.client, a_request()
    typed = post(app, phone=hers["phone"])  # by somebody who is not signed in
    reported(people, typed)
    own = tu.post("/api/v1/requests", json=hers).get_json()
    decide(app, people)
    assert (status(app, typed), status(app, own)) == (Status.HELD, Status.OPEN)
    assert tu.post("/api/v1/requests", json=hers).get_json()["status"] == "open"


def test_to_begin_with_another_number_is_no_way_round(
    app: Flask, people: People, here: dict[str, Any]
) -> None:
    decide(app, people)
    other = post(app, phone=ANOTHER, location=ELSEWHERE)
    headers = {"X-Manage-Token": other["manage_token"]}
    url = f"/api/v1/requests/{other['id']}"
    assert app.test_client().patch(url, json={"phone": PHONE}, headers=headers).status_code == 200
    assert status(app, other) == Status.HELD


def test_nor_is_to_change_the_number_while_somebody_goes(
    app: Flask, people: People, here: dict[str, Any]
) -> None:
    decide(app, people)
    other = post(app, phone=ANOTHER, location=ELSEWHERE)
    url = f"/api/v1/requests/{other['id']}"
    minh = people.minh.client
    assert minh.post(f"{url}/claim").status_code == 201
    headers = {"X-Manage-Token": other["manage_token"]}
    assert app.test_client().patch(url, json={"phone": PHONE}, headers=headers).status_code == 200
    assert status(app, other) == Status.CLAIMED
    assert minh.post(f"{url}/release").status_code == 200
    assert status(app, other) == Status.HELD
