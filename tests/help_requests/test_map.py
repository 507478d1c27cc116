"""The open requests in a box, as GeoJSON: by their cells, filtered as the list is."""

from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from connect.geo import Point, Whereabouts
from connect.help_requests import ItemDetails, in_box
from tests.people import People
from tests.situations import HERE, ask, situation
from tests.web import Browser

AROUND = "106.6,10.6,106.8,10.9"


@pytest.fixture
def wanted(app: Flask) -> dict[str, str]:
    """Four requests by name: their ids."""
    told: dict[str, dict[str, Any]] = {
        "rice": {},
        "urgent": {"urgency": "urgent"},
        "pills": {"items": [ItemDetails(category="medicine", goods="Panadol")]},
        "north": {"where": Whereabouts(point=Point(21.03, 105.85))},
    }
    with app.test_request_context():
        return {name: str(ask(app, **changes).id) for name, changes in told.items()}


def on_map(client: Browser, box: str = AROUND, **filters: object) -> dict[str, Any]:
    answer = client.get(f"/api/v1/requests.geojson?{urlencode({'bbox': box} | filters)}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    found: dict[str, Any] = answer.get_json()
    return found


def names(found: dict[str, Any], wanted: dict[str, str]) -> set[str]:
    ids = {one["id"] for one in found["features"]}
    return {name for name, id_ in wanted.items() if id_ in ids}


@pytest.mark.parametrize(
    ("box", "filters", "expected"),
    [
        (AROUND, {}, {"rice", "urgent", "pills"}),
        ("100,5,112,24", {}, {"rice", "urgent", "pills", "north"}),
        ("170,-80,-170,80", {}, set()),
        (AROUND, {"category": "medicine"}, {"pills"}),
        (AROUND, {"category": "nonsense"}, set()),
        (AROUND, {"urgency": "urgent"}, {"urgent"}),
        (AROUND, {"urgency": "normal"}, {"rice", "pills"}),
        (AROUND, {"urgency": "urgent", "category": "medicine"}, set()),
    ],
)
def test_a_box_holds_what_the_list_would_show(
    box: str,
    filters: dict[str, str],
    expected: set[str],
    wanted: dict[str, str],
    client: Browser,
) -> None:
    for brief in ({}, {"brief": "1"}):
        found = on_map(client, box, **filters, **brief)
        assert names(found, wanted) == expected
        assert len(found["features"]) == len(expected)
        assert found["truncated"] is False


def test_each_stands_in_the_middle_of_its_cell_and_tells_its_card(
    wanted: dict[str, str], client: Browser
) -> None:
    for feature in on_map(client)["features"]:
        card = client.get(f"/api/v1/requests/{feature['id']}").json
        assert card is not None
        assert feature["properties"] == card
        assert feature["geometry"] == {
            "type": "Point",
            "coordinates": [card["cell"]["lon"], card["cell"]["lat"]],
        }
        assert feature["geometry"]["coordinates"] != [HERE.lon, HERE.lat]
    brief = on_map(client, brief="1")["features"]
    told = {one["id"]: one["properties"] for one in brief}
    assert told[wanted["urgent"]] == {"urgency": "urgent"}
    assert told[wanted["rice"]] == {"urgency": "normal"}


@pytest.mark.parametrize("state", ["claimed", "delivered", "fulfilled", "closed"])
def test_only_what_waits_is_on_the_map(
    state: str, app: Flask, people: People, client: Browser
) -> None:
    situation(app, people, state)
    assert on_map(client)["features"] == []


def test_more_than_fit_are_cut_and_that_is_said(
    wanted: dict[str, str], client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_box, "MOST_ON_A_MAP", 2)
    first = sorted(wanted[name] for name in ("rice", "urgent", "pills"))[:2]
    for brief in ({}, {"brief": "1"}):
        found = on_map(client, **brief)
        assert found["truncated"] is True
        assert [one["id"] for one in found["features"]] == first
        urgent = {one["id"] for one in found["features"] if is_urgent(one)}
        assert urgent == {wanted["urgent"]} & set(first)


def is_urgent(feature: dict[str, Any]) -> bool:
    return bool(feature["properties"]["urgency"] == "urgent")


def test_the_page_names_the_point_of_every_card(wanted: dict[str, str], client: Browser) -> None:
    page = client.page(f"/requests?near={HERE.lat},{HERE.lon}")
    rows = [one.attributes.get("data-point", "") for one in page.all("li")]
    told = [row.split() for row in rows if row]
    shown = {id_: (float(lat), float(lon), kind) for id_, lat, lon, kind in told}
    assert set(shown) == set(wanted.values())
    for feature in on_map(client, "100,5,112,24")["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert shown[feature["id"]] == (lat, lon, feature["properties"]["urgency"])
