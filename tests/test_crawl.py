"""Nobody meets a broken link: from every page of the list every link of ours is followed, as
everyone who may, to pages that have what it points to.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask

from connect.foundation.config import ROOT
from tests.browser.walking import browser_for, rows
from tests.browser.world import ROLES, Town, path_of
from tests.page import Page
from tests.people import People
from tests.web import Browser

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

# Of one route: the places of a country are as many pages, and all alike.
MOST_OF_A_KIND = 12
SITE = "http://localhost"
# Where an element names an address: links, pictures, scripts, and icons of the sprite.
NAMED_BY = {"a": "href", "link": "href", "use": "href", "script": "src", "img": "src"}


def test_every_link_leads_somewhere(app: Flask, people: People) -> None:
    town = Town(app, people)
    town.fill()
    broken = []
    for role in ROLES:
        start = [path_of(row.path, town) for row in rows(empty=False) if row.role == role]
        found = _broken(browser_for(town, role), ["/", *start], set(_refused(town)))
        broken += [f"{role}: {one}" for one in found]
    assert not broken, "\n".join(["", *broken])


def _refused(town: Town) -> Iterator[str]:
    """Pages of the list that are to answer with an error."""
    return (path_of(row.path, town) for row in rows(empty=False) if row.status >= 400)


def _broken(browser: Browser, start: list[str], refused: set[str]) -> Iterator[str]:
    """What is wrong with the links, once each; goes on along the links that it finds."""
    waiting, seen = deque((path, "the list") for path in start), set(start)
    assets: set[str] = set()
    anchors: dict[str, set[str]] = {}
    pointed: list[tuple[str, str, str]] = []
    kinds: Counter[str] = Counter()
    while waiting:
        path, source = waiting.popleft()
        answer = browser.get(path)
        if answer.status_code >= 400 and path not in refused:
            yield f"{path} answers {answer.status_code}, linked from {source}"
        if answer.location:
            targets = [answer.location]
        elif answer.mimetype == "text/html":
            page = browser.seen(answer)
            anchors[path] = {one.attributes.get("id", "") for one in page.all()}
            targets = list(_targets(page))
        else:
            continue
        for target in targets:
            address = urlsplit(urljoin(SITE + path, target))
            if f"{address.scheme}://{address.netloc}" != SITE:
                continue
            to = address.path + (f"?{address.query}" if address.query else "")
            if address.path.startswith("/static/"):
                assets.add(f"{address.path}#{address.fragment}")
                continue
            if address.fragment:
                pointed.append((to, address.fragment, path))
            kind = _kind(browser, address.path)
            if to not in seen and kinds[kind] < MOST_OF_A_KIND:
                kinds[kind] += 1
                seen.add(to)
                waiting.append((to, path))
    yield from (f"{one} is not there" for one in sorted(assets) if not _is_there(one))
    for to, fragment, path in pointed:
        if to in anchors and fragment not in anchors[to]:
            yield f"{path} points to #{fragment}, which {to} has not"


def _kind(browser: Browser, path: str) -> str:
    """The route of a path, or the path where there is none."""
    adapter = browser.application.url_map.bind("localhost")
    if not adapter.test(path, "GET"):
        return path
    rule, _arguments = adapter.match(path, "GET", return_rule=True)
    return str(rule.rule)


def _targets(page: Page) -> Iterator[str]:
    for one in page.all(*NAMED_BY):
        target = one.attributes.get(NAMED_BY[one.name], "")
        if target and not target.startswith(("data:", "tel:", "sms:", "mailto:")):
            yield target


@cache
def _is_there(asset: str) -> bool:
    """A file, the icon of a sprite that the part behind `#` names, and what the file asks for."""
    path, _mark, icon = asset.partition("#")
    file = ROOT / path.removeprefix("/")
    if not file.is_file():
        return False
    if icon:
        return f'id="{icon}"' in file.read_text(encoding="utf-8")
    return all((file.parent / needed).is_file() for needed in _needs(file))


def _needs(file: Path) -> list[str]:
    """What a style sheet or a module loads by a path of its own."""
    if file.suffix not in (".css", ".js"):
        return []
    text = file.read_text(encoding="utf-8")
    asked = r'url\("?([^")]+)|(?:from|import)\s*\(?\s*"(\.[^"]+)"'
    found = ["".join(pair).partition("?")[0] for pair in re.findall(asked, text)]
    return [one for one in found if not one.startswith(("data:", "http"))]
