"""One's own key opens one's own door: whoever has a request, a profile, a manage link and a gift of
their own gets from what is others' what anybody signed in gets.

The rest of who may what is in the table of tests/test_authorization.py.
"""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from connect.help_requests import queries
from tests import test_authorization as table
from tests.authorization_calls import BODIES, FORMS, QUERIES
from tests.people import People
from tests.situations import Situation, ask, help_from
from tests.situations_with import with_gift
from tests.stage import Kept, Stage
from tests.web import browser_of

OWNERS = [table.ROLES.index(name) for name in ("link", "requester", "claimant")]
RESIDENT = table.ROLES.index("resident")
# Where it matters whose it is: in the state in which most is open to those who have a part in it.
ABOUT = [
    (route, row)
    for route, rows in table.by_route().items()
    for row in [next((r for r in rows if r.state == "claimed"), rows[0])]
    # Of people one has met: whoever is asked there has met them.
    if "_id>" in route
    and ":met>" not in route
    and any(row.expected[one] != row.expected[RESIDENT] for one in OWNERS)
]


@pytest.fixture(scope="module")
def kept() -> Kept:
    """Situations that were made for an earlier row."""
    return {}


def keys_of_the_shop(app: Flask, people: People, here: Situation) -> str:
    """The shopkeeper asks, helps and gives, too: the manage link of the request."""
    shop = people.shop
    with app.test_request_context():
        help_from(shop.account())
        own = queries.manage_token(ask(app, shop.account(), phone=shop.phone))
    with_gift(app, people, here, giver="shop")
    return own


def as_neighbour(app: Flask, people: People, route: str, here: Situation, own: str) -> str:
    """Makes the call with every key that the shopkeeper has."""
    method, _space, rule = route.partition(" ")
    url, shop = rule, people.shop
    for name, value in here._asdict().items():
        url = url.replace(f"<uuid:{name}>", str(value)).replace(f"<int:{name}>", str(value))
    if rule.startswith("/api/"):
        headers = {"Authorization": f"Bearer {shop.token}", "X-Manage-Token": own}
        told: dict[str, Any] = {"headers": headers, "json": BODIES.get(route)}
        return table.outcome(
            browser_of(app).open(url, method=method, query_string=QUERIES.get(route), **told)
        )
    browser = shop.browser
    browser.hold(own)
    form = FORMS.get(route, {}) | browser.csrf() if method == "POST" else None
    answer = browser.open(url, method=method, data=form, query_string=QUERIES.get(route))
    with browser.session_transaction() as session:
        flashes = dict(session.get("_flashes", []))
    return table.outcome(answer, flashes)


def test_a_key_of_ones_own_opens_nothing_of_others(
    app: Flask, people: People, clean: Callable[[], None], kept: Kept
) -> None:
    got, expected, stage, own = {}, {}, None, ""
    for route, row in sorted(ABOUT, key=lambda one: _situation_of(app, people, clean, *one)):
        asked = Stage(app, people, clean, kept, route, row.state)
        if stage is None or stage.here is None or asked._key != stage._key:
            stage = asked
            own = keys_of_the_shop(app, people, stage.situation())
        got[route] = as_neighbour(app, people, route, stage.situation(), own)
        # Who was asked into a group is the resident of that table; here it is somebody else.
        invited = "invitation_id" in route
        expected[route] = "404" if invited else row.expected[RESIDENT]
        if table.has_changed(route, got[route]):
            stage.change()
    assert got == expected
    assert len(got) > 60


def _situation_of(
    app: Flask, people: People, clean: Callable[[], None], route: str, row: table.Row
) -> str:
    """What alike situations have in common: those are made once."""
    return repr(Stage(app, people, clean, {}, route, row.state)._key)
