"""`./run screens`: a picture of every page for docs/screens, in a phone's width and on a desk.

The town, its time and its chance are the same in every run, so that a picture changes when the
page does.
"""

import io
import os
import random
import re
import secrets
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from PIL import Image
from playwright.sync_api import Page
from werkzeug.serving import make_server

from connect.app import create_app
from connect.foundation import clock
from connect.foundation.config import ROOT, read_settings
from tests.browser.chromium import launched
from tests.browser.walking import Row, Walk, rows
from tests.browser.world import Town
from tests.conftest import Silent
from tests.people import People

SCREENS = ROOT / "docs/screens"
WIDTHS = (360, 1280)
LEAST = {360: 740, 1280: 800}
MOST = {360: 1400, 1280: 900}
COLOURS = 160
MORNING = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)  # half past nine in Vietnam


class StillTime(datetime):
    """A morning in which so much passes at every look at the clock, and nothing between."""

    pace = timedelta(seconds=8)
    passed = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # not of its own kind
        """See `datetime.now`."""
        cls.passed += cls.pace
        return (MORNING + cls.passed).astimezone(tz)


def stand_still() -> None:
    """From here on this process has the same time and the same chance in every run."""
    dice = random.Random(7)
    clock.datetime = StillTime  # type: ignore[attr-defined]  # what it imports
    secrets.randbelow = lambda exclusive_upper_bound: dice.randrange(0, exclusive_upper_bound)
    os.urandom = dice.randbytes  # where ids come from


@contextmanager
def served() -> Iterator[tuple[Flask, str]]:
    """An app on an empty database, and where it is served."""
    with tempfile.TemporaryDirectory(prefix="connect-screens-") as var:
        told = {
            "CONNECT_VAR": var,
            "CONNECT_LIMITS": "off",
            "CONNECT_SECRET_KEY": "of pictures " * 4,
        }
        app = create_app(read_settings(told | {"CONNECT_BASE_URL": "http://connect.example"}))
        with app.app_context():
            upgrade()
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield app, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def take(page: Page, width: int, file: Path) -> None:
    """One picture, in few colours."""
    page.set_viewport_size({"width": width, "height": LEAST[width]})
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(tall, MOST[width])})
    page.wait_for_load_state()
    page.wait_for_timeout(500)  # pictures and maps draw themselves after the page has come
    taken = page.screenshot()
    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    reduced = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(file, optimize=True)


def name_of(row: Row) -> str:
    """The file of a row's picture, without its width: `requests-claimed-helper`."""
    words = re.sub(r"\W+", "-", row.path.partition("?")[0]).strip("-") or "home"
    return "-".join([words, *([row.role] * (row.role != "stranger")), *(["wrong"] * row.sent)])


def main() -> None:
    """Writes all pictures anew, and a page that shows them."""
    stand_still()
    SCREENS.mkdir(exist_ok=True)
    for old in SCREENS.glob("*.png"):
        old.unlink()
    shown = [row for row in rows(empty=False) if row.shot]
    with (
        served() as (app, address),
        launched() as browser,
    ):
        town = Town(app, People(app), pictures=True)
        town.fill()
        StillTime.pace = timedelta(microseconds=1)
        walk = Walk(browser, address, town)
        for row, page, mistaken in walk.each(shown):
            assert not mistaken, f"{row}: {mistaken}"
            for width in WIDTHS:
                take(page, width, SCREENS / f"{name_of(row)}-{width}.png")
            if row.dark:
                page.emulate_media(color_scheme="dark")
                take(page, 360, SCREENS / f"{name_of(row)}-360-dark.png")
                page.emulate_media(color_scheme="light")
    (SCREENS / "README.md").write_text(index(shown), encoding="utf-8")


def index(shown: list[Row]) -> str:
    """All pictures on one page."""
    lines = ["# Every page", "", "Written by `./run screens`, each on a phone and on a desk.", ""]
    for row in shown:
        name = name_of(row)
        pictures = [f"{name}-{width}.png" for width in WIDTHS] + [f"{name}-360-dark.png"] * row.dark
        lines += [f"## {name}", "", " ".join(f'<img src="{p}" height="480">' for p in pictures), ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
