"""A coordinator takes a request down from a call: who may, what is kept, what is there already."""

from typing import Any

import pytest
from flask import Flask

from connect import consents
from connect.accounts import erase_account
from connect.consents import Channel, Consent, Purpose
from connect.foundation import audit
from connect.foundation.database import db
from connect.help_requests import HelpRequest, assignments, erase_request
from connect.intake.models import Intake
from tests.page import Page
from tests.people import DISTRICT_7, People, count
from tests.situations import REQUESTER, ask, help_from, request_now
from tests.web import Browser, words

CALL: dict[str, Any] = {
    "phone": "0912 345 690",
    "name": "Bà Năm",
    "items-0-kind": "food",
    "items-0-goods": "Gạo",
    "items-0-quantity": "5 kg",
    "people": "2",
    "urgency": "normal",
    "agreed": "y",
    "share_phone": "y",
} | {name: str(value) for name, value in DISTRICT_7.items()}


def send(browser: Browser, path: str = "/desk/intake", **changes: Any) -> Page:
    """The page that comes after the form was filled in and sent."""
    answer = browser.send(path, action="/desk/intake", **CALL | changes)
    if answer.location:
        return browser.page(answer.location)
    return Page(answer.get_data(as_text=True))


def the_only(app: Flask, model: type[Any]) -> Any:
    with app.app_context():
        [one] = db.session.query(model).all()
        return one


def test_a_call_becomes_a_verified_request_of_nobodys_account(app: Flask, people: People) -> None:
    page = words(send(people.chi_lan.browser))
    kept: HelpRequest = the_only(app, HelpRequest)
    assert f"{kept.code[:3]} {kept.code[3:]}" in page
    assert (kept.phone, kept.name, kept.requester_id) == ("+84912345690", "Bà Năm", None)
    assert kept.verified
    assert kept.share_phone
    taken = the_only(app, Intake)
    assert (taken.way, taken.taken_by_id) == ("phone", people.chi_lan.id)
    assert (taken.reporter_name, taken.reporter_phone) == ("", None)
    with app.app_context():
        [opened, *_rest] = audit.history(kept.id)
        assert (opened.action, opened.actor) == ("opened", str(people.chi_lan.id))


def test_what_was_read_aloud_is_kept_with_who_read_it(app: Flask, people: People) -> None:
    send(people.chi_lan.browser, share_phone="")
    kept = the_only(app, HelpRequest)
    assert not kept.share_phone
    with app.app_context():
        said = {one.purpose: one for one in consents.said_for(kept.id)}
    assert {purpose: one.given for purpose, one in said.items()} == {
        Purpose.HELP: True, Purpose.PHONE: False,
    }  # fmt: skip
    for one in said.values():
        assert (one.channel, one.recorded_by) == (Channel.PHONE, people.chi_lan.id)


def test_nothing_is_kept_of_who_has_not_agreed(app: Flask, people: People) -> None:
    page = people.chi_lan.browser.page("/desk/intake")
    boxes = {f.attributes.get("name"): f for f in page.all("input")}
    for name in ("agreed", "share_phone"):
        assert boxes[name].attributes["type"] == "checkbox"
        assert "checked" not in boxes[name].attributes
    assert "Nothing can be kept" in words(in_english(people, agreed=""))
    assert count(app, HelpRequest) == count(app, Consent) == 0


def in_english(people: People, path: str = "/desk/intake", **changes: Any) -> Page:
    browser = people.chi_lan.browser
    browser.post("/language/en")
    return send(browser, path, **changes)


def test_who_calls_for_somebody_else_is_kept_beside_them(app: Flask, people: People) -> None:
    send(people.chi_lan.browser, reporter_name="Anh Sáu", their_phone="0912 345 691")
    kept, taken = the_only(app, HelpRequest), the_only(app, Intake)
    assert (kept.phone, kept.verified) == ("+84912345691", False)  # nobody spoke with them
    assert (taken.reporter_name, taken.reporter_phone) == ("Anh Sáu", "+84912345690")


