"""How many notices are new stands beside the inbox on every page, for who is signed in."""

from flask import Flask

from tests.notifications.telling import tell
from tests.people import People
from tests.web import browser_of


def test_every_page_tells_how_many_are_new_until_they_are_read(app: Flask, people: People) -> None:
    browser = people.huong.browser
    assert '<span class="count">' not in browser.get("/").text
    for _n in range(2):
        tell(app, people.huong, "Có tin mới")
    assert '<span class="count">2<' in browser.get("/").text
    assert '<span class="count">2<' in browser.get("/requests").text
    browser.get("/inbox")
    assert '<span class="count">' not in browser.get("/").text


def test_a_page_that_looks_by_itself_reads_nothing(app: Flask, people: People) -> None:
    browser = people.huong.browser
    tell(app, people.huong, "Có tin mới")
    assert "Có tin mới" in browser.get("/inbox", headers={"X-Live": "1"}).text
    assert '<span class="count">1<' in browser.get("/").text
    browser.get("/inbox")
    assert '<span class="count">' not in browser.get("/").text


def test_a_stranger_has_an_inbox_to_sign_in_for_and_no_count(app: Flask) -> None:
    page = browser_of(app).get("/").text
    assert 'href="/inbox"' in page
    assert '<span class="count">' not in page
