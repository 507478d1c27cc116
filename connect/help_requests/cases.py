"""Named reads of the cases: who was asked for a request, took it, carries it."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect import responders
from connect.accounts import Account, account_by_id, phones_at_odds_with
from connect.foundation.database import UtcDateTime, db
from connect.foundation.prepared import Among, Prepared
from connect.help_requests import queries
from connect.help_requests.apart import is_apart, meets
from connect.help_requests.lifecycle import ACTIVE, AssignmentState, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.shielded import may_know
from connect.help_requests.silence import Silence

# Why a case ended that its responder has not let go: a colleague goes, or who went acts no more.
TAKEN_OVER, PARTED = "taken_over", "parted"
_ASKED = Prepared(
    sa.select(
        Assignment.responder_id,
        Assignment.state,
        Assignment.lapses_at,
        Assignment.account_id,
        Assignment.asked_ids,
    ).where(
        Assignment.request_id == sa.bindparam("request_id"),
        sa.or_(
            Assignment.state == AssignmentState.OFFERED,
            Assignment.state == AssignmentState.DECLINED,
            Assignment.state == AssignmentState.RELEASED,
            sa.and_(
                Assignment.state == AssignmentState.TIMED_OUT,
                Assignment.ended_at >= Assignment.lapses_at,
            ),
        ),
    )
)
_crew = responders.those_who_act("account_ids").subquery()
_OPEN_OFFERS = Prepared(
    sa.select(_crew.c.account_id, sa.func.count().label("waiting"))
    .join(Assignment, Assignment.responder_id == _crew.c.responder_id)
    .where(
        Assignment.state == AssignmentState.OFFERED,
        Assignment.lapses_at > sa.bindparam("now", type_=UtcDateTime),
    )
    .group_by(_crew.c.account_id)
)


_LOCK = Prepared(
    sa.select(Account.id, Account.phone)
    .where(Among(Account.id, "account_ids"))
    .order_by(Account.id)
    .with_for_update(key_share=True)
)


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
    if request.status != Status.DELIVERED:
        return None
    last = last_delivery(request.id)
    # Who is going is handed back by a block; who has brought it would be shown all the same.
    gone = account_by_id(last.account_id) if last and last.account_id else None
    return None if gone and is_apart(request, gone) else last


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
    """What an account has gone for since a moment. Who parts from a group has let go, too."""
    parted = sa.and_(Assignment.state == AssignmentState.TIMED_OUT, Assignment.reason == PARTED)
    gone = sa.or_(Assignment.state == AssignmentState.RELEASED, parted)
    let_go = sa.case((gone, 1), else_=0)
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(let_go), 0))
        .select_from(Assignment)
        .where(Assignment.account_id == account_id, Assignment.claimed_at >= moment)
    ).one()
    return Claims(*row)


def count_taken_over(request_id: uuid.UUID, moment: datetime) -> int:
    """How often a colleague went instead for a request, since a moment."""
    counted = sa.select(sa.func.count()).where(
        Assignment.request_id == request_id,
        Assignment.state == AssignmentState.TIMED_OUT,
        Assignment.reason == TAKEN_OVER,
        Assignment.ended_at >= moment,
    )
    return db.session.scalar(counted) or 0


class Asked(NamedTuple):
    """Who was asked for a request, and until when an answer is awaited, if it is.

    Without accounts it is an offer from the time before they were kept.
    """

    responder_id: uuid.UUID
    account_ids: frozenset[uuid.UUID]
    until: datetime | None


def asked_before(request_id: uuid.UUID) -> list[Asked]:
    """Who is being asked, has said no, let an offer run out, or let the case go again.

    Not whose offer was withdrawn.
    """
    rows = _ASKED.rows(db.session.connection(), {"request_id": request_id})
    return [
        Asked(
            row.responder_id,
            frozenset([row.account_id])
            if row.account_id
            else frozenset(uuid.UUID(id_) for id_ in row.asked_ids or ()),
            row.lapses_at if row.state == AssignmentState.OFFERED else None,
        )
        for row in rows
    ]


def lock_offers(account_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Nobody else offers these accounts anything until the transaction ends; their phones.

    Who is gone is left out.
    """
    if not account_ids:
        return {}
    # In one order, and so that whoever only tells them something need not wait.
    rows = _LOCK.rows(db.session.connection(), {"account_ids": account_ids})
    return {row.id: row.phone for row in rows}


