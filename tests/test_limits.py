"""How often is too often: 429, with how long to wait; a page for people, a problem for programs."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.people import People
from tests.web import Browser, browser_of

SIGN_IN = {"phone": "a wrong one", "password": "không phải đâu"}  # refused, and fast


@pytest.fixture
def limited(another_app: Callable[..., Flask], app: Flask) -> Flask:
    """The app as it is outside of tests."""
    assert app
    return another_app(limits=True)


def ask_until_refused(browser: Browser, url: str, most: int, **sent: object) -> int:
    """How many calls were answered before the first refusal."""
    for n in range(most + 1):
        answer = browser.post(url, **sent)
        if answer.status_code == 429:
            assert 0 < int(answer.headers["Retry-After"]) <= 3_600
            return n
    raise AssertionError(f"{url} was never refused")


def test_a_program_that_guesses_passwords_is_told_to_wait(limited: Flask) -> None:
    browser = browser_of(limited)
    assert ask_until_refused(browser, "/api/v1/tokens", 10, json=SIGN_IN) == 10
    answer = browser.post("/api/v1/tokens", json=SIGN_IN)
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["status"] == 429
    assert browser.get("/api/v1/categories").status_code == 200  # reading goes on


def test_a_person_gets_a_page_that_says_so(limited: Flask) -> None:
    browser = browser_of(limited)
    sent = SIGN_IN | browser.csrf()
    assert ask_until_refused(browser, "/sign-in", 10, data=sent) == 10
    page = browser.post("/sign-in", data=sent)
    assert page.mimetype == "text/html"
    assert int(page.headers["Retry-After"]) > 0
    assert browser.get("/sign-in").status_code == 200


def test_nor_is_one_guessed_where_it_is_asked_again(limited: Flask) -> None:
    person = People(limited).huong
    wrong = {"address": "ai.do@example.org", "password": "không phải đâu"}
    told = {"Authorization": f"Bearer {person.token}"}
    program, browser = browser_of(limited), person.browser
    assert ask_until_refused(program, "/api/v1/me/email", 10, json=wrong, headers=told) == 10
    sent = wrong | browser.csrf()
    assert ask_until_refused(browser, "/inbox/preferences/email", 10, data=sent) == 10


def test_others_are_not_held_up(limited: Flask) -> None:
    ask_until_refused(browser_of(limited), "/api/v1/tokens", 10, json=SIGN_IN)
    other = browser_of(limited)
    other.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert other.post("/api/v1/tokens", json=SIGN_IN).status_code == 422


def test_a_made_up_address_helps_nobody(limited: Flask) -> None:
    browser = browser_of(limited)
    ask_until_refused(browser, "/api/v1/tokens", 10, json=SIGN_IN)
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP"):
        answer = browser.post("/api/v1/tokens", json=SIGN_IN, headers={header: "203.0.113.9"})
        assert answer.status_code == 429, header


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(
    another_app: Callable[..., Flask],
) -> None:
    browser = browser_of(another_app(limits=True, proxy_hops=1))
    for n in range(12):
        # What the client made up stands in front, what the proxy added at the end.
        headers = {"X-Forwarded-For": f"198.51.100.{n}, 203.0.113.7"}
        answer = browser.post("/api/v1/tokens", json=SIGN_IN, headers=headers)
    assert answer.status_code == 429
    other = {"X-Forwarded-For": "203.0.113.8"}
    assert browser.post("/api/v1/tokens", json=SIGN_IN, headers=other).status_code == 422
