"""The nearest suppliers that pass every filter: exact, and without a cliff.

Places and slots are the business of the spatial index. Words are not: whoever has a rare one may
be far, and whoever is near may have none. So there are two ways: past the nearest shops, looking at
their words; and past those who have the rarest word around here, looking at the rest. Each time
the way is gone that comes farther for as much work, and each time a good deal farther.
"""

import math
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.geo import FINEST, Point, Position, clear_m, level_clear
from connect.responders import holds_open
from connect.suppliers.queries import By, Filters, nearest_suppliers
from connect.suppliers.word_index import around, count_around, pattern, words_meant

# So many are looked at first for each that is wanted. Of those who have a word in nine squares, a
# third are as near as these hold for sure.
FIRST_STEP, ENOUGH, STEP_GROWTH = 12, 3, 4
# Windows of the spatial index are guessed, and may hold as many times as much.
MUCH_FARTHER = 3.0
# Who has both of two words is told by their index alone: so many times as many can be passed.
BOTH_WORDS, FEW_MEANT = 8, 4


class Wanted(NamedTuple):
    """What is wanted within a slot: typed words of texts and of goods, a category beside it."""

    words: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    category: int | None = None
    delivers: bool = False

    @property
    def filters(self) -> Filters:
        """What the questions are built with."""
        return Filters(len(self.words), len(self.goods), self.category is not None)

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of these filters."""
        values: dict[str, Any] = {f"word{n}": pattern(one) for n, one in enumerate(self.words)}
        values |= {f"good{n}": pattern(one) for n, one in enumerate(self.goods)}
        return values if self.category is None else values | {"category": self.category}


class Around(NamedTuple):
    """Where is looked: `limit` suppliers within metres of a point, behind a position."""

    point: Point
    within_m: float
    limit: int
    after: Position | None


def words_wanted(connection: sa.Connection, wanted: Wanted) -> list[list[str]]:
    """What each typed word means; without those that mean very many different words."""
    each = (words_meant(connection, one) for one in dict.fromkeys((*wanted.words, *wanted.goods)))
    return [words for words in each if words is not None]


def nearest_in(
    connection: sa.Connection,
    slot: int,
    wanted: Wanted,
    here: Around,
    meant: Sequence[list[str]],
    **changed: Any,
) -> Sequence[AnyRow]:
    """The nearest of a slot; with `now` in `changed`, of those whose hours have changed by then."""
    filters = wanted.filters._replace(changed=bool(changed))
    by_place = nearest_suppliers(filters, delivers=wanted.delivers)
    asked = {"slot": slot, "limit": here.limit, "after": here.after, **wanted.values, **changed}
    if not (wanted.words or wanted.goods):
        return by_place.ask(connection, here.point, within_m=here.within_m, **asked)
    by_words = _Words(connection, here, meant, is_open=holds_open(slot))
    rows: Sequence[AnyRow] = ()
    # Behind the page before, or at its very end, is nothing nearer.
    reached_m = math.nextafter(here.after.distance_m, -1.0) if here.after else -1.0
    most, seldom = FIRST_STEP * here.limit, False
    while True:
        there = by_words.there(most, seldom=seldom)
        radius_m = there.radius_m if there else 0.0
        held = there.held if there and radius_m > reached_m else 0
        if (seldom or held < ENOUGH * here.limit) and radius_m < here.within_m:
            reach_m = by_place.radius_of(
                connection, here.point, slot, count=most, within_m=here.within_m
            )
            if reach_m >= MUCH_FARTHER * radius_m or radius_m <= reached_m < reach_m:
                there, radius_m = None, reach_m
        if there and radius_m > reached_m:
            ask = nearest_suppliers(filters, delivers=wanted.delivers, by=there.by)
            rows = ask.sort(connection, here.point, within_m=radius_m, **asked, **there.values)
        elif radius_m > reached_m:
            rows = by_place.ask(
                connection, here.point, within_m=radius_m, window_m=radius_m, **asked
            )
        if len(rows) == here.limit or radius_m >= here.within_m:
            return rows
        reached_m = max(reached_m, radius_m)
        most, seldom = most * STEP_GROWTH, ENOUGH * len(rows) < here.limit


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


class _There(NamedTuple):
    """Where the index of words is asked: how far that holds, how many it passes, parameters."""

    radius_m: float
    held: int
    by: By
    values: dict[str, Any]


class _Words:
    """The words wanted around here, of who is open or of who is shut."""

    def __init__(
        self,
        connection: sa.Connection,
        here: Around,
        meant: Sequence[list[str]],
        *,
        is_open: bool,
    ) -> None:
        self._connection, self._here, self._is_open = connection, here, is_open
        self._widest = level_clear(here.point, here.within_m)
        self._meant = list(meant)
        self._levels = [(self._widest + FINEST) // 2] * len(self._meant)

    def there(self, most: int, *, seldom: bool) -> _There | None:
        """As far around as about `most` have the rarest word; None where even here more have it.

        Where those who have all words are `seldom`, another word is looked up, too.
        """
        seldom = seldom and len(self._meant) > 1
        if seldom:
            most *= BOTH_WORDS
        found = []
        for number, words in enumerate(self._meant):
            level, held = self._widest_level(words, most, self._levels[number])
            self._levels[number] = min(level, FINEST)
            found.append((level, held, number))
        if not found or min(found)[0] > FINEST:
            return None
        level, held, rarest = min(found)
        values = around(self._here.point, level, is_open=self._is_open)
        values["meant0"] = self._meant[rarest]
        by = By.WORD
        for _level, _held, number in sorted(found):
            if seldom and number != rarest and len(self._meant[number]) <= FEW_MEANT:
                by, values["meant1"] = By.TWO_WORDS, self._meant[number]
                break
        radius_m = min(clear_m(self._here.point, level), self._here.within_m)
        return _There(radius_m, held, by, values)

    def _widest_level(self, words: list[str], most: int, level: int) -> tuple[int, int]:
        """The widest level around that has at most `most` of these words, if any, and how many."""
        held = self._count(words, level, most)
        if held > most:
            while held > most and level <= FINEST:
                level += 1
                held = self._count(words, level, most)
            return level, held
        while level > self._widest:
            wider = self._count(words, level - 1, most)
            if wider > most:
                break
            level, held = level - 1, wider
        return level, held

    def _count(self, words: list[str], level: int, most: int) -> int:
        if not words or level > FINEST:
            return 0
        there = around(self._here.point, level, is_open=self._is_open)
        return count_around(self._connection, there, words, most + 1)
