"""A made-up country: two dense cities and the rest, with those who help and those who ask."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from bench.stages import Stage
from connect.accounts.models import Account, Block
from connect.foundation.database import table_of, transaction
from connect.geo import Place, Point, provinces, wards_of
from connect.geo.gazetteer import area_km2
from connect.matching import CategoryNeeded, Need
from connect.responders import offers
from connect.responders.models import Responder, ResponderCategory

# Sunday, ten in the morning in Viet Nam: most shops are open. Fixed, so that no run meets an
# opening minute.
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SAIGON = Point(10.776, 106.700)
SAIGON_CODE, HANOI_CODE = "79", "01"
CATEGORIES = (
    # number, share of responders, share of requests, remote
    (1, 0.45, 0.40, False),
    (2, 0.08, 0.08, True),
    (3, 0.15, 0.15, False),
    (4, 0.08, 0.05, False),
    (5, 0.30, 0.17, False),
    (6, 0.15, 0.08, False),
    (7, 0.05, 0.04, False),
    (8, 0.05, 0.03, False),
)
REMOTE = {number: remote for number, _offered, _asked, remote in CATEGORIES}
HOURS = (
    "",
    "24/7",
    "Mo-Su 07:00-21:00",
    "Mo-Su 06:00-22:00",
    "Mo-Sa 08:00-17:00",
    "Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30",
    "Mo-Su 05:00-10:30",
    "Mo-Su 09:00-20:00; PH off",
)
KINDS = ("volunteer", "organisation", "supplier")
CHUNK = 10_000


def place(dice: random.Random) -> Point:
    """Somewhere people live: two in five in Sài Gòn, three in ten in Hà Nội, else elsewhere.

    Wards are drawn alike, since each holds about as many households, and a city's are small.
    """
    draw = dice.random()
    if draw < 0.4:
        ward = dice.choice(_wards(SAIGON_CODE))
    elif draw < 0.7:
        ward = dice.choice(_wards(HANOI_CODE))
    else:
        ward = dice.choice(_wards(None))
    half_a_side_km = (area_km2(ward.code) or 10.0) ** 0.5 / 2
    return _around(dice, Point(ward.lat, ward.lon), half_a_side_km / 111)


def fill(stage: Stage, count: int) -> None:
    """Puts `count` responders with their accounts and some blocks in, and keeps the index."""
    dice = random.Random(count)
    with stage.engine.begin() as connection:
        for first in range(0, count, CHUNK):
            numbers = range(first, min(first + CHUNK, count))
            rows = [_responder(dice, number) for number in numbers]
            owners = [_account(row) for row in rows if row["owner_id"]]
            connection.execute(sa.insert(table_of(Account)), owners)
            connection.execute(sa.insert(table_of(Responder)), rows)
            connection.execute(
                sa.insert(table_of(ResponderCategory)),
                list(_categories(dice, [row["id"] for row in rows])),
            )
        blocks = [
            {"blocker_phone": phone(2 * n), "blocked_phone": phone(2 * n + 1), "created_at": NOW}
            for n in range(count // 50)
        ]
        connection.execute(sa.insert(table_of(Block)), blocks)
    keep_index(stage)


def keep_index(stage: Stage) -> None:
    """The index of offers anew, as the product makes it, at the fixed moment."""
    with stage.app.app_context(), transaction():
        offers.rebuild(NOW)
    stage.vacuum()


def change(stage: Stage, *statements: sa.Executable) -> None:
    """Changes responders for a bad day, and keeps the index."""
    with stage.engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    keep_index(stage)


def needs(count: int, *, seed: int = 7, local: bool = False) -> list[Need]:
    """What `count` requests need, where people live; `local` leaves remote categories out."""
    dice = random.Random(seed)
    known = [entry for entry in CATEGORIES if not (local and entry[3])]
    shares = [entry[2] for entry in known]
    asked = []
    for number in range(count):
        chosen = {entry[0] for entry in dice.choices(known, shares, k=dice.choice((1, 1, 1, 2)))}
        asked.append(
            Need(
                place(dice),
                [CategoryNeeded(category, REMOTE[category]) for category in sorted(chosen)],
                phone(dice.randrange(count)) if number % 4 else phone(10**7 + number),
            )
        )
    return asked


def needs_at(centre: Point, category: int, count: int) -> list[Need]:
    """`count` requests within a few hundred metres of a place, for one category."""
    dice = random.Random(count)
    wanted = [CategoryNeeded(category, REMOTE[category])]
    return [Need(_around(dice, centre, 0.004), wanted, phone(n)) for n in range(count)]


def phone(number: int) -> str:
    """The phone of a made-up person."""
    return f"+84{900_000_000 + number}"


@cache
def _wards(province_code: str | None) -> list[Place]:
    codes = [province_code] if province_code else [province.code for province in provinces()]
    return [ward for code in codes for ward in wards_of(code)]


def _around(dice: random.Random, centre: Point, spread: float) -> Point:
    return Point(round(dice.gauss(centre.lat, spread), 6), round(dice.gauss(centre.lon, spread), 6))


def _responder(dice: random.Random, number: int) -> dict[str, Any]:
    kind = dice.choices(KINDS, (0.7, 0.05, 0.25))[0]
    radius = {
        "volunteer": dice.choice((1_000, 2_000, 3_000, 5_000, 10_000)),
        "organisation": dice.choice((10_000, 20_000, 50_000, 100_000)),
        "supplier": dice.choice((2_000, 3_000, 5_000)),
    }[kind]
    capacity = dice.choice((1, 2, 3, 5, 20))
    full = dice.random() < 0.15
    where = place(dice)
    id_, owner_id = (uuid.UUID(int=dice.getrandbits(128), version=4) for _i in range(2))
    return {
        "id": id_,
        "owner_id": owner_id if dice.random() < 0.8 else None,
        "kind": kind,
        "name": f"Người giúp {number}",
        "name_folded": f"nguoi giup {number}",
        "phone": phone(number),
        "lat": where.lat,
        "lon": where.lon,
        "address": "",
        "radius_m": float(radius),
        "capacity": capacity,
        "load": capacity if full else dice.randrange(capacity),
        "available": dice.random() < 0.95,
        "opening_hours": dice.choice(HOURS) if kind == "supplier" else "",
        "hours_open": True,
        "delivers": False,
        "note": "",
        "created_at": NOW - timedelta(days=number % 90),
    }


def _account(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["owner_id"],
        "phone": row["phone"],
        "name": row["name"],
        "password_hash": "-",
        "role": "resident",
        "created_at": row["created_at"],
    }


def _categories(dice: random.Random, ids: Sequence[uuid.UUID]) -> Iterator[dict[str, Any]]:
    for responder_id in ids:
        offered = [number for number, share, _asked, _r in CATEGORIES if dice.random() < share]
        for number in offered or [1]:
            yield {"responder_id": responder_id, "category_id": number}
