"""What pages that are open hear of a request, and who hears it: named by whose eyes it is for.

The log of acts tells it all, so nothing is written for it. That somebody looked is no news.
"""

import math
import uuid
from collections.abc import Collection, Hashable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from connect.foundation.audit import AuditEntry
from connect.foundation.database import table_of
from connect.geo import Point
from connect.help_requests.access import DESK_STEPS, PRIVATE_STEPS, PUBLIC_STEPS
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.silence import Silence
from connect.live import Happened, ids_of

# Far coarser than a public cell (a twentieth of a degree, 5.5 km).
SQUARES_A_DEGREE = 20
# Rows whose transactions may still be under way when we begin.
_AGO = 1_000
_ACTIONS = {
    "request": PUBLIC_STEPS,
    "involved": PRIVATE_STEPS | {"erased"},
    "triage": DESK_STEPS,
}
_KINDS = {action: kind for kind, actions in _ACTIONS.items() for action in actions}
# What brings a request to the list, or back to it.
_LISTING = frozenset(("opened", "reopened", "released", "lapsed", "delivered_in_part", "kept"))

_audit = table_of(AuditEntry)
_request = table_of(HelpRequest)
_NEWEST = sa.select(sa.func.max(_audit.c.id))
# That somebody looked changes no tag: in this order both databases stop at the first that counts.
_NEWEST_TOLD = (
    sa.select(_audit.c.id).where(_audit.c.action.in_(_KINDS)).order_by(_audit.c.id.desc()).limit(1)
)
_BEHIND = (
    sa.select(_audit.c.id, _audit.c.action, _audit.c.subject_id)
    .where(_audit.c.id > sa.bindparam("place"))
    .order_by(_audit.c.id)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_WHERE = sa.select(
    _request.c.id,
    _request.c.ward_code,
    _request.c.province_code,
    _request.c.cell_lat,
    _request.c.cell_lon,
    _request.c.status,
    _request.c.silence,
    _request.c.concerns,
).where(_request.c.id.in_(sa.bindparam("ids", expanding=True)))


def request_topic(request_id: uuid.UUID) -> str:
    """What anyone may know of a request."""
    return f"request:{request_id}"


def involved_topic(request_id: uuid.UUID) -> str:
    """What those involved know beside it."""
    return f"involved:{request_id}"


def triage_topic(request_id: uuid.UUID) -> str:
    """Who is asked, and that nobody is left: for coordinators."""
    return f"triage:{request_id}"


def requester_topic(request_id: uuid.UUID) -> str:
    """What is for the requester alone."""
    return f"requester:{request_id}"


def helper_topic(assignment_id: uuid.UUID) -> str:
    """What is for who goes, as long as they go: the next one has a topic of their own."""
    return f"helper:{assignment_id}"


def topics_of_case(request_id: uuid.UUID) -> list[str]:
    """What an open page of the desk hears of one request."""
    return [request_topic(request_id), involved_topic(request_id), triage_topic(request_id)]


def desk_topics(area_codes: Iterable[str] | None) -> list[str]:
    """What coordinators of these areas see to; None for all areas."""
    return ["desk:"] if area_codes is None else [f"desk:{code}" for code in area_codes]


def list_topics(near: Point | None) -> list[str]:
    """What comes to the list of open requests: in the squares around a place, or anywhere."""
    if near is None:
        return ["list:"]
    row, column = _square(near.lat, near.lon)
    return [f"list:{row + i}:{column + j}" for i in (-1, 0, 1) for j in (-1, 0, 1)]


class RequestNews:
    """The log of acts as a source."""

    def start(self, connection: sa.Connection) -> int:
        """The place of a row shortly before the newest one."""
        return (connection.execute(_NEWEST).scalar() or 0) - _AGO

    def behind(self, connection: sa.Connection, place: int, limit: int) -> Sequence[Happened]:
        """Acts behind a place."""
        rows = connection.execute(_BEHIND, {"place": place, "limit": limit})
        return [Happened(row.id, row.id, (row.action, row.subject_id)) for row in rows]

    def topics(self, connection: sa.Connection, about: Sequence[tuple[str, uuid.UUID]]) -> set[str]:
        """Who hears of these acts."""
        told = [(action, id_) for action, id_ in about if action in _KINDS]
        if not told:
            return set()
        places = {
            row.id: row
            for row in connection.execute(_WHERE, {"ids": list({id_ for _action, id_ in told})})
        }
        found = {f"{_KINDS[action]}:{id_}" for action, id_ in told}
        for action, id_ in told:
            if id_ in places and action != "asked":
                found |= _around(action, places[id_])
        return found

    def version(self, connection: sa.Connection, topics: Collection[str]) -> Hashable:
        """The last act on each of these requests, or on any where a whole area is asked for."""
        if any(topic.startswith(("desk:", "list:")) for topic in topics):
            return connection.execute(_NEWEST_TOLD).scalar()
        told = [
            sa.and_(_audit.c.subject_id.in_(ids), _audit.c.action.in_(actions))
            for kind, actions in _ACTIONS.items()
            if (ids := ids_of(kind, topics))
        ]
        return connection.execute(_NEWEST.where(sa.or_(*told))).scalar() if told else None


def _around(action: str, where: Any) -> set[str]:
    areas = [code for code in (where.ward_code, where.province_code) if code]
    found = {*desk_topics(None), *desk_topics(areas)}
    listed = where.status == Status.OPEN and where.silence != Silence.HIDDEN
    if listed and not where.concerns and action in _LISTING:
        row, column = _square(where.cell_lat, where.cell_lon)
        found |= {"list:", f"list:{row}:{column}"}
    return found


def _square(lat: float, lon: float) -> tuple[int, int]:
    return math.floor(lat * SQUARES_A_DEGREE), math.floor(lon * SQUARES_A_DEGREE)
