"""The shops of one organisation: who is open first, and of those who is nearest."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from connect.foundation.database import AnyRow
from connect.geo import Point, distance_m
from connect.responders import (
    Responder,
    branches_of,
    hours_at,
    hours_within,
    responders_by_ids,
)

PAGE = 20


class Branch(NamedTuple):
    """A shop of an organisation; `distance_m` from the place that was asked for, if one was."""

    shop: Responder
    distance_m: float | None


class Branches(NamedTuple):
    """A page of them; `every` is a row for each, in their order; `more` where the next begins."""

    shown: list[Branch]
    every: Sequence[AnyRow]
    more: int | None


def shops_of(organisation_id: uuid.UUID, near: Point | None, now: datetime, after: int) -> Branches:
    """The shops of an organisation, at most `PAGE` behind so many."""
    rows = branches_of(organisation_id)
    hours = {row.id: hours_within(row.opening_hours, row.order_hours) for row in rows}
    # Many shops, few different hours: each is read once.
    is_open = {one: hours_at(one, now).is_open for one in set(hours.values())}
    away = {row.id: distance_m(near, Point(row.lat, row.lon)) for row in rows} if near else {}
    every = sorted(
        rows,
        key=lambda row: (not (row.available and is_open[hours[row.id]]), away.get(row.id, 0.0)),
    )
    page = every[after : after + PAGE]
    known = responders_by_ids([row.id for row in page])
    shown = [Branch(known[row.id], away.get(row.id)) for row in page if row.id in known]
    more = after + PAGE
    return Branches(shown, every, more if len(every) > more else None)
