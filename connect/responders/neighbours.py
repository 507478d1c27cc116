"""The shops beside a place whose names are like one: is it this one, that is here already?"""

from typing import NamedTuple

from connect.foundation.database import reading, table_of
from connect.foundation.text import fold
from connect.geo import Nearest, Point, Question
from connect.responders.likeness import NEAR_M, alike
from connect.responders.models import Responder, SupplierPoint
from connect.responders.points import ANY_CATEGORY, slot_of_suppliers
from connect.responders.queries import responders_by_ids

MOST_OFFERED = 3
NEIGHBOURS = 100

_point = table_of(SupplierPoint)
_responder = table_of(Responder)
_SLOTS = [slot_of_suppliers(ANY_CATEGORY, is_open=is_open) for is_open in (False, True)]
_NEIGHBOURS = Nearest(
    Question(
        layer=_point,
        key=_point.c.responder_id,
        columns=(_point.c.responder_id, _responder.c.name_folded),
        source=_point.join(_responder, _responder.c.id == _point.c.responder_id),
    )
)


class Alike(NamedTuple):
    """A shop that may be the one that is meant, and how far from there, in metres."""

    shop: Responder
    distance_m: float


def look_alikes(point: Point, name: str) -> list[Alike]:
    """The shops within 150 m with a like name, nearest first."""
    folded = fold(name)
    with reading() as connection:
        rows = [
            row
            for slot in _SLOTS
            for row in _NEIGHBOURS.ask(connection, point, slot, limit=NEIGHBOURS, within_m=NEAR_M)
        ]
    near = sorted(rows, key=lambda row: (row.distance_m, row.responder_id))
    found = [row for row in near if alike(folded, row.name_folded, row.distance_m)][:MOST_OFFERED]
    known = responders_by_ids([row.responder_id for row in found])
    return [
        Alike(known[row.responder_id], row.distance_m) for row in found if row.responder_id in known
    ]
