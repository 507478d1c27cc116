"""Of too many requests that nobody has proved so many are shown, and no more.

Nobody is turned away: the others are held (`test_held.py`).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from connect.foundation import caps
from connect.foundation.caps import Cap
from connect.foundation.database import transaction
from connect.geo import Point, Whereabouts
from connect.help_requests import (
    ItemDetails,
    RequestDetails,
    Status,
    holding,
    open_request,
    service,
)
from connect.help_requests.figures import count_waiting
from connect.help_requests.models import HelpRequest
from tests.people import DISTRICT_7, People
from tests.situations import REQUESTER
from tests.web import Browser, browser_of

NOON = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
FLOOD = "203.0.113.0/24"


@pytest.fixture
def limited(
    another_app: Callable[..., Flask], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Flask:
    """The app as it is outside of tests, at noon: no window ends while a test runs."""
    assert app
    monkeypatch.setattr(caps, "utcnow", lambda: NOON)
    return another_app(limits=True)


@pytest.fixture
def inside(limited: Flask) -> Iterator[Flask]:
    with limited.test_request_context():
        yield limited


def details(n: int, **changes: Any) -> RequestDetails:
    """Another phone and another door for each number."""
    told: dict[str, Any] = {
        "items": [ItemDetails(category="food")],
        "phone": f"+849{n:05d}678",
        "where": Whereabouts(point=Point(10.73 + n / 10_000, 106.72)),
    }
    return RequestDetails(**told | changes)


def post(app: Flask, n: int, network: str = FLOOD, **changes: Any) -> HelpRequest:
    return open_request(details(n, **changes), None, app.config["CONNECT"], network=network)


def used_up(cap: Cap, whose: str, but: int = 0) -> None:
    """As if so many but a few had been posted by now."""
    with transaction():
        for _time in range(cap.most - but):
            assert caps.take([(cap, whose)]) is None


def listed(app: Flask) -> int:
    answer = browser_of(app).get("/api/v1/requests?limit=100")
    assert answer.json is not None
    return len(answer.json["items"])


def from_address(app: Flask, address: str) -> Browser:
    browser = browser_of(app)
    browser.environ_base["REMOTE_ADDR"] = address
    return browser


def by_api(browser: Browser, n: int, **changes: Any) -> dict[str, Any]:
    location = {"lat": 10.73 + n / 10_000, "lon": 106.72}
    told = {"items": [{"category": "food"}], "phone": f"09{n:05d}678", "location": location}
    answer = browser.post("/api/v1/requests", json=told | changes)
    assert answer.status_code == 201  # nobody is turned away
    assert answer.json is not None
    opened: dict[str, Any] = answer.json
    return opened


def test_hundreds_from_one_network_show_at_most_the_cap(inside: Flask) -> None:
    """A thousand by HTTP: `attacks/test_without_end.py`."""
    settings = inside.config["CONNECT"]
    with transaction():
        held = [holding.too_many(unsaved(n), None, FLOOD, settings) for n in range(300)]
    assert held.count(False) == holding.NETWORK_HOUR.most
    assert post(inside, 1_001).status == Status.HELD
    assert post(inside, 1_002, "198.51.100.0/24").status == Status.OPEN


def unsaved(n: int) -> HelpRequest:
    where = {"lat": 10 + n / 1_000, "lon": 106.7, "address": ""}
    place = {"cell": {"precision": "cell"}}
    return HelpRequest(phone=f"+849{n:05d}678", verified=False, card=place, **where)


def test_through_the_front_door(limited: Flask) -> None:
    with limited.test_request_context():
        used_up(holding.NETWORK_HOUR, FLOOD, but=2)
    # Its addresses are one network, the page and the API one door.
    answers = [by_api(from_address(limited, f"203.0.113.{n}"), n) for n in range(5)]
    assert [one["status"] for one in answers] == ["open"] * 2 + ["held"] * 3
    assert by_api(from_address(limited, "203.0.114.1"), 6)["status"] == "open"
    assert listed(limited) == 3
    with limited.test_request_context():
        assert count_waiting() == 3


def test_dozens_from_one_machine_are_all_on_the_list(limited: Flask) -> None:
    """A script, a school, a carrier with thousands of phones behind one address."""
    browser = browser_of(limited)
    assert {by_api(browser, n)["status"] for n in range(25)} == {"open"}
    assert listed(limited) == 25


def test_posted_at_the_same_moment_no_more_are_shown(limited: Flask) -> None:
    with limited.test_request_context():
        used_up(holding.NETWORK_HOUR, FLOOD, but=3)

    def one(n: int) -> str:
        with limited.test_request_context():
            return post(limited, n).status

    with ThreadPoolExecutor(8) as crowd:
        assert list(crowd.map(one, range(8))).count(Status.OPEN) == 3


def test_a_phone_has_its_share(inside: Flask) -> None:
    used_up(holding.PHONE, "+84912345671", but=2)
    states = [post(inside, n, "", phone="+84912345671").status for n in range(4)]
    assert states == [Status.OPEN] * 2 + [Status.HELD] * 2


def test_a_door_has_its_share_whatever_is_called_the_address(inside: Flask) -> None:
    used_up(holding.DOOR, "10.73400 106.72150", but=1)
    here = Point(DISTRICT_7["lat"], DISTRICT_7["lon"])
    same = [Whereabouts(point=here, address=f"số {n}") for n in range(3)]
    states = [post(inside, n, "", where=where).status for n, where in enumerate(same)]
    assert states == [Status.OPEN] + [Status.HELD] * 2
    # The middle of a ward stands for all of whom no more is known.
    used_up(holding.DOOR, "10.73400 106.72150 so1", but=1)
    ward = Whereabouts(point=here, code="27259")
    assert post(inside, 7, "", where=ward).status == Status.OPEN


def test_in_the_middle_of_a_ward_each_address_has_its_share(inside: Flask) -> None:
    settings = inside.config["CONNECT"]
    used_up(holding.DOOR, "10.00100 106.70000 hem3so1")
    told = unsaved(1)
    told.card = {"cell": {"precision": "ward"}}
    for address, held in (("Hẻm 3, SỐ 1", True), ("Hẻm 3, số 2", False)):
        told.address = address
        with transaction():
            assert holding.too_many(told, None, "", settings) is held, address


def test_what_is_not_told_is_nobodys_share(inside: Flask) -> None:
    """Of those without a number, a house or a network, none is held for the others."""
    for cap in (holding.PHONE, holding.DOOR, holding.NETWORK_HOUR):
        used_up(cap, "")
    told = unsaved(1)
    told.phone, told.card = None, {"cell": {"precision": "ward"}}
    assert not holding.too_many(told, None, "", inside.config["CONNECT"])


def test_what_is_proved_never_counts_nor_what_staff_write_down(
    inside: Flask, people: People
) -> None:
    settings = inside.config["CONNECT"]
    used_up(holding.NETWORK_HOUR, FLOOD)
    tu = people.ba_tu.account()
    own = open_request(details(1, phone=tu.phone), tu, settings, network=FLOOD)
    called = open_request(details(2), people.chi_lan.account(), settings, network=FLOOD)
    for_another = open_request(details(3), people.huong.account(), settings, network=FLOOD)
    assert [one.status for one in (own, called, for_another)] == ["open", "open", "held"]


def test_without_limits_nothing_is_held(context: Flask) -> None:
    used_up(holding.PHONE, "+84900001678")
    assert post(context, 1).status == Status.OPEN


def test_a_proved_number_is_not_exchanged_for_a_flood(inside: Flask, people: People) -> None:
    settings, tu = inside.config["CONNECT"], people.ba_tu.account()
    used_up(holding.NETWORK_HOUR, FLOOD)
    own = open_request(details(1, phone=tu.phone), tu, settings, network=FLOOD)
    assert own.status == Status.OPEN
    other = {"phone": "+84912345655"}
    now = service.edit(own.id, other, tu, REQUESTER, settings, network=FLOOD)
    assert now.status == Status.HELD
    back = service.edit(own.id, {"phone": tu.phone}, tu, REQUESTER, settings, network=FLOOD)
    assert (back.status, back.verified) == (Status.OPEN, True)
