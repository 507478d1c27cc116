"""Tiles: who stands in them, where, and what they tell; the same from both databases."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import maps
from connect.foundation.database import reading
from connect.geo import Features, Point, Tile, Whereabouts
from connect.geo.mvt import layer_of_points
from connect.maps import drawing
from connect.maps.queries import HEAPS, SUPPLIERS, Layer, counted
from tests.maps.reading import Seen, layers, points, seen, tile_at, world
from tests.people import People
from tests.situations import HERE, ask, help_from
from tests.web import Browser


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each question is asked anew."""
    monkeypatch.setattr(drawing, "KEPT_S", -1.0)


@pytest.fixture
def shops(app: Flask, people: People) -> list[str]:
    """Three near one another, one that is far; their ids in the order of the places."""
    owner, made = people.shop, []
    kinds: list[tuple[Point, dict[str, Any]]] = [
        (HERE, {"categories": ["medicine", "food"]}),
        (Point(HERE.lat + 0.0004, HERE.lon), {"opening_hours": "off"}),
        (HERE, {"available": False}),
        (Point(21.03, 105.85), {}),
    ]
    with app.test_request_context():
        for number, (place, more) in enumerate(kinds):
            named = {"name": f"Tạp hoá số {number}", "phone": f"+8491200010{number}"}
            shop = help_from(owner.account(), kind="supplier", point=place, **named, **more)
            made.append(str(shop.id))
    return made


def places_in(tile: Tile, *places: Point) -> list[tuple[int, int]]:
    """Where places stand in a tile, reckoned here."""
    found = []
    for place in places:
        x, y = world(*place)
        own = (x - (tile.x << 34 - tile.z), y - (tile.y << 34 - tile.z))
        found.append((own[0] >> 22 - tile.z, own[1] >> 22 - tile.z))
    return found


def test_near_by_each_supplier_is_a_point_with_a_name(client: Browser, shops: list[str]) -> None:
    tile = Tile(*tile_at(*HERE, 16))
    shown = {one.properties["id"]: one for one in seen(client, "suppliers", *tile)}
    assert shown.keys() == set(shops[:3])
    north = Point(HERE.lat + 0.0004, HERE.lon)
    spots = [(shown[id_].x, shown[id_].y) for id_ in shops[:3]]
    assert spots == places_in(tile, HERE, north, HERE)
    assert shown[shops[0]].properties == {
        "id": shops[0],
        "name": "Tạp hoá số 0",
        "open_now": True,
        "categories": "food;medicine",
    }
    assert [shown[id_].properties["open_now"] for id_ in shops[:3]] == [True, False, False]


def test_from_far_away_they_are_heaps(client: Browser, shops: list[str]) -> None:
    for _time in range(2):
        shown = seen(client, "suppliers", 5, *tile_at(*HERE, 5)[1:])
        assert [one.properties for one in shown] == [{"count": 3}]
        whole = seen(client, "suppliers", 0, 0, 0)
        assert sum(one.properties["count"] for one in whole) == 4
        with client.application.app_context():
            maps.count_changes()


