"""Words that are typed, and the index of words: who has a word around here.

Each typed word finds the words that begin so; a number, or a single letter, only itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from connect.foundation.database import table_of
from connect.foundation.prepared import Among, Prepared
from connect.foundation.text import fold
from connect.geo import RANGES, Point, ranges_around
from connect.responders import LONGEST_WORD, SupplierWord

MOST_TYPED = 8
# Different words that begin like a typed one: shops with one of more than these are everywhere.
MOST_MEANT = 300
BEHIND_LETTERS = "{"
_NOWHERE = (1, 0)

_word = table_of(SupplierWord)
_other = _word.alias("other")


def typed_words(text: str) -> tuple[str, ...]:
    """The different words of a text as people type it, folded; at most `MOST_TYPED`."""
    return tuple(dict.fromkeys(fold(text).split()))[:MOST_TYPED]


def pattern(typed: str) -> str:
    """What a text with a space around each word is LIKE, where it has the typed word."""
    return f"% {typed} %" if _means_itself(typed) else f"% {typed}%"


def _means_itself(typed: str) -> bool:
    return len(typed) == 1 or typed[0].isdigit()


def _least(*where: sa.ColumnElement[bool]) -> sa.ScalarSelect[str]:
    end = sa.bindparam("end", type_=sa.String)
    return sa.select(sa.func.min(_word.c.word)).where(_word.c.word < end, *where).scalar_subquery()


def _beginning_alike() -> Prepared:
    start = sa.bindparam("start", type_=sa.String)
    alike = sa.select(_least(_word.c.word >= start).label("word")).cte("alike", recursive=True)
    # One look for each different word, however many shops have it.
    alike = alike.union_all(
        sa.select(_least(_word.c.word > alike.c.word)).where(alike.c.word.is_not(None))
    )
    return Prepared(
        sa.select(alike.c.word)
        .where(alike.c.word.is_not(None))
        .limit(sa.bindparam("limit", type_=sa.Integer))
    )


_BEGINNING_ALIKE = _beginning_alike()


def words_meant(connection: sa.Connection, typed: str) -> list[str] | None:
    """The words in texts that a typed word finds; None where they are very many."""
    typed = typed[:LONGEST_WORD]
    if _means_itself(typed):
        return [typed]
    asked = {"start": typed, "end": typed + BEHIND_LETTERS, "limit": MOST_MEANT + 1}
    meant = [row.word for row in _BEGINNING_ALIKE.rows(connection, asked)]
    return meant if len(meant) <= MOST_MEANT else None


def hits(*, beside: bool = False) -> sa.CompoundSelect[tuple[int]]:
    """Ids of the texts that have a word, around a place (parameters: `around`, `meant0`).

    With `beside`, of those that have another, too (parameter `meant1`): by this index alone.
    """
    has: list[sa.ColumnElement[bool]] = [Among(_word.c.word, "meant0")]
    if beside:
        same = (_other.c[name] == _word.c[name] for name in ("is_open", "cell", "text_id"))
        # One look for each: as EXISTS, PostgreSQL would rather read all who have the other word.
        look = sa.select(_other.c.text_id).where(Among(_other.c.word, "meant1"), *same).limit(1)
        has.append(look.scalar_subquery().is_not(None))
    return sa.union_all(
        *(
            sa.select(_word.c.text_id).where(
                *has,
                _word.c.is_open == sa.bindparam("is_open", type_=sa.Boolean),
                _word.c.cell.between(_hidden(f"first{number}"), _hidden(f"last{number}")),
            )
            for number in range(RANGES)
        )
    )


def _hidden(name: str) -> sa.ScalarSelect[int]:
    # In a subquery: knowing the number, PostgreSQL takes a word that is common far away for common
    # here, and reads the table until it has met enough.
    return sa.select(sa.bindparam(name, type_=sa.BigInteger)).scalar_subquery()


def around(point: Point, level: int, *, is_open: bool) -> dict[str, Any]:
    """The parameters of `hits`: the cell of a level and its neighbours, who is open or who is shut.

    Beside these, `meant0` and `meant1` are the words.
    """
    ranges = ranges_around(point, level)
    ranges += [_NOWHERE] * (RANGES - len(ranges))
    asked: dict[str, Any] = {"is_open": is_open}
    for number, (first, last) in enumerate(ranges):
        asked |= {f"first{number}": first, f"last{number}": last}
    return asked


_COUNT = Prepared(
    sa.select(sa.func.count().label("held")).select_from(
        hits().limit(sa.bindparam("limit", type_=sa.Integer)).subquery("held")
    )
)


def count_around(
    connection: sa.Connection, there: Mapping[str, Any], meant: Sequence[str], limit: int
) -> int:
    """How many shops have one of these words there (`around`), counted up to `limit`."""
    asked = {**there, "meant0": meant, "limit": limit}
    held: int = _COUNT.rows(connection, asked)[0].held
    return held
