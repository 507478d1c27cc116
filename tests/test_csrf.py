"""Nobody else's page can make a browser of ours do anything."""

from collections.abc import Iterator

import pytest
from flask import Flask

from connect.accounts import Account
from connect.help_requests import HelpRequest, Status
from tests.people import PASSWORD, People, a_request, count
from tests.situations import Situation, request_now, situation
from tests.web import Browser, browser_of

# What needs no token of the browser, and what comes of it: a language does no harm, and the link
# that unsubscribes proves itself, which this one does not.
WITHOUT = {"/language/<language>": 303, "/u/<token>": 404}


def posts(app: Flask) -> Iterator[str]:
    """Every page that takes a form."""
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and not rule.rule.startswith("/api/"):
            yield rule.rule


def address(rule: str, here: Situation) -> str:
    for name, value in here._asdict().items():
        rule = rule.replace(f"<uuid:{name}>", str(value))
    return rule.replace("<token>", here.manage_token).replace("<language>", "en")


@pytest.mark.usefixtures("seen_on_postgis")  # refused before any database is asked
@pytest.mark.parametrize("forged", ["nothing", "made up", "of another browser"])
def test_every_form_is_refused_without_the_token_of_its_own_browser(
    forged: str, app: Flask, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    tokens = {
        "nothing": {},
        "made up": {"csrf_token": "IjEi.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"},
        "of another browser": browser_of(app).csrf(),
    }
    tried = 0
    for browser in (browser_of(app), people.ba_tu.browser, people.huong.browser):
        browser.csrf()  # it has a token of its own, which the form does not carry
        for rule in posts(app):
            answer = browser.post(address(rule, here), data=tokens[forged])
            assert answer.status_code == WITHOUT.get(rule, 400), rule
            tried += 1
    assert tried > 40
    with app.test_request_context():
        assert request_now(here.request_id).status == "open"
    assert count(app, Account) == 2


def test_a_refused_form_is_explained_on_a_page(client: Browser) -> None:
    answer = client.post("/sign-in", data={"phone": "0912345603", "password": PASSWORD})
    assert answer.status_code == 400
    assert answer.mimetype == "text/html"


@pytest.mark.parametrize("header", ["", "Basic eDp5", "Negotiate x"])
def test_the_api_by_cookie_needs_the_token_too(header: str, app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    browser = people.huong.browser
    url = f"/api/v1/requests/{here.request_id}/claim"
    headers = {"Authorization": header} if header else {}
    refused = browser.post(url, headers=headers)
    assert (refused.status_code, refused.mimetype) == (400, "application/problem+json")
    assert browser.delete("/api/v1/me", headers=headers).status_code == 400
    told = {"X-CSRFToken": browser.csrf()["csrf_token"]}
    assert browser.post(url, headers=told).status_code == 201


def test_a_program_without_cookies_needs_none(app: Flask, people: People) -> None:
    assert app.test_client().post("/api/v1/requests", json=a_request()).status_code == 201
    assert people.huong.client.post("/api/v1/requests", json=a_request()).status_code == 201
    assert count(app, HelpRequest) == 2


def test_no_other_site_may_read_or_frame_us(people: People) -> None:
    browser = people.huong.browser
    for url in ("/", "/api/v1/categories", "/api/v1/me", "/account"):
        answer = browser.get(url, headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
