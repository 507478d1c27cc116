"""A held request is kept, and before nobody but its requester and coordinators of its area.

Proved by a code, or by a coordinator's call, it is as any other.
"""

from datetime import timedelta

import pytest
from flask import Flask

from connect import channels
from connect.accounts import Role, account_by_phone
from connect.accounts import service as accounts
from connect.foundation import caps
from connect.foundation.audit import history
from connect.foundation.clock import utcnow
from connect.foundation.database import transaction
from connect.help_requests import CloseReason, Status, holding, queries, service
from connect.help_requests.figures import count_waiting
from connect.help_requests.models import HelpRequest
from connect.help_requests.silence import OPEN_LIFE
from tests.people import People
from tests.routes import route_lines
from tests.situations import (
    REQUESTER,
    SECRETS,
    Situation,
    ask,
    assignments_of,
    help_from,
    live_through,
    request_now,
    situation,
)
from tests.web import Browser, browser_of

STRANGERS = ("huong", None)  # who was asked before it was held, and nobody in particular


def listed(app: Flask) -> int:
    answer = browser_of(app).get("/api/v1/requests?limit=100")
    assert answer.json is not None
    return len(answer.json["items"])


@pytest.fixture
def held(app: Flask, people: People) -> Situation:
    return situation(app, people, Status.HELD)


def test_nobody_is_asked_and_nobody_finds_it(held: Situation, app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.minh.account())
        live_through(timedelta(days=1))
        assert "offered" not in [one.state for one in assignments_of(held.request_id)]
        assert count_waiting() == 0
    assert listed(app) == 0
    for path in ("/requests", "/requests.atom", "/embed/requests", "/api/v1/requests.geojson"):
        page = browser_of(app).get(f"{path}?bbox=102,8,110,24").text
        assert str(held.request_id) not in page


@pytest.mark.usefixtures("seen_on_sqlite")  # who may is asked in no other words there
def test_no_route_knows_it_but_for_its_own(held: Situation, app: Flask, people: People) -> None:
    asked = [line for line in route_lines(app) if "<uuid:request_id>" in line]
    assert len(asked) > 50
    for line in asked:
        method, _space, rule = line.partition(" ")
        url = rule.replace("<uuid:request_id>", str(held.request_id))
        for who in STRANGERS:
            browser = getattr(people, who).browser if who else browser_of(app)
            form = browser.csrf() if method == "POST" and "/api/" not in rule else None
            answer = browser.open(url, method=method, data=form)
            assert answer.status_code >= 400 or "/sign-in" in (answer.location or ""), (line, who)
            assert not any(secret in answer.text for secret in SECRETS.values()), (line, who)


def test_its_requester_and_its_coordinators_see_it(
    held: Situation, app: Flask, people: People
) -> None:
    page = browser_of(app)
    page.hold(held.manage_token)
    assert 'id="part-proving"' in page.get(f"/requests/{held.request_id}").text
    headers = {"X-Manage-Token": held.manage_token}
    answer = browser_of(app).get(f"/api/v1/requests/{held.request_id}", headers=headers)
    assert answer.json is not None
    assert (answer.json["status"], answer.json["verified"]) == ("held", False)
    desk = people.chi_lan.browser
    for tab, there in (("held", True), ("all", False), ("nobodys", False)):
        assert (str(held.request_id) in desk.get(f"/desk?tab={tab}").text) is there
    assert str(held.request_id) not in people.anh_ha.browser.get("/desk?tab=held").text
    assert desk.get(f"/desk/requests/{held.request_id}").status_code == 200


def code_sent(app: Flask) -> str:
    with app.app_context():
        return channels.sent()[-1]["body"][:6]


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_code_to_the_phone_shows_it(
    way: str, held: Situation, app: Flask, people: People
) -> None:
    browser, headers = browser_of(app), {"X-Manage-Token": held.manage_token}
    browser.hold(held.manage_token)
    door = f"/requests/{held.request_id}"
    if way == "page":
        browser.post(f"{door}/phone-code", data=browser.csrf())
        assert 'autocomplete="one-time-code"' in browser.get(door).text
        browser.post(f"{door}/prove", data={"code": "000000x"} | browser.csrf())
        assert request_of(app, held).status == Status.HELD
        code = code_sent(app)
        said = {"code": f"{code[:3]} {code[3:]}"} | browser.csrf()
        assert browser.post(f"{door}/prove", data=said).status_code == 303
        assert 'id="part-proving"' not in browser.get(door).text
    else:
        call = app.test_client()
        assert call.post(f"/api/v1{door}/phone-code", headers=headers).status_code == 204
        wrong = call.post(f"/api/v1{door}/prove", json={"code": "1"}, headers=headers)
        assert wrong.status_code == 422
        said = {"code": code_sent(app)}
        right = call.post(f"/api/v1{door}/prove", json=said, headers=headers)
        assert right.get_json()["status"] == "open"
        again = call.post(f"/api/v1{door}/prove", json=said, headers=headers)
        assert again.status_code == 409
    now = request_of(app, held)
    assert (now.status, now.verified, now.held_at) == (Status.OPEN, True, None)
    assert listed(app) == 1
    with app.test_request_context():
        assert "phone_proved" in [one.action for one in history(held.request_id)]


def request_of(app: Flask, here: Situation) -> HelpRequest:
    with app.test_request_context():
        return request_now(here.request_id)


