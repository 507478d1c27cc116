"""What a request has been through elsewhere, as rows: pure, no database.

For requests that another system (or the demo) has already carried along: the state in which they
arrive, who took them, and the audit entries that our own use cases would have left.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connect.foundation import audit
from connect.help_requests.assignments import LEASE
from connect.help_requests.lifecycle import (
    ACTIVE,
    AssignmentState,
    CloseReason,
    Event,
    Status,
    target,
)
from connect.help_requests.offering import OFFER_LIFE

DECLINED_AFTER = OFFER_LIFE / 3  # nobody has told us when
_ENDS = {
    Event.RELEASE: AssignmentState.RELEASED,
    Event.LAPSE: AssignmentState.RELEASED,
    Event.CLOSE: AssignmentState.TIMED_OUT,
    Event.DELIVER: AssignmentState.DELIVERED,
    Event.DELIVER_PART: AssignmentState.DELIVERED,
}
_RECORDED = {
    Event.CLAIM: "claimed",
    Event.RELEASE: "released",
    Event.LAPSE: "lapsed",
    Event.DELIVER: "delivered",
    Event.DELIVER_PART: "delivered_in_part",
    Event.CONFIRM: "confirmed",
    Event.REOPEN: "reopened",
    Event.CLOSE: "closed",
    Event.EXPIRE: "expired",
}


@dataclass(frozen=True, kw_only=True)
class PastStep:
    """One thing that has happened. `responder_id` is who claimed, or was asked.

    `event` None: the responder was asked and has answered `answer`; an answer that is still
    awaited (`OFFERED`) ends with the next claim or closing, as it would here. `items`: how many of
    the items that were still missing a delivery in part has brought.
    """

    at: datetime
    event: Event | None
    responder_id: uuid.UUID | None = None
    answer: AssignmentState = AssignmentState.DECLINED
    reason: str = ""
    items: int = 1


@dataclass
class Outcome:
    """Where the steps have led: the request's state, and rows for the other tables."""

    status: Status = Status.OPEN
    status_at: datetime | None = None
    close_reason: str | None = None
    assignments: list[dict[str, Any]] = field(default_factory=list)
    audit: list[dict[str, Any]] = field(default_factory=list)
    delivered_by: list[uuid.UUID | None] = field(default_factory=list)
    carrying: uuid.UUID | None = None


def replay(request_id: uuid.UUID, items: int, steps: Sequence[PastStep]) -> Outcome:
    """The outcome of `steps` for a request of so many items.

    Raises `ValueError` for a step that the lifecycle does not know from the state before it.
    """
    outcome = Outcome(delivered_by=[None] * items)
    for step in steps:
        if step.event is None:
            outcome.assignments.append(_asked(request_id, step))
            _record(outcome, request_id, step, "asked")
            continue
        status = target(outcome.status, step.event)
        if status is None:
            raise ValueError(f"{step.event} cannot follow {outcome.status}")
        _carry(outcome, request_id, step)
        outcome.status, outcome.status_at = status, step.at
        outcome.close_reason = _close_reason(step)
        _record(outcome, request_id, step, _RECORDED[step.event])
        if step.event == Event.CLAIM:
            _record(outcome, request_id, step, "revealed")
    return outcome


def _carry(outcome: Outcome, request_id: uuid.UUID, step: PastStep) -> None:
    active = next((row for row in outcome.assignments if row["state"] in ACTIVE), None)
    if step.event == Event.CLAIM:
        _take(outcome, request_id, step)
    elif step.event in _ENDS and active is not None:
        active["state"], active["ended_at"] = _ENDS[step.event], step.at
        active["reason"] = "lapsed" if step.event == Event.LAPSE else step.reason
        outcome.carrying = None
        if step.event in (Event.DELIVER, Event.DELIVER_PART):
            _deliver(outcome, active["id"], step)
    elif step.event == Event.REOPEN and outcome.status == Status.DELIVERED:
        deliveries = [
            row for row in outcome.assignments if row["state"] == AssignmentState.DELIVERED
        ]
        last = max(deliveries, key=lambda row: row["ended_at"])["id"]
        outcome.delivered_by = [None if by == last else by for by in outcome.delivered_by]
    if step.event in (Event.CLAIM, Event.CLOSE, Event.EXPIRE):
        _withdraw_offers(outcome, step.at)


def _take(outcome: Outcome, request_id: uuid.UUID, step: PastStep) -> None:
    """A claim: the offer that is accepted, where there is one, else an assignment of its own."""
    accepted = next(
        (
            row
            for row in outcome.assignments
            if row["responder_id"] == step.responder_id
            and row["state"] == AssignmentState.OFFERED
            and row["lapses_at"] > step.at
        ),
        None,
    )
    if accepted is None:
        accepted = _assignment(request_id, step, AssignmentState.ACCEPTED)
        outcome.assignments.append(accepted)
    accepted["state"] = AssignmentState.ACCEPTED
    accepted["claimed_at"], accepted["lapses_at"] = step.at, step.at + LEASE
    accepted["reminded_at"] = step.at + LEASE / 2  # not by us
    outcome.carrying = step.responder_id


def _withdraw_offers(outcome: Outcome, at: datetime) -> None:
    for row in outcome.assignments:
        if row["state"] == AssignmentState.OFFERED:
            row["state"] = AssignmentState.TIMED_OUT
            row["ended_at"] = min(at, row["lapses_at"])


def _deliver(outcome: Outcome, assignment_id: uuid.UUID, step: PastStep) -> None:
    missing = [place for place, by in enumerate(outcome.delivered_by) if by is None]
    given = missing if step.event == Event.DELIVER else missing[: step.items]
    for place in given:
        outcome.delivered_by[place] = assignment_id


def _close_reason(step: PastStep) -> str | None:
    if step.event == Event.EXPIRE:
        return CloseReason.EXPIRED
    return CloseReason(step.reason) if step.event == Event.CLOSE else None


def _asked(request_id: uuid.UUID, step: PastStep) -> dict[str, Any]:
    ends = {
        AssignmentState.DECLINED: step.at + DECLINED_AFTER,
        AssignmentState.TIMED_OUT: step.at + OFFER_LIFE,
    }
    return _assignment(request_id, step, step.answer) | {
        "lapses_at": step.at + OFFER_LIFE,
        "ended_at": ends.get(step.answer),
    }


def _assignment(request_id: uuid.UUID, step: PastStep, state: AssignmentState) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "request_id": request_id,
        "responder_id": step.responder_id,
        "state": state,
        "created_at": step.at,
        "claimed_at": None,
        "lapses_at": None,
        "reminded_at": None,
        "ended_at": None,
        "reason": "",
    }


def _record(outcome: Outcome, request_id: uuid.UUID, step: PastStep, action: str) -> None:
    detail: dict[str, Any] = {}
    if step.responder_id is not None:
        detail["responder"] = str(step.responder_id)
    if step.event == Event.CLOSE:
        detail["reason"] = step.reason
    outcome.audit.append(audit_row(request_id, step.at, action, detail))


def audit_row(
    request_id: uuid.UUID, at: datetime, action: str, detail: dict[str, Any]
) -> dict[str, Any]:
    """An entry of the audit log by the importer."""
    return {
        "at": at,
        "actor": audit.IMPORT,
        "action": action,
        "subject_id": request_id,
        "detail": detail,
    }
