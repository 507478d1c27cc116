"""Orders for the shops of an area: in force, in every answer, for all but those they spare."""

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from connect.foundation import audit
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.geo import Point
from connect.help_requests import need_of
from connect.matching import nearest_responders
from connect.responders import (
    GoodDetails,
    OpeningOrder,
    Responder,
    change,
    keep_hours,
    keep_orders,
    lift_order,
    merge,
    orders_in,
    part,
    save_imported,
    write_order,
)
from connect.responders.offers import keep_offers
from connect.responders.order_rules import SECOND_LOOK
from connect.responders.stock import add_good
from connect.suppliers import SupplierSearch, find_suppliers
from connect.suppliers import search as searching
from tests.people import DISTRICT_7, HOAN_KIEM, People
from tests.situations import ask, help_from
from tests.suppliers.orders import (
    BEN_THANH_WARD,
    HANOI,
    HCMC,
    TAN_HUNG_WARD,
    an_order,
    ordered,
    today,
)
from tests.suppliers.shops import HERE, a_shop, shop_now

FOOD: dict[str, Any] = {
    "categories": ["food"], "opening_hours": "24/7", "goods": (), "radius_m": 20_000.0,
}  # fmt: skip
IN_7 = Point(DISTRICT_7["lat"], DISTRICT_7["lon"])


@pytest.fixture
def shops(app: Flask) -> dict[str, uuid.UUID]:
    """Always open: food in Bến Thành and in Tân Hưng, a pharmacy beside it, food in Hà Nội."""
    places = {"food": HERE, "in_7": IN_7, "hanoi": Point(HOAN_KIEM["lat"], HOAN_KIEM["lon"])}
    rows = [(name, a_shop(**FOOD, name=f"Chợ {name}", point=at)) for name, at in places.items()]
    rows.append(("pharmacy", a_shop(opening_hours="24/7", goods=())))
    with app.app_context():
        save_imported(rows)
        known = {one.source_id: one.id for one in db.session.query(Responder)}
    return {name: known[name] for name, _shop in rows}


