"""The one door through which a request changes its state."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.foundation.errors import WrongState
from connect.help_requests import lifecycle
from connect.help_requests.lifecycle import Event, Status
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import HelpRequest
from connect.help_requests.silence import Silence, due_after

MOVED = ("status", "status_at", "ask_at", "exhausted", "silence", "silence_due_at")


def move(request: HelpRequest, event: Event) -> None:
    """Moves a request along its lifecycle, inside a transaction. Raises `WrongState`.

    A conditional UPDATE: of two who try at the same moment, one changes the row.
    """
    status = lifecycle.target(Status(request.status), event)
    if status is None:
        raise WrongState
    if status == Status.OPEN and request.held_at is not None:
        status = Status.HELD  # closed and opened again proves nothing
    now, wait = utcnow(), due_after(status, can_be_asked=request.can_be_asked)
    moved = db.session.execute(
        sa.update(HelpRequest)
        .where(HelpRequest.id == request.id, HelpRequest.status.in_(lifecycle.sources(event)))
        .values(
            status=status,
            status_at=now,
            ask_at=now if status == Status.OPEN else None,
            exhausted=False,
            silence=Silence.HEARD,
            silence_due_at=_after(wait, now),
        )
        .returning(HelpRequest.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if moved is None:
        raise WrongState
    db.session.refresh(request, MOVED)
    keep_listed(request)


def hear(request: HelpRequest) -> None:
    """The requester was heard of, inside a transaction: an open request is on the list again."""
    wait = due_after(Status(request.status), can_be_asked=request.can_be_asked)
    if request.silence == Silence.HIDDEN:
        request.ask_at = utcnow()
    request.silence = Silence.HEARD
    request.silence_due_at = _after(wait, utcnow())
    keep_listed(request)


def fall_silent(request: HelpRequest, silence: Silence, now: datetime) -> None:
    """One step further without a word, inside a transaction; a hidden request leaves the list."""
    wait = due_after(Status(request.status), silence)
    request.silence, request.silence_due_at = silence, _after(wait, now)
    if silence == Silence.HIDDEN:
        request.ask_at = None
        keep_listed(request)


def _after(wait: timedelta | None, now: datetime) -> datetime | None:
    return now + wait if wait else None
