"""The coordinator's desk: on top the one for whom nobody is left, and one tap to its page."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from connect.help_requests import ItemDetails
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import SECRETS, ask, help_from

DESK = "Ai đang chờ"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_whom_nobody_is_left_to_ask_for_is_one_tap_away(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        ask(app, phone="+84912345611", urgency="urgent")  # Hương is asked for both
        ask(app, phone="+84912345612")
        ask(app, items=[ItemDetails(category="medicine", goods="Thuốc huyết áp")])
    lan = phone_of(scripts=scripts).sign_in(people.chi_lan)
    lan.go("/mine")
    lan.tap(DESK, role="link")
    lan.reads("1 yêu cầu không còn ai để hỏi.")
    rows = lan.page.locator("main .queue li")
    expect(rows).to_have_count(3)
    first = rows.first.inner_text()
    assert "Không còn ai để hỏi" in first
    assert "Thuốc huyết áp" in first
    assert "Gấp" in rows.nth(1).inner_text()
    rows.first.get_by_role("link").click()
    lan.reads("0912 345 699")
    lan.reads(SECRETS["description"])
    lan.check()
    assert lan.page.get_by_role("heading", level=1).inner_text() == "Thuốc huyết áp"
    lan.tap(DESK, role="link")  # and back
    expect(rows).to_have_count(3)
    huong = phone_of(scripts=scripts).sign_in(people.huong)
    huong.go("/mine")
    assert huong.page.get_by_role("link", name=DESK).count() == 0
