"""The spatial index on SQLite: its R*Tree, and its own mathematics."""

import math
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from connect.foundation.database import AnyRow
from connect.foundation.prepared import Prepared
from connect.geo.points import (
    EARTH_RADIUS_M,
    HALF_CIRCUMFERENCE_M,
    METRES_PER_DEGREE,
    Box,
    Point,
    box_around,
)
from connect.geo.question import Position, Question, behind, position_values
from connect.geo.windows import WINDOW_GROWTH, Windows

# Windows that held enough, by neighbourhood: about a kilometre. They are a guess, too.
NEIGHBOURHOODS_A_DEGREE, MOST_NEIGHBOURHOODS, ROOM = 100, 10_000, 1.2
# Slots lie side by side as maps on a table, so many in a row: its numbers are 32-bit, and far from
# zero they are coarse.
MAPS_IN_A_ROW, MAP_WIDTH, MAP_HEIGHT = 32, 360, 180
REACH = ("west", "east", "south", "north")


class Backend:
    """Asks an R*Tree in a window with enough rows, and again when nearer ones may be beside it.

    Where rows have a reach, the tree holds it too: only circles that can hold the point are read,
    so that a crowd of short reach costs nothing.
    """

    def __init__(self, question: Question) -> None:
        layer = question.layer
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
        self._windows = Windows(f"{layer.name}_rtree", with_reach=question.reach is not None)
        self._held: dict[tuple[int, ...], float] = {}
        distance = _distance(layer.c.lat, layer.c.lon)
        within = distance <= sa.bindparam("within_m", type_=sa.Float)
        reached: list[sa.ColumnElement[bool]] = []
        if question.reach is not None:
            lat, lon = (sa.bindparam(name, type_=sa.Float) for name in ("lat", "lon"))
            reached += [
                tree.c.west <= lon,
                tree.c.east >= lon,
                tree.c.south <= lat,
                tree.c.north >= lat,
                distance <= question.reach,
            ]
        # By its label, so that it is not computed again for the order.
        labelled = distance.label("distance_m")
        self._sorted = {
            after: Prepared(asked.order_by(labelled, question.key).limit(_limit()))
            for after, asked in self._few(question, labelled, within).items()
        }
        nearest = (
            sa.select(*question.columns, labelled)
            .select_from(source)
            .where(*window, *reached, *question.where)
            .order_by(labelled, question.key)
            .limit(_limit())
        )
        # No bound of distance in it: it would be reckoned twice for each row of the window.
        self._nearest = Prepared(nearest)
        self._nearest_behind = Prepared(nearest.where(behind(distance, question.key)))
        self._inside = (
            sa.select(*question.columns, sa.null().label("distance_m"))
            .select_from(source)
            .where(
                *window,
                layer.c.lat.between(sa.bindparam("true_south"), sa.bindparam("true_north")),
                layer.c.lon.between(sa.bindparam("true_west"), sa.bindparam("true_east")),
                *question.where,
            )
            .order_by(question.key)
            .limit(_limit())
        )

    def _few(
        self, question: Question, distance: sa.Label[float], within: sa.ColumnElement[bool]
    ) -> dict[bool, sa.Select[Any]]:
        asked = (
            sa.select(*question.columns, distance)
            .select_from(question.source if question.source is not None else question.layer)
            .where(
                question.layer.c.slot == sa.bindparam("slot", type_=sa.Integer),
                within,
                *([distance.element <= question.reach] if question.reach is not None else ()),
                *question.where,
            )
        )
        return {False: asked, True: asked.where(behind(distance.element, question.key))}

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
    ) -> Sequence[AnyRow]:
        """See `Nearest.ask`."""
        bound = HALF_CIRCUMFERENCE_M if within_m is None else within_m
        here = _here(point, slot) | {"limit": limit, **parameters, **position_values(after)}
        asked = _asked_of_tree(here, limit)
        statement = self._nearest if after is None else self._nearest_behind
        if after is not None:
            window_m = max(window_m or 0.0, after.distance_m)
        around = (slot, limit, *(int(one * NEIGHBOURHOODS_A_DEGREE) for one in point))
        held = self._held.get(around) if window_m is None else None
        if window_m is None:
            window = held or self._windows.first(connection, asked, bound)
        else:
            window = window_m
        while True:
            window = min(window, bound)
            box = box_around(point, window)
            rows = statement.rows(connection, here | _shifted(box, slot))
            if len(rows) < limit:
                if window >= bound:
                    return _within(rows, bound)
                if held is not None:
                    held, window = None, self._windows.first(connection, asked, bound)
                else:
                    window = max(window * WINDOW_GROWTH, METRES_PER_DEGREE / 1000)
            elif window < min(rows[-1].distance_m, bound):
                # The corners of the window held some of them: nearer ones may lie beside it, none
                # farther than the last of these.
                window = rows[-1].distance_m
            else:
                if window_m is None:
                    self._remember(around, rows[-1].distance_m * ROOM)
                return _within(rows, bound)

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
        asked = _here(point, slot) | {"limit": limit, "within_m": within_m, **parameters}
        asked |= position_values(after)
        return self._sorted[after is not None].rows(connection, asked)

    def radius_of(
        self, connection: sa.Connection, point: Point, slot: int, *, count: int, within_m: float
    ) -> float:
        """See `Nearest.radius_of`."""
        asked = _asked_of_tree(_here(point, slot), count)
        return self._windows.about(connection, asked, within_m)

    def _remember(self, around: tuple[int, ...], window: float) -> None:
        if len(self._held) >= MOST_NEIGHBOURHOODS:
            self._held.clear()
        self._held[around] = window

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
            "true_south": box.south,
            "true_north": box.north,
            **_shifted(box, slot),
        }
        return connection.execute(self._inside, asked).all()


