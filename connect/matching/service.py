"""Who is nearest and able.

`nearest_responders` is exact: the same responders in the same order as a scan of all of them by
great-circle distance would give. How it is fast all the same:

1. Each category of the need is one compartment of the index of offers, which holds only those who
   can be asked right now; the k nearest of each are read in the order of distance. Who is vouched
   for stands in a second compartment, too, for the needs that want nobody else.
2. A remote category is read load by load until k are found.
3. Whose opening hours have changed since the index was kept (normally nobody) is looked at one by
   one.
4. Those who may not meet the requester, or have let go of this request, are dropped; as many more
   were read.
"""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect import responders
from connect.foundation.clock import utcnow
from connect.foundation.database import AnyRow, reading
from connect.geo import Point, distance_m
from connect.matching.ranking import Candidate, best


class CategoryNeeded(NamedTuple):
    """A category's number, and whether it can be served from afar."""

    id: int
    remote: bool


class Need(NamedTuple):
    """What matching must know of a request, and nothing more.

    `phone` is the requester's, `passed_over` are responders who declined or let go. `vouched`:
    only who is vouched for may come.
    """

    point: Point
    categories: Sequence[CategoryNeeded]
    phone: str | None = None
    passed_over: frozenset[uuid.UUID] = frozenset()
    vouched: bool = False


def nearest_responders(need: Need, k: int, *, now: datetime | None = None) -> list[Candidate]:
    """The k best candidates for a need, best first; fewer when there are no more."""
    now = now or utcnow()
    with reading() as connection:
        aside = responders.set_aside(connection, need.phone, now)
        barred = aside.barred | need.passed_over
        found = [
            *_from_index(connection, need, k + len(barred), now),
            *_from_stale(aside.stale, need, now),
        ]
    return best((c for c in found if c.responder_id not in barred), k)


def _from_index(
    connection: sa.Connection, need: Need, limit: int, now: datetime
) -> Iterator[Candidate]:
    now_s = int(now.timestamp())
    for category in need.categories:
        if category.remote:
            yield from _from_remote(connection, need, category.id, limit, now_s)
            continue
        slot = responders.slot_of(category.id, vouched=need.vouched)
        for row in responders.NEAREST_OFFERS.ask(
            connection, need.point, slot, limit=limit, now_s=now_s
        ):
            yield Candidate(row.responder_id, row.distance_m)


def _from_remote(
    connection: sa.Connection, need: Need, category_id: int, limit: int, now_s: int
) -> Iterator[Candidate]:
    missing = limit
    within = responders.remote_slots_of(vouched=need.vouched)
    for slot in responders.remote_slots(connection, category_id, within):
        load = responders.load_of(slot)
        rows = responders.NEAREST_REMOTE_OFFERS.ask(
            connection, need.point, slot, limit=missing, now_s=now_s
        )
        for row in rows:
            yield Candidate(row.responder_id, row.distance_m, remote=True, load=load)
        missing -= len(rows)
        if missing <= 0:
            return


def _from_stale(rows: Sequence[AnyRow], need: Need, now: datetime) -> Iterator[Candidate]:
    remote = {category.id: category.remote for category in need.categories}
    if need.vouched:
        known = responders.vouched_among({row.id for row in rows})
        rows = [row for row in rows if row.id in known]
    for row in rows:
        hours = responders.hours_within(row.opening_hours, row.order_hours)
        if row.category_id not in remote or not responders.hours_at(hours, now).is_open:
            continue
        distance = distance_m(need.point, Point(row.lat, row.lon))
        if remote[row.category_id]:
            yield Candidate(row.id, distance, remote=True, load=row.load)
        elif distance <= row.radius_m:
            yield Candidate(row.id, distance)
