"""Where pages may listen: a setting, checked at start, and told to browsers with each page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from connect.foundation.config import read_settings
from connect.foundation.setting_checks import SettingsError

IN_PRODUCTION = {
    "CONNECT_ENV": "production",
    "CONNECT_SECRET_KEY": "w3QhR8tY" * 4,
    "CONNECT_TRUSTED_HOSTS": "connect.example",
}


@pytest.mark.parametrize(
    ("given", "url", "origin"),
    [
        ({}, "http://127.0.0.1:8001/live/events", "http://127.0.0.1:8001"),
        ({"PORT": "9000"}, "http://127.0.0.1:9001/live/events", "http://127.0.0.1:9001"),
        ({"CONNECT_LIVE_PORT": "7000"}, "http://127.0.0.1:7000/live/events", "http://127.0.0.1:7000"),
        (IN_PRODUCTION, "/live/events", ""),
        ({"CONNECT_LIVE_URL": "off"}, "", ""),
        ({"CONNECT_LIVE_URL": "https://live.example/x"}, "https://live.example/x", "https://live.example"),
    ],
)  # fmt: skip
def test_where_pages_listen(given: dict[str, str], url: str, origin: str, tmp_path: Path) -> None:
    settings = read_settings(given, root=tmp_path)
    assert (settings.live_url, settings.live_origin) == (url, origin)


@pytest.mark.parametrize(
    "wrong", ["live", "ftp://x/y", "https://x;script-src *", "//elsewhere/x", "/a b", "http://"]
)
def test_what_pages_cannot_listen_to_stops_the_start(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CONNECT_LIVE_URL"):
        read_settings({"CONNECT_LIVE_URL": wrong}, root=tmp_path)


def test_a_browser_may_listen_there_and_nowhere_else(
    app: Flask, another_app: Callable[..., Flask]
) -> None:
    elsewhere = another_app(live_url="https://live.example/events")
    policies = {}
    for name, one in (("own", app), ("elsewhere", elsewhere)):
        answer = one.test_client().get("/requests")
        policies[name] = answer.headers["Content-Security-Policy"]
    assert "connect-src 'self';" in policies["own"]
    assert "connect-src 'self' https://live.example;" in policies["elsewhere"]
