"""What has changed, for all who look: read from rows that are written anyway.

Nothing is written so that somebody hears of it. The log of acts, the notices and the messages say
what happened; each is a source, and one look at each tells it for every page that is open.
"""

import time
from collections.abc import Collection, Hashable, Sequence
from typing import Any, NamedTuple, Protocol

import sqlalchemy as sa

# For as long a row may come late: its place was taken when it was made, and is seen when its
# transaction ends. On PostgreSQL these end in any order.
LATE_S = 20.0
MOST_AT_ONCE = 10_000


class Happened(NamedTuple):
    """A row of a source: its place, by which a source is read, its key, and what it is about."""

    place: Any
    key: Hashable
    about: Any


class Source(Protocol):
    """A table that tells of changes. Every read is indexed, and of few rows."""

    def start(self, connection: sa.Connection) -> Any:
        """A place shortly before the newest row."""

    def behind(self, connection: sa.Connection, place: Any, limit: int) -> Sequence[Happened]:
        """The rows behind a place, in the order of their places."""

    def topics(self, connection: sa.Connection, about: Sequence[Any]) -> set[str]:
        """Who is to hear of these rows."""

    def version(self, connection: sa.Connection, topics: Collection[str]) -> Hashable:
        """What changes when one of these topics does; topics of other sources are left alone."""


class Feed:
    """One reader of all sources."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._readers = [_Reader(source) for source in sources]
        self._found: set[str] = set()

    def read(self, connection: sa.Connection) -> set[str]:
        """The topics of what has been committed since the last call; the first one tells none.

        Where one source cannot be read, what the others found is told by the next call.
        """
        for reader in self._readers:
            self._found |= reader.read(connection)
        found, self._found = self._found, set()
        return found


class _Reader:
    """Reads one source from a place twenty seconds back, and passes over what it has seen."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._place: Any = None
        self._seen: dict[Hashable, tuple[float, Any]] = {}

    def read(self, connection: sa.Connection) -> set[str]:
        """The topics of the rows that are new: they stay so until all reads have gone through."""
        first = self._place is None
        place = self._source.start(connection) if first else self._place
        rows = self._source.behind(connection, place, MOST_AT_ONCE)
        new = [row for row in rows if row.key not in self._seen]
        topics = set() if first else self._source.topics(connection, [row.about for row in new])
        now = time.monotonic()
        self._place = place
        self._seen.update((row.key, (now, row.place)) for row in new)
        self._move_on(rows, now)
        return topics

    def _move_on(self, rows: Sequence[Happened], now: float) -> None:
        for key, (seen_at, place) in list(self._seen.items()):
            if now - seen_at <= LATE_S:
                break
            del self._seen[key]
            self._place = max(self._place, place)
        if len(rows) == MOST_AT_ONCE:  # a flood, as of an import: on to its end
            self._place = max(self._place, rows[-1].place)
