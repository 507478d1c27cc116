"""In which order a desk sees to its cases: pure, no database.

1. Whom to call now: what was promised for a time that has come, the earliest first.
2. Urgent, and nobody is left to ask: the longest waiting first.
3. All others by how long they wait times how much it weighs: six times where nobody is left to ask,
   whom only the desk can help; four times where it is urgent. So an urgent one of an hour stands
   beside a normal one of four hours, and none is passed by for ever.

Ties go by id. Moments are whole microseconds, so that the end of one page is exactly where the next
one begins.
"""

import uuid
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

LEFT_ALONE_WEIGHS, URGENT_WEIGHS = 6, 4
_MICROSECOND = timedelta(microseconds=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Group(NamedTuple):
    """Cases that are in order by one moment, the earliest first.

    `place` is 0 to 2 as above. In the last place what counts is `weight` times the wait.
    """

    place: int
    exhausted: bool | None = None
    urgency: str | None = None
    weight: int = 1


CALLS = Group(0)
GROUPS = (
    Group(1, True, "urgent"),
    Group(2, False, "urgent", URGENT_WEIGHS),
    Group(2, True, "normal", LEFT_ALONE_WEIGHS),
    Group(2, False, "normal"),
)


class Turn(NamedTuple):
    """Where a case stands: turns are in order as they compare."""

    place: int
    value: int
    id: uuid.UUID


class Edge(NamedTuple):
    """From where in a group: behind a moment, or behind this id at that very moment."""

    moment: datetime
    id: uuid.UUID | None


def turn(group: Group, moment: datetime, id_: uuid.UUID, as_of: datetime) -> Turn:
    """The place in the queue, as it was at `as_of`, of the case of a group."""
    if group.place < 2:
        return Turn(group.place, _count(moment), id_)
    return Turn(2, group.weight * (_count(moment) - _count(as_of)), id_)


def comes_after(group: Group, last: Turn | None, as_of: datetime) -> Edge | bool:
    """Which of a group come after a turn: all (True), none (False), or those behind an edge."""
    if last is None or group.place > last.place:
        return True
    if group.place < last.place:
        return False
    if group.place < 2:
        return Edge(_moment(last.value), last.id)
    whole, rest = divmod(last.value, group.weight)
    return Edge(_moment(_count(as_of) + whole), None if rest else last.id)


def _count(moment: datetime) -> int:
    return (moment - _BEGINNING) // _MICROSECOND


def _moment(count: int) -> datetime:
    return _BEGINNING + count * _MICROSECOND
