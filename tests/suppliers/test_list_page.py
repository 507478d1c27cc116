"""The page of suppliers: filters that stay, cards that lead on, and what an empty list says."""

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

import pytest
from flask import Flask

from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.geo.question import Position
from connect.responders import Category, GoodDetails
from connect.suppliers import views
from connect.suppliers.search import SupplierPage
from tests.page import Element, Page
from tests.people import People
from tests.situations import HERE, help_from
from tests.web import Browser

NEAR = f"{HERE.lat},{HERE.lon}"


@pytest.fixture
def shops(app: Flask, people: People) -> dict[str, str]:
    """Four shops of one owner, from near to far; their ids by name."""
    told: list[dict[str, Any]] = [
        {"name": "Tạp hoá Cô Ba", "goods": [GoodDetails(name="Mì"), GoodDetails(name="Gạo ST25")]},
        {"name": "Nhà thuốc Đông Á", "categories": ["medicine"], "delivers": True},
        {"name": "Siêu thị Mini", "goods": [GoodDetails(name="Gạo")], "opening_hours": "off"},
        {"name": "Chợ xa", "goods": [GoodDetails(name="Gạo")], "delivers": True, "radius_m": 100.0},
    ]
    with app.test_request_context():
        return {
            one["name"]: str(
                help_from(
                    people.shop.account(),
                    kind="supplier",
                    point=Point(HERE.lat + number / 100, HERE.lon),
                    **one,
                ).id
            )
            for number, one in enumerate(told, 1)
        }


def listed(page: Page) -> list[str]:
    return [one.text() for one in page.all("h2") if one.inside("li")]


def find(client: Browser, **asked: str) -> Page:
    return client.page(f"/suppliers?{urlencode({'near': NEAR} | asked)}")


def tiles(page: Page) -> dict[str, dict[str, list[str]]]:
    """The arguments of each tile by its words."""
    return {
        one.text(): parse_qs(urlsplit(one.attributes["href"]).query)
        for one in page.all("a")
        if one.inside("nav") and one.attributes.get("href", "").startswith("?")
    }


def field(page: Page, name: str) -> Element:
    [one] = [one for one in page.all("input", "select") if one.attributes.get("name") == name]
    return one


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["Tạp hoá Cô Ba", "Nhà thuốc Đông Á", "Siêu thị Mini", "Chợ xa"]),
        ({"goods": "gao"}, ["Tạp hoá Cô Ba", "Siêu thị Mini", "Chợ xa"]),
        ({"goods": "rice"}, ["Tạp hoá Cô Ba", "Siêu thị Mini", "Chợ xa"]),
        ({"goods": "gạo", "open_now": "1"}, ["Tạp hoá Cô Ba", "Chợ xa"]),
        ({"delivers": "1"}, ["Nhà thuốc Đông Á"]),
        ({"category": "medicine"}, ["Nhà thuốc Đông Á"]),
        ({"q": "dong a"}, ["Nhà thuốc Đông Á"]),
    ],
)
def test_filters_narrow_the_list_and_stay(
    asked: dict[str, str], names: list[str], client: Browser, shops: dict[str, str]
) -> None:
    page = find(client, **asked)
    assert listed(page) == names
    for name, value in asked.items():
        one = field(page, name)
        if one.name == "select":
            [chosen] = [o for o in one.all("option") if "selected" in o.attributes]
            assert chosen.attributes["value"] == value
        elif one.attributes.get("type") == "checkbox":
            assert "checked" in one.attributes
        else:
            assert one.attributes["value"] == ("Gạo" if value == "rice" else value)


def test_a_card_leads_to_the_page_of_its_shop(client: Browser, shops: dict[str, str]) -> None:
    page = find(client)
    links = [
        one.attributes["href"] for one in page.all("a") if one.inside("h2") and one.inside("li")
    ]
    assert links == [f"/suppliers/{id_}" for id_ in shops.values()]
    for link in links:
        client.page(link)


def test_what_was_asked_for_stands_first_on_the_card(
    client: Browser, shops: dict[str, str]
) -> None:
    [first] = [c for c in find(client, goods="gao").all("li") if "Cô Ba" in c.text()]
    assert first.text().index("Gạo ST25") < first.text().index("Mì")
    [first] = [c for c in find(client).all("li") if "Cô Ba" in c.text()]
    assert first.text().index("Mì") < first.text().index("Gạo ST25")