def count_offers(account_ids: Collection[uuid.UUID], now: datetime) -> dict[uuid.UUID, int]:
    """How many offers wait for an answer, by account; who has none is left out."""
    if not account_ids:
        return {}
    asked = {"account_ids": account_ids, "now": now}
    rows = _OPEN_OFFERS.rows(db.session.connection(), asked)
    return {row.account_id: row.waiting for row in rows}


def due_to_ask(now: datetime, limit: int) -> list[uuid.UUID]:
    """Open requests for which more people are to be asked now, the longest due first.

    Those for which nobody was left to ask come last: what has just been let go does not wait.
    """
    due: list[uuid.UUID] = []
    for exhausted in (False, True):
        asked = (
            sa.select(HelpRequest.id)
            .where(HelpRequest.exhausted.is_(exhausted), HelpRequest.ask_at <= now)
            .order_by(HelpRequest.ask_at)
            .limit(limit - len(due))
        )
        due += db.session.scalars(asked)
    return due


def asked_last(phone: str) -> HelpRequest | None:
    """The request about which this phone was asked last and has not answered, if there is one."""
    return db.session.scalar(
        sa.select(HelpRequest)
        .where(HelpRequest.phone == phone, HelpRequest.silence != Silence.HEARD)
        .where(HelpRequest.status.in_((Status.OPEN, Status.DELIVERED)))
        # What was hidden was asked about before, though its next step is farther away.
        .order_by(
            HelpRequest.silence == Silence.HIDDEN,
            HelpRequest.silence_due_at.desc(),
            HelpRequest.id,
        )
        .limit(1)
    )


def offers_to(account: Account, now: datetime) -> list[tuple[Assignment, HelpRequest]]:
    """Open offers to whatever an account acts for, oldest first, each with its request.

    Not of people whom this one is not to meet: a colleague may answer them. Nor of those whom they
    may not know of any more.
    """
    offers = db.session.scalars(
        sa.select(Assignment)
        .where(
            Assignment.responder_id.in_(responders.acted_for(account.id)),
            Assignment.state == AssignmentState.OFFERED,
            Assignment.lapses_at > now,
        )
        .order_by(Assignment.created_at, Assignment.id)
    )
    apart = phones_at_odds_with(account.phone)
    return [
        (offer, request)
        for offer, request in with_requests(list(offers))
        if meets(request, account, apart) and may_know(request, account)
    ]


def with_requests(assignments: Collection[Assignment]) -> list[tuple[Assignment, HelpRequest]]:
    """Assignments, each with its request, in one read."""
    found = queries.requests_by_ids(assignment.request_id for assignment in assignments)
    requests = {request.id: request for request in found}
    return [(assignment, requests[assignment.request_id]) for assignment in assignments]


def cases_of(account_id: uuid.UUID, *, responder_id: uuid.UUID | None = None) -> list[Assignment]:
    """The cases that an account goes for now, oldest first; those of one responder, if named."""
    of_one = [Assignment.responder_id == responder_id] if responder_id else []
    return list(
        db.session.scalars(
            sa.select(Assignment)
            .where(Assignment.account_id == account_id, Assignment.state.in_(ACTIVE), *of_one)
            .order_by(Assignment.created_at, Assignment.id)
        )
    )


def cases_around(account: Account) -> list[tuple[Assignment, HelpRequest]]:
    """The cases that an account goes for, and its colleagues' cases, oldest first, with requests.

    Not what colleagues do for people whom this one is not to meet, nor what such colleagues do.
    """
    around = db.session.scalars(
        sa.select(Assignment)
        .where(
            Assignment.responder_id.in_(responders.acted_for(account.id)),
            Assignment.state.in_(ACTIVE),
        )
        .order_by(Assignment.created_at, Assignment.id)
    )
    apart = phones_at_odds_with(account.phone)
    return [
        (case, request)
        for case, request in with_requests(list(around))
        if case.account_id == account.id
        or (meets(request, account, apart) and not (apart and _goes_one_of(case, apart)))
    ]


def _goes_one_of(case: Assignment, phones: Collection[str]) -> bool:
    goes = account_by_id(case.account_id) if case.account_id else None
    return goes is not None and goes.phone in phones


def cases_ever(account_id: uuid.UUID) -> list[tuple[Assignment, HelpRequest]]:
    """All that an account has ever gone for, oldest first, each with its request."""
    gone_for = db.session.scalars(
        sa.select(Assignment)
        .where(Assignment.account_id == account_id)
        .order_by(Assignment.created_at, Assignment.id)
    )
    return with_requests(list(gone_for))
