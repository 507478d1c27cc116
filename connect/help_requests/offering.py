"""Asking responders: a request is offered to its nearest few candidates, wave after wave."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from connect import matching, notifications, responders
from connect.foundation import audit
from connect.foundation.bulk import insert_many
from connect.foundation.clock import utcnow
from connect.foundation.database import db, table_of, transaction
from connect.geo import Point, distance_m
from connect.help_requests import cases, notices, queries
from connect.help_requests.lifecycle import AssignmentState
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.needs import need_of
from connect.matching import Candidate
from connect.responders import OwnedPlace

ASKED_AT_ONCE, ENOUGH = 3, 6
PLACES_AN_ACCOUNT, AROUND_M = 3, 10_000.0
OFFER_LIFE = timedelta(minutes=30)
NEXT_WAVE = {"urgent": timedelta(minutes=10), "normal": OFFER_LIFE}
# Nobody left to ask: somebody may have come home since.
TRY_AGAIN = timedelta(hours=1)
# Imported responders have nobody to ask, so some more candidates are read; at most so many.
READ_AT_FIRST, READ_AT_MOST = 20, 5_000


class _Free(NamedTuple):
    """Where a responder is who can be asked, and which of its accounts."""

    point: Point
    crew: list[uuid.UUID]


def candidates(request: HelpRequest, limit: int) -> list[Candidate]:
    """The best candidates for a request, best first, by its true point."""
    return matching.nearest_responders(need_of(request), limit)


def ask_nearest(request_id: uuid.UUID, *, farther: bool = False) -> int:
    """Offers an open request to the nearest who can be asked, until three are; how many new ones.

    `farther` asks three more, whoever is still being asked: the next wave. Matching reads before
    the transaction, so that no lock is held while it looks.
    """
    request = queries.request_by_id(request_id)
    if request is None or not request.seeks_helpers:
        return 0
    found = _askable(request)
    with transaction():
        request = queries.request_to_ask_for(request_id)
        if request is None or not request.seeks_helpers:
            return 0
        now, before = utcnow(), cases.asked_before(request_id)
        known = {one.responder_id for one in before}
        being_asked = sum(one.lapses_at > now for one in before if one.lapses_at)
        wanted = max(0, ASKED_AT_ONCE - (0 if farther else being_asked))
        asked = [responder_id for responder_id in found if responder_id not in known][:wanted]
        _offer(request, {responder_id: found[responder_id] for responder_id in asked}, now)
        request.exhausted = not (being_asked or asked)
        request.ask_at = now + (TRY_AGAIN if request.exhausted else NEXT_WAVE[request.urgency])
    return len(asked)


def _askable(request: HelpRequest) -> dict[uuid.UUID, _Free]:
    """The nearest responders who can be asked, a few, each with the accounts to ask; before all
    others the shop that was chosen, if it can help.

    An account is asked once for a request, has few open offers, and of its responders in one
    place only the three oldest are asked: a net of them would find the door. An organisation can
    be asked while any who act for it can.
    """
    before = cases.asked_before(request.id)
    need = need_of(request)
    need = need._replace(passed_over=need.passed_over | {one.responder_id for one in before})
    crews = responders.crews({one.responder_id for one in before})
    asked_already = {account_id for crew in crews.values() for account_id in crew}
    chosen = request.supplier_id
    limit = READ_AT_MOST if chosen else READ_AT_FIRST
    while True:
        found = [one.responder_id for one in matching.nearest_responders(need, limit)]
        asked = _free(request, sorted(found, key=lambda id_: id_ != chosen), asked_already)
        if len(asked) >= ASKED_AT_ONCE or len(found) < limit or limit >= READ_AT_MOST:
            return asked
        limit *= 4


def _free(
    request: HelpRequest, found: Sequence[uuid.UUID], asked_already: Set[uuid.UUID]
) -> dict[uuid.UUID, _Free]:
    places = responders.places_beside(found)
    own: dict[uuid.UUID, list[OwnedPlace]] = defaultdict(list)
    for place in places:
        own[place.owner_id].append(place)
    known, crews = {one.id: one for one in places}, responders.crews(found)
    everyone = {account_id for crew in crews.values() for account_id in crew} - asked_already
    busy = cases.count_offers(everyone, utcnow())
    most = notifications.most_offers(everyone)
    left = {one for one in everyone if busy.get(one, 0) < most[one]}
    free: dict[uuid.UUID, _Free] = {}
    for one in (known[id_] for id_ in found if id_ in known):
        crew = [account_id for account_id in crews.get(one.id, ()) if account_id in left]
        if not crew or not _is_among_oldest(one, own[one.owner_id]):
            continue
        if crew != [one.owner_id]:  # to the owner matching has seen
            crew = notices.may_meet(request, crew)
        if crew:
            free[one.id] = _Free(one.point, crew)
            left.difference_update(crews[one.id])
        if len(free) == ENOUGH:
            break
    return free


def _is_among_oldest(one: OwnedPlace, own: Sequence[OwnedPlace]) -> bool:
    around = [other.id for other in own if distance_m(one.point, other.point) <= AROUND_M]
    return one.id in around[:PLACES_AN_ACCOUNT]


def withdraw_offers(request_id: uuid.UUID) -> None:
    """Nobody need answer any more: inside the transaction that takes or ends the request."""
    db.session.execute(
        sa.update(Assignment)
        .where(Assignment.request_id == request_id, Assignment.state == AssignmentState.OFFERED)
        .values(state=AssignmentState.TIMED_OUT, ended_at=utcnow())
    )


def _offer(request: HelpRequest, asked: Mapping[uuid.UUID, _Free], now: datetime) -> None:
    """Asks these responders: a statement for each table, not for each of them."""
    offer = {
        "request_id": request.id,
        "state": AssignmentState.OFFERED,
        "created_at": now,
        "lapses_at": now + OFFER_LIFE,
        "reason": "",
    }
    insert_many(
        table_of(Assignment),
        [offer | {"id": uuid.uuid4(), "responder_id": one} for one in asked],
    )
    notices.offered(request, now + OFFER_LIFE, asked.values())
    audit.record_each("system", "asked", request.id, [{"responder": str(one)} for one in asked])
