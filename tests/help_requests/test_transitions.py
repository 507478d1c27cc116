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
from connect.help_requests.transitions import move
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
