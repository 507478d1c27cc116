"""Asking responders: a request is offered to its nearest few candidates."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from connect import matching, responders
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import queries
from connect.help_requests.lifecycle import AssignmentState, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.matching import Candidate

ASKED_AT_ONCE = 3
OFFER_LIFE = timedelta(minutes=30)
# Imported responders have nobody to ask, so some more candidates are read.
LOOKED_AT = 20


def candidates(request: HelpRequest, limit: int) -> list[Candidate]:
    """The best candidates for a request, best first, by its true point."""
    return matching.nearest_responders(queries.need_of(request), limit)


def ask_nearest(request_id: uuid.UUID) -> None:
    """Offers an open request to its nearest candidates whom an account stands behind.

    Matching reads before the transaction, so that no lock is held while it looks.
    """
    request = queries.request_by_id(request_id)
    if request is None:
        return
    found = candidates(request, LOOKED_AT)
    known = responders.responders_by_ids([candidate.responder_id for candidate in found])
    asked = [c.responder_id for c in found if known[c.responder_id].owner_id is not None]
    with transaction():
        request = queries.request_to_change(request_id)
        if request is None or request.status != Status.OPEN:
            return
        for responder_id in asked[:ASKED_AT_ONCE]:
            _offer(request, responder_id)


def withdraw_offers(request_id: uuid.UUID) -> None:
    """Nobody need answer any more: inside the transaction that takes or ends the request."""
    db.session.execute(
        sa.update(Assignment)
        .where(Assignment.request_id == request_id, Assignment.state == AssignmentState.OFFERED)
        .values(state=AssignmentState.TIMED_OUT, ended_at=utcnow())
    )


def _offer(request: HelpRequest, responder_id: uuid.UUID) -> None:
    now = utcnow()
    already = db.session.scalar(
        sa.select(Assignment.id).where(
            Assignment.request_id == request.id,
            Assignment.responder_id == responder_id,
            Assignment.state == AssignmentState.OFFERED,
        )
    )
    if already is None:
        db.session.add(
            Assignment(
                request_id=request.id,
                responder_id=responder_id,
                state=AssignmentState.OFFERED,
                created_at=now,
                lapses_at=now + OFFER_LIFE,
            )
        )
        audit.record("system", "asked", request.id, responder=str(responder_id))
