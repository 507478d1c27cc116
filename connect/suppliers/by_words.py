"""Who has the words that are typed, as far as the index of words tells it: around a place.

Of those who have the rarest word around here, and by their signature the others.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.geo import (
    FINEST,
    HALF_CELL_M,
    Point,
    Position,
    cell_centre,
    clear_m,
    distance_m,
    level_clear,
)
from connect.responders import ANYTHING, Signature, holds_open, signature, signature_of_slot
from connect.suppliers.word_index import around, count_around, masked, texts_around

# Twice as far around are four times as many.
A_LEVEL_WIDER = 4
# One in so many has by chance a signature that looks as if it had a word.
ONE_BY_CHANCE = 100
# Where more are told, other conditions leave them out one by one: then places are as good a way.
MOST_TOLD = 20_000


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


class There(NamedTuple):
    """Whom the index of words tells within some metres, the nearest first.

    Each is a text, with the metres that it is away at least.
    """

    radius_m: float
    texts: list[tuple[float, int]]


class Words:
    """The words wanted around here, of those of a slot."""

    def __init__(
        self, connection: sa.Connection, here: Around, meant: Sequence[Meant], slot: int
    ) -> None:
        self._connection, self._here, self._meant = connection, here, meant
        self._is_open, self._has = holds_open(slot), signature_of_slot(slot)
        self._widest = level_clear(here.point, here.within_m)

    def there(self, most: int, enough: float) -> There | None:
        """As far around as about `most` have the rarest word; so far that `enough` have the others.

        None where even here more have it, or too many to tell.
        """
        if not self._meant:
            return None
        level, rarest = FINEST + 1, self._meant[0]
        for one in self._meant:
            having = self._counts(one.words, most)
            if one is rarest or having(level) <= most:
                rarest, level = one, self._widest_level(having, most, level, one.level)
                one.level = level
        signatures = self._beside(rarest)
        texts = self._texts(rarest.words, min(most * A_LEVEL_WIDER, MOST_TOLD), signatures)
        wider = self._so_far_that(enough, texts, most, level) if signatures else None
        return wider or self._near(texts(level), level)

    def _beside(self, rarest: Meant) -> list[Signature]:
        """What is to be in the signature of who has the rarest word: goods, and other words."""
        others = sorted((one.words for one in self._meant if one is not rarest), key=len)
        goods = [] if self._has == ANYTHING else [self._has]
        return goods + [signature(words) for words in others]

    def _counts(self, words: list[str], most: int) -> Callable[[int], int]:
        """How many have one of these words around here, by the level: up to one more than most."""

        @cache
        def count(level: int) -> int:
            if not words or level > FINEST:
                return 0
            return count_around(self._connection, self._around(words, level), most + 1)

        return count

    def _texts(
        self, words: list[str], most: int, signatures: Sequence[Signature]
    ) -> Callable[[int], Sequence[AnyRow] | None]:
        """Who they are, if their signature has these, too; None where they are more than most."""
        masks = masked(signatures) if signatures else {}

        def texts(level: int) -> Sequence[AnyRow] | None:
            if not words or level > FINEST:
                return () if level <= FINEST else None
            asked = self._around(words, level) | masks
            rows = texts_around(self._connection, asked, most + 1, signed=bool(signatures))
            return rows if len(rows) <= most else None

        return texts

    def _around(self, words: list[str], level: int) -> dict[str, Any]:
        return around(self._here.point, level, is_open=self._is_open) | {"meant": words}

    def _near(self, texts: Sequence[AnyRow] | None, level: int) -> There | None:
        """Of these around, who is as near as that holds for sure, and behind the page before.

        A text is somewhere in its cell.
        """
        if texts is None:
            return None
        point, after = self._here.point, self._here.after
        radius_m = min(clear_m(point, level), self._here.within_m)
        behind_m = after.distance_m - 2 * HALF_CELL_M if after else -math.inf
        away = (
            (distance_m(point, cell_centre(cell)) - HALF_CELL_M, text_id)
            for text_id, cell in set(texts)  # who has two of the words stands there twice
        )
        return There(radius_m, sorted(one for one in away if behind_m <= one[0] <= radius_m))

    def _so_far_that(
        self, enough: float, texts: Callable[[int], Sequence[AnyRow] | None], most: int, fits: int
    ) -> There | None:
        """Farther than at a level that fits: until it is enough, or more than can be told.

        How far that is, is guessed from how many there are. Where there are no more than may be by
        chance, it is looked at the very end whether anybody is.
        """
        found: There | None = None
        too_wide, wider = self._widest - 1, fits - 1
        while fits - too_wide > 1:
            rows = texts(wider)
            if rows is None:
                too_wide = wider
            else:
                fits, found = wider, self._near(rows, wider)
                if found and len(found.texts) >= enough:
                    break
                seldom = len(rows) <= most // ONE_BY_CHANCE or enough == math.inf
                farther = FINEST if seldom else int(math.log(most / len(rows), A_LEVEL_WIDER))
                wider = max(self._widest, fits - max(farther, 1))
            if wider <= too_wide:
                wider = (fits + too_wide) // 2
        return found

    def _widest_level(self, counts: Callable[[int], int], most: int, fits: int, level: int) -> int:
        """The widest level around with at most `most`; `fits` has no more.

        It is looked for from `level` on, in growing steps.
        """
        too_wide, step = self._widest - 1, 1
        while fits - too_wide > 1:
            level = min(max(level, too_wide + 1), fits - 1)
            if counts(level) <= most:
                fits, level = level, level - step
            else:
                too_wide, level = level, level + step
            step *= 2
        return fits
