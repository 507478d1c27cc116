"""The spatial index on SQLite: its R*Tree, and its own mathematics."""

import math
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.geo.points import EARTH_RADIUS_M, HALF_CIRCUMFERENCE_M, Box, Point, box_around
from connect.geo.question import Position, Question, behind

FIRST_WINDOW_M = 1_000.0
WINDOW_GROWTH = 4.0
FARTHEST_WINDOW_M = 100_000.0
SLOT_WIDTH = 360
REACH = ("west", "east", "south", "north")


class Backend:
    """Asks an R*Tree in windows of 1, 4, 16 … km, until the last row kept lies inside the window.

    Where rows have a reach, the tree holds it too: only circles that can hold the point are read,
    so that crowds of short reach cost nothing. Who comes from very far is then few, and read at
    once.
    """

    def __init__(self, question: Question) -> None:
        layer = question.layer
        self._has_reach = question.reach is not None
        tree = sa.table(
            f"{layer.name}_rtree",
            *(sa.column(name) for name in ("id", "x0", "x1", "y0", "y1", *REACH)),
        )
        source = tree.join(
            question.source if question.source is not None else layer, tree.c.id == layer.c.id
        )
        window = (
            tree.c.x1 >= sa.bindparam("west", type_=sa.Float),
            tree.c.x0 <= sa.bindparam("east", type_=sa.Float),
            tree.c.y1 >= sa.bindparam("south", type_=sa.Float),
            tree.c.y0 <= sa.bindparam("north", type_=sa.Float),
            # `+ 0` keeps the planner on the R*Tree: without it a plain index on slot may win.
            layer.c.slot + 0 == sa.bindparam("slot", type_=sa.Integer),
        )
        distance = _distance(layer.c.lat, layer.c.lon)
        reached = [distance <= sa.bindparam("within_m", type_=sa.Float)]
        if question.reach is not None:
            here_lon, here_lat = (
                sa.bindparam(name, type_=sa.Float) for name in ("point_lon", "point_lat")
            )
            reached += [
                tree.c.west <= here_lon,
                tree.c.east >= here_lon,
                tree.c.south <= here_lat,
                tree.c.north >= here_lat,
                distance <= question.reach,
            ]
        self._nearest = (
            sa.select(*question.columns, distance.label("distance_m"))
            .select_from(source)
            .where(*window, *reached, *question.where)
            .order_by(distance, question.key)
            .limit(sa.bindparam("limit", type_=sa.Integer))
        )
        self._nearest_after = self._nearest.where(behind(distance, question.key))
        self._inside = (
            sa.select(*question.columns, sa.null().label("distance_m"))
            .select_from(source)
            .where(
                *window,
                layer.c.lat.between(sa.bindparam("south"), sa.bindparam("north")),
                layer.c.lon.between(sa.bindparam("true_west"), sa.bindparam("true_east")),
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
        bound = HALF_CIRCUMFERENCE_M if within_m is None else within_m
        here = {
            "slot": slot,
            "limit": limit,
            "within_m": bound,
            "here_lat": math.radians(point.lat),
            "here_lon": math.radians(point.lon),
            "here_cos": math.cos(math.radians(point.lat)),
            **parameters,
        }
        if self._has_reach:
            here |= {"point_lat": point.lat, "point_lon": point.lon}
        statement, window = self._nearest, FIRST_WINDOW_M
        if after is not None:
            statement, window = self._nearest_after, max(window, after.distance_m)
            here |= {"after_m": after.distance_m, "after_key": after.key}
        while True:
            window = min(window, bound)
            box = box_around(point, window)
            rows = connection.execute(statement, here | _shifted(box, slot)).all()
            if len(rows) < limit:
                if window >= bound:
                    return rows
                window *= WINDOW_GROWTH
                if self._has_reach and window > FARTHEST_WINDOW_M:
                    window = bound
            elif window < rows[-1].distance_m:
                # The corners of the window held some of them: nearer ones may lie beside it, none
                # farther than the last of these.
                window = rows[-1].distance_m
            else:
                return rows

    def inside(
        self, connection: sa.Connection, box: Box, slot: int, *, limit: int, **parameters: Any
    ) -> Sequence[AnyRow]:
        """See `Nearest.inside`."""
        asked = {
            **parameters,
            "slot": slot,
            "limit": limit,
            "true_west": box.west,
            "true_east": box.east,
            **_shifted(box, slot),
        }
        return connection.execute(self._inside, asked).all()


def _shifted(box: Box, slot: int) -> dict[str, float]:
    shift = SLOT_WIDTH * slot
    return {
        "west": box.west + shift,
        "east": box.east + shift,
        "south": box.south,
        "north": box.north,
    }


def _distance(lat: sa.Column[float], lon: sa.Column[float]) -> sa.ColumnElement[float]:
    """The haversine formula of `points.distance_m`, term by term."""
    here_lat, here_lon, here_cos = (
        sa.bindparam(name, type_=sa.Float) for name in ("here_lat", "here_lon", "here_cos")
    )
    half_lat = sa.func.sin((sa.func.radians(lat) - here_lat) / 2)
    half_lon = sa.func.sin((sa.func.radians(lon) - here_lon) / 2)
    h = half_lat * half_lat + here_cos * sa.func.cos(sa.func.radians(lat)) * half_lon * half_lon
    root = sa.func.min(1.0, sa.func.sqrt(h, type_=sa.Float), type_=sa.Float)
    return sa.literal_column(str(2 * EARTH_RADIUS_M), sa.Float) * sa.func.asin(root, type_=sa.Float)
