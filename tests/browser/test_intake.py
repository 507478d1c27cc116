"""A call and a sheet, taken down by the keyboard alone, and counted."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from connect.foundation.database import db
from connect.help_requests import HelpRequest
from connect.intake import service
from connect.intake.serials import serial_of
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import ask

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

# Card, Moran and Newell, 1980: a key of a skilled typist, and a thought before each line.
KEY_S, THOUGHT_S = 0.2, 1.35
MOST_CALL_S, MOST_SHEET_S = 60, 45
# Marks are typed as letters more: Telex writes `gạo` in four keys.
TELEX = 1.4


class Typist:
    """Types into a page without a mouse, and counts the keys, and the lines that are read."""

    def __init__(self, phone: Phone) -> None:
        self.page, self.keys, self.lines = phone.page, 0.0, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def type(self, text: str, *, then: str = "Tab", line: bool = True) -> None:
        """Into the field that has the focus, and on to the next; `line`: a new line is read."""
        self.lines += line
        self.page.keyboard.type(text)
        self.keys += len(text) * (1 if text.isascii() else TELEX)
        self.press(then)

    def at(self, name: str) -> None:
        """The focus is where the sheet goes on."""
        expect(self.page.locator(f"main [name='{name}']").first).to_be_focused()

    @property
    def seconds(self) -> float:
        return self.keys * KEY_S + self.lines * THOUGHT_S


def take_down(typist: Typist) -> None:
    """From behind the phone to the end: who, what, where, and that they agree."""
    typist.press("Tab")  # nobody else asks for them
    typist.at("name")
    typist.type("Bà Năm")
    typist.at("items-0-kind")
    typist.type("1")  # the kind by its number
    typist.type("Gạo", line=False)
    typist.type("5 kg", line=False)
    typist.type("3")
    typist.type("Thuốc huyết áp", line=False)
    typist.type("1 tháng", line=False)
    typist.press("Tab")  # no more lines
    typist.at("people")
    typist.type("4")
    typist.press("Tab")  # it can wait
    typist.at("place")
    typist.type("Phường Tân Hưng, TP.HCM", then="Escape")
    typist.press("Tab", "Tab")
    typist.at("description")
    typist.type("Hẻm 12, cửa xanh")
    typist.press("Tab")  # who is at home is not asked now
    typist.at("agreed")
    typist.lines += 2
    typist.press("Space", "Tab")
    typist.at("share_phone")
    typist.press("Space", "Enter")


def the_latest(app: Flask) -> HelpRequest:
    with app.app_context():
        kept = db.session.query(HelpRequest).order_by(HelpRequest.created_at.desc()).first()
        assert kept is not None
        return kept


def test_a_call_and_a_sheet_by_keyboard(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        before = ask(app, phone="+84912345690").code
        [(sheet, _token)] = service.print_sheets(1, people.chi_lan.account())
        serial = serial_of(sheet.id)
    lan = phone_of().sign_in(people.chi_lan)

    lan.go("/desk/intake")
    call = Typist(lan)
    call.at("phone")
    call.type("0912345690")
    lan.reads(before)  # without a page in between
    call.page.locator("main [name=phone]").fill("0912345691")
    call.page.locator("main [name=phone]").press("Tab")
    expect(call.page.get_by_text(before)).to_have_count(0)
    take_down(call)
    call.page.wait_for_url("**last=*")
    kept = the_latest(app)
    lan.reads(f"{kept.code[:3]} {kept.code[3:]}")
    assert (kept.phone, kept.people, kept.verified) == ("+84912345691", 4, True)
    assert [item.category.code for item in kept.items] == ["food", "medicine"]
    assert call.seconds < MOST_CALL_S
    call.at("phone")  # and the next one

    lan.go("/desk/intake?way=paper")
    paper = Typist(lan)
    paper.at("serial")
    paper.type(serial)
    paper.type("0912345692")
    take_down(paper)
    paper.page.wait_for_url("**last=*")
    assert the_latest(app).phone == "+84912345692"
    assert paper.seconds < MOST_SHEET_S


def test_enter_behind_the_number_looks_without_scripts(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        before = ask(app, phone="+84912345690").code
    lan = phone_of(scripts=False).sign_in(people.chi_lan)
    lan.go("/desk/intake")
    lan.fill("Số điện thoại", "0912345690")
    lan.page.keyboard.press("Enter")
    lan.reads(before)
