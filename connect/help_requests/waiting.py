"""Who waits in an area, in the order in which its coordinators see to them."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from itertools import product
from typing import NamedTuple

import sqlalchemy as sa

from connect import geo
from connect.foundation.database import UtcDateTime, db
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import URGENT
from connect.help_requests.models import HelpRequest

# First those for whom nobody is left to ask, then the urgent ones.
_TURNS = tuple(product((True, False), (URGENT, "normal")))


class Turn(NamedTuple):
    """Where a request stood in the queue."""

    exhausted: bool
    urgency: str
    created_at: datetime
    id: uuid.UUID


def turn_of(request: HelpRequest) -> Turn:
    """Where a request stands."""
    return Turn(request.exhausted, request.urgency, request.created_at, request.id)


def waiting_in(
    area_code: str | None, *, limit: int, after: Turn | None = None
) -> list[HelpRequest]:
    """Open requests of an area, None for all, behind a place; in each turn the oldest first.

    One read a turn: each is in order in the index of the area.
    """
    found: list[HelpRequest] = []
    for asked in _each_turn(area_code, after):
        found += db.session.scalars(asked.limit(limit - len(found)))
        if len(found) >= limit:
            break
    return found


def _each_turn(area_code: str | None, after: Turn | None) -> Iterator[sa.Select[HelpRequest]]:
    first = _TURNS.index((after.exhausted, after.urgency)) if after else 0
    for exhausted, urgency in _TURNS[first:]:
        asked = (
            sa.select(HelpRequest)
            .where(
                HelpRequest.status == Status.OPEN,
                *_within(area_code),
                HelpRequest.exhausted == exhausted,
                HelpRequest.urgency == urgency,
            )
            .order_by(HelpRequest.created_at, HelpRequest.id)
        )
        if after and (exhausted, urgency) == _TURNS[first]:
            last = sa.tuple_(
                sa.literal(after.created_at, UtcDateTime), sa.literal(after.id, sa.Uuid)
            )
            asked = asked.where(sa.tuple_(HelpRequest.created_at, HelpRequest.id) > last)
        yield asked


def count_exhausted(area_code: str | None) -> int:
    """For how many open requests of an area nobody is left to ask."""
    counted = (
        sa.select(sa.func.count())
        .select_from(HelpRequest)
        .where(HelpRequest.status == Status.OPEN, HelpRequest.exhausted, *_within(area_code))
    )
    return db.session.scalar(counted) or 0


def _within(area_code: str | None) -> list[sa.ColumnElement[bool]]:
    if area_code is None:
        return []
    place = geo.place_by_code(area_code)
    ward = place is not None and place.kind == "ward"
    column = HelpRequest.ward_code if ward else HelpRequest.province_code
    return [column == area_code]
