"""axe-core finds nothing to complain about: every page, as everyone sees it, in both languages and
both themes.
"""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from connect.foundation.config import ROOT
from tests.browser.walking import rows, told, walking
from tests.people import People

pytestmark = pytest.mark.usefixtures("seen_on_postgis")

AXE = ROOT / "node_modules/axe-core/axe.min.js"
# A theme changes colours and nothing else.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
RUN = """async rules => {
  const options = {resultTypes: ["violations"], preload: false};
  if (rules) options.runOnly = {type: "rule", values: rules};
  const {violations} = await axe.run(document, options);
  return violations.map(v => v.id + ": " + v.help + " " + v.nodes.map(n => n.target.join(" ")));
}"""


def violations(page: Page, rules: list[str] | None = None) -> list[Any]:
    found: list[Any] = page.evaluate(RUN, rules)
    return found


@pytest.mark.parametrize("empty", [False, True], ids=["lively", "empty"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_page_shuts_anybody_out(
    language: str, empty: bool, app: Flask, people: People, chromium: Chromium, address: str
) -> None:
    # Evaluated through the debugger, whom no Content-Security-Policy binds.
    axe = AXE.read_text(encoding="utf-8")
    wrong: dict[str, list[str]] = {}
    with walking(chromium, address, app, people, empty=empty) as walk:
        for row, page, mistaken in walk.each(rows(empty=empty), language):
            page.evaluate(axe)
            found = mistaken + violations(page)
            page.emulate_media(color_scheme="dark")
            found += [f"dark {one}" for one in violations(page, OF_COLOURS)]
            page.emulate_media(color_scheme="light")
            if found:
                wrong[str(row)] = found
    assert not wrong, told(wrong)
