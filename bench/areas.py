"""Areas: the ward of a point among all of them, all rows assigned anew, and their import."""

import json
import math
import random
import re
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import timing, world
from bench.report import Figure
from bench.stages import Stage, Theatre
from connect.foundation.database import db, table_of, transaction
from connect.foundation.prepared import Prepared
from connect.geo import Place, Point, areas_of, assign_areas, provinces, wards_of
from connect.geo.gazetteer import area_km2
from connect.geo.outlines import on_grid
from connect.help_requests import HelpRequest

POINTS, QUESTIONS, CHUNK = 100_000, 2_000, 10_000
# As many corners as a ward has in a simplified outline of the whole country.
CORNERS, KM_A_DEGREE = 68, 111.2
IMPORT_S, ASSIGN_S = 60.0, 60.0
_request = table_of(HelpRequest)
_X, _Y = (sa.bindparam(name, type_=sa.Float) for name in "xy")
_BARE = {
    "sqlite": Prepared(
        sa.text("SELECT id FROM area_rtree WHERE x0 <= :x AND x1 >= :x AND y0 <= :y AND y1 >= :y")
        .bindparams(_X, _Y)
        .columns(sa.column("id", sa.Integer))
    ),
    "postgresql": Prepared(
        sa.text(
            "SELECT id FROM area WHERE outline && ST_SetSRID(ST_MakePoint(:x, :y), 4326)"
        )
        .bindparams(_X, _Y)
        .columns(sa.column("id", sa.Integer))
    ),
}  # fmt: skip


def figures(theatre: Theatre) -> Iterator[Figure]:
    """All figures of the areas, on both databases."""
    for database in ("sqlite", "postgis"):
        stage = theatre.new(database, "areas")
        yield _imported(stage, theatre.folder / f"{database}-wards.geojson")
        stage.vacuum()
        yield _asked(stage)
        yield _assigned(stage)


def _imported(stage: Stage, file: Path) -> Figure:
    dice = random.Random(27)
    wards = [ward for province in provinces() for ward in wards_of(province.code)]
    features = [_feature(dice, ward) for ward in wards]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    begun = time.perf_counter()
    told = stage.app.test_cli_runner().invoke(args=["import", "areas", str(file)])
    taken = time.perf_counter() - begun
    assert re.search(rf"^read {len(wards)} created {len(wards)} ", told.output, re.MULTILINE)
    return Figure(
        name=f"{len(wards):,} outlines of wards imported",
        database=stage.database,
        ours=taken,
        reference=IMPORT_S,
        unit="s",
        at_most=1,
    )


def _feature(dice: random.Random, ward: Place) -> dict[str, Any]:
    """A ward with a ragged outline around its centre, which reaches into its neighbours."""
    radius = math.sqrt((area_km2(ward.code) or 20.0) / math.pi) / KM_A_DEGREE * 1.1
    ring = []
    for corner in range(CORNERS):
        angle, reach = math.tau * corner / CORNERS, radius * dice.uniform(0.8, 1.2)
        lon = ward.lon + reach * math.cos(angle) / math.cos(math.radians(ward.lat))
        ring.append([round(lon, 6), round(ward.lat + reach * math.sin(angle), 6)])
    geometry = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    return {"type": "Feature", "properties": {"code": ward.code}, "geometry": geometry}


def _asked(stage: Stage) -> Figure:
    dice = random.Random(28)
    questions = [world.place(dice) for _n in range(QUESTIONS)]
    with stage.app.app_context():  # of all of them, so that nothing but the questions is measured
        taken = timing.in_turn({"ours": areas_of, "bare": _bare}, questions)
        assert sum(bool(areas_of(point)) for point in questions) > QUESTIONS / 2
    return Figure(
        name="the area of a point, against the bare query of its index",
        database=stage.database,
        ours=timing.p50(taken["ours"]),
        reference=timing.p50(taken["bare"]),
        unit="ms",
        at_most=3,
    )


def _bare(point: Point) -> object:
    x, y = on_grid(point)
    connection = db.session.connection()
    return _BARE[connection.dialect.name].rows(connection, {"x": x, "y": y})


def _assigned(stage: Stage) -> Figure:
    dice = random.Random(29)
    with stage.app.app_context():
        for first in range(0, POINTS, CHUNK):
            with transaction():
                rows = [_row(dice, first + n) for n in range(CHUNK)]
                db.session.execute(sa.insert(HelpRequest), rows)
        stage.vacuum()
        begun = time.perf_counter()
        with transaction():
            moved = assign_areas(_request)
        taken = time.perf_counter() - begun
    assert moved > POINTS / 2, moved
    return Figure(
        name=f"{POINTS:,} requests assigned to their wards by one statement",
        database=stage.database,
        ours=taken,
        reference=ASSIGN_S,
        unit="s",
        at_most=1,
    )


def _row(dice: random.Random, number: int) -> dict[str, Any]:
    where = world.place(dice)
    return {
        "id": uuid.UUID(int=dice.getrandbits(128), version=4),
        "code": f"A{number}",
        "status": "open" if number % 10 == 0 else "fulfilled",
        "status_at": world.NOW,
        "created_at": world.NOW,
        "exhausted": False,
        "silence": "heard",
        "urgency": "normal",
        "people": 4,
        "verified": True,
        "name": "",
        "share_phone": True,
        "description": "",
        "address": "",
        "lat": where.lat,
        "lon": where.lon,
        "cell_id": "x",
        "cell_lat": where.lat,
        "cell_lon": where.lon,
        "card": {},
    }
