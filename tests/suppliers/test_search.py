"""Suppliers near a place: nearest first, by what they have, open now; and on a map."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.database import db
from connect.geo import Point, distance_m
from connect.responders import GoodDetails, SupplierWord
from tests.people import People
from tests.situations import help_from
from tests.suppliers.shops import listed
from tests.web import Browser

HERE = Point(10.7700, 106.6900)


@pytest.fixture
def shops(app: Flask, people: People) -> dict[str, str]:
    """Five shops of Chú Bảy, from near to far, by name."""
    owner = people.shop
    rice = GoodDetails(name="Gạo ST25", stock="in", price=25_000)
    no_milk = GoodDetails(name="Sữa đặc", stock="out")
    milk = GoodDetails(name="Sữa tươi Đà Lạt", stock="low")
    told: list[dict[str, Any]] = [
        {"name": "Tạp hoá Cô Ba", "goods": [rice, no_milk]},
        {"name": "Nhà thuốc Đông Á", "categories": ["medicine"]},
        {"name": "Siêu thị Mini", "goods": [milk], "opening_hours": "off"},
        {"name": "Chợ Tân Định", "goods": [rice], "available": False},
        {"name": "Cửa hàng 24/7", "opening_hours": "24/7", "categories": ["food", "medicine"]},
    ]
    made = {}
    with app.test_request_context():
        account = owner.account()
        for n, details in enumerate(told, start=1):
            point = Point(HERE.lat + n / 100, HERE.lon)
            shop = help_from(account, kind="supplier", point=point, **details)
            made[shop.name] = str(shop.id)
        help_from(account, kind="volunteer", point=HERE)
    return made


def found(client: Browser, **asked: object) -> list[str]:
    query = urlencode({"near": f"{HERE.lat},{HERE.lon}"} | asked)
    answer = client.get(f"/api/v1/suppliers?{query}")
    assert answer.status_code == 200
    assert answer.json is not None
    return [one["name"] for one in answer.json["items"]]


def test_the_nearest_come_first_with_their_distance(client: Browser, shops: dict[str, str]) -> None:
    assert found(client) == list(shops)
    answer = client.get(f"/api/v1/suppliers?near={HERE.lat},{HERE.lon}&limit=1").json
    assert answer is not None
    [nearest] = answer["items"]
    away = distance_m(HERE, Point(nearest["location"]["lat"], nearest["location"]["lon"]))
    assert nearest["distance_m"] == round(away, 1)
    told = {"name": "Gạo ST25", "code": "rice", "stock": "in", "price": 25_000}
    assert nearest["goods"][0].items() >= told.items()


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"radius_m": 2_500}, ["Tạp hoá Cô Ba", "Nhà thuốc Đông Á"]),
        ({"category": "medicine"}, ["Nhà thuốc Đông Á", "Cửa hàng 24/7"]),
        ({"category": "gold"}, []),
        ({"goods": "gao"}, ["Tạp hoá Cô Ba", "Chợ Tân Định"]),
        ({"goods": "GẠO st"}, ["Tạp hoá Cô Ba", "Chợ Tân Định"]),
        ({"goods": "sua"}, ["Siêu thị Mini"]),  # what is sold out does not count
        ({"goods": "da lat"}, ["Siêu thị Mini"]),
        ({"q": "dong a"}, ["Nhà thuốc Đông Á"]),
        ({"q": "Đông"}, ["Nhà thuốc Đông Á"]),
        ({"open_now": "true"}, ["Tạp hoá Cô Ba", "Nhà thuốc Đông Á", "Cửa hàng 24/7"]),
        ({"open_now": "true", "category": "medicine", "q": "24"}, ["Cửa hàng 24/7"]),
    ],
)
def test_filters_narrow_it_down(
    asked: dict[str, object], names: list[str], client: Browser, shops: dict[str, str]
) -> None:
    assert len(shops) == 5
    assert found(client, **asked) == names


def test_pages_joined_are_the_whole_list(client: Browser, shops: dict[str, str]) -> None:
    joined: list[str] = []
    cursor = ""
    while True:
        near = f"/api/v1/suppliers?near={HERE.lat},{HERE.lon}&limit=2"
        answer = client.get(f"{near}&cursor={cursor}" if cursor else near).json
        assert answer is not None
        joined += [one["name"] for one in answer["items"]]
        cursor = answer["next"]
        if not cursor:
            break
    assert joined == list(shops)


def test_a_box_holds_what_stands_in_it(client: Browser, shops: dict[str, str]) -> None:
    def inside(box: str) -> set[str]:
        answer = client.get(f"/api/v1/suppliers.geojson?bbox={box}")
        assert answer.mimetype == "application/geo+json"
        return {one["properties"]["name"] for one in answer.get_json()["features"]}

    assert inside("106,10,107,11") == set(shops)
    assert inside("106,10,107,10.785") == {"Tạp hoá Cô Ba"}
    assert inside("-180,-90,180,90") == set(shops)
    assert inside("106.7,10,107,11") == set()
    assert inside("150,-90,-150,90") == set()


def test_a_box_across_the_antimeridian_holds_both_sides(
    app: Flask, people: People, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = people.shop
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], anywhere=True))
    with app.test_request_context():
        account = owner.account()
        for name, lon in (("đông", 179.9), ("tây", -179.9), ("xa", 0.0)):
            help_from(account, kind="supplier", name=name, point=Point(-16.5, lon))
    answer = client.get("/api/v1/suppliers.geojson?bbox=179,-17,-179,-16").get_json()
    assert {one["properties"]["name"] for one in answer["features"]} == {"đông", "tây"}


def test_the_page_shows_the_same(client: Browser, shops: dict[str, str]) -> None:
    text = client.page(f"/suppliers?near={HERE.lat},{HERE.lon}").root.text()
    places = [text.index(name) for name in shops]
    assert places == sorted(places)
    assert "25" in text


@pytest.mark.parametrize("asked", [{"q": "cô ba"}, {"goods": "rice"}, {"goods": "gạo", "q": "ba"}])
def test_a_shop_that_changes_its_categories_is_found_in_the_new_ones(
    asked: dict[str, object], client: Browser, people: People, shops: dict[str, str]
) -> None:
    name = "Tạp hoá Cô Ba"
    assert found(client, category="food", **asked)[0] == name
    changed = people.shop.client.patch(
        f"/api/v1/responders/{shops[name]}", json={"categories": ["medicine"]}
    )
    assert changed.status_code == 200
    assert found(client, category="medicine", **asked) == [name]
    assert name not in found(client, category="food", **asked)


def test_the_mark_of_a_category_is_not_a_word_that_can_be_typed(
    app: Flask, client: Browser, shops: dict[str, str]
) -> None:
    with app.app_context():
        words = set(db.session.scalars(sa.select(SupplierWord.word)))
    marks = [word for word in words if not word.isalnum()]
    assert len(marks) == len(("food", "medicine"))
    assert not any(found(client, q=mark) for mark in marks)


def test_a_shop_that_an_import_puts_into_another_category_is_found_there(
    client: Browser, app: Flask
) -> None:
    listed(app, point=HERE)
    asked = {"goods": "masks", "q": "long châu"}
    assert found(client, category="medicine", **asked)
    listed(app, point=HERE, categories=["food"])
    assert found(client, category="food", **asked)
    assert not found(client, category="medicine", **asked)


def test_a_shop_that_is_taken_out_is_gone(
    people: People, client: Browser, shops: dict[str, str]
) -> None:
    gone = shops.pop("Tạp hoá Cô Ba")
    assert people.shop.client.delete(f"/api/v1/responders/{gone}").status_code == 204
    assert found(client) == list(shops)
    assert client.get(f"/api/v1/responders/{gone}").status_code == 404
