"""The journeys that count, counted: by finger, by the keyboard alone, and without JavaScript.

`docs/journeys.md` holds the table. Each cell is counted here, and must be what the table says.
"""

import os
import re
import time
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, expect

from connect.accounts import Account
from connect.foundation.config import ROOT
from connect.help_requests import HelpRequest, Status
from connect.responders import responders_of
from tests.browser.conftest import Phone
from tests.people import People, count
from tests.situations import SECRETS, help_from, request_now, situation

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

TABLE = ROOT / "docs" / "journeys.md"
WAYS = ("finger", "keyboard", "no scripts")
WARD = "Phường Tân Hưng, TP.HCM"
NUMBER = "0912 345 678"
# How long a hand takes that is neither quick nor used to it, and what it may take in all.
TAP_S, DIGIT_S, MOST_S = 3, 1, 60
MOST_TABS = 150


class Hand:
    """Does things on a phone in one of three ways, and counts them."""

    def __init__(self, phone: Phone, way: str) -> None:
        self.phone, self.page, self.way = phone, phone.page, way
        self.taps = self.fields = 0

    def press(self, words: str, role: str = "button") -> None:
        """A button or a link that leads somewhere."""
        self._do(self.page.locator("main").get_by_role(role, name=words).first)  # type: ignore[arg-type]  # a role
        self.page.wait_for_load_state()

    def unfold(self, words: str) -> None:
        """What shows more."""
        self._do(self.page.locator("main summary").filter(has_text=words).first)

    def tick(self, id_: str) -> None:
        """A tile: a finger takes the whole of it."""
        box = self.page.locator(f"#{id_}")
        self._do(box if self.way == "keyboard" else self.page.locator(f"label[for={id_}]"), "Space")
        expect(box).to_be_checked()

    def write(self, id_: str, words: str) -> None:
        """A field: tapping into it is part of typing."""
        self.fields += 1
        field = self.page.locator(f"#{id_}")
        if self.way == "keyboard":
            self._reach(field)
            self.page.keyboard.type(words)
            self.page.keyboard.press("Escape")  # no suggestion is wanted
        else:
            field.fill(words)

    def counted(self) -> str:
        """As the table says it."""
        fields = f", {self.fields} field{'s' * (self.fields > 1)}" if self.fields else ""
        return f"{self.taps} tap{'s' * (self.taps > 1)}{fields}"

    def _do(self, what: Locator, key: str = "Enter") -> None:
        self.taps += 1
        if self.way == "keyboard":
            self._reach(what)
            self.page.keyboard.press(key)
        else:
            what.tap()

    def _reach(self, what: Locator) -> None:
        for _tab in range(MOST_TABS):
            if what.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"the keyboard does not reach {what}")


@pytest.fixture(params=WAYS)
def hand(request: pytest.FixtureRequest, phone_of: Callable[..., Phone]) -> Hand:
    """A hand and its way."""
    return Hand(phone_of(scripts=request.param != "no scripts"), request.param)


def check(journey: str, hand: Hand, counted: str = "") -> None:
    """Compares a count with its cell of the table, or writes it there."""
    counted = counted or hand.counted()
    text = TABLE.read_text(encoding="utf-8")
    [row] = re.findall(rf"^\| {re.escape(journey)}.*\|$", text, re.MULTILINE)
    cells = row.split(" | ")
    column = 1 + WAYS.index(hand.way)
    if os.environ.get("CONNECT_WRITE_JOURNEYS"):
        cells[column] = counted
        TABLE.write_text(text.replace(row, " | ".join(cells)), encoding="utf-8")
    else:
        assert counted == cells[column], f"{journey}, {hand.way}: docs/journeys.md says otherwise"


