"""Open requests on other people's pages: the Atom feed and the list to embed."""

import xml.etree.ElementTree as ET

import pytest
from flask import Flask

from connect.help_requests import ItemDetails
from tests.people import DISTRICT_7, People
from tests.situations import SECRETS, ask
from tests.web import browser_of

ATOM = "{http://www.w3.org/2005/Atom}"
POINT = "{http://www.georss.org/georss}point"
NEAR = f"near={DISTRICT_7['lat']},{DISTRICT_7['lon']}"
FAR = "near=21.0278,105.8342"  # Hà Nội


def entries(app: Flask, query: str = "") -> list[ET.Element]:
    answer = app.test_client().get(f"/requests.atom?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    assert "Set-Cookie" not in answer.headers
    feed = ET.fromstring(answer.data)  # noqa: S314  our own
    for name in ("id", "title", "updated"):
        assert feed.findtext(ATOM + name), name
    return feed.findall(f"{ATOM}entry")


def test_a_feed_has_the_open_requests_with_their_cells_newest_first(app: Flask) -> None:
    with app.test_request_context():
        first, second = (ask(app).id for _n in range(2))
    found = entries(app)
    assert [entry.findtext(f"{ATOM}id") for entry in found] == [
        f"urn:uuid:{second}",
        f"urn:uuid:{first}",
    ]
    lat, lon = map(float, str(found[0].findtext(POINT)).split())
    card = app.test_client().get(f"/api/v1/requests/{second}").get_json()
    assert (lat, lon) == (card["cell"]["lat"], card["cell"]["lon"])
    link = found[0].find(f"{ATOM}link")
    assert link is not None
    assert link.attrib["href"].endswith(f"/requests/{second}")


@pytest.mark.parametrize(
    ("query", "there"),
    [
        (NEAR, True),
        (f"{NEAR}&category=food", True),
        (f"{NEAR}&category=transport", False),
        (f"{NEAR}&urgency=urgent", False),
        (FAR, False),
        ("place=Ph%C6%B0%E1%BB%9Dng%20Kh%C3%B4ng%20C%C3%B3", False),
        ("near=nowhere", False),
        ("ward=00000", False),
        (f"{NEAR}&radius_m=nan", True),
        (f"{NEAR}&radius_m=-1", True),
    ],
)
def test_a_feed_is_of_the_place_and_the_need_that_was_asked_for(
    query: str, there: bool, app: Flask
) -> None:
    with app.test_request_context():
        ask(app)
    assert bool(entries(app, query)) is there
    embedded = app.test_client().get(f"/embed/requests?{query}")
    assert embedded.status_code == 200
    assert ('class="card"' in embedded.text) is there


def test_what_is_over_is_not_in_the_feed(app: Flask, people: People) -> None:
    with app.test_request_context():
        request_id = ask(app, people.ba_tu.account()).id
    close = people.ba_tu.client.post(
        f"/api/v1/requests/{request_id}/close", json={"reason": "withdrawn"}
    )
    assert close.status_code == 200
    assert entries(app) == []


def test_neither_knows_what_is_private(app: Flask) -> None:
    with app.test_request_context():
        ask(app)
    for url in ("/requests.atom", "/embed/requests", f"/requests.atom?{NEAR}"):
        told = app.test_client().get(url).text
        assert not [name for name, words in SECRETS.items() if words in told]


def test_text_of_people_is_text_in_the_feed(app: Flask) -> None:
    with app.test_request_context():
        ask(app, items=(ItemDetails(category="food", goods="<b>Gạo</b> & ]]>"),))
    [entry] = entries(app)
    assert "<b>Gạo</b> & ]]>" in str(entry.findtext(f"{ATOM}title"))


def test_a_reader_who_has_it_gets_nothing_twice(app: Flask) -> None:
    client = app.test_client()
    first = client.get("/requests.atom")
    assert first.cache_control.max_age == 60
    again = client.get("/requests.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    with app.test_request_context():
        ask(app)
    assert (
        client.get("/requests.atom", headers={"If-None-Match": first.headers["ETag"]}).status_code
        == 200
    )


@pytest.mark.parametrize(("language", "words"), [("vi", "Ai đang cần"), ("en", "Who needs help")])
def test_the_language_stands_in_the_address(language: str, words: str, app: Flask) -> None:
    for url in ("/requests.atom", "/embed/requests"):
        assert words in app.test_client().get(f"{url}?language={language}").text


def test_only_the_list_may_stand_in_a_frame(app: Flask, people: People) -> None:
    browser = people.huong.browser
    framed = browser.get("/embed/requests")
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "<form" not in framed.text
    for url in ("/", "/requests", "/mine", "/requests.atom"):
        headers = browser.get(url).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"


def test_other_sites_may_read_what_any_stranger_may(app: Flask) -> None:
    browser = browser_of(app)
    read = browser.get(f"/api/v1/requests?{NEAR}", headers={"Origin": "https://phuong.example"})
    assert read.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in read.headers
    for url in ("/", "/requests"):
        assert "Access-Control-Allow-Origin" not in browser.get(url).headers
    posted = browser.post("/api/v1/requests", json={})
    assert "Access-Control-Allow-Origin" not in posted.headers


@pytest.mark.parametrize("url", ["/requests.atom", "/embed/requests"])
def test_what_caches_keep_is_in_nobodys_own_language(url: str, app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("language", "en")
    asked = client.get(url, headers={"Accept-Language": "vi"})
    assert asked.cache_control.public
    assert "Ai đang cần" in asked.text
    assert "Ai đang cần" in client.get(url).text
    assert "Who needs help" in client.get(url, headers={"Accept-Language": "en, vi;q=0.5"}).text