def test_without_a_phone_of_their_own_the_reporters_is_called(app: Flask, people: People) -> None:
    send(people.chi_lan.browser, reporter_name="Anh Sáu")
    assert the_only(app, HelpRequest).phone == "+84912345690"
    assert the_only(app, Intake).reporter_phone == "+84912345690"


def test_whose_number_it_is_reads_who_goes_and_no_stranger(app: Flask, people: People) -> None:
    send(people.chi_lan.browser, reporter_name="Anh Sáu Canary")
    kept = the_only(app, HelpRequest)
    with app.test_request_context():
        help_from(people.huong.account())
        assignments.claim(kept.id, people.huong.account())
    page = f"/requests/{kept.id}"
    assert "Anh Sáu Canary" in words(people.huong.browser.page(page))
    assert "Anh Sáu Canary" not in words(people.minh.browser.page(page))
    lan = people.chi_lan.browser
    assert "Anh Sáu Canary" not in words(lan.page(f"/desk/requests/{kept.id}"))
    lan.post(f"/desk/requests/{kept.id}/reveal", data=lan.csrf())
    assert "Anh Sáu Canary" in words(lan.page(f"/desk/requests/{kept.id}"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phone": "123"}, "Vietnamese numbers have 10 digits"),
        ({"items-0-kind": ""}, "Choose the kind of help"),
        ({"items-0-kind": "", "items-0-goods": "", "items-0-quantity": ""}, "at least one line"),
        ({"items-0-kind": "no such kind"}, "Choose the kind of help"),
        ({"their_phone": "0912 345 691"}, "name of who is asking"),
        ({"lat": "", "lon": ""}, "Say where"),
        ({"serial": "0000017"}, "A digit is not right"),
        ({"serial": "0000018"}, "No sheet has this number"),
        ({"serial": "9" * 40}, "too long"),
    ],
)
def test_what_is_not_right_yet_is_said_and_all_stays_typed(
    app: Flask, people: People, changes: dict[str, str], said: str
) -> None:
    page = in_english(people, "/desk/intake?way=paper", **changes)
    assert said in words(page)
    [name] = [f for f in page.all("input") if f.attributes.get("name") == "name"]
    assert name.attributes["value"] == "Bà Năm"
    assert count(app, HelpRequest) == 0


def test_enter_behind_the_number_looks_whether_they_have_asked(app: Flask, people: People) -> None:
    with app.test_request_context():
        first = ask(app, phone="+84912345690").id
        code = request_now(first).code
    nothing = dict.fromkeys(CALL, "") | {"phone": CALL["phone"], "people": "1"}
    page = send(people.chi_lan.browser, **nothing)
    assert code in words(page)
    assert not page.root.text().count("Lỗi:")
    assert count(app, HelpRequest) == 1


def test_what_may_be_the_same_is_shown_once_before_it_is_kept(app: Flask, people: People) -> None:
    with app.test_request_context():
        same, next_door = ask(app, phone="+84912345690").id, ask(app, phone="+84912345680").id
    shown = words(send(people.chi_lan.browser))
    with app.test_request_context():
        assert request_now(same).code in shown
        assert request_now(next_door).code in shown
    assert count(app, HelpRequest) == 2
    send(people.chi_lan.browser, looked_at=[str(same), str(next_door)])
    assert count(app, HelpRequest) == 3


def test_it_can_be_added_to_the_one_that_is_there(app: Flask, people: People) -> None:
    with app.test_request_context():
        same = ask(app, phone="+84912345690").id
    changes = {"items-0-kind": "medicine", "items-0-goods": "Thuốc ho", "agreed": ""}
    send(people.chi_lan.browser, add_to=str(same), **changes)
    with app.test_request_context():
        kept = request_now(same)
        assert [item.goods for item in kept.items] == ["Gạo", "Thuốc ho"]
        assert audit.history(same)[-1].actor in (str(people.chi_lan.id), "system")
    assert count(app, HelpRequest) == 1


