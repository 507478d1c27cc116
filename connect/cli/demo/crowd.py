"""Who could be asked and who went: the helpers of the demo around a place."""

import math
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from connect.geo import Point

REMOTE = "medical_advice"  # served by phone: distance matters last
_SAME_CITY_DEGREES = 1.0
_METRES_PER_DEGREE = 111_195.0


@dataclass
class Member:
    """A helper who can be asked at any hour, and how many cases they carry."""

    id: uuid.UUID
    point: Point
    categories: frozenset[str]
    radius_m: float
    capacity: int
    load: int = 0

    def helps(self, wanted: Collection[str], metres: float) -> bool:
        """Whether this helper gives one of these, so far away."""
        given = self.categories.intersection(wanted)
        return bool(given) and (metres <= self.radius_m or REMOTE in given)


@dataclass
class Crowd:
    """All of them."""

    members: list[Member] = field(default_factory=list)

    def near(self, point: Point, wanted: Collection[str]) -> "Around":
        """Everyone of the same city, for a need at this place."""
        able: list[Member] = []
        others: list[Member] = []
        # Within a city the earth is flat enough.
        narrowing = math.cos(math.radians(point.lat))
        by_distance = sorted(
            (
                math.hypot(one.point.lat - point.lat, (one.point.lon - point.lon) * narrowing),
                number,
            )
            for number, one in enumerate(self.members)
        )
        for degrees, number in by_distance:
            if degrees > _SAME_CITY_DEGREES:
                break
            member = self.members[number]
            metres = degrees * _METRES_PER_DEGREE
            (able if member.helps(wanted, metres) else others).append(member)
        return Around(able, others)


class Around(NamedTuple):
    """Those who would be asked, and everyone else, nearest first."""

    able: list[Member]
    others: list[Member]


def with_room(dice: Random, around: Around, refused: Collection[uuid.UUID]) -> Member:
    """One who can carry one more: the nearer the likelier; one who was not asked if need be."""
    for members in around:
        free = [m for m in members if m.load < m.capacity and m.id not in refused]
        if free:
            return free[min(int(dice.expovariate(0.6)), len(free) - 1)]
    raise ValueError("more claims than helpers")
