"""The whole life of requests: whatever people do, in whatever order, what must hold holds.

Hypothesis chooses who does what and when; after each step the database is asked about all of it.
What a use case refuses is no fault: that it refuses is what other tests look at.
"""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from connect.foundation import clock
from connect.help_requests.check_ins import Answer
from connect.help_requests.lifecycle import AssignmentState, CloseReason, Event
from connect.help_requests.silence import Silence
from tests.help_requests.life import GOODS, Clock, Life
from tests.situations import HERE


def test_whatever_people_do(
    app: Flask, clean: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "datetime", Clock)
    Life.app, Life.clean, Life.seen = app, staticmethod(clean), set()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=7,
            stateful_step_count=50,
            deadline=None,
            derandomize=True,  # what is told below must not be a matter of luck
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_walk_past_every_state(
    app: Flask, clean: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What chance may leave out, step by step, with the same promises asked after each."""
    monkeypatch.setattr(clock, "datetime", Clock)
    Life.app, Life.clean, Life.seen = app, staticmethod(clean), set()
    life = Life()
    life.somebody_helps(HERE)
    first = life._ask(["food", "medicine"], HERE, urgent=False, with_account=True)

    def help_with(request: uuid.UUID, *deeds: str, name: str = "minh") -> None:
        for deed in deeds:
            life._help(deed, request, name)
            life.all_promises_hold()

    def join_in(name: str) -> None:
        life.another_helps(name, HERE, GOODS, 40, 2)

    def pass_hours(*hours: float) -> None:
        for some in hours:
            life.time_passes(some, awake=True)
            life.all_promises_hold()

    help_with(first, "accept", "set out", "deliver one")
    join_in("minh")
    help_with(first, "claim", "deliver")
    pass_hours(25)
    life._requester_says(first, Answer.NOT_ARRIVED)
    join_in("shop")
    help_with(first, "claim", "deliver", name="shop")
    life._requester_says(first, "confirm")
    second = life._ask(["food"], HERE, urgent=True, with_account=False)
    help_with(second, "decline", "claim", "release")
    pass_hours(1, 49, 25, 100)
    life._requester_says(second, Answer.STILL_NEEDED)
    help_with(second, "claim", name="nobody")
    help_with(second, "claim", name="huong")
    pass_hours(3, 3)
    life._coordinate(second, CloseReason.DUPLICATE)
    life._coordinate(second, "reopen")
    life.all_promises_hold()
    life.teardown()
    never = {Event.HOLD, Event.PROVE}  # many phones that nobody has proved: test_held.py
    assert {*Event, *AssignmentState, *Silence} - Life.seen == never
