"""The states of a request: the pure table, and the same table through the services."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from connect.accounts import Account
from connect.foundation.audit import history
from connect.foundation.errors import WrongState
from connect.help_requests import CloseReason, Status, assignments, service
from connect.help_requests.lifecycle import TRANSITIONS, Event, sources, target
from connect.help_requests.silence import OPEN_LIFE, SILENCE_CONFIRMS
from tests.people import People
from tests.situations import (
    CLAIMANT,
    COORDINATOR,
    REQUESTER,
    Situation,
    assignments_of,
    live_through,
    request_now,
    responder_now,
    situation,
)

H, R, C, D, F, X = Status  # held, ready for anyone (open), claimed, delivered, fulfilled, closed
NO = None
#                       held open  claimed delivered fulfilled closed
EXPECTED = {
    Event.CLAIM:        (NO, C,   NO,     NO,       NO,       NO),
    Event.RELEASE:      (NO, NO,  R,      NO,       NO,       NO),
    Event.LAPSE:        (NO, NO,  R,      NO,       NO,       NO),
    Event.DELIVER:      (NO, NO,  D,      NO,       NO,       NO),
    Event.DELIVER_PART: (NO, NO,  R,      NO,       NO,       NO),
    Event.CONFIRM:      (NO, NO,  NO,     F,        NO,       NO),
    Event.REOPEN:       (NO, NO,  NO,     R,        NO,       R),
    Event.CLOSE:        (X,  X,   X,      X,        NO,       NO),
    Event.EXPIRE:       (X,  X,   NO,     NO,       NO,       NO),
    Event.HOLD:         (NO, H,   NO,     NO,       NO,       NO),
    Event.PROVE:        (R,  NO,  NO,     NO,       NO,       NO),
}  # fmt: skip
CASES = [
    pytest.param(status, event, after, id=f"{event} when {status}")
    for event, row in EXPECTED.items()
    for status, after in zip(Status, row, strict=True)
]


@pytest.mark.parametrize(("status", "event", "after"), CASES)
def test_each_event_leads_where_the_table_says(
    status: Status, event: Event, after: Status | None
) -> None:
    assert target(status, event) == after
    assert (status in sources(event)) == (after is not None)


def test_every_event_is_in_the_table() -> None:
    assert set(EXPECTED) == set(Event)
    assert len(TRANSITIONS) == sum(after is not None for row in EXPECTED.values() for after in row)


def test_the_end_is_the_end() -> None:
    assert all(target(Status.FULFILLED, event) is None for event in Event)


Act = Callable[[Situation, Account], object]
ACTS: dict[Event, Act] = {
    Event.CLAIM: lambda here, who: assignments.claim(here.request_id, who),
    Event.RELEASE: lambda here, who: assignments.release(here.request_id, who, CLAIMANT),
    Event.LAPSE: lambda here, who: live_through(assignments.LEASE),
    Event.DELIVER: lambda here, who: assignments.deliver(here.request_id, who, CLAIMANT),
    Event.CONFIRM: lambda here, who: service.confirm(here.request_id, None, REQUESTER),
    Event.REOPEN: lambda here, who: service.reopen(here.request_id, None, REQUESTER),
    Event.CLOSE: lambda here, who: service.close(
        here.request_id, CloseReason.DUPLICATE, who, COORDINATOR
    ),
    Event.EXPIRE: lambda here, who: live_through(OPEN_LIFE),
}
TIMED = {Event.LAPSE, Event.EXPIRE}


@pytest.mark.parametrize(("status", "event", "after"), CASES)
def test_the_services_keep_to_the_table(
    status: Status, event: Event, after: Status | None, app: Flask, people: People
) -> None:
    # A delivery of some items: see test_deliver.py; what is held and shown again: test_held.py.
    if event in (Event.DELIVER_PART, Event.HOLD, Event.PROVE):
        assert event not in ACTS
        return
    here = situation(app, people, status)
    huong = people.huong
    with app.test_request_context():
        before = request_now(here.request_id)
        told = len(history(here.request_id))
        carried = responder_now(here.responder_id).load
        states = [one.state for one in assignments_of(here.request_id)]
        if after is None and event not in TIMED:
            with pytest.raises(WrongState):
                ACTS[event](here, huong.account())
        else:
            ACTS[event](here, huong.account())
        now = request_now(here.request_id)
        if event in TIMED and after is None:
            # Time may bring something else about (silence confirms), but not this.
            assert str(event) + "d" not in [entry.action for entry in history(here.request_id)]
        elif after is None:
            assert now.status == before.status == status
            assert len(history(here.request_id)) == told
            assert responder_now(here.responder_id).load == carried
            assert [one.state for one in assignments_of(here.request_id)] == states
        else:
            assert now.status == after
            assert now.status_at >= before.status_at
            assert len(history(here.request_id)) > told
            assert now.card["status"] == after


@pytest.mark.parametrize("status", list(Status))
def test_a_responder_carries_what_is_claimed_and_nothing_else(
    status: Status, app: Flask, people: People
) -> None:
    here = situation(app, people, status)
    with app.test_request_context():
        assert responder_now(here.responder_id).load == (status == Status.CLAIMED)


def test_silence_and_life_are_as_the_plan_says() -> None:
    assert timedelta(hours=48) == SILENCE_CONFIRMS
    assert timedelta(days=7) == OPEN_LIFE
