"""Which shops on the way have it all: pure, values in and values out."""

import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import NamedTuple

from connect.geo import Point, distance_m

MOST_SHOWN = 5


class Shelf(NamedTuple):
    """A shop that is open: what of its goods is known to be there, by code, and since when.

    `low` are those of them that run low.
    """

    id: uuid.UUID
    name: str
    point: Point
    known: Mapping[str, datetime]
    low: Set[str] = frozenset()
    address: str = ""
    phone: str | None = None


class Stop(NamedTuple):
    """A shop on the way: which codes of the list it has, how many metres longer the way becomes.

    `told_at` is the age of the oldest word that this rests on; None where it has nothing of it.
    """

    shelf: Shelf
    has: list[str]
    lacks: list[str]
    detour_m: float
    told_at: datetime | None


def ranked(
    wanted: Sequence[str], shelves: Iterable[Shelf], start: Point, door: Point
) -> list[Stop]:
    """The shops that have most of the `wanted` codes, then the shortest way round; ties by id."""
    codes = list(dict.fromkeys(wanted))
    straight_m = distance_m(start, door)
    stops = [_stop(codes, shelf, start, door, straight_m) for shelf in shelves]
    stops.sort(key=lambda stop: (-len(stop.has), stop.detour_m, stop.shelf.id))
    return stops


def _stop(codes: Sequence[str], shelf: Shelf, start: Point, door: Point, straight_m: float) -> Stop:
    has = [code for code in codes if code in shelf.known]
    way_m = distance_m(start, shelf.point) + distance_m(shelf.point, door)
    return Stop(
        shelf,
        has,
        [code for code in codes if code not in shelf.known],
        max(0.0, way_m - straight_m),
        min((shelf.known[code] for code in has), default=None),
    )
