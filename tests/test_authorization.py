"""Every route × who asks × the state of the request: `authorization.txt` says what comes back.

A route without rows fails, and so does a row without a route. Each row is tried with every role on
a situation made for it; as soon as someone has changed something the next gets a new one.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.phones import show_phone
from connect.help_requests.lifecycle import Status
from connect.moderation.people.views import MET
from tests.authorization_calls import BODIES, FORMS, QUERIES
from tests.people import BEN_THANH, People, Person
from tests.routes import route_lines
from tests.situations import SECRETS, Situation
from tests.stage import Kept, Stage
from tests.web import Browser, browser_of

TABLE = Path(__file__).with_name("authorization.txt")
# A held one is as if it were not there: `help_requests/test_held.py` asks every route for it.
STATES = [status.value for status in Status if status != Status.HELD]
# The columns of the table. The offer was made to the claimant, and the responder is the claimant's.
ROLES = (
    "stranger",  # nobody signed in
    "resident",  # signed in, nothing to do with it
    "link",  # holds the manage link, nobody signed in
    "requester",  # the account that asked
    "claimant",  # was asked; has claimed where it is claimed, delivered where delivered
    "coordinator",  # of the request's area
    "elsewhere",  # a coordinator of another area
    "admin",
)
ACCOUNTS = {
    "resident": "nobody",
    "requester": "ba_tu",
    "claimant": "huong",
    "coordinator": "chi_lan",
    "elsewhere": "anh_ha",
    "admin": "root",
}


class Row(NamedTuple):
    """What each role gets.

    A status, with `+` where the answer holds what is private. Of pages also `done` and `no`: back
    to a page that says that it was done, or that the state forbids it; and `sign-in`: there first.
    """

    route: str
    state: str
    expected: tuple[str, ...]


def rows() -> Iterator[Row]:
    """The table: a route, then its states indented. One figure stands for all roles."""
    route = ""
    for line in TABLE.read_text().splitlines():
        cells = line.partition("#")[0].split()
        if cells and not line.startswith(" "):
            route = " ".join(cells)
        elif cells:
            state, *expected = cells
            expected *= len(ROLES) if len(expected) == 1 else 1
            assert len(expected) == len(ROLES), f"{route} {state}: {len(expected)} cells"
            for one in STATES if state == "always" else [state]:
                yield Row(route, one, tuple(expected))


def by_route() -> dict[str, list[Row]]:
    return {route: list(found) for route, found in groupby(rows(), key=lambda row: row.route)}


def test_every_route_has_its_rows(app: Flask) -> None:
    assert sorted(by_route()) == sorted(route_lines(app))


def test_a_route_about_a_request_has_a_row_for_every_state() -> None:
    for route, found in by_route().items():
        states = [row.state for row in found]
        about_a_request = "request_id" in route or "offer_id" in route
        assert states == (STATES if about_a_request or len(states) > 1 else ["open"]), route


def browser_for(app: Flask, people: People, role: str, here: Situation) -> Browser:
    browser = browser_of(app)
    if role in ACCOUNTS:
        person: Person = getattr(people, ACCOUNTS[role])
        browser.sign_in(person.token)
    elif role == "link":
        browser.hold(here.manage_token)
    return browser


def ask(app: Flask, people: People, role: str, route: str, here: Situation) -> str:
    """Makes the call of a route as a role does, and says what came of it."""
    method, _space, rule = route.partition(" ")
    url = rule
    for name, value in here._asdict().items():
        url = url.replace(f"<uuid:{name}>", str(value)).replace(f"<int:{name}>", str(value))
    url = url.replace("<uuid:assignment_id>", str(here.offer_id))
    # Whom one meets at the request: for whoever has nothing to do with it, who asked.
    url = url.replace("<string:met>", "requester").replace(f"<{MET}:met>", "requester")
    url = url.replace("<uuid:met_id>", str(here.request_id))
    token = here.reply_token if rule.startswith("/r/") else here.manage_token
    url = url.replace("<token>", token).replace("<language>", "vi")
    url = url.replace("<code>", "79")
    url = url.replace("<any(suppliers,requests):layer>/<z>/<x>/<y>", "requests/0/0/0")
    url = url.replace("<path:filename>", "nothing.css")
    if rule.startswith("/api/"):
        headers = {"X-Manage-Token": here.manage_token} if role == "link" else {}
        if role in ACCOUNTS:
            headers["Authorization"] = f"Bearer {getattr(people, ACCOUNTS[role]).token}"
        return outcome(
            app.test_client().open(
                url,
                method=method,
                headers=headers,
                json=BODIES.get(route),
                query_string=QUERIES.get(route),
            )
        )
    browser = browser_for(app, people, role, here)
    form = FORMS.get(route, {}) | browser.csrf() if method == "POST" else None
    answer = browser.open(url, method=method, data=form, query_string=QUERIES.get(route))
    with browser.session_transaction() as session:
        flashes = dict(session.get("_flashes", []))
    return outcome(answer, flashes)


def outcome(answer: TestResponse, flashes: Mapping[str, str] = MappingProxyType({})) -> str:
    """An answer in the words of the table."""
    if "/sign-in" in (answer.location or ""):
        return "sign-in"
    if answer.location and flashes:
        return "no" if "error" in flashes else "done"
    return f"{answer.status_code}{'+' if holds_secrets(answer) else ''}"


def has_changed(route: str, got: str) -> bool:
    """Whether a call may have changed the situation."""
    return not route.startswith("GET ") and got[0] in "23d"


def holds_secrets(answer: TestResponse) -> bool:
    """Whether a private word of Bà Tư's request can be read in it, or where Hương lives."""
    read = answer.get_data().decode(errors="replace")  # a picture is no text
    text = str(answer.get_json() if answer.is_json else read)
    secrets = (*SECRETS.values(), show_phone(SECRETS["phone"]), str(BEN_THANH["lat"]))
    return any(secret in text for secret in secrets)


@pytest.fixture(scope="module")
def kept(clean: Callable[[], None]) -> Iterator[Kept]:
    """Situations that were made for an earlier row: each row puts one back, and none empties."""
    yield {}
    clean()


@pytest.mark.usefixtures("seen_on_sqlite")  # who may is asked in no other words there
@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row.route} {row.state}")
def test_each_role_gets_what_the_table_says(
    row: Row, shared_app: Flask, clean: Callable[[], None], kept: Kept
) -> None:
    people = People(shared_app)
    stage = Stage(shared_app, people, clean, kept, row.route, row.state)
    got = []
    for role in ROLES:
        got.append(ask(shared_app, people, role, row.route, stage.situation()))
        if has_changed(row.route, got[-1]):
            stage.change()
    assert dict(zip(ROLES, got, strict=True)) == dict(zip(ROLES, row.expected, strict=True))
