"""Whoever asked takes along what is held of it, by account or by the manage link alone."""

import pytest
from flask import Flask

from connect.help_requests import Status
from tests.diary.thanking import WORDS, by_link, say_thanks
from tests.people import People
from tests.situations import SECRETS, situation
from tests.web import browser_of


def test_by_the_link(app: Flask, people: People) -> None:
    here = situation(app, people, Status.FULFILLED)
    household = by_link(browser_of(app), here)
    say_thanks(household, here, public=True)
    link = f"/requests/{here.request_id}/export"
    page = household.page(f"/requests/{here.request_id}")  # one tap on it, and it is there
    assert any(one.attributes.get("href") == link for one in page.all("a"))
    answer = household.get(link)
    assert "attachment" in answer.headers["Content-Disposition"]
    held = answer.get_json()
    assert set(held) >= {"request", "messages", "thanks", "shopping", "sms", "consents"}
    for field in ("phone", "name", "description", "address"):
        assert SECRETS[field] in str(held["request"])
    assert held["request"]["reveals"]
    assert held["thanks"]["text"] == WORDS
    assert [one["purpose"] for one in held["consents"]] == ["diary"]


@pytest.mark.parametrize("who", ["stranger", "huong", "chi_lan", "nobody"])
def test_nobody_else(app: Flask, people: People, who: str) -> None:
    here = situation(app, people, Status.CLAIMED)
    browser = browser_of(app) if who == "stranger" else getattr(people, who).browser
    answer = browser.get(f"/requests/{here.request_id}/export")
    assert answer.status_code == (302 if who == "stranger" else 403)
    assert SECRETS["phone"] not in answer.get_data(as_text=True)
