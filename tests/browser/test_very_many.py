"""With ten thousand open requests a page is as short, and fits as well, as with twenty."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from connect import help_requests
from connect.foundation.clock import utcnow
from connect.geo import Point, Whereabouts
from connect.help_requests import ImportedRequest, ItemDetails
from tests.browser.walking import WIDTHS, Row, look, told, walking
from tests.people import DISTRICT_7, People
from tests.situations import a_need
from tests.web import browser_of

# PostgreSQL would plan for so many in all tests that follow.
pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

MANY = 10_000
MOST_LINKS = 160
MOST_BYTES = 200_000
NEARBY = "/requests?near=10.7340,106.7215"
ROWS = [
    Row(role, path, sent=False, empty=True, status=200, shot=False, dark=False)
    for role, path in (
        ("stranger", "/"),
        ("stranger", NEARBY),
        ("stranger", "/requests"),
        ("stranger", "/embed/requests"),
        ("stranger", "/diary"),
        ("desk", "/desk"),
    )
]


def town_of_many(app: Flask) -> None:
    """A crowded district: all of them within some kilometres, in some hours."""
    now = utcnow()
    rows = (
        (
            f"many-{number}",
            ImportedRequest(
                details=a_need(
                    phone=f"+849{number:08}",
                    items=[ItemDetails(category="food", goods=f"Gạo {number}")],
                    where=Whereabouts(
                        point=Point(
                            DISTRICT_7["lat"] + number % 100 * 0.0005,
                            DISTRICT_7["lon"] + number // 100 * 0.0005,
                        )
                    ),
                ),
                created_at=now - timedelta(seconds=number),
            ),
        )
        for number in range(MANY)
    )
    with app.test_request_context():
        help_requests.save_imported(list(rows), app.config["CONNECT"])
        help_requests.settle()


def test_a_page_holds_a_page(app: Flask, people: People, chromium: Chromium, address: str) -> None:
    town_of_many(app)
    wrong: dict[str, list[str]] = {}
    with walking(chromium, address, app, people, empty=True) as walk:
        for row, page, mistaken in walk.each(ROWS):
            links = page.locator("main a").count()
            found = [f"{links} links"] if links > MOST_LINKS else []
            size = len(page.content().encode())
            found += [f"{size} bytes"] if size > MOST_BYTES else []
            found += mistaken + [one for width in WIDTHS for one in look(page, width)]
            if found:
                wrong[str(row)] = found
    assert not wrong, told(wrong)


def test_one_page_leads_to_the_next(app: Flask, people: People) -> None:
    """Page after page each card comes once."""
    town_of_many(app)
    browser, path, seen = browser_of(app), NEARBY, []
    for _page in range(5):
        page = browser.page(path)
        cards = [one for one in page.all("a") if one.attributes.get("class") == "card"]
        seen += [one.attributes["href"] for one in cards]
        [onward] = [one for one in page.all("a") if "cursor=" in one.attributes.get("href", "")]
        path = f"/requests{onward.attributes['href']}"
    assert len(seen) == len(set(seen)) >= 100
