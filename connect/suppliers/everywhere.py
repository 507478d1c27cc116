"""One answer from all slots that a search concerns: who is open, who is shut, each of the goods."""

import heapq
import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.geo import Box
from connect.responders import slot_of_suppliers
from connect.suppliers.by_words import Around
from connect.suppliers.nearest import Wanted, nearest_in, nearest_of, words_wanted
from connect.suppliers.queries import changed_since_kept, suppliers_on_map

# Whose hours have changed since the index was kept: so many are looked at one by one.
FEW_CHANGED = 200
# Who is as far as the last of an answer is in it by their id: no rounding may leave them out.
A_TIE_M = 1.0


class Place(NamedTuple):
    """Where the index is asked: its compartments, each for what is wanted."""

    compartments: list[int]
    wanted: Wanted

    def slots(self, *, only_open: bool) -> list[int]:
        """The slots of the compartments."""
        states = (True,) if only_open else (True, False)
        return [
            slot_of_suppliers(one, is_open=state) for one in self.compartments for state in states
        ]

    @property
    def shut(self) -> list[int]:
        """The slots of those who are shut."""
        return [slot_of_suppliers(one, is_open=False) for one in self.compartments]


def nearest(
    connection: sa.Connection,
    places: Sequence[Place],
    here: Around,
    open_at: datetime | None,
    among: Sequence[uuid.UUID] | None = None,
) -> list[AnyRow]:
    """The nearest of all, or `among` these few; each once.

    With `open_at`, of all who may be open then.
    """
    changed = _changed(connection, open_at)
    if among is not None:
        return _nearest_among(connection, places, here, among, changed, only_open=bool(open_at))
    found: list[AnyRow] = []
    for place in places:
        wanted = place.wanted
        meant = words_wanted(connection, wanted, here)
        for slot in place.slots(only_open=open_at is not None):
            rows = nearest_in(connection, slot, wanted, _no_farther(here, found), meant)
            found = _first(here.limit, found, rows)
        for slot in place.shut if changed else ():
            near = _no_farther(here, found)
            if len(changed) > FEW_CHANGED:
                rows = nearest_in(connection, slot, wanted, near, meant, now=open_at)
            else:
                rows = nearest_of(connection, changed, slot, wanted, near)
            found = _first(here.limit, found, rows)
    return found


def _no_farther(here: Around, found: Sequence[AnyRow]) -> Around:
    """Where to look on: not behind the last of those that are enough already."""
    if len(found) < here.limit:
        return here
    return here._replace(within_m=min(here.within_m, found[-1].distance_m + A_TIE_M))


def _nearest_among(
    connection: sa.Connection,
    places: Sequence[Place],
    here: Around,
    among: Sequence[uuid.UUID],
    changed: Sequence[uuid.UUID],
    *,
    only_open: bool,
) -> list[AnyRow]:
    few = set(changed)
    turned = among if len(few) > FEW_CHANGED else [one for one in among if one in few]
    asked = [
        (slot, among, place.wanted) for place in places for slot in place.slots(only_open=only_open)
    ]
    asked += [(slot, turned, place.wanted) for place in places for slot in place.shut if turned]
    lists = [nearest_of(connection, ids, slot, wanted, here) for slot, ids, wanted in asked if ids]
    return _first(here.limit, *lists)


def inside(
    connection: sa.Connection,
    places: Sequence[Place],
    box: Box,
    open_at: datetime | None,
    *,
    limit: int,
) -> list[AnyRow]:
    """Those within a box by their id, each once; with `open_at`, of all who may be open then."""
    changed = _changed(connection, open_at)
    asked = []
    for place in places:
        filters, values = place.wanted.filters, place.wanted.values
        slots = place.slots(only_open=open_at is not None)
        asked += [(slot, filters, values) for slot in slots]
        if changed:
            filters, values = filters._replace(changed=True), values | {"now": open_at}
            asked += [(slot, filters, values) for slot in place.shut]
    lists = [
        suppliers_on_map(filters).inside(connection, part, slot, limit=limit, **values)
        for part in box.parts
        for slot, filters, values in asked
    ]
    merged = heapq.merge(*lists, key=lambda row: row.responder_id)
    return list(islice(_once(merged), limit))


def _changed(connection: sa.Connection, open_at: datetime | None) -> list[uuid.UUID]:
    """Who may be open though the index has them shut; one more than few where they are many."""
    if open_at is None:
        return []
    return changed_since_kept(connection, open_at, FEW_CHANGED + 1)


def _first(limit: int, *lists: Iterable[AnyRow]) -> list[AnyRow]:
    return list(islice(_once(_merged(lists)), limit))


def _merged(lists: Iterable[Iterable[AnyRow]]) -> Iterator[AnyRow]:
    return heapq.merge(*lists, key=lambda row: (row.distance_m, row.responder_id))


def _once(rows: Iterable[AnyRow]) -> Iterator[AnyRow]:
    """Without the rows of the supplier before: who has two of the goods stands there twice."""
    last = None
    for row in rows:
        if row.responder_id != last:
            yield row
        last = row.responder_id
