"""How often is too often: 429, with how long to wait; a page for people, a problem for programs."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

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


def from_address(app: Flask, address: str) -> Browser:
    browser = browser_of(app)
    browser.environ_base["REMOTE_ADDR"] = address
    return browser


def ask_for_a_code(browser: Browser, way: str = "api", **changes: str) -> bool:
    """Whether a code was sent, and not refused as too often."""
    told = {"phone": "0912 345 671", "name": "Ai đó", "password": "mười hai con"} | changes
    if way == "api":
        answer = browser.post("/api/v1/accounts", json=told)
    else:
        answer = browser.post("/sign-up", data=told | browser.csrf())
    assert answer.status_code in (202, 303, 429)
    return answer.status_code != 429


@pytest.mark.parametrize("way", ["page", "api"])
def test_one_phone_is_not_flooded_with_codes_from_many_addresses(way: str, limited: Flask) -> None:
    sent = [ask_for_a_code(from_address(limited, f"203.0.113.{n}"), way) for n in range(22)]
    assert sent == [True] * 20 + [False] * 2
    assert ask_for_a_code(browser_of(limited), way, phone="0912 345 672")


def test_a_stranger_elsewhere_does_not_use_up_the_codes_of_a_phone(limited: Flask) -> None:
    stranger = from_address(limited, "203.0.113.7")
    asked = [ask_for_a_code(stranger, password=f"mật khẩu {n}") for n in range(30)]
    assert asked == [True] * 5 + [False] * 25
    assert ask_for_a_code(from_address(limited, "203.0.113.8"))


def test_codes_are_counted_together_by_page_and_by_api(limited: Flask) -> None:
    ways = ["page", "api"] * 4
    sent = [ask_for_a_code(browser_of(limited), way) for way in ways]
    assert sent == [True] * 5 + [False] * 3


def test_codes_asked_for_at_the_same_moment_are_counted_each(limited: Flask) -> None:
    with ThreadPoolExecutor(12) as crowd:
        sent = list(crowd.map(lambda _n: ask_for_a_code(browser_of(limited)), range(12)))
    assert sent.count(True) == 5


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_form_that_is_refused_does_not_count(way: str, limited: Flask) -> None:
    browser, told = browser_of(limited), {"phone": "0912 345 671", "name": "Tư", "password": "x"}
    for _time in range(25):
        if way == "api":
            assert browser.post("/api/v1/accounts", json=told).status_code == 422
        else:
            assert browser.post("/sign-up", data=told | browser.csrf()).status_code == 422
    assert ask_for_a_code(browser, "page")


@pytest.mark.parametrize("way", ["page", "api"])
def test_the_typos_of_others_hold_nobody_up(way: str, limited: Flask) -> None:
    for n in range(7):
        browser = browser_of(limited)
        browser.environ_base["REMOTE_ADDR"] = f"203.0.113.{n}"
        told = {"phone": "not a phone", "name": "Ai đó", "password": "mười hai con"}
        if way == "api":
            assert browser.post("/api/v1/accounts", json=told).status_code == 422
        else:
            assert browser.post("/sign-up", data=told | browser.csrf()).status_code == 422