def test_a_code_can_be_tried_five_times(held: Situation, app: Flask) -> None:
    call, headers = app.test_client(), {"X-Manage-Token": held.manage_token}
    door = f"/api/v1/requests/{held.request_id}"
    call.post(f"{door}/phone-code", headers=headers)
    for code in ("111111", "222222", "333333", "444444", "555555"):
        assert call.post(f"{door}/prove", json={"code": code}, headers=headers).status_code == 422
    said = {"code": code_sent(app)}
    assert call.post(f"{door}/prove", json=said, headers=headers).status_code == 422


def test_a_code_is_for_the_number_it_went_to(held: Situation, app: Flask) -> None:
    call, headers = app.test_client(), {"X-Manage-Token": held.manage_token}
    door = f"/api/v1/requests/{held.request_id}"
    call.post(f"{door}/phone-code", headers=headers)
    said = {"code": code_sent(app)}
    changed = call.patch(door, json={"phone": "0912 345 655"}, headers=headers)
    assert changed.status_code == 200
    assert call.post(f"{door}/prove", json=said, headers=headers).status_code == 422
    assert request_of(app, held).status == Status.HELD


def test_who_is_signed_in_with_the_number_needs_no_code(
    held: Situation, app: Flask, people: People
) -> None:
    with app.test_request_context():
        phone = request_now(held.request_id).phone
        assert phone is not None
        accounts.create_account(phone=phone, name="Tư", role=Role.RESIDENT)
        account = account_by_phone(phone)
        assert account is not None
        token = accounts.open_session(account.id)
    browser = browser_of(app)
    browser.hold(held.manage_token)
    browser.sign_in(token)
    browser.post(f"/requests/{held.request_id}/prove", data=browser.csrf())
    assert request_of(app, held).status == Status.OPEN


def test_what_was_never_held_is_proved_too_and_listed_as_verified(
    app: Flask, client: Browser, people: People
) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        request = ask(app)
        id_, headers = request.id, {"X-Manage-Token": queries.manage_token(request)}

    def verified() -> list[bool]:
        return [one["verified"] for one in (client.get("/api/v1/requests").json or {})["items"]]

    assert verified() == [False]
    client.post(f"/api/v1/requests/{id_}/phone-code", headers=headers)
    said = {"code": code_sent(app)}
    assert (
        client.post(f"/api/v1/requests/{id_}/prove", json=said, headers=headers).status_code == 200
    )
    assert verified() == [True]


def test_a_call_shows_it(held: Situation, app: Flask, people: People) -> None:
    answer = people.chi_lan.client.post(
        f"/api/v1/desk/requests/{held.request_id}/acts", json={"act": "verify"}
    )
    assert (answer.status_code, answer.get_json()["status"]) == (200, "open")
    assert listed(app) == 1
    with app.test_request_context():
        live_through(timedelta(hours=1))
        assert len(assignments_of(held.request_id)) >= 1


def test_closed_and_opened_again_it_is_held_as_before(held: Situation, app: Flask) -> None:
    with app.test_request_context():
        service.close(held.request_id, CloseReason.WITHDRAWN, None, REQUESTER)
        again = service.reopen(held.request_id, None, REQUESTER)
        assert (again.status, again.card["status"]) == (Status.HELD, Status.HELD)
        last = history(held.request_id)[-1]
        assert (last.action, last.detail) == ("held", {"watched": False})
    assert listed(app) == 0


def test_opened_again_by_the_page_it_does_not_say_that_others_are_asked(
    held: Situation, app: Flask
) -> None:
    with app.test_request_context():
        service.close(held.request_id, CloseReason.WITHDRAWN, None, REQUESTER)
    browser = browser_of(app)
    browser.hold(held.manage_token)
    door = f"/requests/{held.request_id}"
    assert browser.post(f"{door}/reopen", data=browser.csrf()).status_code == 303
    page = browser.get(door).text
    assert "Chúng tôi đã nhận lại yêu cầu của bạn" in page
    assert "người khác có thể nhận" not in page


def test_nobody_is_written_to_about_what_was_never_proved(held: Situation, app: Flask) -> None:
    with app.test_request_context():
        live_through(OPEN_LIFE)
        now = request_now(held.request_id)
        assert (now.status, now.close_reason) == (Status.CLOSED, CloseReason.EXPIRED)
        assert [one for one in channels.sent() if one["to"] == now.phone] == []


def test_the_code_and_the_phone_lead_back_to_it(held: Situation, app: Flask) -> None:
    now = request_of(app, held)
    browser = browser_of(app)
    told = {"code": now.code, "phone": now.phone or ""} | browser.csrf()
    assert browser.post("/find-request", data=told).status_code == 303
    assert 'id="part-proving"' in browser.get(f"/requests/{held.request_id}").text


def test_whether_it_was_watched_is_said_of_the_last_time(context: Flask) -> None:
    request = ask(context)
    held: list[dict[str, bool]] = [{}, {"watched": True}, {}]
    found = []
    for how in held:
        with transaction():
            holding.hold(request, **how)
        found.append(holding.was_watched(request))
        with transaction():
            holding.release(request)
    assert found == [False, True, False]
    with transaction():  # or whether it is so now
        caps.fill(holding.WATCHED, holding.mark_of_phone(SECRETS["phone"]), utcnow() + caps.DAY)
    assert holding.was_watched(request)
