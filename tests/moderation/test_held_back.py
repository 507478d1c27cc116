"""Who asks without an account, and is reported: what they ask for waits until somebody has talked.

Nothing is refused, nothing is lost.
"""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect.accounts import Role, account_by_phone, suspended_phones
from connect.accounts import service as accounts
from connect.foundation.audit import history
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import OPEN_LIFE, HelpRequest, Status, is_watched, service, watch
from connect.help_requests.assignments import LEASE
from connect.moderation.people.models import PersonDecision, PersonReport
from connect.notifications.models import Notice
from tests.help_requests.test_races import together
from tests.people import People, a_request
from tests.situations import REQUESTER, ask, live_through, request_now
from tests.web import browser_of, words

PHONE, ANOTHER = "0912345699", "0912345698"
PHONE_KEPT = "+84912345699"
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


def let_time_pass(app: Flask, passed: timedelta) -> None:
    with app.test_request_context():
        live_through(passed)


def told(app: Flask, kind: str) -> list[str]:
    with app.test_request_context():
        return [one.text for one in db.session.query(Notice).filter_by(kind=kind)]


@pytest.mark.parametrize(
    ("how", "kind"), [("release", "let_go"), ("lapse", "let_go"), ("deliver", "delivered")]
)
def test_who_waits_for_another_helper_is_told_that_nobody_is_asked_yet(
    how: str, kind: str, app: Flask, people: People
) -> None:
    two = [{"category": "food", "goods": "Gạo"}, {"category": "food", "goods": "Sữa"}]
    opened, minh = post(app, items=two), people.minh.client
    reported(people, opened)
    url = f"/api/v1/requests/{opened['id']}"
    assert minh.post(f"{url}/claim").status_code == 201
    decide(app, people)
    if how == "lapse":
        let_time_pass(app, LEASE + timedelta(minutes=1))
    else:
        one = minh.get(url).get_json()["items"][0]["id"]
        some = {"items": [one]} if how == "deliver" else {}
        assert minh.post(f"{url}/{how}", json=some).status_code == 200
    assert status(app, opened) == Status.HELD
    [text] = told(app, kind)
    assert "Điều phối viên xem yêu cầu của bạn trước khi người khác thấy" in text
    assert "hỏi người khác" not in text
    assert "mở cho người khác" not in text
    with app.test_request_context():
        last = history(uuid.UUID(opened["id"]))[-1]
        assert (last.action, last.detail) == ("held", {"watched": True})


@pytest.mark.parametrize("days", ["7", "30"])
def test_who_was_looked_at_first_is_told_that_it_has_ended_and_can_ask_again(
    days: str, app: Flask, people: People, here: dict[str, Any]
) -> None:
    decide(app, people, verdict=days)
    let_time_pass(app, OPEN_LIFE + timedelta(minutes=1))
    assert status(app, here) == Status.CLOSED
    [text] = told(app, "expired")
    assert "đường dây nóng" in text
    [link] = re.findall(r"/r/\S+", text)
    browser = browser_of(app)
    browser.post(link, data={"answer": "still_needed"} | browser.csrf())
    assert status(app, here) == Status.HELD
    assert "/hotlines" in browser.get(link).text


def test_whose_watch_ended_while_somebody_was_going_is_told_of_the_end_too(
    app: Flask, people: People, here: dict[str, Any]
) -> None:
    url = f"/api/v1/requests/{here['id']}"
    assert people.minh.client.post(f"{url}/claim").status_code == 201
    decide(app, people)
    lan = people.chi_lan.browser
    with app.app_context():
        [judged] = db.session.query(PersonDecision)
    lan.post(f"/desk/reports/people/decisions/{judged.id}/lift", data=lan.csrf())
    assert people.minh.client.post(f"{url}/release").status_code == 200
    assert status(app, here) == Status.HELD
    let_time_pass(app, OPEN_LIFE + timedelta(minutes=1))
    assert status(app, here) == Status.CLOSED
    [text] = told(app, "expired")
    assert "đường dây nóng" in text


def test_staff_who_have_talked_to_somebody_correct_the_number(
    app: Flask, people: People, here: dict[str, Any]
) -> None:
    decide(app, people)
    other = post(app, phone=ANOTHER, location=ELSEWHERE)
    url = f"/api/v1/requests/{other['id']}"
    assert people.chi_lan.client.patch(url, json={"phone": PHONE}).status_code == 200
    assert status(app, other) == Status.OPEN


@pytest.mark.parametrize("way", ["open", "edit"])
def test_of_a_number_that_is_watched_at_this_moment_nothing_passes(
    way: str, app: Flask, people: People
) -> None:
    other = post(app, phone=ANOTHER)

    def ask_by_it() -> None:
        if way == "open":
            ask(app, phone=PHONE_KEPT)
        else:
            id_, settings = uuid.UUID(other["id"]), app.config["CONNECT"]
            service.edit(id_, {"phone": PHONE_KEPT}, None, REQUESTER, settings)

    def watch_it() -> None:
        with transaction():
            watch(PHONE_KEPT, utcnow() + timedelta(days=1))

    # Whoever asks has looked whether the number is watched, and nobody sees yet what they wrote.
    writes = ("INTO help_request", "UPDATE help_request")
    assert together(app, ask_by_it, watch_it, at=writes) == ["done", "done"]
    with app.test_request_context():
        [asked] = db.session.query(HelpRequest).filter_by(phone=PHONE_KEPT)
        assert asked.status == Status.HELD


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


def test_watched_and_suspended_both_end_with_the_last_decision(
    app: Flask, people: People, here: dict[str, Any]
) -> None:
    decide(app, people, verdict="30")
    with app.test_request_context():
        accounts.create_account(phone=PHONE_KEPT, name="Tư", role=Role.RESIDENT)
        account = account_by_phone(PHONE_KEPT)
        own = ask(app, account, phone=PHONE_KEPT)
    reported(people, {"id": str(own.id)})
    decide(app, people)
    lan, left = people.chi_lan.browser, [True, False]
    with app.app_context():
        watched, suspended = db.session.query(PersonDecision).order_by(PersonDecision.at)
    for judged in (suspended, watched):
        url = f"/desk/reports/people/decisions/{judged.id}/lift"
        assert lan.post(url, data=lan.csrf()).status_code == 303
        measure = left.pop(0)
        with app.test_request_context():
            assert (PHONE_KEPT in suspended_phones()) is measure
            assert is_watched(PHONE_KEPT) is measure


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
