"""Suppliers near a place, with filters: what the page and the API both show."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from connect.foundation.clock import utcnow
from connect.foundation.database import AnyRow, reading
from connect.foundation.text import fold
from connect.geo import Box, Point, Position
from connect.goods import code_called, goods_called
from connect.responders import (
    ANY_CATEGORY,
    Responder,
    branch_ids,
    category_id,
    compartment_of_good,
    hours_at,
    hours_within,
    mark_of,
    responders_by_ids,
)
from connect.suppliers import queries
from connect.suppliers.by_words import Around
from connect.suppliers.everywhere import Place, inside, nearest
from connect.suppliers.nearest import Wanted
from connect.suppliers.word_index import typed_words

FARTHEST_M = 50_000.0
MOST_ON_A_MAP = 2_000
# Where very many have shut since the index was kept, a page is tried so often to be full.
MOST_ROUNDS = 5


@dataclass(frozen=True, kw_only=True)
class SupplierFilters:
    """What someone looks for. `category` is a code; `goods` a code or words, `words` as typed."""

    category: str = ""
    goods: str = ""
    words: str = ""
    open_now: bool = False

    def places(self, *, delivers: bool = False) -> list[Place]:
        """Where the index is asked, and for what; nowhere where nothing can be found.

        Goods that the catalogue does not know for sure are looked for among what shops call theirs,
        too. Every name holds nothing: of "***" or "北京" nothing is left to look for.
        """
        if (self.goods and not fold(self.goods)) or (self.words and not fold(self.words)):
            return []
        category = category_id(self.category) if self.category else ANY_CATEGORY
        if category is None:
            return []
        words = typed_words(self.words)
        if category != ANY_CATEGORY and (words or self.goods):
            # Beside words or goods a category is a word of the texts; alone it is a compartment.
            words += (mark_of(category),)
        wanted = Wanted(words=words, delivers=delivers)
        goods = [compartment_of_good(good.number) for good in goods_called(self.goods)]
        places = []
        if goods:
            places.append(Place(goods, wanted))
        if not goods or code_called(self.goods) is None:
            places.append(Place([category], wanted._replace(goods=typed_words(self.goods))))
        return places


@dataclass(frozen=True, kw_only=True)
class SupplierSearch(SupplierFilters):
    """Who is looked for near a place, within a radius in metres.

    `delivers`: only who delivers there; `organisation`: only the shops that stand under it.
    """

    near: Point
    radius_m: float = FARTHEST_M
    delivers: bool = False
    organisation: uuid.UUID | None = None
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
    """A supplier on a map: its row (`queries.suppliers_on_map`), its categories, open or not.

    `organisation`: the name of the one that it stands under.
    """

    row: AnyRow
    categories: list[str]
    open_now: bool
    organisation: str | None


class Map(NamedTuple):
    """The suppliers in a box; `truncated` where there are more than are shown."""

    shown: list[OnMap]
    truncated: bool


def find_suppliers(search: SupplierSearch) -> SupplierPage:
    """Suppliers by distance, ties by id. Suppliers' points are public.

    Who is open is so by their hours at this moment, however long ago the index was kept. A page may
    be short, and yet go on, where very many have shut since.
    """
    now, places = utcnow(), search.places(delivers=search.delivers)
    among = branch_ids(search.organisation) if search.organisation else None
    found: list[Found] = []
    after = search.after
    for _round in range(MOST_ROUNDS):
        here = Around(search.near, search.radius_m, search.limit, after)
        with reading() as connection:
            rows = nearest(connection, places, here, now if search.open_now else None, among)
        near = _with_hours([(row.responder_id, row.distance_m) for row in rows], now)
        found += [one for one in near if one.open_now or not search.open_now]
        full = len(rows) == search.limit
        after = Position(rows[-1].distance_m, rows[-1].responder_id) if full else None
        if after is None or len(found) >= search.limit:
            break
    if len(found) > search.limit:
        found = found[: search.limit]
        after = Position(found[-1].distance_m, found[-1].responder.id)
    return SupplierPage(found, after)


def ids_near(search: SupplierSearch) -> list[uuid.UUID]:
    """The nearest by the index alone, none of them read: with `open_now`, who may be open now."""
    here = Around(search.near, search.radius_m, search.limit, search.after)
    open_at, places = utcnow() if search.open_now else None, search.places(delivers=search.delivers)
    with reading() as connection:
        return [row.responder_id for row in nearest(connection, places, here, open_at)]


def suppliers_inside(box: Box, filters: SupplierFilters, delivers_to: Point | None = None) -> Map:
    """Suppliers within a box, at most `MOST_ON_A_MAP`; it may cross the antimeridian.

    With `delivers_to` only who delivers there: of the nearest to that place that do.
    """
    now = utcnow()
    open_at = now if filters.open_now else None
    with reading() as connection:
        if delivers_to is None:
            places = filters.places()
            found = inside(connection, places, box, open_at, limit=MOST_ON_A_MAP + 1)
            rows = found[:MOST_ON_A_MAP]
        else:
            here = Around(delivers_to, FARTHEST_M, MOST_ON_A_MAP + 1, None)
            found = nearest(connection, filters.places(delivers=True), here, open_at)
            ids = [row.responder_id for row in found[:MOST_ON_A_MAP]]
            there = queries.on_map_by_ids(connection, ids)
            rows = [row for row in there if box.holds(Point(row.lat, row.lon))]
        given: dict[uuid.UUID, list[str]] = defaultdict(list)
        for responder_id, code in queries.categories_of(
            connection, [row.responder_id for row in rows]
        ):
            given[responder_id].append(code)
        over = {row.organisation_id for row in rows if row.organisation_id}
        named = queries.names_of(connection, over)
    hours = [hours_within(row.opening_hours, row.order_hours) for row in rows]
    is_open = _open_hours(hours, now)
    shown = [
        OnMap(
            row,
            given[row.responder_id],
            row.available and is_open[text],
            named.get(row.organisation_id),
        )
        for row, text in zip(rows, hours, strict=True)
    ]
    kept = [one for one in shown if one.open_now or not filters.open_now]
    return Map(kept, len(found) > MOST_ON_A_MAP)


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
