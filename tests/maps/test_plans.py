"""What a tile asks walks an index on both databases: guarded by EXPLAIN."""

import random
import uuid
from collections.abc import Callable
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import maps
from connect.foundation.bulk import insert_many
from connect.foundation.clock import utcnow
from connect.foundation.database import db, reading, table_of, transaction
from connect.geo import Tile
from connect.maps.drawing import draw
from connect.maps.models import MapChange
from connect.maps.queries import Layer, how_many
from connect.responders.models import Responder, ResponderCategory, SupplierPoint
from tests.maps.reading import tile_at
from tests.plans import plans
from tests.situations import HERE

MANY = 6_000


@pytest.fixture
def crowd(context: Flask) -> None:
    """Shops all over the country, each on its own in the finest cell, all of them counted."""
    dice = random.Random(20)
    ids = [uuid.UUID(int=dice.getrandbits(128), version=4) for _n in range(MANY)]
    spots = [(dice.uniform(9, 22), dice.uniform(104, 109)) for _id in ids]
    responders = [
        {
            "id": id_, "source_id": str(id_), "kind": "supplier", "name": "Tạp hoá", "phone": None,
            "name_folded": "tap hoa", "lat": lat, "lon": lon, "address": "", "radius_m": 1000.0,
            "capacity": 1, "load": 0, "available": True, "opening_hours": "", "hours_open": True,
            "delivers": False, "note": "", "created_at": utcnow(),
        }
        for id_, (lat, lon) in zip(ids, spots, strict=True)
    ]  # fmt: skip
    points = [
        {"responder_id": id_, "slot": n % 2 + 2 * (n % 3), "lat": lat, "lon": lon}
        for n, (id_, (lat, lon)) in enumerate(zip(ids, spots, strict=True))
    ]
    with transaction():
        insert_many(table_of(Responder), responders)
        insert_many(table_of(SupplierPoint), points)
        given = [{"responder_id": id_, "category_id": 1} for id_ in ids]
        insert_many(table_of(ResponderCategory), given)
    assert maps.count_changes() > 0
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def how_many_in(tile: Tile) -> int:
    with reading() as connection:
        return how_many(connection, Layer.SUPPLIERS, tile)


def test_heaps_are_read_by_their_tile_alone(crowd: None, on_postgis: bool) -> None:
    for zoom in (0, 5, 11):
        tile = Tile(*tile_at(*HERE, zoom))
        asked: list[Callable[[], object]] = [
            partial(draw, Layer.SUPPLIERS, tile),
            partial(how_many_in, tile),
        ]
        for ask in asked:
            plan = plans(ask)
            if on_postgis:
                assert "Seq Scan on map_count" not in plan
                assert "pk_map_count" in plan
            else:
                by_tile = "PRIMARY KEY (layer=? AND zoom=? AND x=? AND y=?)"
                assert f"SEARCH map_count USING {by_tile}" in plan


def test_points_are_read_by_the_spatial_index(crowd: None, on_postgis: bool) -> None:
    lat, lon = db.session.execute(
        sa.select(SupplierPoint.lat, SupplierPoint.lon).where(SupplierPoint.slot == 1).limit(1)
    ).one()
    for zoom in (12, 14, 17):
        plan = plans(partial(draw, Layer.SUPPLIERS, Tile(*tile_at(lat, lon, zoom))))
        if on_postgis:
            assert "location on supplier_point" in plan
            for table in ("supplier_point", "responder ", "responder_category"):
                assert f"Seq Scan on {table}" not in plan
        else:
            assert plan.count("supplier_point_rtree VIRTUAL TABLE INDEX 2:") == 2
            for table in ("supplier_point", "responder", "responder_category"):
                assert f"SCAN {table}\n" not in plan + "\n"


def test_counting_reads_no_table_whole(crowd: None, on_postgis: bool) -> None:
    """Few changes cost little, whatever is counted already."""
    with transaction():
        db.session.execute(sa.delete(SupplierPoint).where(SupplierPoint.slot == 3))
    with db.engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(MapChange)) == 0
        statement = "DELETE FROM map_count WHERE n = 0"
        explain = "EXPLAIN " if on_postgis else "EXPLAIN QUERY PLAN "
        plan = "\n".join(str(row[-1]) for row in connection.execute(sa.text(explain + statement)))
    assert "ix_map_count_empty" in plan
