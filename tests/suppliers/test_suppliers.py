"""Suppliers nearby: nearest first, with filters, page by page."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from connect.foundation.database import db
from connect.geo import Point, distance_m
from connect.suppliers import search
from tests.people import People, a_responder
from tests.web import browser_of

HERE = Point(10.7725, 106.6980)


@pytest.fixture
def shops(people: People) -> list[dict[str, Any]]:
    """Thirty shops; every third is closed for good, every fifth has rice."""
    dice = random.Random(11)
    made = []
    for number in range(30):
        body = a_responder(
            kind="supplier",
            name=f"Tạp hóa Đức {number}",
            location={
                "lat": HERE.lat + dice.gauss(0, 0.01),
                "lon": HERE.lon + dice.gauss(0, 0.01),
            },
            categories=["food" if number % 2 else "medicine"],
            opening_hours="off" if number % 3 == 0 else "24/7",
            goods=[{"name": "Gạo thơm", "stock": "in" if number % 10 else "out", "price": 90_000}]
            if number % 5 == 0
            else [],
        )
        answer = people.shop.client.post("/api/v1/responders", json=body)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        made.append(dict(answer.json or {}))
    return made


def near(client: FlaskClient, **filters: Any) -> dict[str, Any]:
    answer = client.get(
        "/api/v1/suppliers", query_string={"near": f"{HERE.lat},{HERE.lon}"} | filters
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return dict(answer.json or {})


def scan(shops: list[dict[str, Any]]) -> list[str]:
    def rank(shop: dict[str, Any]) -> tuple[float, str]:
        return distance_m(HERE, Point(**shop["location"])), shop["id"]

    return [shop["id"] for shop in sorted(shops, key=rank)]


def test_filters_find_what_a_scan_finds(client: FlaskClient, shops: list[dict[str, Any]]) -> None:
    expected = {
        "all": ({}, shops),
        "category": ({"category": "food"}, [s for s in shops if "food" in s["categories"]]),
        "open": ({"open_now": "true"}, [s for s in shops if s["open_now"]]),
        "goods": (
            {"goods": "GAO thom"},
            [s for s in shops if any(good["stock"] != "out" for good in s["goods"])],
        ),
        "words": ({"q": "duc 7"}, [s for s in shops if s["name"].endswith("Đức 7")]),
    }
    for filters, wanted in expected.values():
        found = near(client, limit=100, **filters)["items"]
        assert [shop["id"] for shop in found] == scan(wanted)
        assert wanted


def test_pages_joined_are_the_whole_list(client: FlaskClient, shops: list[dict[str, Any]]) -> None:
    seen: list[str] = []
    filters: dict[str, Any] = {"limit": 7}
    while True:
        page = near(client, **filters)
        seen += [shop["id"] for shop in page["items"]]
        if page["next"] is None:
            break
        filters["cursor"] = page["next"]
    assert seen == scan(shops)


def test_the_map_holds_what_lies_in_the_box(
    client: FlaskClient, shops: list[dict[str, Any]]
) -> None:
    box = (HERE.lon - 0.008, HERE.lat - 0.008, HERE.lon + 0.008, HERE.lat + 0.008)
    inside = {
        shop["id"]
        for shop in shops
        if box[0] <= shop["location"]["lon"] <= box[2]
        and box[1] <= shop["location"]["lat"] <= box[3]
    }
    answer = client.get(f"/api/v1/suppliers.geojson?bbox={','.join(map(str, box))}")
    assert answer.mimetype == "application/geo+json"
    assert answer.json is not None
    assert {feature["id"] for feature in answer.json["features"]} == inside
    assert 0 < len(inside) < len(shops)


EVERYWHERE = "/api/v1/suppliers.geojson?bbox=-180,-90,180,90"


def test_a_map_says_when_it_does_not_show_all(
    client: FlaskClient, shops: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert search.MOST_ON_A_MAP == 2_000
    for most in (29, 30, 31):
        monkeypatch.setattr(search, "MOST_ON_A_MAP", most)
        answer = client.get(EVERYWHERE).get_json()
        assert len(answer["features"]) == min(most, len(shops))
        assert answer["truncated"] is (most < len(shops))


def test_a_shop_on_the_map_tells_what_it_tells_everywhere_but_its_goods(
    client: FlaskClient, shops: list[dict[str, Any]]
) -> None:
    for feature in client.get(EVERYWHERE).get_json()["features"]:
        alone = client.get(f"/api/v1/responders/{feature['id']}").get_json()
        del alone["goods"]
        assert feature["properties"] == alone
        place = alone["location"]
        assert feature["geometry"] == {"type": "Point", "coordinates": [place["lon"], place["lat"]]}


def test_a_map_is_read_by_a_few_statements(
    app: Flask, client: FlaskClient, shops: list[dict[str, Any]]
) -> None:
    assert len(shops) > 10
    said: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
        try:
            client.get(EVERYWHERE)
        finally:
            event.remove(db.engine, "before_cursor_execute", listen)
    asked = [one for one in said if one.startswith("SELECT") and "supplier_point" in one]
    assert len(asked) == 2  # who is open, and who is shut
    assert not [one for one in said if " good" in one]


def test_a_map_is_asked_for_sixty_times_a_minute(
    another_app: Callable[..., Flask], app: Flask
) -> None:
    assert app
    browser = browser_of(another_app(limits=True))
    box = "/api/v1/suppliers.geojson?bbox=106,10,107,11"
    assert [browser.get(box).status_code for _n in range(61)] == [200] * 60 + [429]
    assert browser.get("/api/v1/categories").status_code == 200


def test_a_volunteer_is_on_no_list_and_no_map(client: FlaskClient, people: People) -> None:
    people.huong.client.post("/api/v1/responders", json=a_responder())
    assert near(client)["items"] == []
    answer = client.get("/api/v1/suppliers.geojson?bbox=-180,-90,180,90")
    assert answer.json is not None
    assert answer.json["features"] == []
    for box in ("1,2,3", "x", "0,5,1,4", "nan,0,1,1"):
        assert client.get(f"/api/v1/suppliers.geojson?bbox={box}").status_code == 422
