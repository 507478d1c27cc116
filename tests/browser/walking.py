"""Walks through every page of `pages.txt`, as each person who may see it, in one reused browser."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from connect.foundation.i18n import LANGUAGE_COOKIE
from connect.help_requests.pages import draft
from tests.accounts.second_steps import half_in
from tests.browser.world import ROLES, Town, path_of
from tests.people import PASSWORD, People
from tests.web import browser_of

TABLE = Path(__file__).with_name("pages.txt")
STEPS: dict[str, dict[str, Any]] = {
    "": {"categories": ["food", "medicine"], "goods_food": "Gạo", "quantity_food": "5 kg"},
    "/where": {"place": "Phường Tân Hưng, TP.HCM"},
    "/phone": {"phone": "0912 345 613", "name": "Bà Tư"},
}
LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")
# 640 px are what 200 % of zoom leaves of a window of 1,280.
WIDTHS = (360, 640, 768, 1280)


class Row(NamedTuple):
    """One line of the table."""

    role: str
    path: str
    sent: bool
    empty: bool
    status: int
    shot: bool
    dark: bool

    def __str__(self) -> str:
        told = (self.role, self.path, "sent" * self.sent, "empty" * self.empty)
        return " ".join(filter(None, told))


def rows(*, empty: bool) -> list[Row]:
    """What is to be seen in the one town or the other."""
    return [row for row in _rows() if row.empty == empty]


def _rows() -> Iterator[Row]:
    for cells in _cells():
        if cells[0] != "-":
            role, path, *flags = cells
            assert role in ROLES, cells
            status = next((int(flag) for flag in flags if flag.isdigit()), 200)
            sent, empty, shot, dark = (one in flags for one in ("sent", "empty", "shot", "dark"))
            yield Row(role, path, sent, empty, status, shot, dark)


def no_pages() -> list[str]:
    """Routes that answer with something else than a page."""
    return [f"{cells[1]} {cells[2]}" for cells in _cells() if cells[0] == "-"]


def _cells() -> Iterator[list[str]]:
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        cells = line.partition("# ")[0].split()
        if cells and not line.startswith("#"):
            yield cells


class Walk:
    """One window that goes from page to page, as whoever is asked for."""

    def __init__(self, chromium: Chromium, address: str, town: Town) -> None:
        self.context = chromium.new_context(
            viewport={"width": 360, "height": 740},
            locale="vi-VN",
            # Nothing may move while it is looked at, and nothing comes from a worker's store.
            reduced_motion="reduce",
            service_workers="block",
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.address, self.town = address, town
        self._as: tuple[str, str] | None = None
        self._cookies: dict[str, list[tuple[str, str, str]]] = {}

    def each(self, rows: list[Row], language: str = "vi") -> Iterator[tuple[Row, Page, list[str]]]:
        """Opens the page of each row; with what is wrong with it already."""
        for row in rows:
            status = self._open(row, language)
            wrong = [] if status == row.status else [f"it answers {status}"]
            if "/sign-in" not in row.path and "/sign-in" in self.page.url:
                wrong.append("one is to sign in")
            yield row, self.page, wrong

    def _open(self, row: Row, language: str) -> int:
        self._be(row.role, language)
        answer = self.page.goto(self.address + path_of(row.path, self.town))
        if row.sent:
            form = self.page.locator("main form[method=post]").last
            with self.page.expect_navigation() as went:
                form.evaluate("form => form.submit()")
            answer = went.value
        assert answer is not None
        return answer.status

    def _be(self, role: str, language: str) -> None:
        if self._as == (role, language):
            return
        self._as = (role, language)
        self.context.clear_cookies()
        cookies = [(LANGUAGE_COOKIE, language, "/"), *self._cookies_of(role)]
        self.context.add_cookies(
            [
                {"name": name, "value": value, "url": self.address + path}
                for name, value, path in cookies
            ]
        )

    def _cookies_of(self, role: str) -> list[tuple[str, str, str]]:
        if role not in self._cookies:
            browser = browser_for(self.town, role)
            wanted = [
                (self.town.app.config["SESSION_COOKIE_NAME"], "/"),
                (draft.COOKIE, draft.PATH),
            ]
            found = [browser.get_cookie(name, path=path) for name, path in wanted]
            self._cookies[role] = [(one.key, one.value, one.path) for one in found if one]
        return self._cookies[role]


def look(page: Page, width: int) -> list[str]:
    """What an eye would mind on a page in a window of this width."""
    page.set_viewport_size({"width": width, "height": 740})
    found: list[str] = page.evaluate(LOOK)
    return [f"{width}: {one}" for one in dict.fromkeys(found)]


def told(wrong: dict[str, list[str]]) -> str:
    """What is wrong with each page, a line each."""
    lines = (f"{row}\n    " + "\n    ".join(found) for row, found in wrong.items())
    return "\n".join(["", *lines])


def browser_for(town: Town, role: str) -> Any:
    """A test client as one of the roles."""
    who = ROLES[role]
    if who is not None:
        browser = getattr(town.people, who).browser
        if role == "newcomer":
            assert browser.send("/account/second-step", password=PASSWORD).status_code == 303
        return browser
    browser = browser_of(town.app)
    if role == "link":
        browser.hold(town.manage_token)
    if role == "half":
        half_in(browser, town.people.minh.phone)
    if role == "paper":
        for path in town.scanned:
            assert browser.get(path).status_code == 303
    if role == "asking":
        for step, answers in STEPS.items():
            assert browser.send(f"{draft.PATH}{step}", **answers).status_code == 303
    return browser


@contextmanager
def walking(
    chromium: Chromium, address: str, app: Flask, people: People, *, empty: bool
) -> Iterator[Walk]:
    """A walk through the town, which is built for it."""
    town = Town(app, people)
    if not empty:
        town.fill()
    walk = Walk(chromium, address, town)
    yield walk
    walk.context.close()


def routes_of(app: Flask) -> dict[str, set[str]]:
    """The rule of each row's path, and which flags its rows have: `{rule: {"sent", "shot"}}`."""
    adapter = app.url_map.bind("localhost")
    found: dict[str, set[str]] = {}
    for row in _rows():
        path = re.sub(r"\{\w+\}", "00000000-0000-4000-8000-000000000000", row.path)
        path = path.partition("?")[0]
        if adapter.test(path, "GET"):
            rule, _arguments = adapter.match(path, "GET", return_rule=True)
            flags = {flag for flag in ("sent", "shot") if getattr(row, flag)}
            found.setdefault(rule.rule, set()).update(flags)
    return found
