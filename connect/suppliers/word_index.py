"""Words that are typed, and the index of words: who has a word around here.

Each typed word finds the words that begin so; a number, a single letter, or the mark of a category
only itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from connect.foundation.database import AnyRow, table_of
from connect.foundation.prepared import Among, Prepared
from connect.foundation.text import fold
from connect.geo import RANGES, Point, ranges_around
from connect.responders import ANYTHING, LONGEST_WORD, SIGNS, Signature, SupplierWord

MOST_TYPED = 8
# Different words that begin like a typed one: shops with one of more than these are everywhere.
MOST_MEANT = 300
BEHIND_LETTERS = "{"
_NOWHERE = (1, 0)
# So many things more are asked of a signature: goods, or another word.
MOST_MASKS = 2
_ZERO = sa.literal_column("0", sa.BigInteger)

_word = table_of(SupplierWord)


def typed_words(text: str) -> tuple[str, ...]:
    """The different words of a text as people type it, folded; at most `MOST_TYPED`."""
    return tuple(dict.fromkeys(fold(text).split()))[:MOST_TYPED]


def pattern(typed: str) -> str:
    """What a text with a space around each word is LIKE, where it has the typed word."""
    return f"% {typed} %" if _means_itself(typed) else f"% {typed}%"


def _means_itself(typed: str) -> bool:
    return len(typed) == 1 or not typed[0].isalpha()


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


def _hits(*, signed: bool) -> sa.CompoundSelect[tuple[int, int]]:
    """The texts that have a word, around a place (parameters of `around`, and `meant`).

    With `signed`, only those whose signature has what the masks ask for (parameters of `masked`).
    """
    masks = [
        _word.c[name].op("&")(sa.bindparam(f"{name}{number}", type_=sa.BigInteger)) != _ZERO
        for number in range(MOST_MASKS if signed else 0)
        for name in SIGNS
    ]
    return sa.union_all(
        *(
            sa.select(_word.c.text_id, _word.c.cell).where(
                Among(_word.c.word, "meant"),
                _word.c.is_open == sa.bindparam("is_open", type_=sa.Boolean),
                _word.c.cell.between(_hidden(f"first{number}"), _hidden(f"last{number}")),
                *masks,
            )
            for number in range(RANGES)
        )
    )


def _hidden(name: str) -> sa.ScalarSelect[int]:
    # In a subquery: knowing the number, PostgreSQL takes a word that is common far away for common
    # here, and reads the table until it has met enough.
    return sa.select(sa.bindparam(name, type_=sa.BigInteger)).scalar_subquery()


def around(point: Point, level: int, *, is_open: bool) -> dict[str, Any]:
    """Parameters of a look: the cell of a level and its neighbours, who is open or who is shut."""
    ranges = ranges_around(point, level)
    ranges += [_NOWHERE] * (RANGES - len(ranges))
    asked: dict[str, Any] = {"is_open": is_open}
    for number, (first, last) in enumerate(ranges):
        asked |= {f"first{number}": first, f"last{number}": last}
    return asked


def masked(signatures: Sequence[Signature]) -> dict[str, int]:
    """Parameters of a look: a text has something of each of these signatures, of the first few."""
    few = [*signatures, *[ANYTHING] * MOST_MASKS][:MOST_MASKS]
    return {
        f"{name}{number}": bits
        for number, mask in enumerate(few)
        for name, bits in zip(SIGNS, mask, strict=True)
    }


_LIMIT = sa.bindparam("limit", type_=sa.Integer)
_HITS = {signed: Prepared(_hits(signed=signed).limit(_LIMIT)) for signed in (False, True)}
_COUNT = Prepared(
    sa.select(sa.func.count().label("held")).select_from(
        _hits(signed=False).limit(_LIMIT).subquery()
    )
)


def count_around(connection: sa.Connection, asked: Mapping[str, Any], limit: int) -> int:
    """How often shops around a place have one of the words, counted up to `limit`.

    `asked`: parameters of `around`, and `meant`.
    """
    held: int = _COUNT.rows(connection, {**asked, "limit": limit})[0].held
    return held


def texts_around(
    connection: sa.Connection, asked: Mapping[str, Any], limit: int, *, signed: bool
) -> Sequence[AnyRow]:
    """The same, up to `limit` of them: `text_id` and `cell`, twice who has two of the words.

    With `signed`, only those whose signature has what the masks ask for (parameters of `masked`).
    """
    return _HITS[signed].rows(connection, {**asked, "limit": limit})