def test_ask(app: Flask, hand: Hand) -> None:
    hand.phone.go("/")
    begun = time.monotonic()
    hand.press("Tôi cần giúp đỡ", "link")
    hand.tick("categories-food")
    hand.press("Tiếp tục")
    if hand.way == "no scripts":
        hand.write("place", WARD)
        hand.press("Tiếp tục")
    else:
        hand.press("Lấy vị trí của tôi")
        hand.page.wait_for_url("**/phone")
    hand.write("phone", NUMBER)
    hand.press("Tiếp tục")
    hand.phone.reads("Bước 4 trong 4 bước")
    hand.phone.check()
    hand.press("Gửi yêu cầu")
    hand.page.locator(".code").wait_for()
    waited = time.monotonic() - begun
    assert count(app, HelpRequest) == 1
    assert hand.taps <= 6
    assert hand.fields <= (2 if hand.way == "no scripts" else 1)
    assert hand.taps * TAP_S + len(NUMBER.replace(" ", "")) * DIGIT_S + waited <= MOST_S
    check("Ask for help", hand)


def test_find_and_claim(app: Flask, people: People, hand: Hand) -> None:
    here = situation(app, people, "open")
    hand.phone.sign_in(people.minh)
    hand.phone.go("/")
    hand.press("Tôi muốn giúp đỡ", "link")
    hand.press("Gạo", "link")
    hand.unfold("Tôi giúp")
    hand.press("Đúng, tôi đi")
    hand.phone.reads(SECRETS["address"])
    with app.test_request_context():
        assert request_now(here.request_id).status == Status.CLAIMED
    assert hand.taps <= 4
    check("Find and claim", hand)


def test_i_cannot_come(app: Flask, people: People, hand: Hand) -> None:
    here = situation(app, people, "claimed")
    hand.phone.sign_in(people.huong)
    hand.phone.go(f"/requests/{here.request_id}")
    hand.unfold("Tôi không giúp được nữa")
    hand.press("Để người khác giúp")
    hand.phone.reads("Đang chờ giúp")
    with app.test_request_context():
        assert request_now(here.request_id).status == Status.OPEN
    assert hand.taps <= 2
    check('"I can\'t come"', hand)


def test_no_to_an_offer(app: Flask, people: People, hand: Hand) -> None:
    situation(app, people, "open")
    hand.phone.sign_in(people.huong)
    hand.phone.go("/mine")
    hand.press("Tôi bận")
    hand.phone.does_not_read("Có người gần bạn cần giúp")
    assert hand.taps <= 2
    check("No to a request", hand)


def test_the_first_listing_of_a_shop(app: Flask, people: People, hand: Hand) -> None:
    hand.phone.sign_in(people.shop)
    hand.phone.go("/responders/new?kind=supplier")
    asked = [
        field
        for field in hand.page.locator("main input:not([type=hidden]), main select").all()
        if field.is_visible() and field.get_attribute("type") not in ("checkbox", "radio")
    ]
    groups = [
        group for group in hand.page.locator("main form fieldset").all() if group.is_visible()
    ]
    fields = len(asked) + len(groups)
    hand.write("name", "Tạp hoá Shop")
    hand.tick("categories-food")
    hand.write("place", WARD)
    hand.write("opening_hours", "7h-21h")
    hand.press("Đăng ký")
    hand.page.wait_for_url("**/mine")
    with app.test_request_context():
        [shop] = responders_of(people.shop.id)
        assert (shop.kind, shop.name, shop.phone) == ("supplier", "Tạp hoá Shop", people.shop.phone)
        assert shop.opening_hours == "Mo-Su 07:00-21:00"
    assert fields == 5
    check("A shop's first listing", hand, f"{fields} fields")


def test_erase_a_request(app: Flask, people: People, hand: Hand) -> None:
    here = situation(app, people, "open")
    hand.phone.go(f"/m/{here.manage_token}")
    hand.unfold("Xóa thông tin của tôi")
    hand.press("Xóa hẳn")
    hand.phone.reads("Đã xóa")
    with app.test_request_context():
        erased = request_now(here.request_id)
        assert (erased.phone, erased.name, erased.address) == (None, "", "")
    assert hand.taps <= 2
    check("Erase a request", hand)


def test_erase_an_account(app: Flask, people: People, hand: Hand) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
    hand.phone.sign_in(people.huong)
    hand.phone.go("/account")
    hand.unfold("Xóa tài khoản")
    hand.press("Xóa hẳn")
    hand.phone.reads("đã xóa")
    assert count(app, Account) == 0
    assert hand.taps <= 2
    check("Erase an account", hand)
