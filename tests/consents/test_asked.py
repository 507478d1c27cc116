"""Nothing is agreed to before somebody says so; what they say is kept, word for word."""

import uuid

import pytest
from flask import Flask

from connect.consents.words import all_versions
from connect.foundation.database import db
from connect.help_requests import HelpRequest, Status
from tests.consents.saying import rows_of, said
from tests.diary.thanking import by_link, say_thanks
from tests.page import Page, values_of
from tests.people import People, a_request
from tests.situations import situation
from tests.web import Browser, browser_of

ONE_PAGE = "/requests/new/one-page"
ASK = {
    "categories": "food",
    "people": "2",
    "urgency": "normal",
    "place": "Phường Tân Hưng, TP.HCM",
    "phone": "0912 345 603",
}
# What is ticked because it is so already, or is no consent.
SETTINGS = {"sms", "quiet", "urgent_at_night", "offers", "news", "urgency", "reason"}


def checked(page: Page) -> set[str]:
    """The names of the boxes and circles that the page itself has filled in."""
    boxes = [one for one in page.all("input") if "checked" in one.attributes]
    return {one.attributes.get("name", "") for one in boxes}


def test_no_box_is_ticked_beforehand(app: Flask, people: People) -> None:
    here = situation(app, people, Status.FULFILLED)
    stranger, tu, lan = browser_of(app), people.ba_tu.browser, people.chi_lan.browser
    stranger.send("/requests/new", **{name: ASK[name] for name in ("categories", "people")})
    stranger.send("/requests/new/where", place=ASK["place"])
    for browser, path in (
        (stranger, "/requests/new/phone"),
        (stranger, ONE_PAGE),
        (stranger, "/outbox"),
        (tu, f"/requests/{here.request_id}/thanks"),
        (tu, "/inbox/preferences"),
        (lan, "/desk/intake"),
    ):
        assert checked(browser.page(path)) <= SETTINGS, path


@pytest.mark.parametrize(("answer", "shared"), [("yes", True), ("no", False), (None, False)])
def test_asking_on_a_page(app: Flask, client: Browser, answer: str | None, shared: bool) -> None:
    page = client.page(ONE_PAGE)
    shown, chosen = page.root.text(), {"share_phone": answer} if answer else {}
    answered = client.post(ONE_PAGE, data=values_of(page.form()) | ASK | chosen)
    request_id = uuid.UUID(str(answered.location).rpartition("/")[2])
    with app.app_context():
        assert db.session.get_one(HelpRequest, request_id).share_phone is shared
    assert said(app) == [("help", True, "web", "vi"), ("phone", shared, "web", "vi")]
    for row in rows_of(app, request_id):
        assert all_versions()[row.text_version] in shown
        assert (row.account_id, row.recorded_by) == (None, None)


def test_asking_by_a_program(app: Flask, people: People) -> None:
    """As ever, the number is shown where the program says nothing: it has asked the person."""
    told = people.ba_tu.client.post(
        "/api/v1/requests", json=a_request(), headers={"Accept-Language": "en"}
    ).get_json()
    assert said(app, account_id=people.ba_tu.id) == [
        ("help", True, "api", "en"),
        ("phone", True, "api", "en"),
    ]
    url = f"/api/v1/requests/{told['id']}"
    for shares in (False, False, True):  # the second says nothing new
        assert people.ba_tu.client.patch(url, json={"share_phone": shares}).status_code == 200
    assert [row[:2] for row in said(app)][2:] == [("phone", False), ("phone", True)]


def test_asking_for_somebody_else_is_written_down_by_them(app: Flask, people: People) -> None:
    told = people.chi_lan.client.post("/api/v1/requests", json=a_request()).get_json()
    for row in rows_of(app, uuid.UUID(told["id"])):
        assert (row.account_id, row.recorded_by) == (None, people.chi_lan.id)


def test_what_a_coordinator_changes_for_somebody_is_not_the_coordinators_word(
    app: Flask, people: People
) -> None:
    told = app.test_client().post("/api/v1/requests", json=a_request()).get_json()
    url = f"/api/v1/requests/{told['id']}"
    assert people.chi_lan.client.patch(url, json={"share_phone": False}).status_code == 200
    last = rows_of(app, uuid.UUID(told["id"]))[-1]
    assert (last.given, last.account_id, last.recorded_by) == (False, None, people.chi_lan.id)


def test_thanks_that_all_may_read(app: Flask, people: People) -> None:
    here = situation(app, people, Status.FULFILLED)
    household = by_link(browser_of(app), here)
    say_thanks(household, here, public=False, signed=True)
    assert said(app) == []
    page = f"/requests/{here.request_id}"
    household.send(page, action="/take-back")
    say_thanks(household, here, public=True, signed=True)
    people.huong.browser.send(page, action="/thanks/name")
    assert said(app, request_id=here.request_id) == [
        ("diary", True, "web", "vi"),
        ("diary_name", True, "web", "vi"),
        ("thanked_name", True, "web", "vi"),
    ]
    household.send(page, action="/take-back")
    assert [row[:2] for row in said(app)][3:] == [("diary", False), ("diary_name", False)]


def test_the_wires_that_one_hears_by(app: Flask, people: People) -> None:
    minh = people.minh.client
    for wires in ({"zalo": True}, {"zalo": True, "push": False}, {"zalo": False, "sms": False}):
        assert minh.patch("/api/v1/me/preferences", json={"wires": wires}).status_code == 200
    assert said(app, account_id=people.minh.id) == [
        ("zalo", True, "api", "vi"),
        ("zalo", False, "api", "vi"),
    ]


def test_what_staff_take_back_for_somebody_is_not_their_word(app: Flask, people: People) -> None:
    """They have asked for somebody else, so the button is theirs, too."""
    told = people.chi_lan.client.post("/api/v1/requests", json=a_request()).get_json()
    browser, taken_back = people.chi_lan.browser, {"purpose": "phone"}
    page = f"/requests/{told['id']}/consents"
    assert browser.post(page, data=taken_back | browser.csrf()).status_code == 303
    last = rows_of(app, uuid.UUID(told["id"]))[-1]
    assert (last.given, last.account_id, last.recorded_by) == (False, None, people.chi_lan.id)
