"""What only time does: claims lapse, offers time out, others are asked, silence has its steps.

Every step is small and stands alone, so that a crash in between loses nothing, and running it twice
changes nothing.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.help_requests import (
    cases,
    holding,
    merging,
    notices,
    offering,
    queries,
    silence_notices,
)
from connect.help_requests.assignments import LEASE, let_go
from connect.help_requests.lifecycle import LAPSED, AssignmentState, CloseReason, Event, Status
from connect.help_requests.models import UNDER_WAY, UNREMINDED, Assignment, HelpRequest
from connect.help_requests.service import thank
from connect.help_requests.silence import Silence, next_step
from connect.help_requests.transitions import fall_silent, move

AT_ONCE = 500
REMINDED_BEFORE = timedelta(minutes=30)
_AFTER_SILENCE = {
    Silence.ASKED: "checked_in",
    Silence.HIDDEN: "hidden",
    Event.CONFIRM: "confirmed",
    Event.EXPIRE: "expired",
}
log = logging.getLogger(__name__)


def keep_time(now: datetime | None = None) -> dict[str, int]:
    """Does all that is due at `now`; how many of each."""
    now = now or utcnow()
    return {
        "timed_out": _time_out_offers(now),
        "reminded": _each(_half_time(now), partial(_remind, now=now)),
        "lapsed": _each(_due_claims(now), partial(_lapse, now=now)),
        **{name: _each(ids, partial(_go_on, now=now)) for name, ids in _silent(now).items()},
        "asked": _ask_more(max(now, utcnow())),
    }


def _each(ids: list[uuid.UUID], step: Callable[[HelpRequest], None]) -> int:
    done = 0
    for request_id in ids:
        with _alone(request_id), transaction():
            request = queries.request_to_change(request_id)
            if request is not None:
                step(request)
                done += 1
    return done


def _ask_more(now: datetime) -> int:
    asked = 0
    for request_id in cases.due_to_ask(now, AT_ONCE):
        with _alone(request_id) as failed:
            asked += offering.ask_nearest(request_id, farther=True)
        if failed:
            _ask_later(request_id, now)
    return asked


@contextmanager
def _alone(request_id: uuid.UUID) -> Iterator[list[Exception]]:
    """One case that does not fit together must not stop the clock of all others.

    The list it gives holds what went wrong. A database that is away stops them all.
    """
    failed: list[Exception] = []
    try:
        yield failed
    except OperationalError:
        raise
    except Exception as error:
        db.session.rollback()
        log.exception("request %s could not be moved on", request_id)
        failed.append(error)


def _ask_later(request_id: uuid.UUID, now: datetime) -> None:
    with transaction():
        db.session.execute(
            sa.update(HelpRequest)
            .where(HelpRequest.id == request_id, HelpRequest.ask_at <= now)
            .values(ask_at=now + offering.TRY_AGAIN)
        )


def _due_claims(now: datetime) -> list[uuid.UUID]:
    # A worker that was away reminds first: nobody hears of both in one breath.
    reminded = Assignment.reminded_at <= now - REMINDED_BEFORE
    due = _claims(UNDER_WAY, now).where(reminded).order_by(Assignment.lapses_at)
    return list(db.session.scalars(due))


def _half_time(now: datetime) -> list[uuid.UUID]:
    # In the order of its index: else one of the databases walks all that are under way.
    half_time = _claims(UNREMINDED, now + LEASE / 2)
    due = half_time.order_by(Assignment.reminded_at, Assignment.lapses_at)
    return list(db.session.scalars(due))


def _claims(which: str, lapse_until: datetime) -> sa.Select[uuid.UUID]:
    # In the words of its partial index: behind parameters the planner would not see that it fits.
    spelt: sa.ColumnElement[bool] = sa.literal_column(which)
    return (
        sa.select(Assignment.request_id)
        .where(spelt, Assignment.lapses_at <= lapse_until)
        .limit(AT_ONCE)
    )


def _silent(now: datetime) -> dict[str, list[uuid.UUID]]:
    """The requests whose silence has gone on long enough, by the name of what follows."""
    due: dict[str, list[uuid.UUID]] = {name: [] for name in _AFTER_SILENCE.values()}
    rows = db.session.execute(
        sa.select(
            HelpRequest.id,
            HelpRequest.status,
            HelpRequest.silence,
            sa.or_(HelpRequest.phone.is_not(None), HelpRequest.requester_id.is_not(None)),
        )
        .where(HelpRequest.silence_due_at <= now)
        .order_by(HelpRequest.silence_due_at)
        .limit(AT_ONCE)
    )
    for request_id, status, silence, can_be_asked in rows:
        step = next_step(Status(status), Silence(silence), can_be_asked=bool(can_be_asked))
        if step is not None:
            due[_AFTER_SILENCE[step]].append(request_id)
    return due


def _remind(request: HelpRequest, *, now: datetime) -> None:
    assignment = cases.active_assignment(request.id)
    if assignment is None or assignment.lapses_at is None or assignment.reminded_at is not None:
        return
    if assignment.lapses_at <= now + LEASE / 2:  # else they have set out since we looked
        assignment.reminded_at = now
        notices.still_coming(request, assignment)


def _lapse(request: HelpRequest, *, now: datetime) -> None:
    assignment = cases.active_assignment(request.id)
    if assignment is None or assignment.lapses_at is None or assignment.lapses_at > now:
        return
    move(request, Event.LAPSE)
    let_go(assignment, LAPSED)
    notices.let_go(request)
    notices.lapsed(request, assignment)
    audit.record("system", "lapsed", request.id)
    holding.record_held(request)


def _go_on(request: HelpRequest, *, now: datetime) -> None:
    """The next step of a silence; none where word has come since."""
    if request.silence_due_at is None or request.silence_due_at > now:
        return
    step = next_step(
        Status(request.status), Silence(request.silence), can_be_asked=request.can_be_asked
    )
    if step is Silence.ASKED:
        fall_silent(request, step, now)
        silence_notices.checked_in(request)
        audit.record("system", "checked_in", request.id)
    elif step is Silence.HIDDEN:
        fall_silent(request, step, now)
        offering.withdraw_offers(request.id)
        audit.record("system", "hidden", request.id)
    elif step is Event.CONFIRM:
        _confirm(request)
    elif step is Event.EXPIRE:
        _expire(request)


def _confirm(request: HelpRequest) -> None:
    move(request, Event.CONFIRM)
    thank(request)
    audit.record("system", "confirmed", request.id)


def _expire(request: HelpRequest) -> None:
    watched = request.held_at is not None and holding.was_watched(request)
    move(request, Event.EXPIRE)
    request.close_reason = CloseReason.EXPIRED
    offering.withdraw_offers(request.id)
    merging.ended_without_help(request)
    if request.held_at is None:
        silence_notices.expired(request)
    elif watched:  # of another one nobody knows whose number that is
        silence_notices.ended_unseen(request)
    audit.record("system", "expired", request.id)


def _time_out_offers(now: datetime) -> int:
    with transaction():
        return changed(
            sa.update(Assignment)
            .where(Assignment.state == AssignmentState.OFFERED, Assignment.lapses_at <= now)
            .values(state=AssignmentState.TIMED_OUT, ended_at=now)
        )
