"""Small outlines that the tests draw, and the slow way to tell what holds a point."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from connect.geo import keep_outlines
from connect.geo.outlines import Outline, Ring, Spot, read_outline

# Wards in Hồ Chí Minh City, in the order of their codes.
TAN_MY, TAN_HUNG, TAN_THUAN, PHU_THUAN = "27484", "27475", "27478", "27487"
WEST, SOUTH, SIDE = 106.70, 10.72, 0.02


def square(column: float, row: float, side: float = 1) -> list[list[float]]:
    """A ring around a square of the test's own map, in degrees."""
    west, south = WEST + column * SIDE, SOUTH + row * SIDE
    east, north = west + side * SIDE, south + side * SIDE
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: list[list[float]]) -> dict[str, Any]:
    """A GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": list(rings)}


def multipolygon(*polygons: list[list[list[float]]]) -> dict[str, Any]:
    """A GeoJSON multipolygon."""
    return {"type": "MultiPolygon", "coordinates": list(polygons)}


def keep(**geometries: dict[str, Any]) -> None:
    """Keeps outlines by code, written `w27475`; inside a transaction."""
    keep_outlines({name[1:]: read_outline(drawn) for name, drawn in geometries.items()})


def covers(outline: Outline, spot: Spot) -> bool:
    """By fractions, edge by edge: on a border, or gone around and in no hole."""
    return any(_covers(rings, spot) for rings in outline.polygons)


def _covers(rings: list[Ring], spot: Spot) -> bool:
    for ring, outside in zip(rings, (-1, *(1 for _hole in rings[1:])), strict=True):
        side = _side(ring, spot)
        if side in (0, outside):
            return side == 0
    return True


def _side(ring: list[Spot], spot: Spot) -> int:
    x, y = map(Fraction, spot)
    rounds = 0
    for start, end in pairwise(ring):
        (x1, y1), (x2, y2) = ([Fraction(number) for number in corner] for corner in (start, end))
        beside = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        if beside == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return 0
        if min(y1, y2) <= y < max(y1, y2) and x1 + (y - y1) * (x2 - x1) / (y2 - y1) > x:
            rounds += 1 if y2 > y1 else -1
    return 1 if rounds else -1
