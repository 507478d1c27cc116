"""What a phone is told to keep: whose browser it is, which pages, which version, and our name."""

import json
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from connect.foundation.config import ROOT
from tests.people import People
from tests.situations import situation
from tests.web import Browser, browser_of

HOLDER, KEEP = "Connect-Holder", "Connect-Keep"
WEEK_S, LEASE_S = 7 * 24 * 3600, 4 * 3600


def test_every_page_says_whose_browser_it_is(app: Flask, people: People) -> None:
    stranger, huong, minh = browser_of(app), people.huong.browser, people.minh.browser
    words = {one.get("/").headers[HOLDER] for one in (stranger, huong, minh)}
    assert len(words) == 3
    assert stranger.get("/nothing-here").headers[HOLDER] == "nobody"
    before = huong.get("/").headers[HOLDER]
    assert huong.get("/mine").headers[HOLDER] == before
    huong.post("/sign-out", data=huong.csrf())
    assert huong.get("/").headers[HOLDER] == "nobody"


def test_the_word_for_it_gives_no_session_away(people: People) -> None:
    browser = people.huong.browser
    with browser.session_transaction() as kept:
        token = kept["_user_id"]
    holder = browser.get("/").headers[HOLDER]
    assert holder not in token
    assert token not in holder


def test_a_session_that_has_ended_elsewhere_is_nobodys(people: People) -> None:
    here, there = people.huong.browser, people.huong.browser
    there.post("/sign-out-everywhere", data=there.csrf())
    assert here.get("/mine").headers[HOLDER] == "nobody"


def test_only_what_is_ones_own_may_be_kept(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    link = browser_of(app)
    link.hold(here.manage_token)
    kept = {
        "requester": people.ba_tu.browser,
        "link": link,
        "claimant": people.huong.browser,
        "coordinator": people.chi_lan.browser,
        "resident": people.nobody.browser,
        "stranger": browser_of(app),
    }
    page = f"/requests/{here.request_id}"
    assert {role: browser.get(page).headers.get(KEEP) for role, browser in kept.items()} == {
        "requester": str(WEEK_S),
        "link": str(WEEK_S),
        "claimant": str(LEASE_S),
        "coordinator": None,
        "resident": None,
        "stranger": None,
    }
    mine = {role: browser.get("/mine").headers.get(KEEP) for role, browser in kept.items()}
    assert mine.pop("stranger") is None
    assert set(mine.values()) == {str(WEEK_S)}
    for path in ("/", "/requests", "/account", "/inbox", "/sign-in", "/requests/new", "/nowhere"):
        assert KEEP not in kept["claimant"].get(path).headers, path


def test_the_hotlines_of_a_place_are_kept_a_day_on_a_phone_that_is_nobodys(
    app: Flask, people: People
) -> None:
    for browser, days in ((browser_of(app), 1), (people.huong.browser, 30)):
        kept = browser.get("/hotlines?place=tan+hung+q7").headers[KEEP]
        assert kept == str(days * 24 * 3600)
        assert KEEP not in browser.get("/hotlines?place=tan+hung+q7&topic=violence").headers
        assert KEEP not in browser.get("/hotlines").headers  # everybody's: the worker has it


@pytest.mark.parametrize("path", ["/offline", "/outbox"])
def test_what_is_kept_for_everybody_is_about_nobody(path: str, app: Flask, people: People) -> None:
    situation(app, people, "claimed")
    page = people.huong.browser.get(path)
    assert page.status_code == 200
    for private in ("Hương", "csrf_token", "912"):
        assert private not in page.text.replace("0912 345 678", "")


def test_a_word_on_the_next_page_waits_for_a_page_that_shows_it(people: People) -> None:
    """The worker fetches its pages in the background: they swallow no message."""
    browser = people.huong.browser
    browser.post("/sign-out", data=browser.csrf())
    for path in ("/offline", "/outbox"):
        browser.get(path)
    assert "Bạn đã đăng xuất" in browser.get("/").text


def test_the_worker_comes_in_the_language_of_the_page(client: Browser) -> None:
    def told(language: str) -> dict[str, Any]:
        text = client.get(f"/sw.js?language={language}").text
        start = "const SHELL = "
        assert text.startswith(start)
        shell: dict[str, Any] = json.JSONDecoder().raw_decode(text[len(start) :])[0]
        return shell

    vietnamese, english = told("vi"), told("en")
    assert vietnamese["language"] == "vi"
    assert "Đang mất mạng" in str(vietnamese["words"])
    assert "You are offline" in str(english["words"])
    assert vietnamese["version"] != english["version"]
    assert told("xx")["language"] == "vi"
    for path in (*vietnamese["pages"], *vietnamese["files"]):
        with client.get(path) as answer:
            assert answer.status_code == 200, path


def test_a_worker_that_is_the_same_is_not_sent_again(client: Browser) -> None:
    first = client.get("/sw.js")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/sw.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_app_has_a_name_and_icons_of_the_sizes_it_says(client: Browser) -> None:
    answer = client.get("/manifest.webmanifest", headers={"Accept-Language": "vi"})
    assert answer.mimetype == "application/manifest+json"
    told = json.loads(answer.text)
    assert (told["lang"], told["start_url"], told["display"]) == ("vi", "/", "standalone")
    assert "giúp" in told["name"]
    for icon in told["icons"]:
        file = ROOT / icon["src"].lstrip("/").partition("?")[0]
        with Image.open(file) as picture:
            assert icon["sizes"] == f"{picture.width}x{picture.height}"
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for shortcut in told["shortcuts"]:
        assert client.get(shortcut["url"]).status_code == 200


def test_search_engines_are_asked_to_pass_by_what_is_a_key(app: Flask) -> None:
    answer = app.test_client().get("/robots.txt")
    assert answer.mimetype == "text/plain"
    for path in ("/m/", "/r/", "/u/", "/set-password/"):
        assert f"Disallow: {path}\n" in answer.text
    for path in ("/", "/api/"):  # the pages, and how programs ask
        assert f"Disallow: {path}\n" not in answer.text
