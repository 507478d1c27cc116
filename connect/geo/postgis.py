"""The spatial index on PostgreSQL: PostGIS geography under GiST, through GeoAlchemy2."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geography, Geometry
from sqlalchemy import func

from connect.foundation.database import AnyRow
from connect.geo.points import HALF_CIRCUMFERENCE_M, Box, Point, distance_m
from connect.geo.question import Position, Question, behind, with_details

ON_THE_SPHERE = False  # `use_spheroid`: `<->` measures on the sphere, and so must all the rest


class Backend:
    """Asks a GiST index over `(slot, location)` in order of `<->`."""

    def __init__(self, question: Question) -> None:
        layer = question.layer
        location: sa.ColumnElement[Any] = sa.literal_column(
            f"{layer.name}.location", Geography("POINT", srid=4326)
        )
        here = func.ST_GeogFromText(sa.bindparam("here", type_=sa.String), type_=Geography)
        distance: sa.ColumnElement[float] = location.distance_centroid(here)
        slot = sa.bindparam("slot", type_=sa.Integer)
        in_slot = layer.c.slot == sa.cast(slot, sa.Integer)
        source = question.source if question.source is not None else layer
        where: list[sa.ColumnElement[bool]] = [in_slot, *question.where]
        if question.reach is not None:
            # The index drops whole branches of rows that do not come this far; the row's own
            # radius is checked behind it.
            reach: sa.ColumnElement[Any] = sa.literal_column(
                f"{layer.name}.reach", Geometry("POLYGON", srid=4326)
            )
            spot = func.ST_GeomFromEWKT(sa.bindparam("here"), type_=Geometry)
            where += [reach.intersects(spot), distance <= question.reach]
        # A bound the planner cannot see, as in a subquery: knowing the number it would estimate
        # the rows within, and rather sort those than walk the index.
        bound = sa.select(
            sa.cast(sa.bindparam("within_m", type_=sa.Float), sa.Float)
        ).scalar_subquery()
        within = distance <= bound
        near = func.ST_DWithin(location, here, bound, ON_THE_SPHERE)
        # Ties are taken whole and cut behind: a second sort key here would make the planner
        # sort everything within reach instead of walking the index.
        nearest = (
            sa.select(
                *(question.columns if question.details is None else (question.key,)),
                distance.label("distance_m"),
            )
            .select_from(source)
            .where(*where)
            .order_by(distance)
            .fetch(sa.bindparam("limit", type_=sa.Integer), with_ties=True)
        )
        # By whether the question has a bound, and whether it goes on behind a position.
        self._nearest = {
            (bounded, after): with_details(question, _without_ties(question, asked))
            for bounded, after, asked in (
                (False, False, nearest),
                (False, True, nearest.where(behind(distance, question.key))),
                (True, False, nearest.where(near, within)),
                (True, True, nearest.where(near, within, behind(distance, question.key))),
            )
        }
        self._inside = (
            sa.select(*question.columns, sa.null().label("distance_m"))
            .select_from(source)
            .where(
                in_slot,
                near,
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
        **parameters: Any,
    ) -> Sequence[AnyRow]:
        """See `Nearest.ask`."""
        asked = {"here": _ewkt(point), "slot": slot, "limit": limit, **parameters}
        if within_m is not None:
            asked["within_m"] = within_m
        if after is not None:
            asked |= {"after_m": after.distance_m, "after_key": after.key}
        statement = self._nearest[within_m is not None, after is not None]
        return connection.execute(statement, asked).all()

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


def _without_ties(question: Question, nearest: sa.Select[Any]) -> sa.Select[Any]:
    ties = nearest.subquery("ties")
    return (
        sa.select(ties)
        .order_by(ties.c.distance_m, ties.c[question.key.name])
        .limit(sa.bindparam("limit", type_=sa.Integer))
    )


def _half_diagonal(box: Box, centre: Point) -> float:
    """Metres from the centre to the farthest corner of the box, with a little to spare."""
    if box.east - box.west > 180:
        return HALF_CIRCUMFERENCE_M
    corners = (Point(lat, box.east) for lat in (box.south, box.north))
    return max(distance_m(centre, corner) for corner in corners) * 1.001 + 1


def _ewkt(point: Point) -> str:
    return f"SRID=4326;POINT({point.lon!r} {point.lat!r})"
