"""The spatial index, one small interface over two databases.

A layer is a table whose rows carry `id`, `slot`, `lat` and `lon`. A slot is a compartment of the
layer (a category, say): a question is always asked within one slot. Rows are put and removed by
plain INSERT and DELETE; the database itself keeps the index beside the table (see
`docs/adr/0003-one-spatial-index-two-databases.md`):

* SQLite: an R*Tree `<layer>_rtree` kept by triggers, with `x = lon + 360 * (slot % 32)` and
  `y = lat + 180 * (slot / 32)`, so that slots lie like maps on a table. `rtree.py` asks it in
  growing windows.
* PostgreSQL: a generated column `location geography` under a GiST index over `(slot, location)`.
  `postgis.py` asks it by `<->`.

Where rows have a radius of their own, the index also holds the box around each row's circle (more
coordinates of the R*Tree; a generated column `reach`): only who comes this far is read.

Both measure on the same sphere and give the same rows in the same order.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.geo import postgis, rtree
from connect.geo.points import Box, Point
from connect.geo.question import Position, Question


class _Backend(Protocol):
    def nearest(
        self,
        connection: sa.Connection,
        point: Point,
        slot: int,
        *,
        limit: int,
        within_m: float | None,
        after: Position | None,
        window_m: float | None,
        **parameters: Any,
    ) -> Sequence[AnyRow]: ...

    def sort(
        self,
        connection: sa.Connection,
        point: Point,
        slot: int,
        *,
        limit: int,
        within_m: float,
        after: Position | None,
        **parameters: Any,
    ) -> Sequence[AnyRow]: ...

    def radius_of(
        self, connection: sa.Connection, point: Point, slot: int, *, count: int, within_m: float
    ) -> float: ...

    def inside(
        self, connection: sa.Connection, box: Box, slot: int, *, limit: int, **parameters: Any
    ) -> Sequence[AnyRow]: ...


class Nearest:
    """Rows of a layer by great-circle distance from a point; ties by the key."""

    def __init__(self, question: Question) -> None:
        self._backends: dict[str, _Backend] = {
            "sqlite": rtree.Backend(question),
            "postgresql": postgis.Backend(question),
        }

    def ask(
        self,
        connection: sa.Connection,
        point: Point,
        slot: int,
        *,
        limit: int,
        within_m: float | None = None,
        after: Position | None = None,
        window_m: float | None = None,
        **parameters: Any,
    ) -> Sequence[AnyRow]:
        """The `limit` nearest rows of `slot`, none farther than `within_m` metres.

        With `after`, the answer goes on behind that position: the next page. `window_m` is for who
        knows how far the answer will reach: SQLite looks there at once.
        """
        return self._backends[connection.dialect.name].nearest(
            connection,
            point,
            slot,
            limit=limit,
            within_m=within_m,
            after=after,
            window_m=window_m,
            **parameters,
        )

    def sort(
        self,
        connection: sa.Connection,
        point: Point,
        slot: int,
        *,
        limit: int,
        within_m: float,
        after: Position | None = None,
        **parameters: Any,
    ) -> Sequence[AnyRow]:
        """What `ask` gives, where `where` leaves few rows by an index of its own: they are sorted.

        The spatial index is not walked.
        """
        return self._backends[connection.dialect.name].sort(
            connection, point, slot, limit=limit, within_m=within_m, after=after, **parameters
        )

    def radius_of(
        self, connection: sa.Connection, point: Point, slot: int, *, count: int, within_m: float
    ) -> float:
        """Metres around the point that hold about `count` rows of the slot, whatever they are.

        At most `within_m`: so many where there are fewer.
        """
        return self._backends[connection.dialect.name].radius_of(
            connection, point, slot, count=count, within_m=within_m
        )

    def inside(
        self, connection: sa.Connection, box: Box, slot: int, *, limit: int, **parameters: Any
    ) -> Sequence[AnyRow]:
        """At most `limit` rows of `slot` within `box`, by the key; `distance_m` is null."""
        return self._backends[connection.dialect.name].inside(
            connection, box, slot, limit=limit, **parameters
        )