def test_a_tap_on_a_tile_turns_one_filter_and_keeps_the_place(
    client: Browser, shops: dict[str, str]
) -> None:
    first = tiles(find(client))
    assert len(first) == 10
    assert first["Gạo"] == {"near": [NEAR], "goods": ["Gạo"]}
    assert first["Thuốc"] == {"near": [NEAR], "category": ["medicine"]}
    with_rice = tiles(find(client, goods="Gạo", open_now="1"))
    assert with_rice["Gạo"] == {"near": [NEAR], "open_now": ["1"]}
    assert with_rice["Sữa"] == {"near": [NEAR], "goods": ["Sữa"], "open_now": ["1"]}
    assert with_rice["Đang mở cửa"] == {"near": [NEAR], "goods": ["Gạo"]}


def test_a_place_without_words_is_kept_while_filters_change(
    client: Browser, shops: dict[str, str]
) -> None:
    assert field(find(client), "kept").attributes["value"] == NEAR
    page = client.page(f"/suppliers?{urlencode({'place': '', 'near': '', 'kept': NEAR})}")
    assert listed(page)[0] == "Tạp hoá Cô Ba"
    elsewhere = {"place": "Phường Hoàn Kiếm, Hà Nội", "near": "", "kept": NEAR}
    assert listed(client.page(f"/suppliers?{urlencode(elsewhere)}")) == []


def test_an_empty_list_offers_each_filter_to_let_go_of(
    client: Browser, shops: dict[str, str]
) -> None:
    page = find(client, goods="oxygen", open_now="1", delivers="1", q="xyz", category="food")
    assert listed(page) == []
    ways = [
        parse_qs(urlsplit(one.attributes["href"]).query)
        for one in page.all("a")
        if one.attributes.get("href", "").startswith("?") and not one.inside("nav")
    ]
    asked = {"near", "goods", "open_now", "delivers", "q", "category"}
    assert [asked - set(way) for way in ways] == [
        {"open_now"}, {"delivers"}, {"q"}, {"goods"}, {"category"},
    ]  # fmt: skip
    assert any(one.attributes.get("href") == "/requests/new" for one in page.all("a"))


def test_pages_of_the_list_keep_the_filters(app: Flask, people: People, client: Browser) -> None:
    with app.test_request_context():
        for number in range(23):
            help_from(people.shop.account(), kind="supplier", point=HERE, name=f"Tiệm {number}")
    page = find(client, open_now="1")
    assert len(listed(page)) == 20
    [more] = [one for one in page.all("a") if "cursor=" in one.attributes.get("href", "")]
    assert "open_now=1" in more.attributes["href"]
    rest = client.page(f"/suppliers{more.attributes['href']}")
    assert len(listed(rest)) == 3
    assert not set(listed(rest)) & set(listed(page))


def test_a_page_without_finds_leads_on_where_more_may_follow(
    client: Browser, shops: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search looks at so many rows a page; what it looks for may stand behind them."""
    behind = Position(900.0, UUID(next(iter(shops.values()))))
    monkeypatch.setattr(views, "find_suppliers", lambda _search: SupplierPage([], behind))
    page = find(client, goods="rice")
    assert [one for one in page.all("a") if "cursor=" in one.attributes.get("href", "")]
    nothing = "trong vòng 50 km"
    assert nothing not in page.root.text()
    monkeypatch.setattr(views, "find_suppliers", lambda _search: SupplierPage([], None))
    page = find(client, goods="rice")
    assert not [one for one in page.all("a") if "cursor=" in one.attributes.get("href", "")]
    assert nothing in page.root.text()


def test_a_kind_that_is_switched_off_is_no_tile(app: Flask, client: Browser) -> None:
    with app.test_request_context(), transaction():
        db.session.query(Category).filter_by(code="medicine").update({"active": False})
    app.extensions.pop("connect_category_labels", None)
    try:
        assert len(tiles(find(client))) == 9
    finally:
        with app.test_request_context(), transaction():
            db.session.query(Category).filter_by(code="medicine").update({"active": True})
        app.extensions.pop("connect_category_labels", None)
