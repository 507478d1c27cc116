"""Every route × who asks × the state of the request: `authorization.txt` says what comes back.

A route without rows fails, and so does a row without a route. Each row is tried with every role on
a situation made for it; as soon as someone has changed something the next gets a new one.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.phones import show_phone
from connect.help_requests.lifecycle import Status
from connect.moderation.people.views import MET
from connect.notifications.preferences_api import A_BROWSER
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
PEOPLE = {"people": 3}
NEED = {
    "items": [{"category": "food"}],
    "phone": "0912 345 677",
    "location": {"lat": 10.77, "lon": 106.7},
}
HELPER = {
    "kind": "volunteer",
    "name": "Ai đó",
    "location": {"lat": 10.77, "lon": 106.7},
    "categories": ["food"],
    "radius_m": 1000,
    "capacity": 1,
}
NOWHERE = "00000000-0000-4000-8000-000000000000"
GIFT = {"what": "Sách giáo khoa", "location": {"lat": 10.77, "lon": 106.7}}
BODIES: dict[str, Any] = {
    "POST /api/v1/me/email": {"address": "ai.do@example.org"},
    "POST /api/v1/me/email/verify": {"code": "000000"},
    "PATCH /api/v1/me/preferences": {"most_offers": 5},
    "POST /api/v1/me/push-subscriptions": A_BROWSER,
    "DELETE /api/v1/me/push-subscriptions": {"endpoint": A_BROWSER["endpoint"]},
    "POST /api/v1/accounts": {"phone": "0912345671", "name": "Ai đó", "password": "mười hai con"},
    "POST /api/v1/accounts/verify": {"phone": "0912345671", "code": "000000"},
    "POST /api/v1/tokens": {"phone": "0912345671", "password": "không phải"},
    "POST /api/v1/requests": NEED,
    "PATCH /api/v1/requests/<uuid:request_id>": PEOPLE,
    "POST /api/v1/requests/<uuid:request_id>/close": {"reason": "withdrawn"},
    "POST /api/v1/requests/<uuid:request_id>/messages": {"body": "Con đến ngay."},
    "POST /api/v1/requests/<uuid:request_id>/report": {"reason": "fraud"},
    "POST /api/v1/people/<string:met>/<uuid:met_id>/report": {"reason": "unkind"},
    "PUT /api/v1/requests/<uuid:request_id>/shopping-list": {"lines": [{"goods": "Gạo"}]},
    "POST /api/v1/desk/acts": {"act": "note", "words": "Gọi lại.", "ids": [NOWHERE]},
    "POST /api/v1/desk/requests/<uuid:request_id>/acts": {"act": "note", "words": "Gọi lại."},
    "PATCH /api/v1/requests/<uuid:request_id>/shopping-trip": {"cost": 9_000},
    "POST /api/v1/requests/<uuid:request_id>/shopping-trip/answer": {"agree": True},
    "POST /api/v1/gifts": GIFT,
    "PATCH /api/v1/gifts/<uuid:gift_id>": {"hours": "sáng"},
    "POST /api/v1/reservations/<uuid:reservation_id>/thanks": {"text": "Cảm ơn."},
    "POST /api/v1/responders": HELPER,
    "POST /api/v1/suppliers/<uuid:shop_id>/claim/ask": {"words": "Của tôi."},
    "POST /api/v1/suppliers/<uuid:shop_id>/claim/verify": {"code": "000000"},
    "PATCH /api/v1/responders/<uuid:responder_id>": {"capacity": 5},
    "POST /api/v1/responders/<uuid:responder_id>/members": {"phone": "0912 345 670"},
    "PUT /api/v1/responders/<uuid:responder_id>/goods/<int:good_id>/stock": {"stock": "low"},
    "PUT /api/v1/organisations/<uuid:organisation_id>/goods/stock": {
        "goods": [{"name": "Gạo", "stock": "low"}]
    },
    "PUT /api/v1/responders/<uuid:responder_id>/organisation": {"organisation": str(UUID(int=0))},
}
HERE = {"lat": "10.77", "lon": "106.7"}
TODAY = str(utcnow().astimezone(HOME_ZONE).date())
HOTLINE = {"name_vi": "Trạm y tế", "phones": "115", "topics": "covid", "area": "79"}
FORM = {"kind": "volunteer", "name": "Ai đó", "categories": "food", "radius": "5", "capacity": "1"}
FORMS: dict[str, dict[str, str]] = {
    "POST /account/consents/take-back": {"purpose": "zalo"},
    "POST /requests/<uuid:request_id>/consents": {"purpose": "phone"},
    "POST /desk/diary/<uuid:entry_id>/refuse": {"refusal": "other"},
    "POST /requests/<uuid:request_id>/shopping": {"cost": "9.000"},
    "POST /requests/<uuid:request_id>/shopping/answer": {"agree": "yes"},
    "POST /requests/<uuid:request_id>/shopping-list": {"lines-0-goods": "Gạo"},
    "POST /requests/<uuid:request_id>/thanks": {"text": "Cảm ơn con."},
    "POST /requests/<uuid:request_id>/thanks/name": {"named": "yes"},
    "POST /giving/new": {
        "what": "Vở", "first_day": TODAY, "last_day": TODAY, "brings": "0", **HERE,
    },
    "POST /giving/<uuid:gift_id>/edit": {
        "what": "Vở", "first_day": TODAY, "last_day": TODAY, "brings": "0",
    },
    "POST /giving/<uuid:gift_id>/reserve": {"amount": "1"},
    "POST /giving/<uuid:gift_id>/give/<uuid:request_id>": {"amount": "1"},
    "POST /giving/reservations/<uuid:reservation_id>/thanks": {"text": "Cảm ơn."},
    "POST /desk/forms": {"copies": "1"},
    "POST /desk/intake": {
        "phone": "0912 345 677", "items-0-kind": "food", "people": "1", "urgency": "normal",
        "agreed": "y", **HERE,
    },
    "POST /desk/requests": {"act": "note"},
    "POST /desk/requests/<uuid:request_id>/act": {"act": "note", "words": "Gọi lại."},
    "POST /desk/opening-orders/new": {
        "areas": "79", "says": "shut", "but_categories": "medicine", "first_day": TODAY,
        "reason": "Chỉ thị 16",
    },
    "POST /desk/hotlines/new": HOTLINE,
    "POST /desk/hotlines/<uuid:hotline_id>": HOTLINE,
    "POST /desk/hotlines/<uuid:hotline_id>/verify": {"phones": "115"},
    "POST /suppliers/<uuid:shop_id>/claim/ask": {"words": "Của tôi."},
    "POST /suppliers/<uuid:shop_id>/claim/prove": {"code": "000000"},
    "POST /suppliers/<uuid:shop_id>/wrong": {"trouble": "hours"},
    "POST /desk/entries/claims/<uuid:claim_id>/refuse": {"reason": "others"},
    "POST /inbox/preferences": {"sms": "y", "most_offers": "3"},
    "POST /inbox/preferences/email": {"address": "ai.do@example.org"},
    "POST /requests/new": {"categories": "food", "people": "1", "urgency": "normal"},
    "POST /requests/new/where": HERE,
    "POST /requests/new/phone": {"phone": "0912 345 677"},
    "POST /requests/new/one-page": {
        "categories": "food", "people": "1", "urgency": "normal", "phone": "0912 345 677", **HERE,
    },
    "POST /requests/<uuid:request_id>/close": {"reason": "withdrawn"},
    "POST /requests/<uuid:request_id>/messages": {"body": "Con đến ngay."},
    "POST /requests/<uuid:request_id>/wrong": {"reason": "fraud"},
    f"POST /people/<{MET}:met>/<uuid:met_id>/wrong": {"reason": "unkind"},
    "POST /account/decisions/<uuid:decision_id>/appeal": {"words": "Tôi không đồng ý."},
    "POST /desk/reports/people/<uuid:report_id>": {"verdict": "7", "words": "Hai người nói vậy."},
    "POST /desk/reports/people/appeals/<uuid:decision_id>": {
        "outcome": "take_back", "words": "Nhầm rồi.",
    },
    "POST /requests/<uuid:request_id>/appeal": {"words": "Tôi không đồng ý."},
    "POST /desk/reports/<uuid:request_id>": {"verdict": "closed", "words": "Ba người nói vậy."},
    "POST /desk/reports/appeals/<uuid:judgement_id>": {"outcome": "reopen", "words": "Nhầm rồi."},
    "POST /r/<token>": {"answer": "still_needed"},
    "POST /responders/new": FORM | HERE,
    "POST /responders/<uuid:responder_id>/edit": FORM,
    "POST /responders/<uuid:responder_id>/members": {"phone": "0912 345 670"},
    "POST /responders/<uuid:responder_id>/goods": {"name": "Trứng", "stock": "in"},
    "POST /responders/<uuid:responder_id>/goods/<int:good_id>/stock": {"stock": "low"},
    "POST /responders/<uuid:responder_id>/organisation": {"organisation": "new", "name": "Nhóm"},
    "POST /desk/gift-pictures/<uuid:photo_id>/refuse": {"unfit": "other"},
    "POST /organisations/<uuid:organisation_id>/goods": {"name": "Trứng", "stock": "in"},
    "POST /organisations/<uuid:organisation_id>/goods/stock": {"good": "Gạo", "stock": "low"},
    "POST /organisations/<uuid:organisation_id>/new-shop": FORM | HERE | {"kind": "supplier"},
}  # fmt: skip
QUERIES = {
    "GET /api/v1/places": {"q": "quan 7"},
    "GET /api/v1/requests.geojson": {"bbox": "106,10,107,11"},
    "GET /api/v1/suppliers": {"near": "10.77,106.7"},
    "GET /api/v1/suppliers/alike": {"near": "10.77,106.7", "name": "Long Châu"},
    "GET /api/v1/suppliers.geojson": {"bbox": "106,10,107,11"},
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
    if role in ACCOUNTS:
        person: Person = getattr(people, ACCOUNTS[role])
        return person.browser
    browser = browser_of(app)
    if role == "link":
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
def kept() -> Kept:
    """Situations that were made for an earlier row."""
    return {}


@pytest.mark.usefixtures("seen_on_sqlite")  # who may is asked in no other words there
@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row.route} {row.state}")
def test_each_role_gets_what_the_table_says(
    row: Row, app: Flask, people: People, clean: Callable[[], None], kept: Kept
) -> None:
    stage = Stage(app, people, clean, kept, row.route, row.state)
    got = []
    for role in ROLES:
        got.append(ask(app, people, role, row.route, stage.situation()))
        if has_changed(row.route, got[-1]):
            stage.change()
    assert dict(zip(ROLES, got, strict=True)) == dict(zip(ROLES, row.expected, strict=True))
