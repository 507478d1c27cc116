"""Which shops on the way have it all: by what is known to be there, then by the way round."""

import uuid
from datetime import timedelta
from itertools import pairwise
from typing import Any

from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point, distance_m
from connect.responders import UNKNOWN_AFTER, Good, GoodDetails, Responder, save_imported
from connect.shopping.models import ShoppingLine
from connect.shopping.on_the_way import Shelf, ranked
from connect.shopping.shops import READ, shops_on_the_way
from tests.people import People
from tests.shopping.buying import Order, case_now, list_now, written_and_taken
from tests.situations import help_from, request_now
from tests.suppliers.shops import a_shop as a_listed_shop
from tests.web import words

START, DOOR = Point(10.7725, 106.6980), Point(10.7340, 106.7215)
NOW = utcnow()
CODES = ("rice", "eggs", "milk")


def shelf(name: str, lat: float, lon: float, *codes: str) -> Shelf:
    return Shelf(
        uuid.uuid5(uuid.NAMESPACE_URL, name), name, Point(lat, lon), dict.fromkeys(codes, NOW)
    )


def test_who_has_it_all_comes_first_then_who_is_on_the_way() -> None:
    far = shelf("far, has it all", 10.80, 106.75, *CODES)
    between = shelf("between, has two", 10.7530, 106.7100, "rice", "eggs")
    aside = shelf("aside, has two", 10.7600, 106.6500, "rice", "milk")
    nothing = shelf("at the door, has nothing", 10.7340, 106.7215)
    found = ranked(CODES, [nothing, aside, between, far], START, DOOR)
    assert [stop.shelf.name for stop in found] == [
        "far, has it all",
        "between, has two",
        "aside, has two",
        "at the door, has nothing",
    ]
    assert found[0].lacks == []
    assert found[1].lacks == ["milk"]
    assert found[3].told_at is None
    assert found[1].detour_m < 100 < found[2].detour_m


places = st.builds(Point, st.floats(10.6, 10.9), st.floats(106.5, 106.9))
shelves = st.lists(
    st.builds(
        lambda id_, point, codes: Shelf(id_, "", point, dict.fromkeys(codes, NOW)),
        st.uuids(),
        places,
        st.sets(st.sampled_from(CODES)),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@settings(max_examples=60, deadline=None)
@given(places, places, shelves)
def test_nobody_behind_has_more_or_as_much_on_a_shorter_way(
    start: Point, door: Point, known: list[Shelf]
) -> None:
    found = ranked([*CODES, *CODES], known, start, door)
    assert sorted(stop.shelf.id for stop in found) == sorted(one.id for one in known)
    for stop in found:
        assert set(stop.has) | set(stop.lacks) == set(CODES)
        way = distance_m(start, stop.shelf.point) + distance_m(stop.shelf.point, door)
        assert stop.detour_m == max(0.0, way - distance_m(start, door))
    for before, behind in pairwise(found):
        assert (-len(before.has), before.detour_m) <= (-len(behind.has), behind.detour_m)


def a_shop(people: People, name: str, *goods: str, **changes: Any) -> Responder:
    told: dict[str, Any] = {
        "kind": "supplier", "name": name, "point": Point(10.7530, 106.7100),
        "goods": [GoodDetails(name=one) for one in goods],
    }  # fmt: skip
    return help_from(people.shop.account(), **(told | changes))


def names_on_the_way(order: Order) -> list[str]:
    found = shops_on_the_way(request_now(order.id), case_now(order), list(list_now(order).lines))
    return [stop.shelf.name for stop in found]


def test_of_real_shops(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)  # rice, eggs, and own words
    with app.test_request_context():
        a_shop(people, "Đủ cả", "Gạo", "Trứng gà")
        a_shop(people, "Chỉ có gạo", "Gạo ST25", "Nước mắm")
        a_shop(people, "Hết hàng", goods=[GoodDetails(name="Gạo", stock="out")])
        a_shop(people, "Đóng cửa", "Gạo", "Trứng gà", available=False)
        a_shop(people, "Ở Hà Nội", "Gạo", "Trứng gà", point=Point(21.0287, 105.8523))
        old = a_shop(people, "Lâu không báo", "Gạo", "Trứng gà")
        with transaction():
            for good in db.session.query(Good).filter_by(responder_id=old.id):
                good.told_at = utcnow() - UNKNOWN_AFTER - timedelta(hours=1)
        found = names_on_the_way(order)
        assert found[:2] == ["Đủ cả", "Chỉ có gạo"]
        assert set(found[2:]) == {"Hết hàng", "Lâu không báo"}
    page = words(people.huong.browser.page(order.trip_page))
    assert "Đủ cả" in page
    assert "Đóng cửa" not in page


def test_of_own_words_nobody_knows_who_has_them(app: Flask, people: People) -> None:
    order = written_and_taken(app, people, lines=[{"goods": "Bánh tráng"}])
    with app.test_request_context():
        a_shop(people, "Đủ cả", "Bánh tráng")
        assert names_on_the_way(order) == []
        assert db.session.query(ShoppingLine).one().code is None


def test_who_has_it_all_is_found_behind_many_who_have_told_nothing(
    app: Flask, people: People
) -> None:
    order = written_and_taken(app, people)
    with app.test_request_context():
        going = case_now(order).responder
        places = (Point(going.lat, going.lon), request_now(order.id).point)
        sold = tuple(GoodDetails(name=one, told=False) for one in ("Gạo", "Trứng gà"))
        untold = [
            (
                f"node/{place.lat}/{number}",
                a_listed_shop(point=place, goods=sold, name="Chưa báo", opening_hours=""),
            )
            for place in places
            for number in range(READ + 1)
        ]
        save_imported(untold)
        a_shop(people, "Đủ cả", "Gạo", "Trứng gà")
        assert names_on_the_way(order) == ["Đủ cả", *["Chưa báo"] * 4]
