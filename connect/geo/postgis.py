"""The spatial index on PostgreSQL: PostGIS geography under GiST, through GeoAlchemy2."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geography, Geometry
from sqlalchemy import func

from connect.foundation.database import AnyRow
from connect.foundation.prepared import Prepared
from connect.geo.points import HALF_CIRCUMFERENCE_M, Box, Point, distance_m
from connect.geo.question import Position, Question, behind, position_values

ON_THE_SPHERE = False  # `use_spheroid`: `<->` measures on the sphere, and so must all the rest
MOST_PREPARED = 1024  # by slot and limit; a connection itself keeps the hundred that it heard last


class Backend:
    """Asks a GiST index over `(slot, location)`, or one for a slot alone, in order of `<->`."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._location: sa.ColumnElement[Any] = sa.literal_column(
            f"{question.layer.name}.location", Geography("POINT", srid=4326)
        )
        self._source = question.source if question.source is not None else question.layer
        # Read once, in a subquery: a plan that is kept would read the text again for each row.
        self._here = sa.select(
            func.ST_GeogFromText(sa.bindparam("here", type_=sa.String)).label("here")
        ).scalar_subquery()
        # A bound the planner cannot see, as in a subquery: knowing the number it would estimate
        # the rows within, and rather sort those than walk the index.
        bound = sa.select(
            sa.cast(sa.bindparam("within_m", type_=sa.Float), sa.Float)
        ).scalar_subquery()
        self._distance: sa.ColumnElement[float] = self._location.distance_centroid(self._here)
        self._within = self._distance <= bound
        self._near = func.ST_DWithin(self._location, self._here, bound, ON_THE_SPHERE)
        self._nearest = lru_cache(maxsize=MOST_PREPARED)(self._prepare)
        self._nth = lru_cache(maxsize=MOST_PREPARED)(self._prepare_nth)
        self._sorted = {after: Prepared(self._few(after=after)) for after in (False, True)}
        self._inside = self._rows_inside()

    def _prepare(self, slot: int, limit: int, *, bounded: bool, after: bool) -> Prepared:
        """The statement of one slot, as a number: so the planner sees which index holds it.

        It keeps its plan where the limit is a number too. With conditions of their own, rows may
        be few or many around different places: those are planned anew each time, by a limit that
        it cannot see.
        """
        question = self._question
        always_alike = question.reach is None and question.source is None
        most = _number(limit) if always_alike else sa.bindparam("limit", limit, sa.Integer)
        where = [question.layer.c.slot == _number(slot), *question.where]
        where += self._in_reach()
        if bounded:
            where += [self._near, self._within]
        if after:
            where.append(behind(self._distance, question.key))
        # Ties are taken whole and cut behind: a second sort key here would make the planner
        # sort everything within reach instead of walking the index.
        ties = (
            sa.select(*question.columns, self._distance.label("distance_m"))
            .select_from(self._source)
            .where(*where)
            .order_by(self._distance)
            .fetch(most, with_ties=True)
            .subquery("ties")
        )
        nearest = sa.select(ties).order_by(ties.c.distance_m, ties.c[question.key.name]).limit(most)
        return Prepared(nearest)

    def _in_reach(self) -> list[sa.ColumnElement[bool]]:
        question = self._question
        if question.reach is None:
            return []
        # The index drops whole branches of rows that do not come this far; the row's own radius is
        # checked behind it.
        reach: sa.ColumnElement[Any] = sa.literal_column(
            f"{question.layer.name}.reach", Geometry("POLYGON", srid=4326)
        )
        spot = func.ST_GeomFromEWKT(sa.bindparam("here"), type_=Geometry)
        return [reach.intersects(spot), self._distance <= question.reach]

    def _prepare_nth(self, slot: int, count: int) -> Prepared:
        layer = self._question.layer
        return Prepared(
            sa.select(self._distance.label("distance_m"))
            .select_from(layer)
            .where(layer.c.slot == _number(slot), *self._in_reach(), self._near)
            .order_by(self._distance)
            .offset(_number(count - 1))
            .limit(_number(1))
        )

    def _few(self, *, after: bool) -> sa.Select[Any]:
        question = self._question
        asked = (
            sa.select(*question.columns, self._distance.label("distance_m"))
            .select_from(self._source)
            .where(
                question.layer.c.slot == sa.bindparam("slot", type_=sa.Integer),
                self._within,
                *([self._distance <= question.reach] if question.reach is not None else ()),
                *question.where,
            )
            # A sum is in no index: so the planner does not walk one by distance, past them all.
            .order_by(self._distance + _number(0), question.key)
            .limit(sa.bindparam("limit", type_=sa.Integer))
        )
        return asked.where(behind(self._distance, question.key)) if after else asked

    def _rows_inside(self) -> sa.Select[Any]:
        question = self._question
        layer = question.layer
        return (
            sa.select(*question.columns, sa.null().label("distance_m"))
            .select_from(self._source)
            .where(
                layer.c.slot == sa.bindparam("slot", type_=sa.Integer),
                self._near,
                layer.c.lat.between(sa.bindparam("south"), sa.bindparam("north")),
                layer.c.lon.between(sa.bindparam("west"), sa.bindparam("east")),
                *question.where,
            )
            .order_by(question.key)
            .limit(sa.bindparam("limit", type_=sa.Integer))
        )

    def nearest(
        self,
        connection: sa.Connection,
        point: Point,
        slot: int,
        *,
        limit: int,
        within_m: float | None,
        after: Position | None,
        window_m: float | None,  # `<->` needs none
        **parameters: Any,
    ) -> Sequence[AnyRow]:
        """See `Nearest.ask`."""
        asked = {"here": _ewkt(point), **parameters, **position_values(after)}
        if within_m is not None:
            asked["within_m"] = within_m
        statement = self._nearest(
            slot, limit, bounded=within_m is not None, after=after is not None
        )
        return statement.rows(connection, asked)

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
    ) -> Sequence[AnyRow]:
        """See `Nearest.sort`."""
        asked = {"here": _ewkt(point), "slot": slot, "limit": limit, "within_m": within_m}
        asked |= parameters | position_values(after)
        return self._sorted[after is not None].rows(connection, asked)

    def radius_of(
        self, connection: sa.Connection, point: Point, slot: int, *, count: int, within_m: float
    ) -> float:
        """See `Nearest.radius_of`."""
        asked = {"here": _ewkt(point), "within_m": within_m}
        rows = self._nth(slot, count).rows(connection, asked)
        return min(rows[0].distance_m, within_m) if rows else within_m

    def inside(
        self, connection: sa.Connection, box: Box, slot: int, *, limit: int, **parameters: Any
    ) -> Sequence[AnyRow]:
        """See `Nearest.inside`."""
        centre = Point((box.south + box.north) / 2, (box.west + box.east) / 2)
        asked = {
            **parameters,
            **box._asdict(),
            "here": _ewkt(centre),
            "within_m": _half_diagonal(box, centre),
            "slot": slot,
            "limit": limit,
        }
        return connection.execute(self._inside, asked).all()


def _number(number: int) -> sa.ColumnElement[int]:
    return sa.literal_column(str(int(number)), sa.Integer)


def _half_diagonal(box: Box, centre: Point) -> float:
    """Metres from the centre to the farthest corner of the box, with a little to spare."""
    if box.east - box.west > 180:
        return HALF_CIRCUMFERENCE_M
    corners = (Point(lat, box.east) for lat in (box.south, box.north))
    return max(distance_m(centre, corner) for corner in corners) * 1.001 + 1


def _ewkt(point: Point) -> str:
    return f"SRID=4326;POINT({point.lon!r} {point.lat!r})"
