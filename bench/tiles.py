"""Map tiles: the whole country against a city, a kept one against an answer that costs nothing."""

import random
import statistics
import time
import uuid
from collections.abc import Iterator
from functools import partial
from typing import Any

from bench import shops, timing, world
from bench.report import Figure
from bench.server import rate, serving, wait_for
from bench.stages import Stage, Theatre
from connect import maps
from connect.foundation.bulk import insert_many
from connect.foundation.database import table_of, transaction
from connect.geo import Point, Tile
from connect.maps.drawing import draw
from connect.maps.queries import Layer
from connect.responders.models import Responder, ResponderCategory, SupplierPoint
from tests.maps.reading import points, tile_at

SOME, MANY = 100_000, 1_000_000
# The whole of Viet Nam is in few tiles from zoom 5; what is around a city in one from zoom 10.
COUNTRY, CITY, STREETS = (4, 5, 6), (10, 11, 12), (14, 15, 16)
IN_SAIGON = (11, 1631, 962)  # as `bench.wsgi` has it
COUNTED_PER_S, CHUNK = 20_000, 20_000
SLOT_S, SLOTS = 0.4, 15


def figures(theatre: Theatre, *, full: bool) -> Iterator[Figure]:
    """All figures of the tiles, on both databases."""
    count = MANY if full else SOME
    for database in ("sqlite", "postgis"):
        stage = theatre.new(database, f"tiles_{count}")
        _fill(stage, count)
        yield _counting(stage, count)
        yield from _against_a_city(stage, count)
        yield from _kept(stage, count)


def _fill(stage: Stage, count: int) -> None:
    """`count` shops where people live; nothing but what a map shows of them."""
    dice = random.Random(count)
    with stage.app.app_context(), transaction():
        for first in range(0, count, CHUNK):
            rows = [_shop(dice, number) for number in range(first, min(first + CHUNK, count))]
            insert_many(table_of(Responder), rows)
            given = [{"responder_id": row["id"], "category_id": 1} for row in rows]
            insert_many(table_of(ResponderCategory), given)
            points = [
                {"responder_id": row["id"], "slot": slot, "lat": row["lat"], "lon": row["lon"]}
                for row in rows
                for slot in (1, 3)  # of all, and of its category
            ]
            insert_many(table_of(SupplierPoint), points)
    stage.vacuum()


def _shop(dice: random.Random, number: int) -> dict[str, Any]:
    point = world.place(dice)
    return {
        "id": uuid.UUID(int=dice.getrandbits(128), version=4),
        "source_id": f"bench-{number}",
        "kind": "supplier",
        "name": f"Tạp hoá {number}",
        "name_folded": f"tap hoa {number}",
        "lat": point.lat,
        "lon": point.lon,
        "radius_m": 1_000.0,
        "address": "",
        "note": "",
        "capacity": 1,
        "load": 0,
        "available": True,
        "opening_hours": "",
        "hours_open": True,
        "delivers": False,
        "created_at": world.NOW,
    }


def _counting(stage: Stage, count: int) -> Figure:
    begun = time.perf_counter()
    with stage.app.app_context():
        maps.settle()
        taken = time.perf_counter() - begun
        [whole] = points(draw(Layer.SUPPLIERS, Tile(0, 0, 0)), "suppliers")
    assert whole.properties["count"] == count
    return Figure(
        name=f"{count:,} new points counted, after an import",
        database=stage.database,
        ours=count / taken,
        reference=COUNTED_PER_S,
        unit="/s",
        at_least=1,
    )


def _against_a_city(stage: Stage, count: int) -> Iterator[Figure]:
    near = shops.places(200)
    calls = {
        "city": stage.bound(partial(_tile, CITY)),
        "country": stage.bound(partial(_tile, COUNTRY)),
        "streets": stage.bound(partial(_tile, STREETS)),
    }
    taken = timing.in_turn(calls, list(enumerate(near)))
    for name, words, goal in (
        ("country", "the whole country", 2.0),
        ("streets", "some streets, shop by shop", None),
    ):
        yield Figure(
            name=f"a tile of {count:,} drawn: {words}, against a city",
            database=stage.database,
            ours=timing.p50(taken[name]),
            reference=timing.p50(taken["city"]),
            unit="ms",
            at_most=goal,
        )


def _tile(zooms: tuple[int, ...], asked: tuple[int, Point]) -> object:
    number, point = asked
    return draw(Layer.SUPPLIERS, Tile(*tile_at(*point, zooms[number % len(zooms)])))


def _kept(stage: Stage, count: int) -> Iterator[Figure]:
    path, constant = ["/tiles/suppliers/{}/{}/{}.mvt".format(*IN_SAIGON)], ["/bench/constant/tile"]
    with serving(stage, "bench.wsgi:app") as (port, _pid):
        wait_for(port, "/live")
        ours, reference = [], []
        for warm in (path, constant):
            rate(port, warm, SLOT_S)
        for _slot in range(SLOTS):
            ours.append(rate(port, path, SLOT_S))
            reference.append(rate(port, constant, SLOT_S))
    yield Figure(
        name=f"a kept tile of {count:,}, against a constant answer",
        database=stage.database,
        ours=statistics.median(ours),
        reference=statistics.median(reference),
        unit="/s",
        at_least=0.7,
    )
