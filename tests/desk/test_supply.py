"""Supply against demand by ward: counted right, only of one's own areas, the same in every form."""

import csv
import io
import random
import uuid
from collections import defaultdict
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.desk.figures import KEPT
from connect.desk.supply import COUNTED, Standing, balances_of
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Place, Point, Whereabouts, distance_m, place_by_code, wards_of
from connect.help_requests import ItemDetails, RequestItem, Status
from connect.help_requests.models import HelpRequest
from connect.responders.models import Responder, ResponderCategory
from connect.responders.offers import rebuild
from tests.geo.outlines import TAN_HUNG, TAN_MY, TAN_THUAN, keep, polygon, square
from tests.page import Element, Page
from tests.people import HOAN_KIEM, People
from tests.plans import analyze, compact, each_plan
from tests.situations import ask, help_from
from tests.web import words

SAIGON, HANOI = "79", "01"
FOOD, ADVICE, MEDICINE = (1, "food"), (2, "medical_advice"), (3, "medicine")


@pytest.fixture(autouse=True)
def nothing_kept(app: Flask) -> None:
    app.extensions.pop(KEPT, None)


def middle(code: str) -> Whereabouts:
    place = place_by_code(code)
    assert place is not None
    return Whereabouts(point=Point(place.lat, place.lon), code=code)


def rows_of(page: Page) -> list[Element]:
    return [row for row in page.all("tr") if "data-ward" in row.attributes]


def town(dice: random.Random, many: int = 150) -> list[dict[str, Any]]:
    """Responders around Hồ Chí Minh City, each with what it offers."""
    compact(Responder, ResponderCategory)
    people = [
        {
            "id": uuid.UUID(int=n + 1),
            "kind": "volunteer",
            "name": "x",
            "name_folded": "x",
            "lat": 10.75 + dice.gauss(0, 0.05),
            "lon": 106.70 + dice.gauss(0, 0.05),
            "radius_m": float(dice.choice((500, 2_000, 5_000, 20_000))),
            "capacity": (capacity := dice.choice((1, 2, 5, 20))),
            "load": dice.randrange(capacity + 1),
            "available": dice.random() < 0.9,
            "opening_hours": dice.choice(("", "", "24/7", "24/7 off")),
        }
        for n in range(many)
    ]
    offered = [
        {"responder_id": one["id"], "category_id": number}
        for one in people
        for number in dice.sample((1, 2, 3), dice.choice((1, 2)))
    ]
    with transaction():
        db.session.execute(sa.insert(Responder), people)
        db.session.execute(sa.insert(ResponderCategory), offered)
        rebuild(utcnow())
    gives = defaultdict(set)
    for row in offered:
        gives[row["responder_id"]].add(row["category_id"])
    return [one | {"gives": gives[one["id"]]} for one in people]


def needs(dice: random.Random, wards: list[Place], many: int = 60) -> list[dict[str, Any]]:
    """Requests there, open or over, for one or two things, some of them brought."""
    asked: list[dict[str, Any]] = []
    for n in range(many):
        ward = dice.choice(wards[: 1 + n % len(wards)])
        asked.append(
            {
                "id": uuid.UUID(int=n + 1),
                "code": str(n),
                "lat": ward.lat,
                "lon": ward.lon,
                "card": {},
                "cell_id": "x",
                "cell_lat": ward.lat,
                "cell_lon": ward.lon,
                "ward_code": ward.code,
                "province_code": ward.province_code,
                "status": dice.choice((Status.OPEN, Status.OPEN, Status.FULFILLED)),
            }
        )
    items = [
        {"id": uuid.uuid4(), "request_id": one["id"], "category_id": number}
        for one in asked
        for number in dice.choices((1, 2, 3), k=dice.choice((1, 2, 3)))
    ]
    with transaction():
        db.session.execute(sa.insert(HelpRequest), asked)
        db.session.execute(sa.insert(RequestItem), items)
    lacks = defaultdict(set)
    for row in items:
        lacks[row["request_id"]].add(row["category_id"])
    return [one | {"lacks": lacks[one["id"]]} for one in asked]


def by_hand(
    asked: list[dict[str, Any]], helpers: list[dict[str, Any]], number: int, *, remote: bool
) -> dict[str, tuple[int, int]]:
    """By ward: who waits, and the free capacity of who reaches its middle; one by one."""
    waiting: dict[str, int] = defaultdict(int)
    for one in asked:
        if one["status"] == Status.OPEN and number in one["lacks"]:
            waiting[one["ward_code"]] += 1
    counted = {}
    for code, count in waiting.items():
        ward = place_by_code(code)
        assert ward is not None
        free = sum(
            one["capacity"] - one["load"]
            for one in helpers
            if number in one["gives"]
            and one["available"]
            and one["opening_hours"] != "24/7 off"
            and (
                remote
                or distance_m(Point(one["lat"], one["lon"]), Point(ward.lat, ward.lon))
                <= one["radius_m"]
            )
        )
        counted[code] = (count, min(free, max(count, COUNTED)))
    return counted


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_counted_equals_a_count_by_hand(context: Flask, seed: int) -> None:
    dice = random.Random(seed)
    wards = wards_of(SAIGON)
    asked = needs(dice, [*wards[:9], *wards_of(HANOI)[:1]])
    helpers = town(dice)
    seen = set()
    for (number, code), remote in ((FOOD, False), (ADVICE, True), (MEDICINE, False)):
        found = balances_of((SAIGON,), code)
        expected = by_hand(asked, helpers, number, remote=remote)
        here = {
            one for one in expected if (ward := place_by_code(one)) and ward.province_code == SAIGON
        }
        assert {one.code: (one.waiting, one.free) for one in found} == {
            one: expected[one] for one in here
        }
        assert [one.waiting for one in found] == sorted(
            (one.waiting for one in found), reverse=True
        )
        assert len(balances_of(None, code)) == len(expected)
        for one in found:
            assert one.at_least == (one.free == max(one.waiting, COUNTED))
            seen.add(one.standing)
    assert Standing.ENOUGH in seen


