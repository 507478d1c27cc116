"""Finds the Chromium of this machine, and starts it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Playwright, sync_playwright

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


def shell() -> str:
    """Its path without what only a window needs, where the machine has that: the same pages for two
    thirds of the work. It shows no notifications. Otherwise that of the whole.
    """
    return shutil.which("chromium-headless-shell") or program()


def launch(playwright: Playwright, path: str) -> Browser:
    """Starts the Chromium at a path, headless."""
    return playwright.chromium.launch(executable_path=path, args=flags())


@contextmanager
def launched() -> Iterator[Browser]:
    """One whole Chromium."""
    with sync_playwright() as playwright:
        browser = launch(playwright, program())
        yield browser
        browser.close()