def test_too_many_for_a_tile_stay_a_heap_until_there_is_room(
    client: Browser, shops: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two stand on one spot: from as near as one likes they never come apart."""
    monkeypatch.setattr(drawing, "MOST_POINTS", 1)
    for zoom in range(12, 23):
        told = [one.properties for one in seen(client, "suppliers", *tile_at(*HERE, zoom))]
        assert all(one.keys() == {"count"} for one in told), zoom
    far = seen(client, "suppliers", *tile_at(21.03, 105.85, 12))
    assert [one.properties["id"] for one in far] == [shops[3]]


@pytest.mark.parametrize("zoom", [0, 7, 12, 14, 15, 17, 18, 20, 22])
def test_every_supplier_is_in_one_tile_of_a_zoom_alone(
    zoom: int, client: Browser, shops: list[str]
) -> None:
    """Also where they stand on the very edge of two."""
    _z, x, y = tile_at(*HERE, zoom)
    around = {
        (one_x, one_y)
        for one_x in (x - 1, x, x + 1)
        for one_y in (y - 1, y, y + 1)
        if min(one_x, one_y) >= 0 and max(one_x, one_y) < 2**zoom
    }
    around.add(tile_at(21.03, 105.85, zoom)[1:])
    north = tile_at(HERE.lat + 0.0004, HERE.lon, zoom)[1:]
    shown = [one for x, y in around | {north} for one in seen(client, "suppliers", zoom, x, y)]
    assert sum(one.properties.get("count", 1) for one in shown) == 4
    assert all(0 <= one.x < 4096 and 0 <= one.y < 4096 for one in shown)


@pytest.mark.parametrize(
    "place",
    [Point(10.0, 180.0), Point(10.0, -180.0 + 1e-9), Point(90.0, 0.0), Point(-90.0, 0.0)],
    ids=["antimeridian, east", "antimeridian, west", "north pole", "south pole"],
)
@pytest.mark.parametrize("zoom", [0, 13, 16, 22])
@pytest.mark.usefixtures("anywhere")
def test_at_the_end_of_the_world_a_shop_is_in_the_last_tile(
    zoom: int, place: Point, app: Flask, client: Browser, people: People
) -> None:
    with app.test_request_context():
        help_from(people.shop.account(), kind="supplier", point=place)
    shown = seen(client, "suppliers", *tile_at(*place, zoom))
    assert len(shown) == 1


def test_requests_are_counted_in_the_middle_of_their_cell(
    app: Flask, client: Browser, people: People
) -> None:
    with app.test_request_context():
        for urgency in ("urgent", "normal", "normal"):
            made = ask(app, where=Whereabouts(point=HERE), urgency=urgency)
        middle = Point(made.cell_lat, made.cell_lon)
    for zoom in (3, 14, 15, 18, 22):
        tile = Tile(*tile_at(*middle, zoom))
        [heap] = seen(client, "requests", *tile)
        assert heap.properties == {"count": 3, "urgent": 1}
        assert (heap.x, heap.y) == places_in(tile, middle)[0]


def both(features: Features, values: Mapping[str, object]) -> Iterator[list[Seen]]:
    """The same points by the database's own writer, and by ours."""
    with reading() as connection:
        yield _as_read(features.tile(connection, values))
        yield _as_read(layer_of_points("points", features._rows.rows_aloud(connection, values)))


def _as_read(tile: bytes) -> list[Seen]:
    return [one for layer in layers(tile) for one in layer.points]


@pytest.mark.usefixtures("seen_on_postgis")
def test_postgis_writes_what_we_write(context: Flask, shops: list[str]) -> None:
    """All kinds of values; so the tiles of SQLite, held to the same expectations, are the same."""
    columns: dict[str, sa.ColumnElement[Any]] = {
        "x": sa.literal(7),
        "y": sa.literal(4095),
        "word": sa.literal("Gạo ngon – “số 1”"),
        "empty": sa.literal(""),
        "truth": sa.literal(True),
        "lie": sa.literal(False),
        "none": sa.literal(0),
        "much": sa.literal(2**40),
        "less": sa.literal(-3),
        "nothing": sa.cast(sa.null(), sa.String),
    }
    one = sa.select(*(value.label(name) for name, value in columns.items()))
    theirs, ours = both(Features("points", one, one), {})
    assert theirs == ours != []
    assert "nothing" not in ours[0].properties
    values = counted(Layer.SUPPLIERS, Tile(*tile_at(*HERE, 5)))
    theirs, ours = both(HEAPS[Layer.SUPPLIERS], values)
    assert theirs == ours != []


def test_an_empty_tile_is_no_bytes(context: Flask, client: Browser) -> None:
    for layer in ("suppliers", "requests"):
        for zoom in (0, 12, 22):
            answer = client.get(f"/tiles/{layer}/{zoom}/0/0.mvt")
            assert (answer.status_code, answer.get_data()) == (200, b"")
    with reading() as connection:
        assert points(SUPPLIERS.tile(connection, Tile(15, 3, 3)), "suppliers") == []
