"""Who goes for which requests, and what responders have done so far: for whoever coordinates."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.help_requests.lifecycle import ACTIVE, LAPSED, AssignmentState
from connect.help_requests.models import Assignment


class Record(NamedTuple):
    """How often a responder has brought something, or let go, and when last.

    `lapsed`: of those it has let go, by saying nothing.
    """

    helped: int = 0
    let_go: int = 0
    lapsed: int = 0
    last_at: datetime | None = None


def records_of(responder_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Record]:
    """The records of these responders, by id; who has never gone for anything is left out."""
    let_go = Assignment.state == AssignmentState.RELEASED
    rows = db.session.execute(
        sa.select(
            Assignment.responder_id,
            _times(Assignment.state == AssignmentState.DELIVERED),
            _times(let_go),
            _times(sa.and_(let_go, Assignment.reason == LAPSED)),
            sa.func.max(sa.func.coalesce(Assignment.ended_at, Assignment.claimed_at)),
        )
        .where(Assignment.responder_id.in_(responder_ids), Assignment.claimed_at.is_not(None))
        .group_by(Assignment.responder_id)
    )
    return {row[0]: Record(*row[1:]) for row in rows}


def going_for(request_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Assignment]:
    """Who is going for each of these requests, in one read."""
    found = db.session.scalars(
        sa.select(Assignment).where(
            Assignment.request_id.in_(request_ids), Assignment.state.in_(ACTIVE)
        )
    )
    return {one.request_id: one for one in found}


def being_asked(request_id: uuid.UUID) -> dict[uuid.UUID, datetime]:
    """The responders that an offer waits with, and until when each may answer."""
    rows = db.session.execute(
        sa.select(Assignment.responder_id, Assignment.lapses_at).where(
            Assignment.request_id == request_id,
            Assignment.state == AssignmentState.OFFERED,
            Assignment.lapses_at > utcnow(),
        )
    )
    return {row.responder_id: row.lapses_at for row in rows}


def _times(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))
