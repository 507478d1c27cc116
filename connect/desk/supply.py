"""Supply against demand by ward, for one kind of help.

Demand: the households whose open request still lacks it. Supply: how many more requests could be
taken by all together who offer it, are not paused, not full and in their hours, and whose own
radius reaches the middle of the ward; of what helps from afar, by all. Who reaches several wards
counts in each.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa

from connect import geo
from connect.desk.figures import Areas, for_a_moment, missing, within
from connect.foundation.clock import utcnow
from connect.foundation.database import db, reading
from connect.help_requests import HelpRequest
from connect.responders import Category, free_capacity, free_capacity_from_afar

# The wards where most wait: more than any province has. What is free is counted up to as much as is
# wanted, and up to so much in any case: a city has more than anybody would read.
WARDS, COUNTED = 200, 20


class Standing(StrEnum):
    """How the supply of a ward stands to its demand."""

    NONE = "none"  # nobody could come
    SHORT = "short"  # for some of them
    ENOUGH = "enough"


class Balance(NamedTuple):
    """One ward, with its middle. `free` is that many or more where it is `at_least`."""

    code: str
    name: str
    lat: float
    lon: float
    waiting: int
    free: int
    at_least: bool

    @property
    def standing(self) -> Standing:
        """In one word."""
        if not self.free:
            return Standing.NONE
        return Standing.SHORT if self.free < self.waiting else Standing.ENOUGH


def balances_of(areas: Areas, category: str) -> list[Balance]:
    """The wards of these areas (None: all) where households wait for this, most first.

    At most half a minute old.
    """
    return for_a_moment(_balances, None if areas is None else tuple(areas), category)


def _balances(areas: Areas, category: str) -> list[Balance]:
    households = sa.func.count(sa.distinct(HelpRequest.id))
    rows = db.session.execute(
        missing(HelpRequest.ward_code, households, Category.id, Category.remote)
        .where(within(areas), Category.code == category, HelpRequest.ward_code.is_not(None))
        .group_by(HelpRequest.ward_code, Category.id, Category.remote)
        .order_by(households.desc(), HelpRequest.ward_code)
        .limit(WARDS)
    ).all()
    found = [(place, *row[1:]) for row in rows if (place := geo.place_by_code(row[0]))]
    frees = _free(found)
    return [
        Balance(
            place.code,
            place.full_name,
            place.lat,
            place.lon,
            waiting,
            min(free, max(waiting, COUNTED)),
            free >= max(waiting, COUNTED),
        )
        for (place, waiting, *_category), free in zip(found, frees, strict=True)
    ]


def _free(found: Sequence[tuple[geo.Place, int, int, bool]]) -> list[int]:
    """The supply of each ward, up to what is counted of it."""
    now_s = int(utcnow().timestamp())
    with reading() as connection:
        if found and found[0][3]:
            afar = free_capacity_from_afar(connection, found[0][2], now_s=now_s)
            return [afar] * len(found)
        return [
            free_capacity(
                connection,
                geo.Point(place.lat, place.lon),
                category_id,
                most=max(waiting, COUNTED),
                now_s=now_s,
            )
            for place, waiting, category_id, _remote in found
        ]
