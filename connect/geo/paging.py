"""Where a list by distance goes on: a position in it as a cursor, and back."""

import math
import uuid

from connect.foundation.rest import from_cursor, page_of, wrong_cursor
from connect.geo.question import Position


def position_of(cursor: str | None) -> Position | None:
    """The position inside a cursor. Raises `Invalid` for any other text."""
    parts = from_cursor(cursor)
    if parts is None:
        return None
    try:
        distance_m, key = parts
        position = Position(float(distance_m), uuid.UUID(key))
    except (ValueError, TypeError, AttributeError):
        raise wrong_cursor() from None
    if not math.isfinite(position.distance_m):
        raise wrong_cursor()
    return position


def cursor_behind(distance_m: float, key: object) -> str:
    """The cursor of what comes after this row."""
    return str(page_of([], [distance_m, str(key)])["next"])
