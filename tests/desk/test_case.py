"""A case on the desk: who sees what of it, calls, notes, and whose it is."""

import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from connect.accounts import Role, suspend
from connect.desk.models import DeskCase, Note
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.phones import show_phone
from connect.help_requests import CloseReason, erase, service
from connect.help_requests.lifecycle import Status
from tests.desk.cases import act, logged, page_of, tap
from tests.people import People
from tests.situations import REQUESTER, SECRETS, Situation, ask, request_now, situation
from tests.web import words

NOTE = "Bà nghe không rõ, gọi cho con trai."


@pytest.fixture
def here(app: Flask, people: People) -> Situation:
    return situation(app, people, Status.OPEN)


def desk_case(app: Flask, case: uuid.UUID) -> DeskCase:
    with app.app_context():
        found = db.session.get(DeskCase, case)
        assert found is not None
        db.session.expunge(found)
        return found


def secrets_in(text: str) -> Iterator[str]:
    for name in ("name", "description", "address", "note"):
        if SECRETS[name] in text:
            yield name
    if SECRETS["phone"] in text or show_phone(SECRETS["phone"]) in text:
        yield "phone"


def test_who_and_where_are_shown_when_asked_for_and_that_is_recorded(
    app: Flask, people: People, here: Situation
) -> None:
    browser, case = people.chi_lan.browser, here.request_id
    shown = browser.get(page_of(case)).get_data(as_text=True)
    assert list(secrets_in(shown)) == []
    assert "revealed" not in logged(app, case)
    answer = browser.send(page_of(case), action="/reveal")
    assert answer.status_code == 303
    shown = browser.get(page_of(case)).get_data(as_text=True)
    assert set(secrets_in(shown)) == {"name", "description", "address", "note", "phone"}
    assert logged(app, case).count("revealed") == 1
    with app.test_request_context():
        # Another coordinator has not looked.
        other = people.root.browser.get(page_of(case)).get_data(as_text=True)
    assert list(secrets_in(other)) == []


def test_it_is_hidden_again_after_a_quarter_of_an_hour(
    app: Flask, people: People, here: Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = people.chi_lan.browser
    browser.send(page_of(here.request_id), action="/reveal")
    later = utcnow() + timedelta(minutes=16)
    monkeypatch.setattr(audit, "utcnow", lambda: later)
    shown = browser.get(page_of(here.request_id)).get_data(as_text=True)
    assert list(secrets_in(shown)) == []


def test_a_note_is_for_colleagues_alone(app: Flask, people: People, here: Situation) -> None:
    case = here.request_id
    tap(people.chi_lan.browser, case, "note", words=NOTE)
    assert NOTE in words(people.root.browser.page(page_of(case)))
    told = people.root.client.get(f"/api/v1{page_of(case)}").get_json()
    assert [(one["author"], one["words"]) for one in told["notes"]] == [("Chi Lan", NOTE)]
    for browser in (people.ba_tu.browser, people.huong.browser):
        assert NOTE not in browser.get(f"/requests/{case}").get_data(as_text=True)
    assert "noted" in logged(app, case)
    assert act(people.chi_lan, case, "note", words=" ").status_code == 422
    assert act(people.anh_ha, case, "note", words=NOTE).status_code == 403


def test_what_was_noted_goes_with_who_asked(app: Flask, people: People, here: Situation) -> None:
    act(people.chi_lan, here.request_id, "note", words=NOTE)
    with app.test_request_context():
        erase(people.ba_tu.id)
        assert db.session.query(Note).count() == 0


def test_a_coordinator_without_an_account_leaves_the_case_behind(
    app: Flask, people: People, here: Situation
) -> None:
    lan = people.chi_lan
    act(lan, here.request_id, "hand_over", account_id=str(lan.id))
    act(lan, here.request_id, "note", words=NOTE)
    assert lan.client.delete("/api/v1/me").status_code == 204
    told = people.root.client.get(f"/api/v1{page_of(here.request_id)}").get_json()
    assert told["coordinator"] is None
    assert [one["author"] for one in told["notes"]] == [""]


def test_who_is_suspended_is_offered_no_case(app: Flask, people: People, here: Situation) -> None:
    lan, minh, case = people.chi_lan, people.minh, here.request_id
    with app.test_request_context(), transaction():
        account = minh.account()
        account.role, account.area_codes = Role.COORDINATOR, ["79"]
    pages = (page_of(case), "/desk")
    for path in pages:
        assert str(minh.id) in lan.browser.get(path).get_data(as_text=True), path
    with app.test_request_context():
        suspend(minh.phone, utcnow() + timedelta(hours=1))
    for path in pages:
        assert str(minh.id) not in lan.browser.get(path).get_data(as_text=True), path
    assert act(lan, case, "hand_over", account_id=str(minh.id)).status_code == 422


def test_nobody_answers_three_times_and_then_it_is_closed(
    app: Flask, people: People, here: Situation
) -> None:
    lan, case = people.chi_lan, here.request_id
    for _time in range(2):
        tap(lan.browser, case, "not_reached", in_minutes="30")
    answer = act(lan, case, "not_reached")
    assert (answer.get_json()["tries"], answer.get_json()["call_at"]) == (3, None)
    assert answer.get_json()["mine"]  # whoever calls for nobody's case has it
    tried_at = datetime.fromisoformat(answer.get_json()["tried_at"])
    assert utcnow() - timedelta(minutes=1) < tried_at <= utcnow()
    calls = words(lan.browser.page(page_of(case)))
    assert "3 lần gọi không ai nghe · lần cuối vừa xong" in calls
    assert logged(app, case).count("not_reached") == 3
    assert act(lan, case, "close", reason="unreachable").status_code == 200
    assert act(lan, case, "not_reached").status_code == 409
    assert act(lan, case, "reopen").get_json()["status"] == "open"


def test_a_call_is_at_a_time_that_comes(people: People, here: Situation) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"in_minutes": 1},
        {"in_minutes": 10**6},
        {"call_at": "2020-01-01T08:00:00+07:00"},
        {"call_at": "2199-01-01T08:00"},
        {"call_at": "soon"},
    )
    for when in wrong:
        assert act(people.chi_lan, here.request_id, "call_again", **when).status_code == 422, when


