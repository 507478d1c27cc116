"""Where a gift and what is kept of it stand, and what may happen next: pure, no database."""

from datetime import timedelta
from enum import StrEnum

from connect.foundation.errors import WrongState


class GiftState(StrEnum):
    """Where an offer of things stands. Of one that is offered, some or all may be reserved."""

    OFFERED = "offered"
    COLLECTED = "collected"  # all of it has gone to someone
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Held(StrEnum):
    """Where a reservation stands. It is settled once both sides have said yes."""

    RESERVED = "reserved"
    SETTLED = "settled"
    COLLECTED = "collected"
    RELEASED = "released"  # one of the two let go of it
    NO_SHOW = "no_show"
    LAPSED = "lapsed"


class Side(StrEnum):
    """The two sides of a reservation."""

    GIVER = "giver"
    TAKER = "taker"


class Act(StrEnum):
    """What can be done with a reservation."""

    AGREE = "agree"
    RELEASE = "release"
    COLLECT = "collect"
    NO_SHOW = "no_show"
    LAPSE = "lapse"


ACTIVE = frozenset((Held.RESERVED, Held.SETTLED))
LEASE = timedelta(hours=24)
MOST_HELD = 3  # by one person at a time
MOST_NO_SHOWS, NO_SHOWS_COUNT = 3, timedelta(days=90)
KEPT_ENDED = timedelta(days=90)

_TARGETS: dict[Act, dict[Held, Held]] = {
    Act.AGREE: {Held.RESERVED: Held.SETTLED},
    Act.RELEASE: {Held.RESERVED: Held.RELEASED, Held.SETTLED: Held.RELEASED},
    Act.COLLECT: {Held.SETTLED: Held.COLLECTED},
    # Nobody was to come before both had agreed.
    Act.NO_SHOW: {Held.SETTLED: Held.NO_SHOW},
    Act.LAPSE: {Held.RESERVED: Held.LAPSED, Held.SETTLED: Held.LAPSED},
}
MAY: dict[Act, frozenset[Side]] = {
    Act.AGREE: frozenset(Side),  # the side that has not yet
    Act.RELEASE: frozenset(Side),
    Act.COLLECT: frozenset(Side),
    Act.NO_SHOW: frozenset((Side.GIVER,)),
    Act.LAPSE: frozenset(),
}


def target(state: Held, act: Act) -> Held | None:
    """Where an act leads from a state; None where it is not possible."""
    return _TARGETS[act].get(state)


def after(state: Held, act: Act) -> Held:
    """As `target`. Raises `WrongState` where it is not possible."""
    found = target(state, act)
    if found is None:
        raise WrongState
    return found


def shown_state(state: GiftState, left: int) -> str:
    """The state as people read it: one of which all is kept for someone is `reserved`."""
    return "reserved" if state == GiftState.OFFERED and left == 0 else state.value


class Unfit(StrEnum):
    """Why a coordinator does not show a picture."""

    WHO_OR_WHERE = "who_or_where"
    OTHER = "other"
