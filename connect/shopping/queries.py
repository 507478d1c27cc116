"""Named reads of the shopping."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from connect import geo
from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.database import db
from connect.foundation.planning import checked
from connect.foundation.security import keyed_hash
from connect.help_requests import (
    ENDED,
    Assignment,
    AssignmentState,
    CloseReason,
    HelpRequest,
    Status,
    helper_of,
    last_delivery,
)
from connect.shopping import withdrawals
from connect.shopping.access import brought_by, categories_of, shopping_missing
from connect.shopping.models import Receipt, ShoppingList, Trip, Withdrawal
from connect.shopping.states import Answer


def list_of(request_id: uuid.UUID) -> ShoppingList | None:
    """The list of a request."""
    return db.session.get(ShoppingList, request_id)


def ids_over(before: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Requests that ended before a moment and still have a list or a trip, the first first."""
    known = sa.union(sa.select(ShoppingList.request_id), sa.select(Trip.request_id)).subquery()
    return db.session.scalars(
        sa.select(HelpRequest.id)
        .join(known, known.c.request_id == HelpRequest.id)
        .where(HelpRequest.status.in_(ENDED), HelpRequest.status_at <= before)
        .order_by(HelpRequest.status_at)
        .limit(limit)
    ).all()


def case_of(request: HelpRequest) -> Assignment | None:
    """Who has brought the shopping, in every state; else who shops, or did so last.

    Where it is open again, that is who had delivered; where it is closed, who was going then. Who
    has let go of it is not.
    """
    if not shopping_missing(request):
        return _last(Assignment.id.in_(brought_by(request)))
    if request.status == Status.CLAIMED:
        return helper_of(request)
    return _gone_when_closed(request) or last_delivery(request.id)


def carried_by(request: HelpRequest, case: Assignment | None) -> bool:
    """Whether a case still goes, or has delivered and waits for the word."""
    going = helper_of(request)
    return going is not None and case is not None and going.id == case.id


def answer_now(request: HelpRequest, case: Assignment | None, trip: Trip | None) -> str | None:
    """Where the question about the cost stands; once the case is over only a yes is left."""
    if trip is None or trip.answer == Answer.AGREED or carried_by(request, case):
        return trip.answer if trip else None
    return None


def _gone_when_closed(request: HelpRequest) -> Assignment | None:
    if request.status != Status.CLOSED:
        return None
    return _last(
        Assignment.request_id == request.id,
        Assignment.state == AssignmentState.TIMED_OUT,
        Assignment.reason == request.close_reason,
        Assignment.ended_at >= request.status_at,
    )


def _last(*of: sa.ColumnElement[bool]) -> Assignment | None:
    asked = sa.select(Assignment).where(*of).order_by(Assignment.ended_at.desc(), Assignment.id)
    return db.session.scalar(asked.limit(1))


def count_acts(request_id: uuid.UUID, action: str, since: datetime) -> int:
    """How often something was done to a request since a moment."""
    acts = audit.history(request_id)
    return sum(act.action == action and act.at > since for act in acts)


def trip_of(assignment: Assignment | None) -> Trip | None:
    """What was done for it under one assignment."""
    return db.session.get(Trip, assignment.id) if assignment else None


def receipt_at(assignment_id: uuid.UUID) -> datetime | None:
    """Since when there is a receipt, without reading it; None where there is none."""
    return db.session.scalar(
        sa.select(Receipt.added_at).where(Receipt.assignment_id == assignment_id)
    )


def receipt_of(assignment_id: uuid.UUID) -> bytes | None:
    """The receipt, JPEG."""
    return db.session.scalar(sa.select(Receipt.jpeg).where(Receipt.assignment_id == assignment_id))


def phone_key(phone: str) -> str:
    """By what a phone is counted once its request is erased."""
    return keyed_hash("shopping", phone)


def count_withdrawn(phone: str | None, now: datetime) -> int:
    """How many orders of a phone were taken back lately after somebody had accepted."""
    if phone is None:
        return 0
    since = now - withdrawals.SPAN
    taken_back = db.session.scalars(
        sa.select(HelpRequest).where(
            HelpRequest.phone == phone,
            HelpRequest.status == Status.CLOSED,
            HelpRequest.close_reason == CloseReason.WITHDRAWN,
            HelpRequest.status_at > since,
        )
    )
    erased = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Withdrawal)
        .where(Withdrawal.phone_key == phone_key(phone), Withdrawal.at > since)
    )
    return sum(is_withdrawn(request, now) for request in taken_back) + (erased or 0)


def is_withdrawn(request: HelpRequest, now: datetime) -> bool:
    """Whether one request counts against who asked."""
    return withdrawals.counts(
        categories_of(request) if shopping_missing(request) else (),
        request.status,
        request.close_reason,
        accepted=_was_accepted(request.id),
        at=request.status_at,
        now=now,
    )


def _was_accepted(request_id: uuid.UUID) -> bool:
    """Whether somebody had set out for it when it was taken back."""
    asked = sa.select(Assignment.id).where(
        Assignment.request_id == request_id,
        Assignment.state == AssignmentState.TIMED_OUT,
        Assignment.reason == CloseReason.WITHDRAWN,
    )
    return db.session.scalar(asked.limit(1)) is not None


def to_check_by(account: Account, limit: int) -> list[HelpRequest]:
    """Requests with a list that this coordinator is to call about, the oldest first."""
    if not account.has_desk:
        return []
    asked = (
        sa.select(HelpRequest)
        .join(ShoppingList, ShoppingList.request_id == HelpRequest.id)
        .where(
            ShoppingList.flagged,
            checked(
                HelpRequest.status.in_((Status.OPEN, Status.CLAIMED)),
                geo.in_areas(account.desk_areas, HelpRequest.ward_code, HelpRequest.province_code),
            ),
        )
        .order_by(ShoppingList.written_at, HelpRequest.id)
        .limit(limit)
    )
    return list(db.session.scalars(asked))
