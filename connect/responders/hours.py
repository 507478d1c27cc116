"""Opening hours in OSM's `opening_hours` syntax: pure, by the parser of `opening-hours-py`."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stubs forgot

from connect.foundation.clock import HOME_ZONE

HOME_COUNTRY = "VN"
# A change farther away than a year is as good as never.
HORIZON_DAYS = 366


class WrongHours(ValueError):
    """The text is not in `opening_hours` syntax."""


class HoursState(NamedTuple):
    """Whether it is open, and until when (UTC) that holds; None: for longer than a year."""

    is_open: bool
    until: datetime | None


@lru_cache(maxsize=4096)
def _parsed(hours: str) -> OpeningHours:
    try:
        return OpeningHours(
            hours,
            timezone=HOME_ZONE,
            country=HOME_COUNTRY,
            auto_country=False,
            auto_timezone=False,
            max_interval_days=HORIZON_DAYS,
        )
    except ParserError:
        raise WrongHours(hours) from None


def checked_hours(hours: str) -> str:
    """The text itself, if it can be read; empty means always. Raises `WrongHours`."""
    if hours:
        _parsed(hours)
    return hours


def hours_at(hours: str, moment: datetime) -> HoursState:
    """The state at a moment. "Unknown" counts as closed: nobody is sent to a shut door."""
    if not hours:
        return HoursState(True, None)
    parsed = _parsed(hours)
    # The parser knows zones by name only, and `datetime.UTC` has none.
    local = moment.astimezone(HOME_ZONE)
    change = parsed.next_change(local)
    return HoursState(parsed.is_open(local), change.astimezone(UTC) if change else None)