def test_enough_too_few_and_nobody(app: Flask, people: People) -> None:
    with app.test_request_context():
        place = place_by_code(TAN_HUNG)
        assert place is not None
        helper = help_from(
            people.huong.account(), point=Point(place.lat, place.lon), radius_m=100.0, capacity=2
        )
        for n, code in enumerate((TAN_HUNG, TAN_HUNG, TAN_HUNG, TAN_MY)):
            ask(app, phone=f"+8491234562{n}", where=middle(code))
        standings = {one.code: one.standing for one in balances_of((SAIGON,), "food")}
        assert standings == {TAN_HUNG: Standing.SHORT, TAN_MY: Standing.NONE}
        with transaction():
            db.session.merge(helper).capacity = 3
        app.extensions.pop(KEPT)
        [first, _nobody] = balances_of((SAIGON,), "food")
        assert (first.waiting, first.free, first.standing) == (3, 3, Standing.ENOUGH)
    page = people.chi_lan.browser.page("/desk/supply")
    assert first.name in words(page)
    assert [row.attributes["data-standing"] for row in rows_of(page)] == ["enough", "none"]


def test_page_file_and_shapes_say_the_same_of_ones_own_areas_alone(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        with transaction():
            keep(
                **{f"w{TAN_HUNG}": polygon(square(0, 0)), f"w{TAN_MY}": polygon(square(1, 0))},
                **{f"w{TAN_THUAN}": polygon(square(2, 0))},
            )
        for n, where in enumerate(
            (middle(TAN_HUNG), middle(TAN_MY), Whereabouts(point=Point(**HOAN_KIEM)))
        ):
            ask(app, phone=f"+8491234562{n}", where=where)
        ask(
            app,
            phone="+84912345629",
            items=[ItemDetails(category="medicine")],
            where=middle(TAN_THUAN),
        )
        here = balances_of((SAIGON,), "food")
        [there] = balances_of((HANOI,), "food")
    lan = people.chi_lan.browser
    page = lan.page("/desk/supply?category=food")
    rows = rows_of(page)
    assert [one.attributes["data-ward"] for one in rows] == [one.code for one in here]
    assert there.name not in words(page)
    file = lan.get("/desk/supply.csv?category=food")
    assert "attachment" in file.headers["Content-Disposition"]
    _head, *lines = csv.reader(io.StringIO(file.get_data(as_text=True).removeprefix("\ufeff")))
    assert lines == [
        [one.code, one.name, "food", str(one.waiting), str(one.free), "0", "none"] for one in here
    ]
    features = lan.get("/desk/supply.geojson?category=food").get_json()["features"]
    assert {one["id"] for one in features} == {TAN_HUNG, TAN_MY}
    [ring] = next(one["geometry"]["coordinates"][0] for one in features if one["id"] == TAN_HUNG)
    assert ring == square(0, 0)
    assert (
        people.anh_ha.browser.get("/desk/supply.geojson?category=food").get_json()["features"] == []
    )


def test_what_most_lack_is_shown_first_and_nonsense_is_not_asked(
    app: Flask, people: People
) -> None:
    lan = people.chi_lan.browser
    assert not rows_of(lan.page("/desk/supply"))
    app.extensions.pop(KEPT)
    with app.test_request_context():
        ask(app, items=[ItemDetails(category="medicine")])
    for asked in (
        "/desk/supply",
        "/desk/supply?category=%27%3B--",
        "/desk/supply?category=medicine",
    ):
        page = lan.page(asked)
        assert (
            "medicine"
            in next(
                one
                for one in page.all("a")
                if "aria-current" in one.attributes and "category" in one.attributes["href"]
            ).attributes["href"]
        )
        assert len(rows_of(page)) == 1


def test_no_table_is_read_whole(context: Flask) -> None:
    dice = random.Random(5)
    needs(dice, [*wards_of(SAIGON)[:2], *wards_of(HANOI)[:40]], many=1_500)
    town(dice, many=2_000)
    analyze()
    ward = (wards_of(SAIGON)[0].code,)
    for plan in each_plan(lambda: balances_of(ward, "food")):
        for table in ("help_request", "responder", "responder_offer"):
            assert f"Seq Scan on {table} " not in plan
            assert f"SCAN {table}\n" not in plan + "\n"
