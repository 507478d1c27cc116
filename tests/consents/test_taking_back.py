"""Taking back is as easy as giving, holds at once, is written down, and is nobody else's to do."""

import uuid

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect.diary.states import State
from connect.foundation.database import db
from connect.help_requests import HelpRequest, Status
from tests.consents.saying import said
from tests.diary.thanking import by_link, entry_now, say_thanks
from tests.page import values_of
from tests.people import People
from tests.situations import SECRETS, situation
from tests.web import Browser, browser_of, words


def withdraw(browser: Browser, purpose: str, request_id: object = None) -> TestResponse:
    """Posts it, whether there is a button for it or not."""
    path = f"/requests/{request_id}/consents" if request_id else "/account/consents/take-back"
    return browser.post(path, data={"purpose": purpose} | browser.csrf())


def agree_to_calls(people: People, request_id: object) -> None:
    for shares in (False, True):
        people.ba_tu.client.patch(f"/api/v1/requests/{request_id}", json={"share_phone": shares})


def test_by_the_link_that_the_helper_sees_the_number(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    agree_to_calls(people, here.request_id)
    url = f"/api/v1/requests/{here.request_id}"
    assert people.huong.client.get(url).get_json()["phone"] == SECRETS["phone"]
    household = by_link(browser_of(app), here)
    page = household.page(f"/requests/{here.request_id}")
    assert "Những điều bạn đã đồng ý" in words(page)
    form = page.form("/consents")  # the first tap opens the list, the second is its button
    answer = household.post(form.attributes["action"], data=values_of(form))
    assert answer.status_code == 303
    assert people.huong.client.get(url).get_json()["phone"] is None
    assert said(app)[-1] == ("phone", False, "web", "vi")
    with pytest.raises(AssertionError):  # there is nothing more to take back
        household.page(f"/requests/{here.request_id}").form("/consents")


@pytest.mark.parametrize("who", ["stranger", "huong", "chi_lan", "nobody"])
def test_nobody_else_takes_it_back(app: Flask, people: People, who: str) -> None:
    here = situation(app, people, Status.CLAIMED)
    agree_to_calls(people, here.request_id)
    browser = browser_of(app) if who == "stranger" else getattr(people, who).browser
    answer = withdraw(browser, "phone", here.request_id)
    assert answer.status_code == (302 if who == "stranger" else 403)
    with app.app_context():
        assert db.session.get_one(HelpRequest, here.request_id).share_phone


@pytest.mark.parametrize(
    ("purpose", "request_id"),
    [
        ("everything", None),
        ("help", None),  # to be erased, not taken back
        ("phone", None),
        ("zalo", uuid.UUID(int=0)),
        ("phone", uuid.UUID(int=0)),
    ],
)
def test_what_is_not_there_cannot_be_taken_back(
    people: People, purpose: str, request_id: uuid.UUID | None
) -> None:
    assert withdraw(people.ba_tu.browser, purpose, request_id).status_code == 404


def test_thanks_stay_with_the_helper_and_leave_the_diary(app: Flask, people: People) -> None:
    here = situation(app, people, Status.FULFILLED)
    household = by_link(browser_of(app), here)
    say_thanks(household, here, public=True, signed=True)
    for purpose in ("diary_name", "diary"):
        answer = withdraw(household, purpose, here.request_id)
        assert answer.status_code == 303
    entry = entry_now(app, here)
    assert entry is not None
    assert (entry.state, entry.author_name, entry.shown_at) == (State.PRIVATE, "", None)
    assert [row[:2] for row in said(app)][2:] == [("diary_name", False), ("diary", False)]


def test_a_wire_by_account_and_all_of_it_on_one_page(app: Flask, people: People) -> None:
    minh, browser = people.minh.client, people.minh.browser
    minh.patch("/api/v1/me/preferences", json={"wires": {"zalo": True}})
    page = browser.page("/account/consents")
    assert "Connect được báo tin cho tôi qua Zalo" in words(page)
    assert "Bạn đồng ý" in words(page)
    assert withdraw(browser, "zalo").status_code == 303
    assert minh.get("/api/v1/me/preferences").get_json()["wires"]["zalo"] is False
    assert "Không đồng ý" in words(browser.page("/account/consents"))
    held = minh.get("/api/v1/me/export").get_json()["consents"]
    assert [(one["purpose"], one["given"]) for one in held] == [("zalo", False), ("zalo", True)]
    assert all("Zalo" in one["text"] for one in held)
    assert "Zalo" not in words(people.huong.browser.page("/account/consents"))


def test_an_erased_account_leaves_only_proof(app: Flask, people: People) -> None:
    minh = people.minh
    minh.client.patch("/api/v1/me/preferences", json={"wires": {"zalo": True}})
    assert minh.client.delete("/api/v1/me").status_code == 204
    assert said(app, account_id=minh.id) == [("zalo", True, "api", "vi")]
