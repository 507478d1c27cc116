"""The states of a help request, as one table: pure, no database.

open → claimed → delivered → fulfilled
  ↑________|         |            a claim is a lease: it lapses, or is handed back
  ↑__________________|            delivered in part, or the requester objects
any but fulfilled → closed, with a reason; closed → open again
held → open: many came at once, and this one waits until its phone is proved, before nobody
"""

from enum import StrEnum


class Status(StrEnum):
    """Where a help request stands."""

    HELD = "held"
    OPEN = "open"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    FULFILLED = "fulfilled"
    CLOSED = "closed"


class Event(StrEnum):
    """What can happen to one."""

    CLAIM = "claim"
    RELEASE = "release"
    LAPSE = "lapse"
    DELIVER = "deliver"
    DELIVER_PART = "deliver_part"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    CLOSE = "close"
    EXPIRE = "expire"
    HOLD = "hold"
    PROVE = "prove"  # whose phone it is


class CloseReason(StrEnum):
    """Why a request was closed without being fulfilled."""

    WITHDRAWN = "withdrawn"
    DONE_BY_OTHERS = "done_by_others"
    UNREACHABLE = "unreachable"
    DUPLICATE = "duplicate"
    OUT_OF_AREA = "out_of_area"
    REJECTED = "rejected"
    EXPIRED = "expired"


class AssignmentState(StrEnum):
    """One responder and one request."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    ON_THE_WAY = "on_the_way"
    DELIVERED = "delivered"
    DECLINED = "declined"
    TIMED_OUT = "timed_out"
    RELEASED = "released"


# What the requester may give as a reason; the others are a coordinator's findings.
REQUESTERS_REASONS = frozenset((CloseReason.WITHDRAWN, CloseReason.DONE_BY_OTHERS))
# What the requester may take back: silence, too, but no coordinator's judgement.
REQUESTERS_TO_REOPEN = REQUESTERS_REASONS | {CloseReason.EXPIRED, CloseReason.UNREACHABLE}
ENDED = (Status.CLOSED, Status.FULFILLED)
ACTIVE = frozenset((AssignmentState.ACCEPTED, AssignmentState.ON_THE_WAY))
# Why a case ended of which nobody heard anything: it counts against who went.
LAPSED = "lapsed"
# Who has said no to a request, or has let go of it, is not proposed for it again.
LET_GO = frozenset((AssignmentState.DECLINED, AssignmentState.RELEASED))

TRANSITIONS: dict[tuple[Status, Event], Status] = {
    (Status.OPEN, Event.CLAIM): Status.CLAIMED,
    (Status.CLAIMED, Event.RELEASE): Status.OPEN,
    (Status.CLAIMED, Event.LAPSE): Status.OPEN,
    (Status.CLAIMED, Event.DELIVER): Status.DELIVERED,
    (Status.CLAIMED, Event.DELIVER_PART): Status.OPEN,
    (Status.DELIVERED, Event.CONFIRM): Status.FULFILLED,
    (Status.DELIVERED, Event.REOPEN): Status.OPEN,
    (Status.CLOSED, Event.REOPEN): Status.OPEN,
    (Status.OPEN, Event.CLOSE): Status.CLOSED,
    (Status.CLAIMED, Event.CLOSE): Status.CLOSED,
    (Status.DELIVERED, Event.CLOSE): Status.CLOSED,
    (Status.OPEN, Event.EXPIRE): Status.CLOSED,
    (Status.OPEN, Event.HOLD): Status.HELD,
    (Status.HELD, Event.PROVE): Status.OPEN,
    (Status.HELD, Event.CLOSE): Status.CLOSED,
    (Status.HELD, Event.EXPIRE): Status.CLOSED,
}


def sources(event: Event) -> frozenset[Status]:
    """The states in which an event can happen."""
    return frozenset(status for status, possible in TRANSITIONS if possible == event)


def target(status: Status, event: Event) -> Status | None:
    """The state that follows, or None where the event cannot happen."""
    return TRANSITIONS.get((status, event))
