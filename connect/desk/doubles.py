"""Which open requests may be the same one asked twice: one phone, or near and alike."""

import uuid
from typing import NamedTuple

import sqlalchemy as sa

from connect import help_requests
from connect.accounts import Account
from connect.foundation.database import db
from connect.geo import Point, distance_m
from connect.help_requests import HelpRequest, Status

# Next door; and how far the cells around are looked through, of which so many.
NEAR_M, AROUND_M, LOOKED_AT = 150.0, 750.0, 100
SHOWN = 5


class Double(NamedTuple):
    """An open request that may be the same, and why."""

    request: HelpRequest
    same_phone: bool
    distance_m: float
    alike: list[str]  # codes of the categories that both ask for


def likely_doubles(request: HelpRequest, account: Account) -> list[Double]:
    """The likeliest first, of those that the account coordinates; none of what is not open."""
    if request.status != Status.OPEN:
        return []
    found = [
        _compared(request, other)
        for other in _possible(request)
        if account.serves(other.ward_code, other.province_code)
    ]
    likely = [one for one in found if one.same_phone or (one.distance_m <= NEAR_M and one.alike)]
    likely.sort(key=lambda one: (not one.same_phone, one.distance_m, one.request.id.hex))
    return likely[:SHOWN]


def _possible(request: HelpRequest) -> list[HelpRequest]:
    around = help_requests.nearby(
        Point(request.cell_lat, request.cell_lon), limit=LOOKED_AT, within_m=AROUND_M
    )
    near = HelpRequest.id.in_([uuid.UUID(one.card["id"]) for one in around])
    same = sa.false() if request.phone is None else HelpRequest.phone == request.phone
    found = {
        one.id: one
        for part in (near, same)  # each by its own index
        for one in db.session.scalars(
            sa.select(HelpRequest)
            .where(part, HelpRequest.status == Status.OPEN, HelpRequest.id != request.id)
            .limit(LOOKED_AT)
        )
    }
    return list(found.values())


def _compared(request: HelpRequest, other: HelpRequest) -> Double:
    theirs = {item["category"] for item in other.card["items"]}
    return Double(
        other,
        same_phone=request.phone is not None and request.phone == other.phone,
        distance_m=distance_m(request.point, other.point),
        alike=[
            code
            for code in dict.fromkeys(item["category"] for item in request.card["items"])
            if code in theirs
        ],
    )
