"""What a requester's silence leads to, step by step: pure, one table.

Nobody is forgotten and nothing is ended unasked: each step waits for an answer for a time of its
own, which only begins when the step was really taken.
"""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from connect.help_requests.lifecycle import Event, Status


class Silence(StrEnum):
    """How long a requester has not been heard of."""

    HEARD = "heard"
    ASKED = "asked"  # whether help is still needed, or whether it has arrived
    HIDDEN = "hidden"  # off the list, and nobody is asked for it


class Step(NamedTuple):
    """What follows after how long."""

    after: timedelta
    leads_to: Silence | Event


STEPS: dict[tuple[Status, Silence], Step] = {
    (Status.OPEN, Silence.HEARD): Step(timedelta(hours=48), Silence.ASKED),
    (Status.OPEN, Silence.ASKED): Step(timedelta(hours=24), Silence.HIDDEN),
    (Status.OPEN, Silence.HIDDEN): Step(timedelta(days=4), Event.EXPIRE),
    (Status.DELIVERED, Silence.HEARD): Step(timedelta(hours=24), Silence.ASKED),
    (Status.DELIVERED, Silence.ASKED): Step(timedelta(hours=24), Event.CONFIRM),
}

OPEN_LIFE = sum((step.after for key, step in STEPS.items() if key[0] == Status.OPEN), timedelta())
SILENCE_CONFIRMS = sum(
    (step.after for key, step in STEPS.items() if key[0] == Status.DELIVERED), timedelta()
)
STEPS[Status.HELD, Silence.HEARD] = Step(OPEN_LIFE, Event.EXPIRE)
# Nobody is asked where there is neither phone nor account: such a request is not hidden either.
UNASKED = {
    (Status.OPEN, Silence.HEARD): Step(OPEN_LIFE, Event.EXPIRE),
    (Status.DELIVERED, Silence.HEARD): Step(SILENCE_CONFIRMS, Event.CONFIRM),
    (Status.HELD, Silence.HEARD): STEPS[Status.HELD, Silence.HEARD],
}


def due_after(
    status: Status, silence: Silence = Silence.HEARD, *, can_be_asked: bool = True
) -> timedelta | None:
    """How long to wait for word from the requester; None where nothing follows."""
    step = (STEPS if can_be_asked else UNASKED).get((status, silence))
    return step.after if step else None


def next_step(
    status: Status, silence: Silence, *, can_be_asked: bool = True
) -> Silence | Event | None:
    """What follows when no word has come."""
    step = (STEPS if can_be_asked else UNASKED).get((status, silence))
    return step.leads_to if step else None
