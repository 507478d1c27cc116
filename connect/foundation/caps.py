"""How much of something there may be in an hour or a day, counted in the database.

Counts in memory vanish with a restart, and each process has its own. These are rows: one for what
is counted, for whom (a keyed hash, never a number or an address in clear), and in which window of
the clock. At the edge between two windows twice as much can pass in a short while, never more.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import (
    Model,
    UtcDateTime,
    changed,
    db,
    reading,
    table_of,
    transaction,
)
from connect.foundation.prepared import Among, Prepared
from connect.foundation.security import keyed_hash

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class CapCount(Model):
    """How many there were of something in one window, for one whom only the key could name."""

    __tablename__ = "cap_count"

    whose: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    begins_at: Mapped[datetime] = mapped_column(primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
    number: Mapped[int]


_counts = table_of(CapCount)
# Asked before each code, by whoever asks for ten thousand too.
_RUNNING = Prepared(
    sa.select(_counts.c.name, _counts.c.whose, _counts.c.number).where(
        Among(_counts.c.whose, "whose"),
        _counts.c.begins_at <= sa.bindparam("now", type_=UtcDateTime),
        _counts.c.ends_at > sa.bindparam("now", type_=UtcDateTime),
    )
)


class Cap(NamedTuple):
    """At most so many (one at least) in each window of this length."""

    name: str
    most: int
    every: timedelta

    def begins(self, now: datetime) -> datetime:
        """When the window of a moment began."""
        return now - (now - _BEGINNING) % self.every

    def left_s(self, now: datetime) -> int:
        """Seconds until the next window, one at least."""
        return max(1, round((self.begins(now) + self.every - now).total_seconds()))


Taken = tuple[Cap, str]


def take(taken: Iterable[Taken]) -> Cap | None:
    """Counts one more for each, inside a transaction; the first cap that was full, else None.

    Whoever is refused raises, so that the transaction takes back what was counted before. Of those
    who count at the same moment each waits for the other's end: never more than the cap pass. All
    callers name their caps in one order, else two would wait in a circle.
    """
    now = utcnow()
    return next((cap for cap, whose in taken if not _count(cap, whose, now, cap.most)), None)


def full(taken: Iterable[Taken]) -> Cap | None:
    """As `take`, but only looks: for who would otherwise do work that is thrown away."""
    now, wanted = utcnow(), [(cap, _hash(whose)) for cap, whose in taken]
    with reading() as connection:
        asked = {"whose": [whose for _cap, whose in wanted], "now": now}
        rows = _RUNNING.rows(connection, asked)
        counted = {(name, whose): number for name, whose, number in rows}
    return next(
        (cap for cap, whose in wanted if counted.get((cap.name, whose), 0) >= cap.most), None
    )


def fill(cap: Cap, whose: str, until: datetime) -> None:
    """Full for this one until then, inside a transaction; a moment that is past lets go."""
    now = utcnow()
    changed(
        sa.delete(CapCount).where(CapCount.name == cap.name, CapCount.whose == _hash(whose)),
    )
    if until > now:
        told = {"whose": _hash(whose), "name": cap.name, "number": cap.most}
        db.session.add(CapCount(**told, begins_at=now, ends_at=until))


def count(name: str, every: timedelta) -> None:
    """Counts one more of what has no cap, inside a transaction."""
    _count(Cap(name, 0, every), "", utcnow(), None)


def counted(name: str, since: datetime, until: datetime) -> int:
    """How many were counted in the windows that lie between two moments."""
    found = db.session.scalar(
        sa.select(sa.func.sum(CapCount.number)).where(
            CapCount.name == name, CapCount.begins_at >= since, CapCount.ends_at <= until
        )
    )
    return int(found or 0)


def forget_old_counts(now: datetime) -> int:
    """Removes windows that are over and nobody asks about any more; how many."""
    with transaction():
        return changed(sa.delete(CapCount).where(CapCount.ends_at < now - 2 * HOUR))


def _count(cap: Cap, whose: str, now: datetime, most: int | None) -> bool:
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    begins = cap.begins(now)
    one = dialect.insert(_counts).values(
        name=cap.name, whose=_hash(whose), begins_at=begins, ends_at=begins + cap.every, number=1
    )
    more = one.on_conflict_do_update(
        index_elements=[_counts.c.whose, _counts.c.name, _counts.c.begins_at],
        set_={"number": _counts.c.number + 1},
        where=None if most is None else _counts.c.number < most,
    )
    return db.session.execute(more.returning(_counts.c.number)).one_or_none() is not None


def _hash(whose: str) -> str:
    return keyed_hash("cap", whose) if whose else ""