def test_a_time_of_the_form_is_one_of_the_country(
    app: Flask, people: People, here: Situation
) -> None:
    local = (utcnow() + timedelta(hours=7 + 3)).strftime("%Y-%m-%dT%H:%M")
    tap(people.chi_lan.browser, here.request_id, "call_again", call_at=local)
    told = desk_case(app, here.request_id).call_at
    assert told is not None
    assert abs(told - utcnow() - timedelta(hours=3)) < timedelta(minutes=2)


def test_a_call_verifies_what_was_asked(app: Flask, people: People) -> None:
    with app.test_request_context():
        case = ask(app).id
        assert not request_now(case).verified
    assert act(people.chi_lan, case, "verify").status_code == 200
    with app.test_request_context():
        assert request_now(case).card["verified"]
    act(people.chi_lan, case, "verify")
    assert logged(app, case).count("verified") == 1


def test_nobody_verifies_what_they_ask_for_themselves(app: Flask, people: People) -> None:
    with app.test_request_context():
        case = ask(app, people.chi_lan.account(), phone=people.chi_lan.phone).id
        by_phone = ask(app, phone=people.chi_lan.phone).id
    assert act(people.chi_lan, case, "verify").status_code == 403
    assert act(people.chi_lan, by_phone, "verify").status_code == 403


def test_the_same_call_sent_twice_counts_once(app: Flask, people: People, here: Situation) -> None:
    url = f"/api/v1{page_of(here.request_id)}/acts"
    for _time in range(2):
        told = people.chi_lan.client.post(
            url, json={"act": "not_reached"}, headers={"Idempotency-Key": "one call"}
        )
        assert told.get_json()["tries"] == 1


def test_a_case_goes_from_hand_to_hand(app: Flask, people: People, here: Situation) -> None:
    lan, root, case = people.chi_lan, people.root, here.request_id
    act(lan, case, "hand_over", account_id=str(lan.id))
    assert act(lan, case, "hand_over", account_id=str(root.id)).get_json()["coordinator"] == "Root"
    inbox = root.client.get("/api/v1/notices").get_json()["items"]
    assert "Chi Lan" in inbox[0]["text"]
    for nobody in (people.anh_ha.id, people.huong.id, uuid.uuid4()):  # of another area, of none
        assert act(lan, case, "hand_over", account_id=str(nobody)).status_code == 422
    assert act(lan, case, "hand_over").get_json()["coordinator"] is None
    assert logged(app, case).count("handed_over") == 3


def test_two_coordinators_see_each_other(app: Flask, people: People, here: Situation) -> None:
    case = here.request_id
    lan, root = people.chi_lan.browser, people.root.browser
    lan.page(page_of(case))
    assert "Chi Lan" in words(root.page(page_of(case)))
    assert "Chi Lan" in words(root.page("/desk"))
    answer = lan.post(f"{page_of(case)}/here", data=lan.csrf())
    assert answer.get_data(as_text=True).startswith("Root")
    assert people.huong.browser.get(f"/requests/{case}").get_data(as_text=True).count("Root") == 0


def test_what_one_may_not_do_says_why_on_the_page(people: People, here: Situation) -> None:
    browser, case = people.chi_lan.browser, here.request_id
    for told in ({"act": "nonsense"}, {"act": "note"}, {"act": "merge", "twin_id": "x"}, {}):
        answer = browser.post(f"{page_of(case)}/act", data=told | browser.csrf())
        assert answer.status_code == 303
        shown = browser.page(page_of(case))
        assert any("note--error" in one.attributes.get("class", "") for one in shown.all("p"))
    assert browser.get(page_of(uuid.uuid4())).status_code == 404


def test_a_note_without_words_is_said_in_a_whole_sentence(people: People, here: Situation) -> None:
    lan = people.chi_lan
    assert "Bạn cần điền phần này." in tap(lan.browser, here.request_id, "note", words=" ")
    refused = act(lan, here.request_id, "note").get_json()
    assert refused["errors"] == {"words": ["Bạn cần điền phần này."]}


def test_what_is_over_can_be_read_and_opened_again(
    app: Flask, people: People, here: Situation
) -> None:
    lan = people.chi_lan
    assert "Gọi lúc" in tap(lan.browser, here.request_id, "call_again", in_minutes="30")
    with app.test_request_context():
        service.close(here.request_id, CloseReason.WITHDRAWN, None, REQUESTER)
    page = lan.browser.page(page_of(here.request_id))
    assert "Gọi lúc" not in words(page)
    assert not [one for one in page.all("input") if one.attributes.get("value") == "verify"]
    tap(lan.browser, here.request_id, "reopen")
    with app.test_request_context():
        assert request_now(here.request_id).status == Status.OPEN
