"""Finds the Chromium of this machine, and starts it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # No container promises a large /dev/shm.
    "--disable-dev-shm-usage",
)


def program() -> str:
    """Its path: what `CONNECT_CHROMIUM` names, or the first that is found. Raises `LookupError`."""
    found = os.environ.get("CONNECT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        raise LookupError("Chromium was not found: `./run test` installs it.")
    return found


def flags() -> list[str]:
    """How it is started: quiet, and without its sandbox where root may have none."""
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@contextmanager
def launched() -> Iterator[Browser]:
    """One Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=flags())
        yield browser
        browser.close()
