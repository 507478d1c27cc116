"""Named reads of the cases: who was asked for a request, took it, carries it."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect.foundation.database import db
from connect.help_requests import queries
from connect.help_requests.lifecycle import ACTIVE, AssignmentState, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.responders import Responder


def active_assignment(request_id: uuid.UUID) -> Assignment | None:
    """Who is going, if anyone is."""
    return db.session.scalar(
        sa.select(Assignment).where(
            Assignment.request_id == request_id, Assignment.state.in_(ACTIVE)
        )
    )


def helper_of(request: HelpRequest) -> Assignment | None:
    """Who is going for a request, or has delivered and waits for its confirmation."""
    if request.status == Status.CLAIMED:
        return active_assignment(request.id)
    return last_delivery(request.id) if request.status == Status.DELIVERED else None


def last_delivery(request_id: uuid.UUID) -> Assignment | None:
    """The assignment that delivered last, if any did."""
    return db.session.scalar(
        sa.select(Assignment)
        .where(Assignment.request_id == request_id, Assignment.state == AssignmentState.DELIVERED)
        .order_by(Assignment.ended_at.desc())
        .limit(1)
    )


class Claims(NamedTuple):
    """How many requests an account has taken, and how many of them it has let go."""

    taken: int
    let_go: int


def claims_since(account_id: uuid.UUID, moment: datetime) -> Claims:
    """What the responders of an account have taken since a moment."""
    let_go = sa.case((Assignment.state == AssignmentState.RELEASED, 1), else_=0)
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(let_go), 0))
        .select_from(Assignment)
        .join(Responder, Responder.id == Assignment.responder_id)
        .where(
            Responder.owner_id == account_id,
            Assignment.claimed_at >= moment,
        )
    ).one()
    return Claims(*row)


def asked_before(request_id: uuid.UUID) -> list[Assignment]:
    """Who is being asked, and who has let an offer run out; not whose offer was withdrawn."""
    ran_out = sa.and_(
        Assignment.state == AssignmentState.TIMED_OUT, Assignment.ended_at >= Assignment.lapses_at
    )
    return list(
        db.session.scalars(
            sa.select(Assignment).where(
                Assignment.request_id == request_id,
                sa.or_(Assignment.state == AssignmentState.OFFERED, ran_out),
            )
        )
    )


def count_offers(account_ids: Collection[uuid.UUID], now: datetime) -> dict[uuid.UUID, int]:
    """How many offers wait for an answer, by account; who has none is left out."""
    rows = db.session.execute(
        sa.select(Responder.owner_id, sa.func.count())
        .join(Assignment, Assignment.responder_id == Responder.id)
        .where(
            Responder.owner_id.in_(account_ids),
            Assignment.state == AssignmentState.OFFERED,
            Assignment.lapses_at > now,
        )
        .group_by(Responder.owner_id)
    )
    return {owner_id: count for owner_id, count in rows if owner_id is not None}


def due_to_ask(now: datetime, limit: int) -> list[uuid.UUID]:
    """Open requests for which more people are to be asked now, the longest due first."""
    return list(
        db.session.scalars(
            sa.select(HelpRequest.id)
            .where(HelpRequest.ask_at <= now)
            .order_by(HelpRequest.ask_at)
            .limit(limit)
        )
    )


def offers_to(account_id: uuid.UUID, now: datetime) -> list[Assignment]:
    """Open offers to the responders of an account, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Assignment)
            .join(Responder, Responder.id == Assignment.responder_id)
            .where(
                Responder.owner_id == account_id,
                Assignment.state == AssignmentState.OFFERED,
                Assignment.lapses_at > now,
            )
            .order_by(Assignment.created_at, Assignment.id)
        )
    )


def offers_with_requests(
    account_id: uuid.UUID, now: datetime
) -> list[tuple[Assignment, HelpRequest]]:
    """`offers_to`, each with its request."""
    return with_requests(offers_to(account_id, now))


def with_requests(assignments: Collection[Assignment]) -> list[tuple[Assignment, HelpRequest]]:
    """Assignments, each with its request, in one read."""
    found = queries.requests_by_ids(assignment.request_id for assignment in assignments)
    requests = {request.id: request for request in found}
    return [(assignment, requests[assignment.request_id]) for assignment in assignments]


def cases_of(account_id: uuid.UUID) -> list[Assignment]:
    """The cases that the responders of an account carry now, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Assignment)
            .join(Responder, Responder.id == Assignment.responder_id)
            .where(Responder.owner_id == account_id, Assignment.state.in_(ACTIVE))
            .order_by(Assignment.created_at, Assignment.id)
        )
    )
