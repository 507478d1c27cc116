"""The one door of a request's state: what moves with it, and who comes too late."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import WrongState
from connect.help_requests import Status
from connect.help_requests.lifecycle import Event
from connect.help_requests.models import HelpRequest
from connect.help_requests.silence import Silence
from connect.help_requests.transitions import fall_silent, hear, move
from tests.situations import ask, request_now


@pytest.mark.parametrize(
    ("steps", "listed"),
    [([Event.CLAIM], False), ([Event.CLAIM, Event.RELEASE], True), ([Event.CLOSE], False)],
)
def test_each_move_counts_the_time_anew(steps: list[Event], listed: bool, context: Flask) -> None:
    request = ask(context)
    long_ago = utcnow() - timedelta(days=3)
    with transaction():
        request.status_at = request.ask_at = long_ago
        request.exhausted, request.silence = True, Silence.HIDDEN
    for step in steps:
        with transaction():
            move(request, step)
    assert request.status_at > long_ago + timedelta(days=2)
    assert request.ask_at == (request.status_at if listed else None)
    assert (request.exhausted, request.silence) == (False, Silence.HEARD)


def test_who_has_read_an_older_state_comes_too_late(context: Flask) -> None:
    request = ask(context)
    assert request.status == Status.OPEN  # as they have read it
    with transaction():
        db.session.execute(
            sa.update(HelpRequest)
            .where(HelpRequest.id == request.id)
            .values(status=Status.CLOSED)
            .execution_options(synchronize_session=False)
        )
        with pytest.raises(WrongState):
            move(request, Event.CLAIM)
    assert request_now(request.id).status == Status.CLOSED


def test_whoever_is_heard_of_again_is_asked_for_again(context: Flask) -> None:
    request, now = ask(context), utcnow()
    with transaction():
        fall_silent(request, Silence.HIDDEN, now - timedelta(days=1))
    assert (request.ask_at, request.silence) == (None, Silence.HIDDEN)
    with transaction():
        hear(request)
    assert request.silence == Silence.HEARD
    assert request.ask_at is not None
    assert request.ask_at >= now


def test_whom_nobody_can_ask_is_waited_for_as_long_as_at_first(context: Flask) -> None:
    request = ask(context, phone=None)

    def waits() -> timedelta:
        assert request.silence_due_at is not None
        return request.silence_due_at - request.status_at

    at_first = waits()
    for step in (Event.CLAIM, Event.RELEASE):
        with transaction():
            move(request, step)
    assert abs(waits() - at_first) < timedelta(minutes=1)
