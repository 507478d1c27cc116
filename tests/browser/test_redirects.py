"""Where a redirect leads is for a browser to say: of those in tests/attacks none leads away."""

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from tests.attacks.test_redirects import VECTORS, followed

OURS = "https://connect.example"
LEADS_TO = """locations => locations.map(to => {
  try { return new URL(to, "https://connect.example/sign-in").origin } catch { return "nowhere" }
})"""


@pytest.mark.usefixtures("seen_on_sqlite")
def test_for_a_browser_too_no_redirect_leads_away(app: Flask, chromium: Chromium) -> None:
    found, page = followed(app), chromium.new_page()
    try:
        origins = page.evaluate(LEADS_TO, found)
        # The judge knows who would have led away: that it finds none is worth something.
        away = [one for one in page.evaluate(LEADS_TO, VECTORS) if one != OURS]
    finally:
        page.close()
    assert len(away) > 100
    assert set(origins) == {OURS}
