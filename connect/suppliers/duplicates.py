"""The same shop twice: found by place and name, offered to people, never merged by itself."""

import math
import uuid
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from connect.foundation import audit
from connect.foundation.audit import AuditEntry
from connect.foundation.bulk import insert_many
from connect.foundation.database import AnyRow, db, table_of, transaction
from connect.geo import Point, distance_m, ward_at
from connect.responders import NEAR_M, Kind, Responder, alike
from connect.suppliers.models import LookAlike

ALL_SHOPS, SOUGHT = uuid.UUID(int=0), "doubles_sought"
SOUGHT_EVERY = timedelta(days=1)
_METRES_A_DEGREE = 111_000.0
_BAND = NEAR_M / _METRES_A_DEGREE

_responder = table_of(Responder)
_ALL = (
    sa.select(_responder.c.id, _responder.c.lat, _responder.c.lon, _responder.c.name_folded)
    .where(_responder.c.kind == Kind.SUPPLIER, _responder.c.merged_into_id.is_(None))
    .order_by(_responder.c.lat)
)


def seek_doubles(now: datetime) -> int:
    """Once a day compares all shops with their neighbours, for the desk; how many new pairs."""
    last = db.session.scalar(
        sa.select(sa.func.max(AuditEntry.at)).where(
            AuditEntry.subject_id == ALL_SHOPS, AuditEntry.action == SOUGHT
        )
    )
    if last is not None and last > now - SOUGHT_EVERY:
        return 0
    with transaction():  # first, so that of several workers one does it
        audit.record("system", SOUGHT, ALL_SHOPS)
    return find_doubles(now)


def find_doubles(now: datetime) -> int:
    """Keeps every pair of shops that may be one, those known left as they are; how many new."""
    pairs = dict(_pairs(db.session.execute(_ALL, execution_options={"yield_per": 1000})))
    with transaction():
        known = db.session.execute(sa.select(LookAlike.first_id, LookAlike.second_id))
        for row in known:
            pairs.pop((row.first_id, row.second_id), None)
        insert_many(table_of(LookAlike), [_row(pair, at, now) for pair, at in pairs.items()])
    return len(pairs)


def _row(pair: tuple[uuid.UUID, uuid.UUID], at: Point, now: datetime) -> dict[str, Any]:
    ward = ward_at(at)
    return {
        "first_id": pair[0],
        "second_id": pair[1],
        "ward_code": ward.code if ward else None,
        "province_code": ward.province_code if ward else None,
        "found_at": now,
    }


def _pairs(shops: Iterable[AnyRow]) -> Iterator[tuple[tuple[uuid.UUID, uuid.UUID], Point]]:
    """Pairs of ids in order, each with its place: from shops by latitude, in one sweep.

    Only the shops of the last 150 m are held.
    """
    band: deque[AnyRow] = deque()
    for shop in shops:
        while band and shop.lat - band[0].lat > _BAND:
            band.popleft()
        reach = _BAND / max(math.cos(math.radians(shop.lat)), 0.01)
        here = Point(shop.lat, shop.lon)
        for other in band:
            if abs(shop.lon - other.lon) <= reach:
                apart_m = distance_m(here, Point(other.lat, other.lon))
                if alike(shop.name_folded, other.name_folded, apart_m):
                    yield (min(shop.id, other.id), max(shop.id, other.id)), here
        band.append(shop)
