"""What a request has been through elsewhere, replayed: the same states as our own use cases."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from connect.help_requests.exchange.history import PastStep, replay
from connect.help_requests.lifecycle import AssignmentState, Event, Status

REQUEST = uuid.uuid4()
WHO = uuid.uuid4()
START = datetime(2026, 2, 1, 8, tzinfo=UTC)


def steps(*events: Event | None, reason: str = "") -> list[PastStep]:
    return [
        PastStep(
            at=START + timedelta(hours=hour),
            event=event,
            responder_id=WHO if event in (None, Event.CLAIM) else None,
            reason=reason if event == Event.CLOSE else "",
        )
        for hour, event in enumerate(events)
    ]


def test_nothing_has_happened() -> None:
    outcome = replay(REQUEST, 2, [])
    assert (outcome.status, outcome.assignments, outcome.carrying) == (Status.OPEN, [], None)
    assert outcome.delivered_by == [None, None]


def test_claimed_delivered_and_confirmed() -> None:
    outcome = replay(REQUEST, 2, steps(Event.CLAIM))
    assert (outcome.status, outcome.carrying) == (Status.CLAIMED, WHO)
    assert outcome.assignments[0]["state"] == AssignmentState.ACCEPTED
    outcome = replay(REQUEST, 2, steps(Event.CLAIM, Event.DELIVER, Event.CONFIRM))
    assert (outcome.status, outcome.carrying) == (Status.FULFILLED, None)
    assert outcome.status_at == START + timedelta(hours=2)
    assert outcome.delivered_by == [outcome.assignments[0]["id"]] * 2
    actions = [row["action"] for row in outcome.audit]
    assert actions == ["claimed", "revealed", "delivered", "confirmed"]


def test_a_delivery_in_part_reopens_and_the_rest_comes_with_the_next() -> None:
    outcome = replay(REQUEST, 3, steps(Event.CLAIM, Event.DELIVER_PART, Event.CLAIM, Event.DELIVER))
    first, second = (row["id"] for row in outcome.assignments)
    assert outcome.delivered_by == [first, second, second]
    assert outcome.status == Status.DELIVERED


def test_what_was_let_go_is_open_again_and_carried_by_nobody() -> None:
    for event, reason in ((Event.RELEASE, ""), (Event.LAPSE, "lapsed")):
        outcome = replay(REQUEST, 1, steps(Event.CLAIM, event))
        assert (outcome.status, outcome.carrying) == (Status.OPEN, None)
        assert outcome.assignments[0]["state"] == AssignmentState.RELEASED
        assert outcome.assignments[0]["reason"] == reason


def test_an_objection_takes_the_last_delivery_back() -> None:
    outcome = replay(REQUEST, 1, steps(Event.CLAIM, Event.DELIVER, Event.REOPEN))
    assert (outcome.status, outcome.delivered_by) == (Status.OPEN, [None])


def test_the_end_carries_its_reason() -> None:
    closed = replay(REQUEST, 1, steps(Event.CLOSE, reason="duplicate"))
    assert (closed.status, closed.close_reason) == (Status.CLOSED, "duplicate")
    assert replay(REQUEST, 1, steps(Event.EXPIRE)).close_reason == "expired"


def test_who_declined_stands_there_too() -> None:
    outcome = replay(REQUEST, 1, steps(None))
    assert outcome.status == Status.OPEN
    assert outcome.assignments[0]["state"] == AssignmentState.DECLINED


def test_steps_that_cannot_follow_each_other_are_refused() -> None:
    for wrong in (steps(Event.DELIVER), steps(Event.CLAIM, Event.CLAIM), steps(Event.CONFIRM)):
        with pytest.raises(ValueError, match="cannot follow"):
            replay(REQUEST, 1, wrong)
