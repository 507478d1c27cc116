"""Suppliers nearby: nearest first, with filters, page by page."""

import random
from typing import Any

import pytest
from flask.testing import FlaskClient

from connect.geo import Point, distance_m
from tests.people import People, a_responder

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


def test_a_volunteer_is_on_no_list_and_no_map(client: FlaskClient, people: People) -> None:
    people.huong.client.post("/api/v1/responders", json=a_responder())
    assert near(client)["items"] == []
    answer = client.get("/api/v1/suppliers.geojson?bbox=-180,-90,180,90")
    assert answer.json is not None
    assert answer.json["features"] == []
    for box in ("1,2,3", "x", "0,5,1,4", "nan,0,1,1"):
        assert client.get(f"/api/v1/suppliers.geojson?bbox={box}").status_code == 422
