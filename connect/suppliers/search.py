"""Suppliers near a place, with filters: what the page and the API both show."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from connect.foundation.clock import utcnow
from connect.foundation.database import AnyRow, reading
from connect.foundation.text import fold
from connect.geo import Box, Nearest, Point, Position
from connect.responders import (
    ANY_CATEGORY,
    Responder,
    category_id,
    hours_at,
    responders_by_ids,
)
from connect.suppliers import queries

FARTHEST_M = 50_000.0
MOST_ON_A_MAP = 2_000
Asked = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SupplierFilters:
    """What someone looks for. `category` is a code; `goods` and `words` are as typed."""

    category: str = ""
    goods: str = ""
    words: str = ""
    open_now: bool = False

    @property
    def slot(self) -> int | None:
        """Where the index holds them; None where nothing can be found.

        Every name holds nothing: of "***" or "北京" nothing is left to look for.
        """
        goods, words = fold(self.goods), fold(self.words)
        if (self.goods and not goods) or (self.words and not words):
            return None
        return category_id(self.category) if self.category else ANY_CATEGORY

    def question(self, build: Callable[..., Nearest], now: datetime) -> tuple[Nearest, Asked]:
        """The question that `build` makes for these filters, and its parameters."""
        goods, words = fold(self.goods), fold(self.words)
        asked = {"goods": goods, "words": words, "now": now if self.open_now else None}
        question = build(by_goods=bool(goods), by_words=bool(words), open_now=self.open_now)
        return question, {name: value for name, value in asked.items() if value}


@dataclass(frozen=True, kw_only=True)
class SupplierSearch(SupplierFilters):
    """Who is looked for near a place, within a radius in metres."""

    near: Point
    radius_m: float = FARTHEST_M
    limit: int = 20
    after: Position | None = None


class Found(NamedTuple):
    """A supplier, its distance in metres from the asker, and whether it is open now."""

    responder: Responder
    distance_m: float
    open_now: bool


class SupplierPage(NamedTuple):
    """What was found, and where the next page goes on; None behind the last."""

    found: list[Found]
    after: Position | None


class OnMap(NamedTuple):
    """A supplier on a map: its row (`queries.suppliers_on_map`), its categories, open or not."""

    row: AnyRow
    categories: list[str]
    open_now: bool


class Map(NamedTuple):
    """The suppliers in a box; `truncated` where there are more than are shown."""

    shown: list[OnMap]
    truncated: bool


def find_suppliers(search: SupplierSearch) -> SupplierPage:
    """Suppliers by distance, ties by id. Suppliers' points are public."""
    now, slot = utcnow(), search.slot
    if slot is None:
        return SupplierPage([], None)
    ask, filters = search.question(queries.nearest_suppliers, now)
    with reading() as connection:
        rows = ask.ask(
            connection,
            search.near,
            slot,
            limit=search.limit,
            within_m=search.radius_m,
            after=search.after,
            **filters,
        )
    found = _with_hours([(row.responder_id, row.distance_m) for row in rows], now)
    full = len(rows) == search.limit
    # The page ends where the index ended, also when its last ones have just closed.
    after = Position(rows[-1].distance_m, rows[-1].responder_id) if full else None
    return SupplierPage([one for one in found if one.open_now or not search.open_now], after)


def suppliers_inside(box: Box, filters: SupplierFilters) -> Map:
    """Suppliers within a box, at most `MOST_ON_A_MAP`; it may cross the antimeridian."""
    now, slot = utcnow(), filters.slot
    if slot is None:
        return Map([], False)
    ask, asked = filters.question(queries.suppliers_on_map, now)
    with reading() as connection:
        found = [
            row
            for part in box.parts
            for row in ask.inside(connection, part, slot, limit=MOST_ON_A_MAP + 1, **asked)
        ]
        rows = found[:MOST_ON_A_MAP]
        given: dict[uuid.UUID, list[str]] = defaultdict(list)
        for responder_id, code in queries.categories_of(
            connection, [row.responder_id for row in rows]
        ):
            given[responder_id].append(code)
    is_open = _open_hours([row.opening_hours for row in rows], now)
    shown = [
        OnMap(row, given[row.responder_id], row.available and is_open[row.opening_hours])
        for row in rows
    ]
    kept = [one for one in shown if one.open_now or not filters.open_now]
    return Map(kept, len(found) > len(rows))


def _open_hours(hours: Sequence[str], now: datetime) -> dict[str, bool]:
    # Many shops, few different hours: each is read once.
    return {one: hours_at(one, now).is_open for one in set(hours)}


def _with_hours(rows: Sequence[tuple[uuid.UUID, float]], now: datetime) -> list[Found]:
    known = responders_by_ids([id_ for id_, _distance in rows])
    return [
        Found(known[id_], distance, known[id_].open_at(now))
        for id_, distance in rows
        if id_ in known
    ]
