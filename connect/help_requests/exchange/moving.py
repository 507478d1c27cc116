"""A request that comes from another database of ours, as rows: pure, no database.

It keeps its id and its code, so that what people hold in their hands goes on working: the code, and
the manage link, which is the signed id. Who took it and who was asked stays behind: what had
arrived was brought by a responder without a name, and what was taken is open again.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connect.help_requests.exchange.history import Outcome, audit_row
from connect.help_requests.lifecycle import AssignmentState, CloseReason, Status

_LAST_STEP = {
    Status.DELIVERED: "delivered",
    Status.FULFILLED: "confirmed",
    Status.CLOSED: "closed",
}


@dataclass(frozen=True, kw_only=True)
class Moved:
    """Which request it was, and how it stood. `delivered` tells of each item whether it arrived.

    `supplier` is the source id of the shop that was chosen, "" for none.
    """

    id: uuid.UUID
    code: str
    status: Status
    status_at: datetime
    delivered: Sequence[bool]
    close_reason: CloseReason | None = None
    supplier: str = ""


def arrive(moved: Moved, helper: uuid.UUID | None, now: datetime) -> Outcome:
    """How the request stands here. `helper` is whoever brought what has been delivered."""
    taken = moved.status == Status.CLAIMED
    outcome = Outcome(
        status=Status.OPEN if taken else moved.status,
        status_at=now if taken else moved.status_at,
        close_reason=moved.close_reason,
        delivered_by=[None] * len(moved.delivered),
    )
    if helper is not None and any(moved.delivered):
        assignment = _delivery(moved, helper)
        outcome.assignments.append(assignment)
        outcome.delivered_by = [assignment["id"] if here else None for here in moved.delivered]
    if moved.status in _LAST_STEP:
        outcome.audit.append(_last_step(moved))
    return outcome


def _delivery(moved: Moved, helper: uuid.UUID) -> dict[str, Any]:
    return {
        "id": uuid.uuid4(),
        "request_id": moved.id,
        "responder_id": helper,
        "state": AssignmentState.DELIVERED,
        "created_at": moved.status_at,
        "claimed_at": moved.status_at,
        "lapses_at": None,
        "reminded_at": None,
        "ended_at": moved.status_at,
        "reason": "",
    }


def _last_step(moved: Moved) -> dict[str, Any]:
    if moved.close_reason == CloseReason.EXPIRED:
        return audit_row(moved.id, moved.status_at, "expired", {})
    detail = {"reason": moved.close_reason} if moved.close_reason else {}
    return audit_row(moved.id, moved.status_at, _LAST_STEP[moved.status], detail)
