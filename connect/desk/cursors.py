"""Where a page of the queue ended, and as of when it was read, for the link to the next one."""

import uuid
from datetime import datetime
from typing import Any

from connect.desk.order import Turn
from connect.foundation.rest import from_cursor, to_cursor, wrong_cursor

FARTHEST = 4 * 10**15  # microseconds: more than a hundred years


def position_of(turn: Turn, as_of: datetime) -> list[Any]:
    """The end of a page, for an answer of the API."""
    return [as_of.isoformat(), turn.place, turn.value, str(turn.id)]


def cursor_of(turn: Turn, as_of: datetime) -> str:
    """The same as text, for an address."""
    return to_cursor(position_of(turn, as_of))


def turn_behind(cursor: str | None, now: datetime) -> tuple[datetime, Turn | None]:
    """As of when to read, and behind which turn; now and from the top without a cursor.

    Raises `Invalid` for a cursor that we did not make.
    """
    position = from_cursor(cursor or None)
    if position is None:
        return now, None
    try:
        moment, place, value, key = position
        as_of, turn = datetime.fromisoformat(moment), Turn(place, value, uuid.UUID(key))
        if as_of.tzinfo is None or as_of > now or now.year - as_of.year > 1:
            raise ValueError("a moment of ours")
        if type(place) is not int or type(value) is not int or abs(value) > FARTHEST:
            raise ValueError("numbers of ours")
        if place not in (0, 1, 2):
            raise ValueError("a place of ours")
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise wrong_cursor() from None
    return as_of, turn
