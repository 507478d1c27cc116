"""Nobody is led away from here: more than 200 addresses that were meant to (redirects.txt).

Where each leads, Chromium says in tests/browser/test_redirects.py.
"""

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask

from tests.people import PASSWORD, People
from tests.web import Browser, browser_of

VECTORS = [
    str(json.loads(line))
    for line in Path(__file__).with_name("redirects.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
# A path, and no beginning that a browser reads as somebody else's address.
OURS = re.compile(r"/(?![/\\])[!-~]*")


@pytest.fixture(scope="module", name="followed")
def followed_here(shared_app: Flask) -> list[str]:
    """See `followed`."""
    return followed(shared_app)


def followed(app: Flask) -> list[str]:
    """The `Location` that each vector has become, by every door that takes one."""
    found = []
    for vector in VECTORS:
        browser = browser_of(app)
        answer = browser.post("/language/en", data={"back": vector})
        found.append(str(answer.location))
        found.append(str(browser.get(f"/again?back={_in_query(vector)}").location))
        # Where the page of a refused button says that one has been.
        lost = {"Referer": "".join(c for c in vector if " " <= c <= "~")}
        forged = browser.post("/account/erase", headers=lost, data=browser.csrf())
        found.append(str(forged.location))
    return found


def _in_query(vector: str) -> str:
    return quote(vector.encode("utf-8", "surrogatepass"))


def test_there_are_two_hundred() -> None:
    assert len(set(VECTORS)) >= 200


def test_no_redirect_leads_away(followed: list[str]) -> None:
    assert [to for to in followed if not OURS.fullmatch(to)] == []
    assert len(followed) == 3 * len(VECTORS)


def test_no_redirect_carries_a_header_of_theirs(followed: list[str]) -> None:
    assert all(to.isascii() and to.isprintable() for to in followed)


def test_signing_in_takes_the_same_paths_only(app: Flask, client: Browser, people: People) -> None:
    """The field of the form, and the address that it came from: some of each kind."""
    phone = people.ba_tu.phone
    for vector in ("//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example"):
        page = client.page(f"/sign-in?next={_in_query(vector)}")
        for link in page.all("a"):
            assert not link.attributes.get("href", "").startswith(("//", "http", "/\\"))
        sent = {"phone": phone, "password": PASSWORD, "next": vector} | client.csrf()
        assert client.post("/sign-in", data=sent).location == "/mine"
        asked = {"phone": "0912345677", "name": "Ai", "password": PASSWORD, "next": vector}
        assert client.post("/sign-up", data=asked | client.csrf()).location == "/verify"
    assert app
