"""Every page, as everyone sees it: axe-core finds nothing to complain about, in both languages and
both themes; and nothing is wider than its window, no words are cut or lie on others, what is tapped
is as large as a thumb: on a phone, a tablet and a desk, at 200 % zoom, and with letters twice as
large.
"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from connect.foundation.config import ROOT
from tests.browser.walking import WIDTHS, Row, look, rows, told, walking
from tests.people import People

pytestmark = pytest.mark.usefixtures("seen_on_postgis")

# The debugger puts it into each page, whom no Content-Security-Policy binds.
AXE = ROOT / "node_modules/axe-core/axe.min.js"
# A theme changes colours and nothing else, a language everything but colours.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async ([rules, enabled]) => {
  const options = {resultTypes: ["violations"], preload: false};
  if (enabled) options.runOnly = {type: "rule", values: rules};
  else options.rules = Object.fromEntries(rules.map(rule => [rule, {enabled}]));
  const {violations} = await axe.run(document, options);
  return violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.target.join(" ")));
}"""
ENDS = (360, 1280)
LARGER = "percent => { document.documentElement.style.fontSize = percent + '%' }"


def violations(
    page: Page, *, only: list[str] | None = None, but: list[str] | None = None
) -> list[Any]:
    found: list[Any] = page.evaluate(RUN, [only, True] if only else [but or [], False])
    return found


def in_vietnamese(page: Page, row: Row) -> list[Any]:
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    found += [f"dark {one}" for one in violations(page, only=OF_COLOURS)]
    page.emulate_media(color_scheme="light")
    # Between the two ends as the one of whom there is a picture.
    found += [one for width in (WIDTHS if row.shot else ENDS) for one in look(page, width)]
    page.evaluate(LARGER, 200)
    return found + [f"200 % {one}" for one in look(page, 360) if "small" not in one]


def in_english(page: Page, _row: Row) -> list[Any]:
    return violations(page, but=OF_COLOURS)


# In English each page is looked at as the one of whom it has a picture.
@pytest.mark.parametrize(
    ("seen", "language", "look_at"),
    [
        (rows(empty=False), "vi", in_vietnamese),
        (rows(empty=True), "vi", in_vietnamese),
        ([row for row in rows(empty=False) if row.shot], "en", in_english),
    ],
    ids=["lively", "empty", "en"],
)
def test_no_page_shuts_anybody_out_and_every_page_fits(
    seen: list[Row],
    language: str,
    look_at: Callable[[Page, Row], list[Any]],
    app: Flask,
    people: People,
    chromium: Chromium,
    address: str,
) -> None:
    wrong: dict[str, list[str]] = {}
    with walking(chromium, address, app, people, empty=seen[0].empty) as walk:
        walk.context.add_init_script(path=AXE)
        for row, page, mistaken in walk.each(seen, language):
            if found := mistaken + look_at(page, row):
                wrong[str(row)] = found
    assert not wrong, told(wrong)
