"""Asked for without end, through the front door: codes by SMS, and help, stop at their caps."""

import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from connect import channels
from connect.accounts import code_caps, phone_codes, service
from connect.foundation import caps, codes
from connect.help_requests import holding
from tests.web import browser_of

NOON = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
A_DAY = 150
HERE = "203.0.113.7"


@pytest.fixture
def limited(
    another_app: Callable[..., Flask], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """The app as it is outside of tests, at noon: no window ends while a test runs."""
    assert app
    for module in (caps, code_caps, codes, phone_codes, service):
        monkeypatch.setattr(module, "utcnow", lambda: NOON)
    # Each refusal is a line in the log: ten thousand of them say nothing here.
    monkeypatch.setattr(logging.getLogger("connect.refusals"), "disabled", True)
    return another_app(limits=True, codes_a_day=A_DAY)


def post(app: Flask, path: str, calls: Iterable[tuple[str, dict[str, Any]]]) -> Counter[int]:
    """The statuses of so many calls: each from where, and with what."""
    asked, found = EnvironBuilder(path, method="POST", json={}).get_environ(), Counter[int]()
    for address, said in calls:
        body = json.dumps(said).encode()
        environ = asked | {"REMOTE_ADDR": address, "CONTENT_LENGTH": str(len(body))}
        environ["wsgi.input"] = BytesIO(body)
        _body, status, _headers = run_wsgi_app(app, environ, buffered=True)
        found[int(status[:3])] += 1
    return found


def sign_up(n: int) -> dict[str, str]:
    """Another number each time, of another block."""
    return {"phone": f"09{n:05d}678", "name": "Ai đó", "password": "mười hai con giáp"}


def test_ten_thousand_calls_for_codes_send_as_many_as_the_caps_say(limited: Flask) -> None:
    here = ((HERE, sign_up(n)) for n in range(5_000))
    assert post(limited, "/api/v1/accounts", here) == {202: code_caps.NETWORK.most, 429: 4_900}
    # And from everywhere, none of which has used up anything.
    around = ((f"198.51.{n % 250}.7", sign_up(n)) for n in range(5_000, 10_000))
    assert post(limited, "/api/v1/accounts", around) == {202: 50, 429: 4_950}
    with limited.app_context():
        assert [one["kind"] for one in channels.sent()] == ["code"] * A_DAY


def test_of_a_thousand_requests_from_one_network_as_many_are_seen_as_the_cap_says(
    limited: Flask,
) -> None:
    places = ({"lat": 10.5 + n / 1_000, "lon": 106.7} for n in range(1_000))
    asked = (
        (
            f"203.0.113.{n % 250}",
            {"items": [{"category": "food"}], "phone": f"09{n:05d}678", "location": place},
        )
        for n, place in enumerate(places)
    )
    assert post(limited, "/api/v1/requests", asked) == {201: 1_000}  # nobody is turned away
    seen, path = 0, "/api/v1/requests?limit=100"
    browser = browser_of(limited)
    for _page in range(10):
        answer = browser.get(path).get_json()
        seen += len(answer["items"])
        if answer["next"] is None:
            break
        path = f"/api/v1/requests?limit=100&cursor={answer['next']}"
    assert seen == holding.NETWORK_HOUR.most
