"""Asking responders: a request is offered to its nearest few candidates, wave after wave."""

import uuid
from collections.abc import Sequence, Set
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect import matching, responders
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point, distance_m
from connect.help_requests import cases, notices, queries
from connect.help_requests.lifecycle import AssignmentState, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.needs import need_of
from connect.matching import Candidate
from connect.responders import Responder

ASKED_AT_ONCE = 3
OFFERS_AN_ACCOUNT = 3
PLACES_AN_ACCOUNT, AROUND_M = 3, 10_000.0
OFFER_LIFE = timedelta(minutes=30)
NEXT_WAVE = {"urgent": timedelta(minutes=10), "normal": OFFER_LIFE}
# Nobody left to ask: somebody may have come home since.
TRY_AGAIN = timedelta(hours=1)
# Imported responders have nobody to ask, so some more candidates are read; at most so many.
READ_AT_FIRST, READ_AT_MOST = 20, 5_000


def candidates(request: HelpRequest, limit: int) -> list[Candidate]:
    """The best candidates for a request, best first, by its true point."""
    return matching.nearest_responders(need_of(request), limit)


def ask_nearest(request_id: uuid.UUID, *, farther: bool = False) -> int:
    """Offers an open request to the nearest who can be asked, until three are; how many new ones.

    `farther` asks three more, whoever is still being asked: the next wave. Matching reads before
    the transaction, so that no lock is held while it looks.
    """
    request = queries.request_by_id(request_id)
    if request is None or request.status != Status.OPEN:
        return 0
    found = _askable(request)
    with transaction():
        request = queries.request_to_change(request_id)
        if request is None or request.status != Status.OPEN:
            return 0
        now, before = utcnow(), cases.asked_before(request_id)
        known = {one.responder_id for one in before}
        being_asked = sum(one.lapses_at > now for one in before if one.lapses_at)
        wanted = max(0, ASKED_AT_ONCE - (0 if farther else being_asked))
        asked = [responder_id for responder_id in found if responder_id not in known][:wanted]
        for responder in responders.responders_by_ids(asked).values():
            _offer(request, responder, now)
        request.ask_at = now + (NEXT_WAVE[request.urgency] if being_asked or asked else TRY_AGAIN)
    return len(asked)


def _askable(request: HelpRequest) -> list[uuid.UUID]:
    """The nearest responders who can be asked, a few; before all others the shop that was chosen,
    if it can help.

    An account is asked once for a request, has few open offers, and of its responders in one
    place only the three oldest are asked: a net of them would find the door.
    """
    before = cases.asked_before(request.id)
    need = need_of(request)
    need = need._replace(passed_over=need.passed_over | {one.responder_id for one in before})
    owners = {one.responder.owner_id for one in before}
    chosen = request.supplier_id
    limit = READ_AT_MOST if chosen else READ_AT_FIRST
    while True:
        found = [one.responder_id for one in matching.nearest_responders(need, limit)]
        asked = _free(sorted(found, key=lambda id_: id_ != chosen), owners)
        if len(asked) >= ASKED_AT_ONCE or len(found) < limit or limit >= READ_AT_MOST:
            return asked[: 2 * ASKED_AT_ONCE]
        limit *= 4


def _free(found: Sequence[uuid.UUID], owners: Set[uuid.UUID | None]) -> list[uuid.UUID]:
    known = responders.responders_by_ids(found)
    by_owner: dict[uuid.UUID, uuid.UUID] = {}
    for one in (known[id_] for id_ in found if id_ in known):
        owner_id = one.owner_id
        if owner_id is None or owner_id in owners or owner_id in by_owner:
            continue
        if _is_among_oldest(one, responders.responders_of(owner_id)):
            by_owner[owner_id] = one.id
    busy = cases.count_offers(by_owner, utcnow())
    return [id_ for owner, id_ in by_owner.items() if busy.get(owner, 0) < OFFERS_AN_ACCOUNT]


def _is_among_oldest(one: Responder, own: Sequence[Responder]) -> bool:
    here = Point(one.lat, one.lon)
    around = [
        other.id for other in own if distance_m(here, Point(other.lat, other.lon)) <= AROUND_M
    ]
    return one.id in around[:PLACES_AN_ACCOUNT]


def withdraw_offers(request_id: uuid.UUID) -> None:
    """Nobody need answer any more: inside the transaction that takes or ends the request."""
    db.session.execute(
        sa.update(Assignment)
        .where(Assignment.request_id == request_id, Assignment.state == AssignmentState.OFFERED)
        .values(state=AssignmentState.TIMED_OUT, ended_at=utcnow())
    )


def _offer(request: HelpRequest, responder: Responder, now: datetime) -> None:
    offer = Assignment(
        request_id=request.id,
        responder_id=responder.id,
        state=AssignmentState.OFFERED,
        created_at=now,
        lapses_at=now + OFFER_LIFE,
    )
    db.session.add(offer)
    notices.offered(request, offer, responder)
    audit.record("system", "asked", request.id, responder=str(responder.id))
