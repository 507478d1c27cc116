"""The nearest suppliers that pass every filter: exact, and without a cliff.

Places and slots are the business of the spatial index. Words are not: whoever has a rare one may
be far, and whoever is near may have none. So there are two ways: past the nearest shops, looking at
their words; and past those who have the rarest word around here, and by their signature the rest,
those in the nearest squares first.
Each time the way is gone that comes farther for as much work, and each time a good deal farther.
"""

import math
import uuid
from collections.abc import Sequence
from heapq import merge
from itertools import islice
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.geo import FINEST, Nearest, level_clear
from connect.responders import ANY_CATEGORY, slot_of_suppliers
from connect.suppliers.by_words import Around, Meant, There, Words
from connect.suppliers.queries import By, Filters, nearest_suppliers
from connect.suppliers.word_index import pattern, words_meant

# So many are looked at first for each that is wanted. Of those who have the words by their
# signature, a few more than are wanted are enough, and the nearest so many are read at once.
FIRST_STEP, ENOUGH, READ_FIRST, STEP_GROWTH = 12, 1.2, 2, 4
# Windows of the spatial index are guessed, and may hold as many times as much.
MUCH_FARTHER = 3.0
# The slots of all that are shut, and of all that are open.
OF_ALL = [slot_of_suppliers(ANY_CATEGORY, is_open=is_open) for is_open in (False, True)]


class Wanted(NamedTuple):
    """What is wanted within a slot: words of texts, typed or marks, and typed words of goods."""

    words: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    delivers: bool = False

    @property
    def filters(self) -> Filters:
        """What the questions are built with."""
        return Filters(len(self.words), len(self.goods))

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of these filters."""
        values: dict[str, Any] = {f"word{n}": pattern(one) for n, one in enumerate(self.words)}
        return values | {f"good{n}": pattern(one) for n, one in enumerate(self.goods)}


def words_wanted(connection: sa.Connection, wanted: Wanted, here: Around) -> list[Meant]:
    """What each typed word means; without those that mean very many different words."""
    each = (words_meant(connection, one) for one in dict.fromkeys((*wanted.words, *wanted.goods)))
    level = (level_clear(here.point, here.within_m) + FINEST) // 2
    return [Meant(words, level) for words in each if words is not None]


def nearest_in(
    connection: sa.Connection,
    slot: int,
    wanted: Wanted,
    here: Around,
    meant: Sequence[Meant],
    **changed: Any,
) -> Sequence[AnyRow]:
    """The nearest of a slot; with `now` in `changed`, of those whose hours have changed by then."""
    filters = wanted.filters._replace(changed=bool(changed))
    by_place = nearest_suppliers(filters, delivers=wanted.delivers)
    asked = {"slot": slot, "limit": here.limit, "after": here.after, **wanted.values, **changed}
    if not (wanted.words or wanted.goods):
        return by_place.ask(connection, here.point, within_m=here.within_m, **asked)
    most, enough = FIRST_STEP * here.limit, ENOUGH * here.limit

    def reach_m() -> float:
        return by_place.radius_of(connection, here.point, slot, count=most, within_m=here.within_m)

    def looked_at(radius_m: float) -> Sequence[AnyRow]:
        return by_place.ask(connection, here.point, within_m=radius_m, window_m=radius_m, **asked)

    # Who has rare goods, or delivers here, may be so few that words do not matter.
    if (wanted.delivers or slot not in OF_ALL) and reach_m() >= here.within_m:
        return looked_at(here.within_m)
    by_words = Words(connection, here, meant, slot)
    rows: Sequence[AnyRow] = ()
    # Behind the page before, or at its very end, is nothing nearer.
    reached_m = math.nextafter(here.after.distance_m, -1.0) if here.after else -1.0
    by_texts = _ByTexts(
        connection, nearest_suppliers(filters, delivers=wanted.delivers, by=By.TEXTS), here
    )
    # Of who has a word hardly anybody delivers here.
    again, much = wanted.delivers, 1.0 if wanted.delivers else MUCH_FARTHER
    while True:
        there = by_words.there(most, enough)
        radius_m = there.radius_m if there else 0.0
        few = there is None or len(there.texts) < here.limit
        # Where conditions that no signature tells leave too few, it may be the longer way, too.
        if (few or again) and radius_m < here.within_m:
            farther_m = reach_m()
            if farther_m >= much * radius_m or radius_m <= reached_m < farther_m:
                there, radius_m = None, farther_m
        if there and (not few or radius_m >= here.within_m):
            rows = by_texts.nearest(there, asked)
        elif there is None and radius_m > reached_m:
            rows = looked_at(radius_m)
        if len(rows) == here.limit or radius_m >= here.within_m:
            return rows
        reached_m, again = max(reached_m, radius_m), True
        # Where nobody was found at all, it is looked at the very end, too.
        most, enough = most * STEP_GROWTH, enough * STEP_GROWTH if rows else math.inf


def nearest_of(
    connection: sa.Connection,
    responder_ids: Sequence[uuid.UUID],
    slot: int,
    wanted: Wanted,
    here: Around,
) -> Sequence[AnyRow]:
    """Of these few suppliers the nearest in a slot."""
    few = nearest_suppliers(wanted.filters, delivers=wanted.delivers, by=By.IDS)
    asked = here._asdict() | wanted.values | {"ids": responder_ids}
    return few.sort(connection, slot=slot, **asked)


class _ByTexts:
    """Reads who the index of words told, the nearest first: no more than it takes, none twice."""

    def __init__(self, connection: sa.Connection, ask: Nearest, here: Around) -> None:
        self._connection, self._ask, self._here = connection, ask, here
        self._read: set[int] = set()
        self._found: list[AnyRow] = []

    def nearest(self, there: There, asked: dict[str, Any]) -> Sequence[AnyRow]:
        """The nearest of these; each time of all whom it was asked for so far, and more."""
        point, within_m, limit = self._here.point, self._here.within_m, self._here.limit
        unread = [one for one in there.texts if one[1] not in self._read]
        begun, step = 0, READ_FIRST * limit
        while begun < len(unread):
            if len(self._found) == limit and self._found[-1].distance_m < unread[begun][0]:
                break
            ids = [text_id for _distance_m, text_id in unread[begun : begun + step]]
            rows = self._ask.sort(self._connection, point, within_m=within_m, texts=ids, **asked)
            nearer = merge(self._found, rows, key=lambda row: (row.distance_m, row.responder_id))
            self._found = list(islice(nearer, limit))
            self._read.update(ids)
            begun, step = begun + step, step * STEP_GROWTH
        # Who is a little farther than that holds, in a cell within it, waits for the next time.
        return [row for row in self._found if row.distance_m <= there.radius_m]
