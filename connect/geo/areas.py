"""Which areas hold a point: by their outlines, exactly and alike on both databases.

On a border that several share the lowest code has it. Where no outline is known, or none holds the
point (at sea, in a gap between two), the ward is the one whose centre is nearest.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import has_app_context
from sqlalchemy import event, func
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from connect.foundation.database import changed, db, table_of
from connect.foundation.prepared import Prepared
from connect.geo.area_models import SRID, Area
from connect.geo.gazetteer import Place, nearest_ward, place_by_code, ward_in_the_middle
from connect.geo.outlines import STEPS_A_DEGREE, Outline, holds, on_grid, wkb_of
from connect.geo.points import Point

_area = table_of(Area)
_tree = sa.table("area_rtree", *(sa.column(name) for name in ("id", "x0", "x1", "y0", "y1")))
_is_ward = sa.and_(_area.c.kind == "ward", _area.c.current)
_KINDS = ("ward", "district", "province")
_known: ContextVar[Mapping[Point, Place | None] | None] = ContextVar("wards_known", default=None)


@event.listens_for(sa.Engine, "connect")
def _teach(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    """SQLite asks us for what PostGIS knows by itself."""
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("area_holds", 3, holds, deterministic=True)


def _covering(dialect: str, x: Any, y: Any) -> tuple[sa.FromClause, sa.ColumnElement[bool]]:
    """The areas by way of their index, and the condition that one holds a spot of the grid."""
    if dialect == "postgresql":
        spot = func.ST_SetSRID(func.ST_MakePoint(x, y), SRID)
        return _area, func.ST_Covers(_area.c.outline, spot, type_=sa.Boolean)
    in_box = sa.and_(_tree.c.x0 <= x, _tree.c.x1 >= x, _tree.c.y0 <= y, _tree.c.y1 >= y)
    held = func.area_holds(_area.c.outline, x, y, type_=sa.Boolean)
    return _tree.join(_area, _tree.c.id == _area.c.id), sa.and_(in_box, held)


def _holding(dialect: str) -> Prepared:
    x, y = (sa.bindparam(name, type_=sa.Float) for name in "xy")
    source, held = _covering(dialect, x, y)
    return Prepared(sa.select(_area.c.code).select_from(source).where(held))


_HOLDING = {dialect: _holding(dialect) for dialect in ("sqlite", "postgresql")}


def areas_of(point: Point) -> list[Place]:
    """The areas with an outline that holds a point, those in force and the smallest first.

    One of each kind and system at most; empty where no outline is known.
    """
    x, y = on_grid(point)
    connection = db.session.connection()
    rows = _HOLDING[connection.dialect.name].rows(connection, {"x": x, "y": y})
    places = [place for row in rows if (place := place_by_code(row.code))]
    lowest: dict[tuple[bool, str], Place] = {}
    for place in sorted(places, key=lambda place: place.code):
        lowest.setdefault((place.current, place.kind), place)
    return sorted(lowest.values(), key=lambda one: (not one.current, _KINDS.index(one.kind)))


def ward_at(point: Point) -> Place | None:
    """The ward in force that a point lies in; None when there is none within 60 km.

    The middle of a ward is in it, wherever its outline runs: that is how a place is kept of which
    nothing more is known. Outside of an app no outlines are known.
    """
    known = _known.get()
    if known is not None and point in known:
        return known[point]
    if (middle := ward_in_the_middle(point)) is not None:
        return middle
    holding = areas_of(point) if has_app_context() else []
    ward = next((area for area in holding if area.current and area.kind == "ward"), None)
    return ward or nearest_ward(point)


@contextmanager
def wards_known(points: Iterable[Point]) -> Iterator[None]:
    """Inside, the wards of these points are known, from as few statements as their database likes.

    PostgreSQL answers for all of them in one; SQLite, which is in this process, one by one.
    """
    token = _known.set(_found(list(dict.fromkeys(points))))
    try:
        yield
    finally:
        _known.reset(token)


def _found(points: list[Point]) -> dict[Point, Place | None]:
    if db.session.scalar(sa.select(_area.c.id).limit(1)) is None:
        return {point: ward_in_the_middle(point) or nearest_ward(point) for point in points}
    if db.session.connection().dialect.name == "postgresql":
        return _wards_at(points)
    return {point: ward_at(point) for point in points}


def _wards_at(points: list[Point]) -> dict[Point, Place | None]:
    spots = [on_grid(point) for point in points]
    columns = (sa.literal([spot[place] for spot in spots], sa.ARRAY(sa.Float)) for place in (0, 1))
    rows = func.unnest(*columns).table_valued("x", "y", with_ordinality="n", name="spot")
    spot = rows.render_derived()
    asked = sa.select(spot.c.n - 1, _ward_code("postgresql", spot.c.x, spot.c.y))
    held_by = {n: code for n, code in db.session.connection().execute(asked) if code}
    return {
        point: ward_in_the_middle(point)
        or (place_by_code(held_by[n]) if n in held_by else nearest_ward(point))
        for n, point in enumerate(points)
    }


def _ward_code(dialect: str, x: Any, y: Any) -> sa.ScalarSelect[str]:
    """The code of the ward that holds a spot of the grid, by columns of the rows around it.

    A subquery, as no planner can then begin with the areas: each has boxes for all of the rows.
    """
    source, held = _covering(dialect, x, y)
    asked = sa.select(func.min(_area.c.code)).select_from(source).where(held, _is_ward)
    return asked.correlate_except(_area, _tree).scalar_subquery()


class Kept(NamedTuple):
    """How many outlines are new, and how many stand in the place of an older one."""

    created: int
    updated: int


def keep_outlines(outlines: Mapping[str, Outline]) -> Kept:
    """Keeps the outlines of areas by their codes, inside a transaction.

    Raises `KeyError` for a code that the gazetteer does not know.
    """
    places = {code: place_by_code(code) for code in outlines}
    rows = []
    for code, outline in outlines.items():
        place = places[code]
        if place is None:
            raise KeyError(code)
        box = dict(zip(("west", "south", "east", "north"), outline.box, strict=True))
        rows.append(
            {
                "code": code,
                "kind": place.kind,
                "current": place.current,
                "province_code": place.province_code,
                "lat": place.lat,
                "lon": place.lon,
                **box,
                "outline": wkb_of(outline),
            }
        )
    updated = changed(sa.delete(_area).where(_area.c.code.in_(list(outlines))))
    if rows:
        db.session.execute(sa.insert(_area), rows)
    return Kept(len(rows) - updated, updated)


def assign_areas(table: sa.Table) -> int:
    """Gives the rows of a table the ward and the province that their points lie in; how many.

    One statement, inside a transaction. The table has `id`, `lat`, `lon`, `ward_code` and
    `province_code`; rows that no outline holds stay as they are, and those in the very middle of
    their ward, of which nothing more is known.
    """
    dialect = db.session.connection().dialect.name
    x, y = (
        func.floor(column * float(STEPS_A_DEGREE) + 0.5, type_=sa.Float) / float(STEPS_A_DEGREE)
        for column in (table.c.lon, table.c.lat)
    )
    found = (
        sa.select(table.c.id, _ward_code(dialect, x, y).label("code"))
        .offset(0)  # or the planners put it where they would ask it for each row again
        .subquery("found")
    )
    ward, middle = _area.alias("ward"), _area.alias("middle")
    in_the_middle = sa.select(middle.c.id).where(
        middle.c.code == table.c.ward_code, middle.c.lat == table.c.lat, middle.c.lon == table.c.lon
    )
    return changed(
        sa.update(table)
        .values(ward_code=ward.c.code, province_code=ward.c.province_code)
        .where(
            table.c.id == found.c.id,
            ward.c.code == found.c.code,
            ~in_the_middle.exists(),
            sa.or_(
                table.c.ward_code.is_distinct_from(ward.c.code),
                table.c.province_code.is_distinct_from(ward.c.province_code),
            ),
        )
    )
