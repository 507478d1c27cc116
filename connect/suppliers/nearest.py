"""The nearest suppliers that pass every filter: exact, and without a cliff.

Places and slots are the business of the spatial index. Words are not: whoever has a rare one may
be far, and whoever is near may have none. So two ways are gone in turn, each a little farther every
time: past the nearest shops, looking at their words; and past those who have the rarest words
around here, looking at the rest. Whichever arrives first has the answer, for at most a few times
its own price.
"""

import uuid
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.geo import FINEST, Point, Position, clear_m, level_clear
from connect.responders import holds_open
from connect.suppliers.queries import By, Filters, nearest_suppliers
from connect.suppliers.word_index import around, count_around, pattern, words_meant

FIRST_STEP, STEP_GROWTH = 100, 4
# Who has both of two words is told by their index alone: so many times as many can be passed.
BOTH_WORDS = 8


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


class Meant(NamedTuple):
    """What a typed word means in texts, and how many have it around, counted a little way."""

    words: list[str]
    held: int = 0


def words_wanted(connection: sa.Connection, wanted: Wanted) -> list[Meant]:
    """What the typed words mean; without those that mean very many different words."""
    each = (words_meant(connection, one) for one in dict.fromkeys((*wanted.words, *wanted.goods)))
    return [Meant(words) for words in each if words is not None]


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
    by_words = _Words(connection, here, meant, is_open=holds_open(slot))
    for most in _steps():
        if there := by_words.there(most):
            ask = nearest_suppliers(filters, delivers=wanted.delivers, by=there.by)
            rows = ask.sort(
                connection, here.point, within_m=there.radius_m, **asked, **there.values
            )
            if len(rows) == here.limit or there.radius_m >= here.within_m:
                return rows
        radius_m = by_place.radius_of(
            connection, here.point, slot, count=most, within_m=here.within_m
        )
        radius_m = min(radius_m, here.within_m)
        rows = by_place.ask(connection, here.point, within_m=radius_m, window_m=radius_m, **asked)
        if len(rows) == here.limit or radius_m >= here.within_m:
            return rows
    raise AssertionError("the last step holds all there are")


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


def _steps() -> Iterator[int]:
    return (FIRST_STEP * STEP_GROWTH**step for step in count())


class _There(NamedTuple):
    """Where the index of words is asked: how far that holds, by how many words, parameters."""

    radius_m: float
    by: By
    values: dict[str, Any]


class _Words:
    """The words wanted around here, of who is open or of who is shut: the rarest first."""

    def __init__(
        self, connection: sa.Connection, here: Around, meant: Sequence[Meant], *, is_open: bool
    ) -> None:
        self._connection, self._here, self._is_open = connection, here, is_open
        self._widest = level_clear(here.point, here.within_m)
        most = FIRST_STEP * STEP_GROWTH
        counted = [Meant(one.words, self._count(one, self._widest, most)) for one in meant]
        self._meant = sorted(counted, key=lambda one: one.held)

    def there(self, most: int) -> _There | None:
        """As far around as about `most` have the rarest word; None where it is not worth a look."""
        if not self._meant:
            return None
        rarest, *others = self._meant
        if rarest.held <= FIRST_STEP:
            return self._at(self._widest, rarest)
        if most == FIRST_STEP:
            return None
        for other in others[:1]:
            level = self._level(other, BOTH_WORDS * most)
            if level is not None:
                return self._at(level, rarest, other)
        level = self._level(rarest, most)
        return None if level is None else self._at(level, rarest)

    def _at(self, level: int, *looked_up: Meant) -> _There:
        here = self._here
        values = around(here.point, level, is_open=self._is_open)
        values |= {f"meant{n}": one.words for n, one in enumerate(looked_up)}
        by = By.WORD if len(looked_up) == 1 else By.TWO_WORDS
        return _There(min(clear_m(here.point, level), here.within_m), by, values)

    def _level(self, rarest: Meant, most: int) -> int | None:
        """The widest level around that has at most `most` of the rarest word, if any has."""
        wide, narrow = self._widest, FINEST + 1
        while wide < narrow:
            level = (wide + narrow) // 2
            if self._count(rarest, level, most + 1) <= most:
                narrow = level
            else:
                wide = level + 1
        return narrow if narrow <= FINEST else None

    def _count(self, one: Meant, level: int, most: int) -> int:
        if not one.words:
            return 0
        there = around(self._here.point, level, is_open=self._is_open)
        return count_around(self._connection, there, one.words, most)
