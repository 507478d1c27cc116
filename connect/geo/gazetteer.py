"""The offline gazetteer: Viet Nam's administrative units by name, by code and by place.

It holds the 34-province system in force since 2025 and the 63-province system before it, in memory,
loaded when first asked. No network, no table.
"""

import functools
import math
from collections import defaultdict
from collections.abc import Iterable
from itertools import repeat

from connect.foundation.text import in_order
from connect.geo import place_search
from connect.geo.gazetteer_source import Place, load
from connect.geo.place_names import split_name
from connect.geo.points import EARTH_RADIUS_M, Box, Point, distance_m

__all__ = [
    "FRAME",
    "Place",
    "area_km2",
    "is_in_country",
    "nearest_ward",
    "place_by_code",
    "provinces",
    "search_places",
    "ward_in_the_middle",
    "wards_of",
]

# Mainland and islands, with their sea.
FRAME = Box(west=101.0, south=6.0, east=118.0, north=24.0)
_FARTHEST_M = 60_000.0
_OUTSIDE_M = 50_000.0
_BUCKET_DEGREES = 0.05
# Rings of buckets to look through, and how far at least they reach around any point of the middle
# bucket, metres (a twentieth of a degree of longitude is shortest in the north: 5,075 m at 24°).
_RINGS = ((1, 5_075.0), (3, 15_200.0), (12, _FARTHEST_M))
_Spot = tuple[float, float, float]  # on the unit sphere


def search_places(query: str, limit: int = 10) -> list[Place]:
    """The units that a text as people type it names: "q7 tphcm", "12 Lê Lợi, p. Bến Thành".

    Best first, at most `limit`; a name that several units bear gives all of them. House number and
    street in front do not matter. After the units that are named in full come those whose name the
    end of the text begins. Empty when nothing fits; never raises.
    """
    return place_search.search(query, limit)


def place_by_code(code: str) -> Place | None:
    """The unit with this code, in force ("27259") or old ("63-778"); None for an unknown code."""
    return load().places.get(code)


def area_km2(code: str) -> float | None:
    """The area of a ward in force, km²; None for other units and where the data is not reliable."""
    return load().areas.get(code)


def provinces() -> list[Place]:
    """The provinces in force, by name."""
    return _by_name(p for p in load().places.values() if p.current and p.kind == "province")


def wards_of(province_code: str) -> list[Place]:
    """The wards in force of a province in force, by name; empty for an unknown code."""
    return _by_name(
        p
        for p in load().places.values()
        if p.current and p.kind == "ward" and p.province_code == province_code
    )


def nearest_ward(point: Point) -> Place | None:
    """The ward in force whose centre is nearest; None when none is within 60 km.

    Without outlines that is the best to be had: the right ward for three points in four, otherwise
    a neighbour. `areas.ward_at` knows better.
    """
    row, column = _bucket(point)
    here = _in_space(point)
    for rings, reach_m in _RINGS:
        spots, wards = _around(row, column, rings)
        if not wards:
            continue
        # The straight line through the earth orders as the great circle does, and is much cheaper.
        lines = list(map(math.dist, spots, repeat(here)))
        shortest = min(lines)
        if shortest <= 2 * math.sin(reach_m / (2 * EARTH_RADIUS_M)):
            return wards[lines.index(shortest)]
    return None


def ward_in_the_middle(point: Point) -> Place | None:
    """The ward in force whose middle this very point is: a place that is known by its ward."""
    return _middles().get(point)


def is_in_country(point: Point) -> bool:
    """Whether a point is in the country or just off it: 50 km at most from a ward's centre."""
    _spots, wards = _around(*_bucket(point), rings=1)
    if wards:
        return True
    ward = nearest_ward(point)
    return ward is not None and distance_m(point, Point(ward.lat, ward.lon)) <= _OUTSIDE_M


def _in_space(point: Point) -> _Spot:
    lat, lon = math.radians(point.lat), math.radians(point.lon)
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


@functools.lru_cache(maxsize=4096)
def _around(row: int, column: int, rings: int) -> tuple[list[_Spot], list[Place]]:
    """The wards of the buckets around one, by code, after their centres on the unit sphere."""
    buckets = _buckets()
    near = (
        ward
        for r in range(row - rings, row + rings + 1)
        for c in range(column - rings, column + rings + 1)
        for ward in buckets.get((r, c), ())
    )
    wards = sorted(near, key=lambda ward: ward.code)
    return [_in_space(Point(ward.lat, ward.lon)) for ward in wards], wards


def _bucket(point: Point) -> tuple[int, int]:
    return math.floor(point.lat / _BUCKET_DEGREES), math.floor(point.lon / _BUCKET_DEGREES)


@functools.cache
def _buckets() -> dict[tuple[int, int], list[Place]]:
    buckets = defaultdict(list)
    for place in load().places.values():
        if place.current and place.kind == "ward":
            buckets[_bucket(Point(place.lat, place.lon))].append(place)
    return dict(buckets)


@functools.cache
def _middles() -> dict[Point, Place]:
    wards = [ward for bucket in _buckets().values() for ward in bucket]
    return {Point(ward.lat, ward.lon): ward for ward in wards}


def _by_name(places: Iterable[Place]) -> list[Place]:
    # Without the word for the kind ("Phường", "Tỉnh"): that is how people look a ward up.
    return sorted(
        places, key=lambda place: (in_order(" ".join(split_name(place.name)[1])), place.code)
    )