def test_who_is_at_home_is_added_too(app: Flask, people: People) -> None:
    """What was ticked for a child or somebody alone is not lost: no stranger is asked any more."""
    with app.test_request_context():
        same = ask(app, phone="+84912345690").id
    send(people.chi_lan.browser, add_to=str(same), concerns="alone", urgency="urgent")
    with app.test_request_context():
        kept = request_now(same)
        assert (kept.concerns, kept.urgency) == ("alone", "urgent")
    assert count(app, HelpRequest) == 1
    send(people.chi_lan.browser, add_to=str(same), **{"items-0-goods": "Sữa"})
    with app.test_request_context():
        kept = request_now(same)
        assert (kept.concerns, kept.urgency, len(kept.items)) == ("alone", "urgent", 2)


def test_nothing_is_shown_of_or_added_to_another_area(app: Flask, people: People) -> None:
    with app.test_request_context():
        same = ask(app, phone="+84912345690").id
    elsewhere = people.anh_ha.browser
    looked = elsewhere.post(
        "/desk/intake/look-up", data=elsewhere.csrf() | {"phone": CALL["phone"]}
    )
    assert looked.status_code == 200
    assert looked.get_data(as_text=True).strip() == ""
    sent = elsewhere.send("/desk/intake", action="/desk/intake", **CALL, add_to=str(same))
    assert sent.status_code == 422
    with app.test_request_context():
        assert len(request_now(same).items) == 1


def test_a_call_for_another_area_is_kept_and_not_verified(app: Flask, people: People) -> None:
    page = send(people.anh_ha.browser)
    kept = the_only(app, HelpRequest)
    assert f"{kept.code[:3]} {kept.code[3:]}" in words(page)
    assert f"/desk/requests/{kept.id}" not in str([a.attributes for a in page.all("a")])
    assert not kept.verified
    assert kept.code not in words(people.chi_lan.browser.page("/desk/intake"))


def test_nobody_verifies_their_own(app: Flask, people: People) -> None:
    send(people.chi_lan.browser, phone="0912 345 604")
    assert not the_only(app, HelpRequest).verified


def test_sent_twice_it_is_one(app: Flask, people: People) -> None:
    browser = people.chi_lan.browser
    form = CALL | browser.csrf() | {"once": "the same page"}
    first, second = (browser.post("/desk/intake", data=form) for _time in range(2))
    assert first.location == second.location
    assert count(app, HelpRequest) == 1
    browser.post("/desk/intake", data=form | {"phone": "0912 345 692", "lat": "10.75"})
    assert count(app, HelpRequest) == 2


def test_the_code_of_a_strangers_request_is_not_told_by_its_id(app: Flask, people: People) -> None:
    with app.test_request_context():
        stranger = ask(app)
    page = people.anh_ha.browser.page(f"/desk/intake?last={stranger.id}")
    assert stranger.code[3:] not in words(page)


def test_who_reported_for_others_erases_their_account(app: Flask, people: People) -> None:
    send(
        people.chi_lan.browser,
        phone="0912 345 602", reporter_name="Minh", their_phone="0912 345 691",
    )  # fmt: skip
    with app.test_request_context():
        erase_account(people.minh.account())
    taken = the_only(app, Intake)
    assert (taken.reporter_name, taken.reporter_phone) == ("", None)
    assert the_only(app, HelpRequest).phone == "+84912345691"


def test_erased_it_takes_its_reporter_along(app: Flask, people: People) -> None:
    send(people.chi_lan.browser, reporter_name="Anh Sáu")
    kept = the_only(app, HelpRequest)
    with app.test_request_context():
        erase_request(kept.id, None, REQUESTER)
    taken = the_only(app, Intake)
    assert (taken.reporter_name, taken.reporter_phone) == ("", None)
