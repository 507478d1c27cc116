"""The cases of a desk as its pages and programs show them. Nothing here is private."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from connect import help_requests, responders
from connect.accounts import Account
from connect.desk.looking import Looking, others_looking
from connect.desk.order import Turn
from connect.desk.queries import holders_of
from connect.desk.queue import requests_and_cases
from connect.foundation.clock import utcnow
from connect.geo import Point, distance_m
from connect.help_requests import HelpRequest, Record, Status
from connect.matching import Candidate

CANDIDATES = 5


class Row(NamedTuple):
    """One case in the queue."""

    request: HelpRequest
    coordinator: str  # whose it is, by name
    mine: bool
    tries: int
    tried_at: datetime | None
    call_at: datetime | None
    due: bool  # to be called now
    looking: Sequence[Looking]
    helper: str  # who goes, by name

    def as_json(self) -> dict[str, Any]:
        """The case for programs."""
        request = self.request
        return {
            "id": str(request.id),
            "code": request.code,
            "status": request.status,
            "urgency": request.urgency,
            "people": request.people,
            "created_at": request.created_at.isoformat(),
            "exhausted": request.exhausted,
            "silence": request.silence,
            "coordinator": self.coordinator or None,
            "mine": self.mine,
            "tries": self.tries,
            "tried_at": self.tried_at.isoformat() if self.tried_at else None,
            "call_at": self.call_at.isoformat() if self.call_at else None,
            "helper": self.helper or None,
        }


class Choice(NamedTuple):
    """A candidate as whoever chooses by hand sees it: how far, how much it carries, its record."""

    responder: responders.Responder
    distance_m: float
    record: Record
    vouched: bool

    def as_json(self) -> dict[str, Any]:
        """The candidate for programs."""
        last_at = self.record.last_at
        return {
            "responder_id": str(self.responder.id),
            "kind": self.responder.kind,
            "name": self.responder.name,
            "distance_m": round(self.distance_m, 1),
            "carries": self.responder.load,
            "capacity": self.responder.capacity,
            "helped": self.record.helped,
            "let_go": self.record.let_go,
            "lapsed": self.record.lapsed,
            "vouched": self.vouched,
            "last_at": last_at.isoformat() if last_at else None,
        }


def rows_of(turns: Iterable[Turn], me: Account) -> list[Row]:
    """These cases in their order, in a few reads however many they are."""
    ids = [one.id for one in turns]
    return rows_by_ids(ids, me)


def rows_by_ids(ids: Sequence[uuid.UUID], me: Account) -> list[Row]:
    """As `rows_of`, in the order of the ids."""
    found = requests_and_cases(ids)
    holders = holders_of(ids)
    looking: dict[uuid.UUID, list[Looking]] = defaultdict(list)
    for look in others_looking(ids, me):
        looking[look.request_id].append(look)
    claimed = [id_ for id_, (request, _case) in found.items() if request.status == Status.CLAIMED]
    going = help_requests.going_for(claimed)
    now = utcnow()
    rows = []
    for id_ in ids:
        request, case = found[id_]
        holder = holders.get(id_)
        call_at = case.call_at if case else None
        rows.append(
            Row(
                request,
                coordinator=holder.name if holder else "",
                mine=holder is not None and holder.id == me.id,
                tries=case.tries if case else 0,
                tried_at=case.tried_at if case else None,
                call_at=call_at,
                due=call_at is not None and call_at <= now,
                looking=looking[id_],
                helper=help_requests.helper_name(going[id_]) if id_ in going else "",
            )
        )
    return rows


def choices_for(request: HelpRequest) -> list[Choice]:
    """The nearest candidates for an open request, each with what it has done so far."""
    if request.status != Status.OPEN:
        return []
    return _choices(help_requests.candidates(request, CANDIDATES))


def strangers_for(request: HelpRequest) -> list[Choice]:
    """The nearest who could come to an open shielded request if somebody vouched for them."""
    if request.status != Status.OPEN:
        return []
    return _choices(help_requests.could_be_vouched_for(request, CANDIDATES))


def who_goes(request: HelpRequest) -> Choice | None:
    """Who goes for a request, where anybody does, with what they have done so far."""
    going = help_requests.going_for([request.id]).get(request.id)
    if going is None:
        return None
    away = distance_m(request.point, Point(going.responder.lat, going.responder.lon))
    return next(iter(_choices([Candidate(going.responder_id, away)])), None)


def _choices(found: Iterable[Candidate]) -> list[Choice]:
    away = {one.responder_id: one.distance_m for one in found}
    known, records = responders.responders_by_ids(list(away)), help_requests.records_of(away)
    vouched = responders.vouched_among(away)
    return [
        Choice(known[id_], distance, records.get(id_, Record()), id_ in vouched)
        for id_, distance in away.items()
        if id_ in known
    ]
