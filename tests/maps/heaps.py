"""The heaps of the map, read from the tiles and counted by hand."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import db, reading
from connect.geo import Point, Tile
from connect.help_requests.models import HelpRequest
from connect.maps.queries import HEAPS, Layer, counted
from connect.responders.models import Responder, SupplierPoint
from tests.maps.reading import Seen, points, tile_at, world

# Two on one spot, neighbours, far away, on the edges of the world and beyond those of the map.
PLACES = (
    Point(10.7341, 106.7215),
    Point(10.7341, 106.7215),
    Point(10.7342, 106.7216),
    Point(10.76, 106.70),
    Point(21.03, 105.85),
    Point(0.0, 0.0),
    Point(-33.9, 18.4),
    Point(64.1, -21.9),
    Point(12.0, 180.0),
    Point(12.0, -179.9999999),
    Point(90.0, 0.0),
    Point(-90.0, 0.0),
    Point(89.9, 100.0),
    Point(-85.06, -100.0),
)
CHANGE = {
    "layer": 0, "cell_x": 0, "cell_y": 0, "n": 1, "urgent": 0, "sum_x": 0, "sum_y": 0
}  # fmt: skip
ZOOMS = (0, 1, 3, 5, 9, 12, 13, 14)


class Heap(NamedTuple):
    """What one cell of a tile should show."""

    x: int
    y: int
    many: int
    urgent: int


def heaps_by_hand(places: Iterable[tuple[Point, bool]], tile: Tile) -> list[Heap]:
    """The heaps of a tile, from the places themselves (and whether each is urgent)."""
    cells: dict[tuple[int, int], list[tuple[int, int, bool]]] = {}
    for place, urgent in places:
        x, y = world(*place)
        cells.setdefault((y >> 31 - tile.z, x >> 31 - tile.z), []).append((x, y, urgent))
    heaps = []
    for (row, column), members in sorted(cells.items()):
        if (column >> 3, row >> 3) != (tile.x, tile.y):
            continue
        n = len(members)
        middle = [sum(one[axis] for one in members) // n for axis in (0, 1)]
        corner = (tile.x << 34 - tile.z, tile.y << 34 - tile.z)
        x, y = (at - edge >> 22 - tile.z for at, edge in zip(middle, corner, strict=True))
        heaps.append(Heap(x, y, n, sum(one[2] for one in members)))
    return heaps


def heaps(layer: Layer, tile: Tile) -> list[Seen]:
    with reading() as connection:
        body = HEAPS[layer].tile(connection, counted(layer, tile))
    return points(body, layer.name.lower())


def check(layer: Layer, places: list[tuple[Point, bool]]) -> None:
    """Fails unless each tile at each of these zooms, also an empty one, holds what it should."""
    for zoom in ZOOMS:
        asked = {Tile(*tile_at(*place, zoom)) for place, _urgent in places} | {Tile(zoom, 0, 0)}
        for tile in asked:
            shown = [
                Heap(one.x, one.y, one.properties["count"], one.properties.get("urgent", 0))
                for one in heaps(layer, tile)
            ]
            assert shown == heaps_by_hand(places, tile), (layer, tile)


def suppliers() -> list[tuple[Point, bool]]:
    there = sa.select(SupplierPoint.lat, SupplierPoint.lon).where(SupplierPoint.slot.in_((0, 1)))
    return [(Point(*row), False) for row in db.session.execute(there)]


def open_requests() -> list[tuple[Point, bool]]:
    rows = db.session.execute(
        sa.select(HelpRequest.cell_lat, HelpRequest.cell_lon, HelpRequest.urgency).where(
            HelpRequest.status == "open", HelpRequest.silence != "hidden"
        )
    )
    return [(Point(lat, lon), urgency == "urgent") for lat, lon, urgency in rows]


def a_supplier(place: Point) -> None:
    """Straight into the tables, as no use case that locks would."""
    id_ = uuid.uuid4()
    db.session.execute(
        sa.insert(Responder).values(
            id=id_, source_id=str(id_), kind="supplier", name="Tạp hoá", name_folded="tap hoa",
            lat=place.lat, lon=place.lon, radius_m=1000.0, capacity=1, created_at=utcnow(),
        )
    )  # fmt: skip
    row = {"responder_id": id_, "slot": 0, "lat": place.lat, "lon": place.lon}
    db.session.execute(sa.insert(SupplierPoint).values(**row))