def open_now(shops: dict[str, uuid.UUID]) -> set[str]:
    """Those that are found by who looks for an open shop, anywhere in the country."""
    search = SupplierSearch(near=HERE, radius_m=2_000_000, open_now=True, limit=100)
    found = {one.responder.id for one in find_suppliers(search).found}
    return {name for name, id_ in shops.items() if id_ in found}


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the clock of who searches, and sweeps as the worker would have."""

    def move(moment: datetime, *, sweep: bool = True) -> None:
        monkeypatch.setattr(searching, "utcnow", lambda: moment)
        if sweep:
            keep_orders(moment)
            keep_hours(moment)

    return move


def local(day: Any, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), HOME_ZONE)


def test_it_holds_in_every_answer_and_no_longer_once_it_is_lifted(
    app: Flask, people: People, shops: dict[str, uuid.UUID], client: FlaskClient
) -> None:
    food = str(shops["food"])
    with app.test_request_context():
        need = need_of(ask(app))

    def answers() -> set[bool]:
        near = {"near": f"{HERE.lat},{HERE.lon}", "radius_m": 500}
        box = {"bbox": f"{HERE.lon - 0.01},{HERE.lat - 0.01},{HERE.lon + 0.01},{HERE.lat + 0.01}"}

        def ids(path: str, query: dict[str, Any], name: str) -> dict[str, Any]:
            found = (client.get(path, query_string=query).json or {})[name]
            return {one["id"]: one.get("properties", one) for one in found}

        told = []
        for path, query, name in (
            ("/api/v1/suppliers", near, "items"),
            ("/api/v1/suppliers.geojson", box, "features"),
        ):
            told.append(ids(path, query, name)[food]["open_now"])
            told.append(food in ids(path, query | {"open_now": "true"}, name))
        told.append((client.get(f"/api/v1/responders/{food}").json or {})["open_now"])
        with app.test_request_context():
            asked = {one.responder_id for one in nearest_responders(need, 10)}
        told.append(shops["food"] in asked)
        return set(told)

    assert answers() == {True}
    order = ordered(app, people.chi_lan)
    assert answers() == {False}
    with app.test_request_context():
        assert open_now(shops) == {"pharmacy", "hanoi"}
        assert keep_orders() == 0
        lift_order(people.chi_lan.account(), order)
        assert keep_orders() == 2
        assert open_now(shops) == set(shops)
        assert [one.action for one in audit.history(order)] == [
            "opening_order_written",
            "opening_order_lifted",
        ]
    assert answers() == {True}
    assert shop_now(app, shops["food"]).order_hours == ""


def test_a_ward_is_no_more_than_a_ward(
    app: Flask, people: People, shops: dict[str, uuid.UUID]
) -> None:
    ordered(app, people.chi_lan, areas=[BEN_THANH_WARD], but_categories=[])
    with app.test_request_context():
        assert open_now(shops) == {"in_7", "hanoi"}


def test_it_begins_and_ends_at_midnight_whether_the_worker_runs_or_not(
    app: Flask, people: People, shops: dict[str, uuid.UUID], at: Callable[..., None]
) -> None:
    first = today() + timedelta(3)
    ordered(app, people.chi_lan, first_day=first, last_day=first + timedelta(1))
    with app.test_request_context():
        for sweep in (False, True):
            for day, hour, minute, is_open in (
                (first - timedelta(1), 23, 59, True),
                (first, 0, 0, False),
                (first + timedelta(1), 23, 59, False),
                (first + timedelta(2), 0, 0, True),
            ):
                at(local(day, hour, minute), sweep=sweep)
                assert ("food" in open_now(shops)) == is_open, (day, hour, sweep)
        # What is over leaves nothing behind.
        at(local(first + timedelta(2), 0, 5))
        assert db.session.query(Responder).filter(Responder.order_hours != "").count() == 0
        assert db.session.query(OpeningOrder).one().settled


def test_of_two_that_hold_the_stricter_counts(
    app: Flask, people: People, shops: dict[str, uuid.UUID], at: Callable[..., None]
) -> None:
    day = today() + timedelta(1)
    days = {"first_day": day, "last_day": day}
    ordered(app, people.chi_lan, hours="06:00-18:00", **days)
    ordered(app, people.chi_lan, hours="08:00-20:00", areas=[BEN_THANH_WARD], **days)
    with app.test_request_context():
        for hour, those in (
            (7, {"in_7"}),
            (9, {"in_7", "food"}),
            (17, {"in_7", "food"}),
            (19, set()),
        ):
            at(local(day, hour))
            assert open_now(shops) == those | {"pharmacy", "hanoi"}, hour


def test_whoever_comes_or_changes_meanwhile_is_met_at_once(
    app: Flask, people: People, shops: dict[str, uuid.UUID]
) -> None:
    ordered(app, people.chi_lan, but_goods=["oxygen"])
    with app.test_request_context():
        owner = people.shop.account()
        told = {"kind": "supplier", "opening_hours": "24/7", "point": HERE}
        shop = help_from(owner, **told)
        shops["new"] = shop.id
        assert not shop.open_at(utcnow())
        for details, is_open in (
            ({"categories": ["medicine"]}, True),
            ({"categories": ["food"]}, False),
            ({"point": Point(HOAN_KIEM["lat"], HOAN_KIEM["lon"])}, True),
            ({"point": HERE}, False),
            ({"kind": "volunteer"}, True),
            ({"kind": "supplier"}, False),
        ):
            assert change(owner, shop.id, details).open_at(utcnow()) == is_open, details
            assert ("new" in open_now(shops)) == (is_open and details != {"kind": "volunteer"})
        add_good(owner, shop.id, GoodDetails(name="Bình oxy", stock="out"))
        assert "new" in open_now(shops)
        # A file moves one into the order, and another one out of it.
        save_imported(
            [
                ("hanoi", a_shop(**FOOD, name="Chợ hanoi")),
                ("food", a_shop(**FOOD, name="Chợ food", point=told["point"])),
                ("fresh", a_shop(**FOOD, name="Chợ fresh")),
            ]
        )
        assert open_now(shops) == {"pharmacy", "new"}
        moved = merge(shops["pharmacy"], shops["food"])
        part(shops["pharmacy"], shops["food"], moved)
        assert open_now(shops) == {"pharmacy", "new"}


def test_who_wrote_a_shop_in_the_same_moment_is_met_by_a_second_look(
    app: Flask, people: People, shops: dict[str, uuid.UUID]
) -> None:
    ordered(app, people.chi_lan)
    with app.test_request_context():
        with transaction():
            db.session.query(Responder).filter_by(id=shops["food"]).one().order_hours = ""
            keep_offers([shops["food"]], utcnow())
        assert "food" in open_now(shops)
        assert keep_orders(utcnow() + SECOND_LOOK) == 1
        assert keep_orders(utcnow() + SECOND_LOOK) == 0
        assert open_now(shops) == {"pharmacy", "hanoi"}


@pytest.mark.parametrize(
    ("by", "areas"),
    [
        ("chi_lan", [HANOI]),
        ("chi_lan", [HCMC, HANOI]),
        ("chi_lan", ["63-778"]),
        ("chi_lan", ["nowhere"]),
        ("chi_lan", []),
        ("anh_ha", [TAN_HUNG_WARD]),
        ("huong", [HCMC]),
    ],
)
def test_only_for_ones_own_areas(app: Flask, people: People, by: str, areas: list[str]) -> None:
    with app.test_request_context():
        with pytest.raises(NotAllowed):
            write_order(getattr(people, by).account(), an_order(areas=areas))
        assert orders_in(None) == []


@pytest.mark.parametrize(
    "days",
    [
        {"last_day": today() - timedelta(1)},
        {"first_day": today() + timedelta(5), "last_day": today() + timedelta(4)},
        {"last_day": today() + timedelta(181)},
        {"first_day": today() + timedelta(181), "last_day": None},
    ],
)
def test_days_that_cannot_be_meant_are_refused(
    app: Flask, people: People, days: dict[str, Any]
) -> None:
    with app.test_request_context(), pytest.raises(Invalid):
        write_order(people.chi_lan.account(), an_order(**days))


def test_the_same_twice_and_very_many_are_refused(app: Flask, people: People) -> None:
    with app.test_request_context():
        lan, root = people.chi_lan.account(), people.root.account()
        for number in range(12):
            write_order(lan, an_order(last_day=today() + timedelta(number)))
        with pytest.raises(Invalid) as twice:
            write_order(lan, an_order(last_day=today()))
        assert list(twice.value.errors) == [""]
        with pytest.raises(Invalid) as many:
            write_order(lan, an_order(areas=[TAN_HUNG_WARD], last_day=None))
        assert list(many.value.errors) == ["areas"]
        write_order(root, an_order(areas=[HANOI]))


def test_who_may_lift_it(app: Flask, people: People) -> None:
    order = ordered(app, people.root)
    with app.test_request_context():
        for other in (people.anh_ha, people.huong):
            with pytest.raises(NotAllowed):
                lift_order(other.account(), order)
        with pytest.raises(NotFound):
            lift_order(people.root.account(), uuid.uuid4())
        lift_order(people.chi_lan.account(), order)
        with pytest.raises(WrongState):
            lift_order(people.root.account(), order)
        assert [one.id for one in orders_in([TAN_HUNG_WARD])] == [order]
        assert orders_in([HANOI]) == []
