"""The nearest suppliers that pass every filter: exact, and without a cliff.

Places and slots are the business of the spatial index. Words are not: whoever has a rare one may
be far, and whoever is near may have none. So there are two ways: past the nearest shops, looking at
their words; and past those who have the rarest word around here, and by their signature the rest.
Each time the way is gone that comes farther for as much work, and each time a good deal farther.
"""

import math
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.geo import FINEST, Point, Position, clear_m, level_clear
from connect.responders import ANYTHING, Signature, holds_open, signature, signature_of_slot
from connect.suppliers.queries import By, Filters, nearest_suppliers
from connect.suppliers.word_index import around, count_around, masked, pattern, words_meant

# So many are looked at first for each that is wanted. Of those who have a word in nine squares, a
# third are as near as these hold for sure.
FIRST_STEP, ENOUGH, STEP_GROWTH = 12, 3, 2
# Windows of the spatial index are guessed, and may hold as many times as much.
MUCH_FARTHER = 3.0
# The level of a word is looked for around the one where it was last; by signatures it may be any.
NEAR_BY, ANYWHERE = 1, FINEST


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


@dataclass
class Meant:
    """What one typed word means, and at which level about enough had it when last asked."""

    words: list[str]
    level: int


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
    by_words = _Words(connection, here, meant, slot)
    rows: Sequence[AnyRow] = ()
    # Behind the page before, or at its very end, is nothing nearer.
    reached_m = math.nextafter(here.after.distance_m, -1.0) if here.after else -1.0
    most = FIRST_STEP * here.limit
    while True:
        there = by_words.there(most)
        radius_m = there.radius_m if there else 0.0
        held = there.held if there and radius_m > reached_m else 0
        if held < ENOUGH * here.limit and radius_m < here.within_m:
            reach_m = by_place.radius_of(
                connection, here.point, slot, count=most, within_m=here.within_m
            )
            if reach_m >= MUCH_FARTHER * radius_m or radius_m <= reached_m < reach_m:
                there, radius_m = None, reach_m
        if there and held:
            ask = nearest_suppliers(filters, delivers=wanted.delivers, by=there.by)
            rows = ask.sort(connection, here.point, within_m=radius_m, **asked, **there.values)
        elif there is None and radius_m > reached_m:
            rows = by_place.ask(
                connection, here.point, within_m=radius_m, window_m=radius_m, **asked
            )
        if len(rows) == here.limit or radius_m >= here.within_m:
            return rows
        reached_m = max(reached_m, radius_m)
        most *= STEP_GROWTH


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
    """Where the index of words is asked: how far that holds, how many it has there, parameters."""

    radius_m: float
    held: int
    by: By
    values: dict[str, Any]


class _Words:
    """The words wanted around here, of those of a slot."""

    def __init__(
        self, connection: sa.Connection, here: Around, meant: Sequence[Meant], slot: int
    ) -> None:
        self._connection, self._here, self._meant = connection, here, meant
        self._is_open, self._has = holds_open(slot), signature_of_slot(slot)
        self._widest = level_clear(here.point, here.within_m)

    def there(self, most: int) -> _There | None:
        """As far around as about `most` have the rarest word, and by their signature the others.

        None where even here more have it.
        """
        if not self._meant:
            return None
        level, rarest, counts = FINEST + 1, self._meant[0], self._counts([], most)
        for one in self._meant:
            having = self._counts(one.words, most)
            if one is rarest or having(level) <= most:
                rarest, counts = one, having
                level = self._widest_level(counts, most, level, one.level, NEAR_BY)
                one.level = level
        if signatures := self._beside(rarest):
            counts = self._counts(rarest.words, most, signatures)
            level = self._widest_level(counts, most, level, level - 1, ANYWHERE)
        if level > FINEST:
            return None
        return _There(
            radius_m=min(clear_m(self._here.point, level), self._here.within_m),
            held=counts(level),
            by=By.SIGNED if signatures else By.WORD,
            values=self._values(rarest.words, level, signatures),
        )

    def _beside(self, rarest: Meant) -> list[Signature]:
        """What is to be in the signature of who has the rarest word: goods, and other words."""
        others = sorted((one.words for one in self._meant if one is not rarest), key=len)
        goods = [] if self._has == ANYTHING else [self._has]
        return goods + [signature(words) for words in others]

    def _counts(
        self, words: list[str], most: int, signatures: Sequence[Signature] = ()
    ) -> Callable[[int], int]:
        """How many have one of these words around here, by the level: up to one more than most."""

        @cache
        def count(level: int) -> int:
            if not words or level > FINEST:
                return 0
            asked = self._values(words, level, signatures)
            return count_around(self._connection, asked, most + 1, signed=bool(signatures))

        return count

    def _values(
        self, words: list[str], level: int, signatures: Sequence[Signature]
    ) -> dict[str, Any]:
        there = around(self._here.point, level, is_open=self._is_open)
        return there | (masked(signatures) if signatures else {}) | {"meant": words}

    def _widest_level(
        self, counts: Callable[[int], int], most: int, fits: int, level: int, step: int
    ) -> int:
        """The widest level around with at most `most`; `fits` has no more.

        It is looked for from `level` on, in growing steps.
        """
        too_wide = self._widest - 1
        while fits - too_wide > 1:
            level = min(max(level, too_wide + 1), fits - 1)
            if counts(level) <= most:
                fits, level = level, level - step
            else:
                too_wide, level = level, level + step
            step *= 2
        return fits
