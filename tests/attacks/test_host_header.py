"""Who says in a call that we are somebody else changes no link of ours."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from connect import channels
from tests.people import People, a_request
from tests.web import Browser, browser_of

EVIL = "evil.example"
LIES = (
    {"Host": EVIL},
    {"Host": f"localhost@{EVIL}"},
    {"Host": f"{EVIL}:80"},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "gopher", "X-Forwarded-Port": "1"},
    {"X-Host": EVIL, "X-Original-URL": f"//{EVIL}", "X-Rewrite-URL": f"//{EVIL}"},
    {"Forwarded": f"host={EVIL};proto=https"},
)
PAGES = ("/", "/requests.atom", "/sign-in", "/requests", "/api/openapi.json", "/embed/requests",
         "/robots.txt", "/manifest.webmanifest", "/account", "/nowhere")  # fmt: skip


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_links_are_those_of_the_settings(lie: dict[str, str], app: Flask, people: People) -> None:
    browser, ours = browser_of(app), app.config["CONNECT"].base_url
    for path in PAGES:
        answer = browser.get(path, headers=lie)
        assert EVIL not in answer.get_data(as_text=True), path
        assert EVIL not in str(answer.headers), path
    posted = browser.post("/api/v1/requests", json=a_request(), headers=lie)
    if posted.status_code == 201:  # werkzeug refuses a host that cannot be one
        assert posted.get_json()["manage_url"].startswith(f"{ours}/m/")
    told = {"phone": "0912345671", "name": "Ai", "password": "mười hai con"}
    browser.post("/api/v1/accounts", json=told, headers=lie)
    help_near = {"lat": 10.77, "lon": 106.70}
    body: dict[str, Any] = {
        "kind": "volunteer",
        "name": "H",
        "location": help_near,
        "categories": ["food"],
    }
    body |= {"radius_m": 20_000, "capacity": 3}
    people.huong.client.post("/api/v1/responders", json=body, headers=lie)
    with app.app_context():
        for message in channels.sent():
            assert EVIL not in str(message)


def test_a_host_that_is_not_ours_is_refused(another_app: Callable[..., Flask], app: Flask) -> None:
    browser = browser_of(another_app(trusted_hosts=("connect.example",)))
    for path in ("/", "/api/v1/categories", "/static/css/connect.css", "/live"):
        for host in (EVIL, "connect.example.evil.example", "evilconnect.example", "127.0.0.1"):
            assert browser.get(path, headers={"Host": host}).status_code == 400, (path, host)
        with browser.get(path, headers={"Host": "connect.example"}) as answer:
            assert answer.status_code == 200
    assert app


def test_a_proxy_is_believed_as_far_as_the_settings_say(
    another_app: Callable[..., Flask], app: Flask
) -> None:
    """With one hop the last value is the proxy's; even so it must be a host of ours."""
    browser = browser_of(another_app(trusted_hosts=("connect.example",), proxy_hops=1))
    ours = {"Host": "connect.example"}
    for forwarded, status in ((EVIL, 400), (f"connect.example, {EVIL}", 400),
                              (f"{EVIL}, connect.example", 200)):  # fmt: skip
        answer = browser.get("/", headers=ours | {"X-Forwarded-Host": forwarded})
        assert answer.status_code == status, forwarded
    assert app


def test_a_header_in_two_is_no_header(client: Browser) -> None:
    """Line ends in what we answer with: a language, a file's name, a way back."""
    for path in ("/language/en%0d%0aX-Evil:1", "/static/a%0d%0aX-Evil:1"):
        answer = client.post(path) if "language" in path else client.get(path)
        assert "X-Evil" not in answer.headers