def _within(rows: Sequence[AnyRow], bound: float) -> Sequence[AnyRow]:
    """Without the last ones that stand in the corners of the window, beyond the bound."""
    return [row for row in rows if row.distance_m <= bound]


def _here(point: Point, slot: int) -> dict[str, Any]:
    return {
        "slot": slot,
        "lat": point.lat,
        "lon": point.lon,
        "here_lat": math.radians(point.lat),
        "here_lon": math.radians(point.lon),
        "here_cos": math.cos(math.radians(point.lat)),
    }


def _asked_of_tree(here: dict[str, Any], count: int) -> dict[str, Any]:
    """The point on the map of its slot, as windows with so many rows are asked for."""
    east, north = _place_of_map(here["slot"])
    return {
        "x": here["lon"] + east,
        "y": here["lat"] + north,
        "stretch": 1 / max(here["here_cos"], 1e-3),
        "lat": here["lat"],
        "lon": here["lon"],
        "limit": count,
    }


def _place_of_map(slot: int) -> tuple[int, int]:
    """How far east and north the map of a slot lies, in degrees."""
    row, column = divmod(slot, MAPS_IN_A_ROW)
    return MAP_WIDTH * column, MAP_HEIGHT * row


def _shifted(box: Box, slot: int) -> dict[str, float]:
    east, north = _place_of_map(slot)
    return {
        "west": box.west + east,
        "east": box.east + east,
        "south": box.south + north,
        "north": box.north + north,
    }


def _limit() -> sa.BindParameter[int]:
    return sa.bindparam("limit", type_=sa.Integer)


def _distance(lat: sa.Column[float], lon: sa.Column[float]) -> sa.ColumnElement[float]:
    """The haversine formula of `points.distance_m`, term by term."""
    here_lat, here_lon, here_cos = (
        sa.bindparam(name, type_=sa.Float) for name in ("here_lat", "here_lon", "here_cos")
    )
    radians, sin, cos = sa.func.radians, sa.func.sin, sa.func.cos
    # Plain numbers, so that they are no parameters; `pow`, so that nothing is computed twice.
    half, one, two = (sa.literal_column(number, sa.Float) for number in ("0.5", "1.0", "2.0"))
    h = sa.func.pow(sin((radians(lat) - here_lat) * half), two, type_=sa.Float) + here_cos * cos(
        radians(lat)
    ) * sa.func.pow(sin((radians(lon) - here_lon) * half), two, type_=sa.Float)
    root = sa.func.min(one, sa.func.sqrt(h, type_=sa.Float), type_=sa.Float)
    return sa.literal_column(str(2 * EARTH_RADIUS_M), sa.Float) * sa.func.asin(root, type_=sa.Float)
