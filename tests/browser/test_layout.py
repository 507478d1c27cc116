"""No page is wider than its window, no words are cut or lie on others, what is tapped is as large
as a thumb: on a phone, a tablet and a desk, at 200 % zoom, and with letters twice as large.
"""

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests.browser.walking import LOOK, rows, told, walking
from tests.people import People

pytestmark = pytest.mark.usefixtures("seen_on_postgis")

# 640 px are what 200 % of zoom leaves of a window of 1,280.
WIDTHS = (360, 640, 768, 1280)
LARGER = "percent => { document.documentElement.style.fontSize = percent + '%' }"


def look(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 740})
    found: list[str] = page.evaluate(LOOK)
    return [f"{width}: {one}" for one in dict.fromkeys(found)]


@pytest.mark.parametrize("empty", [False, True], ids=["lively", "empty"])
def test_every_page_fits(
    empty: bool, app: Flask, people: People, chromium: Chromium, address: str
) -> None:
    wrong: dict[str, list[str]] = {}
    with walking(chromium, address, app, people, empty=empty) as walk:
        for row, page, mistaken in walk.each(rows(empty=empty)):
            found = mistaken + [one for width in WIDTHS for one in look(page, width)]
            page.evaluate(LARGER, 200)
            found += [f"200 % {one}" for one in look(page, 360) if "small" not in one]
            if found:
                wrong[str(row)] = found
    assert not wrong, told(wrong)
