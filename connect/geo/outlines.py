"""Outlines of areas: read from GeoJSON, kept as WKB, asked whether they hold a point. Pure.

Corners and points are moved to one grid of 1/1,048,576 of a degree, 0.1 m at most. On it every
difference and product that the test needs is exact in a double, so that Python and PostGIS decide
alike, borders included; and neighbours that shared their corners before still share them.
"""

import math
import struct
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from connect.geo.points import Point, WrongPoint, checked_point

STEPS_A_DEGREE = 1 << 20
MOST_CORNERS = 500_000
# Little-endian, and the type.
_POLYGON, _MULTIPOLYGON = struct.pack("<BI", 1, 3), struct.pack("<BI", 1, 6)
_COUNT = struct.Struct("<I")
_HEAD, _CORNER = 5, 16  # bytes
Spot = tuple[float, float]
Ring = list[Spot]


class WrongOutline(ValueError):
    """This geometry encloses no area that we could read; the text says why."""


class Outline(NamedTuple):
    """Polygons of rings (the outer one, then its holes), each closed, of corners (lon, lat).

    `mended`: something had to be closed or left out.
    """

    polygons: list[list[Ring]]
    mended: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        lons, lats = zip(*(spot for rings in self.polygons for spot in rings[0]), strict=True)
        return min(lons), min(lats), max(lons), max(lats)


def on_grid(point: Point) -> Spot:
    """The point as (lon, lat) where it is compared with outlines."""
    return _step(point.lon) / STEPS_A_DEGREE, _step(point.lat) / STEPS_A_DEGREE


def _step(degrees: float) -> int:
    return math.floor(degrees * STEPS_A_DEGREE + 0.5)


def read_outline(geometry: Any) -> Outline:
    """The outline in a GeoJSON geometry, a Polygon or MultiPolygon. Raises `WrongOutline`.

    A ring that is not closed is closed; what encloses nothing is left out. A ring that crosses
    itself stays as it is: inside is whatever it goes around.
    """
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise WrongOutline(f"an outline is a Polygon or a MultiPolygon, not {str(kind)[:40]!r}")
    parts = geometry.get("coordinates")
    parts = [parts] if kind == "Polygon" else parts
    polygons, mended, corners = [], False, 0
    for part in _listed(parts):
        rings = [_ring(ring) for ring in _listed(part)]
        corners += sum(len(ring.spots) for ring in rings)
        if corners > MOST_CORNERS:
            raise WrongOutline(f"it has more than {MOST_CORNERS:,} corners: simplify it first")
        mended = mended or any(ring.mended for ring in rings)
        if rings and rings[0].spots:
            polygons.append([ring.spots for ring in rings if ring.spots])
        else:
            mended = True
    if not polygons:
        raise WrongOutline("its lines enclose no area")
    return Outline(polygons, mended)


class _Read(NamedTuple):
    spots: Ring
    mended: bool


def _ring(corners: Any) -> _Read:
    spots: Ring = []
    for corner in _listed(corners):
        spot = _spot(corner)
        if not spots or spots[-1] != spot:
            spots.append(spot)
    closed = len(spots) > 1 and spots[0] == spots[-1]
    if not closed:
        spots += spots[:1]
    # A spike, there and back, encloses nothing either.
    if len(set(spots)) < 3 or not any(_turns(spots)):
        return _Read([], mended=True)
    return _Read(spots, mended=not closed)


def _turns(spots: Ring) -> Iterator[bool]:
    """Of each corner, whether it lies beside the line through the first two."""
    (x1, y1), (x2, y2) = spots[:2]
    return ((x2 - x1) * (y - y1) != (x - x1) * (y2 - y1) for x, y in spots)


def _spot(corner: Any) -> Spot:
    longitude_latitude = _listed(corner)[:2]
    if len(longitude_latitude) < 2:
        raise WrongOutline("a corner is [longitude, latitude]")
    try:
        return on_grid(checked_point(longitude_latitude[1], longitude_latitude[0]))
    except WrongPoint as error:
        raise WrongOutline(
            f"{error}: corners are [longitude, latitude] in degrees, WGS 84"
        ) from None


def _listed(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise WrongOutline("its coordinates are not those of a polygon")
    return value


def wkb_of(outline: Outline) -> bytes:
    """The outline as a MULTIPOLYGON in WKB, little-endian, longitude first."""
    parts = [_MULTIPOLYGON, _COUNT.pack(len(outline.polygons))]
    for rings in outline.polygons:
        parts += (_POLYGON, _COUNT.pack(len(rings)))
        for ring in rings:
            flat = [number for spot in ring for number in spot]
            parts += (_COUNT.pack(len(ring)), struct.pack(f"<{len(flat)}d", *flat))
    return b"".join(parts)


def holds(wkb: bytes, x: float, y: float) -> bool:
    """Whether an outline of `wkb_of` covers a spot of the grid, its border included."""
    at = len(_MULTIPOLYGON)
    (polygons,) = _COUNT.unpack_from(wkb, at)
    at += _COUNT.size
    for _polygon in range(polygons):
        (rings,) = _COUNT.unpack_from(wkb, at + _HEAD)
        at += _HEAD + _COUNT.size
        outside = False
        for ring in range(rings):
            (count,) = _COUNT.unpack_from(wkb, at)
            at += _COUNT.size
            if not outside:
                side = _side(struct.unpack_from(f"<{2 * count}d", wkb, at), x, y)
                if side == 0:  # whatever a later hole says, that should not be there: as PostGIS
                    return True
                outside = side < 0 if ring == 0 else side > 0
            at += count * _CORNER
        if not outside:
            return True
    return False


def _side(ring: tuple[float, ...], x: float, y: float) -> int:
    """1 inside of a ring, 0 on it, -1 outside: whether it goes around the spot, as PostGIS asks."""
    rounds = 0
    (x1, y1), above = ring[:2], ring[1] > y
    for x2, y2 in zip(ring[::2], ring[1::2], strict=True):
        if above != (y2 > y):
            above = not above
            turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if turn == 0:
                return 0
            if (turn > 0) == above:  # it passes in the east
                rounds += 1 if above else -1
        elif y1 == y and (x1 == x or (y2 == y and (x1 < x) == (x < x2))):
            return 0
        x1, y1 = x2, y2
    return 1 if rounds else -1
