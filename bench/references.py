"""What matching is measured against: a bare nearest-neighbour search, and a full scan."""

import math
import uuid
from collections.abc import Callable

import sqlalchemy as sa
from geoalchemy2 import Geography
from sqlalchemy import Float, bindparam, func

from bench.stages import Stage
from bench.world import REMOTE
from connect.accounts.models import Account, Block
from connect.foundation.database import reading, table_of
from connect.geo import EARTH_RADIUS_M, HALF_CIRCUMFERENCE_M
from connect.geo.points import box_around
from connect.matching import Need
from connect.responders.models import Responder, ResponderCategory

_responder = table_of(Responder)
_category = table_of(ResponderCategory)
_account = table_of(Account)
_block = table_of(Block)
_bare = sa.table("bare", sa.column("id"), sa.column("lat", Float), sa.column("lon", Float))
_tree = sa.table("bare_rtree", *(sa.column(name) for name in ("id", "x0", "x1", "y0", "y1")))

LAYOUT = {
    "sqlite": (
        "CREATE TABLE bare (id INTEGER PRIMARY KEY, lat FLOAT NOT NULL, lon FLOAT NOT NULL)",
        "INSERT INTO bare (lat, lon) SELECT lat, lon FROM responder",
        "CREATE VIRTUAL TABLE bare_rtree USING rtree(id, x0, x1, y0, y1)",
        "INSERT INTO bare_rtree SELECT id, lon, lon, lat, lat FROM bare",
    ),
    "postgis": (
        """CREATE TABLE bare AS SELECT row_number() OVER () AS id,
            ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography AS location FROM responder""",
        "CREATE INDEX ON bare USING gist (location)",
    ),
}


def lay_out_bare_points(stage: Stage) -> None:
    """A table of the responders' points and nothing else, with its own index."""
    with stage.engine.begin() as connection:
        for statement in LAYOUT[stage.database]:
            connection.exec_driver_sql(statement)
    stage.vacuum()


def bare_nearest(stage: Stage, k: int) -> Callable[[Need], object]:
    """The k nearest points, whoever they are: one prebuilt statement, no filter."""
    return _bare_on_sqlite(k) if stage.database == "sqlite" else _bare_on_postgis(k)


def _bare_on_postgis(k: int) -> Callable[[Need], object]:
    location = sa.column("location", Geography("POINT", srid=4326))
    here = func.ST_GeogFromText(bindparam("here", type_=sa.String), type_=Geography)
    distance = location.distance_centroid(here)
    statement = (
        sa.select(sa.column("id"), distance.label("distance_m"))
        .select_from(sa.table("bare"))
        .order_by(distance)
        .limit(k)
    )

    def ask(need: Need) -> object:
        with reading() as connection:
            here = f"SRID=4326;POINT({need.point.lon!r} {need.point.lat!r})"
            return connection.execute(statement, {"here": here}).all()

    return ask


def _bare_on_sqlite(k: int) -> Callable[[Need], object]:
    distance = _haversine(_bare.c.lat, _bare.c.lon)
    statement = (
        sa.select(_bare.c.id, distance.label("distance_m"))
        .select_from(_tree.join(_bare, _tree.c.id == _bare.c.id))
        .where(
            _tree.c.x1 >= bindparam("west", type_=Float),
            _tree.c.x0 <= bindparam("east", type_=Float),
            _tree.c.y1 >= bindparam("south", type_=Float),
            _tree.c.y0 <= bindparam("north", type_=Float),
        )
        .order_by(distance)
        .limit(k)
    )

    def ask(need: Need) -> object:
        window, here = 1_000.0, _here(need)
        with reading() as connection:
            while True:
                box = box_around(need.point, window)._asdict()
                rows = connection.execute(statement, here | box).all()
                if window > HALF_CIRCUMFERENCE_M:
                    return rows
                if len(rows) == k and rows[-1].distance_m <= window:
                    return rows
                window *= 3

    return ask


def sort_everyone(stage: Stage, k: int) -> Callable[[Need], list[uuid.UUID]]:
    """The ids that a scan of all eligible responders by distance gives: no index, no tricks.

    It asks the rows themselves, never the index of offers; local categories only.
    """
    statement = _scan(stage.database).limit(k)

    def ask(need: Need) -> list[uuid.UUID]:
        if any(REMOTE[category.id] for category in need.categories):
            raise ValueError("the scan is for local categories")
        asked = _here(need) | {
            "categories": [category.id for category in need.categories],
            "phone": need.phone,
        }
        with reading() as connection:
            return [row.id for row in connection.execute(statement, asked)]

    return ask


def _scan(database: str) -> sa.Select[tuple[uuid.UUID]]:
    person = func.coalesce(_account.c.phone, _responder.c.phone)
    asker = bindparam("phone", type_=sa.String)
    blocked = sa.exists().where(
        sa.or_(
            sa.and_(_block.c.blocker_phone == asker, _block.c.blocked_phone == person),
            sa.and_(_block.c.blocked_phone == asker, _block.c.blocker_phone == person),
        )
    )
    if database == "sqlite":
        distance = _haversine(_responder.c.lat, _responder.c.lon)
    else:
        distance = _on_the_fly(_responder.c.lat, _responder.c.lon)
    offered = sa.select(_category.c.responder_id).where(
        _category.c.category_id.in_(bindparam("categories", expanding=True))
    )
    return (
        sa.select(_responder.c.id)
        .select_from(_responder.outerjoin(_account, _account.c.id == _responder.c.owner_id))
        .where(
            _responder.c.id.in_(offered),
            _responder.c.available,
            _responder.c.hours_open,
            _responder.c.load < _responder.c.capacity,
            distance <= _responder.c.radius_m,
            person != asker,
            ~blocked,
        )
        .order_by(distance, _responder.c.id)
    )


def _on_the_fly(lat: sa.Column[float], lon: sa.Column[float]) -> sa.ColumnElement[float]:
    def point(x: sa.ColumnElement[float], y: sa.ColumnElement[float]) -> sa.ColumnElement[float]:
        return sa.cast(func.ST_SetSRID(func.ST_MakePoint(x, y), 4326), Geography)

    here = point(bindparam("lon", type_=Float), bindparam("lat", type_=Float))
    on_the_sphere = sa.false()
    return func.ST_Distance(point(lon, lat), here, on_the_sphere, type_=Float)


def _haversine(
    lat: sa.ColumnElement[float], lon: sa.ColumnElement[float]
) -> sa.ColumnElement[float]:
    here_lat, here_lon, here_cos = (
        bindparam(name, type_=Float) for name in ("here_lat", "here_lon", "here_cos")
    )
    half_lat = func.sin((func.radians(lat) - here_lat) / 2)
    half_lon = func.sin((func.radians(lon) - here_lon) / 2)
    h = half_lat * half_lat + here_cos * func.cos(func.radians(lat)) * half_lon * half_lon
    root = func.min(1.0, func.sqrt(h, type_=Float), type_=Float)
    return 2 * EARTH_RADIUS_M * func.asin(root, type_=Float)


def _here(need: Need) -> dict[str, float]:
    return {
        "lat": need.point.lat,
        "lon": need.point.lon,
        "here_lat": math.radians(need.point.lat),
        "here_lon": math.radians(need.point.lon),
        "here_cos": math.cos(math.radians(need.point.lat)),
    }
