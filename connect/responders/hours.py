"""Opening hours in OSM's `opening_hours` syntax: pure, by the parser of `opening-hours-py`."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # its stubs forgot

from connect.foundation.clock import HOME_ZONE

HOME_COUNTRY = "VN"
# So far ahead the next change is looked for.
HORIZON_DAYS = 366
ALWAYS = ("", "24/7")
DAY = timedelta(days=1)
# A night belongs to the day it begins on, when it ends by then.
NOON = timedelta(hours=12)


class WrongHours(ValueError):
    """The text is not in `opening_hours` syntax."""


class HoursState(NamedTuple):
    """Whether it is open, and until when (UTC) that holds for sure; None: for ever."""

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
    if hours in ALWAYS:
        return HoursState(True, None)
    parsed = _parsed(hours)
    # The parser knows zones by name only, and `datetime.UTC` has none.
    local = moment.astimezone(HOME_ZONE)
    # Without a change within sight it is looked at again then: a shop may open in two years.
    change = parsed.next_change(local) or local + timedelta(days=HORIZON_DAYS)
    return HoursState(parsed.is_open(local), change.astimezone(UTC))


def days_open(hours: str, first: date, count: int) -> list[list[tuple[datetime, datetime]]]:
    """From when to when it is open on so many days from `first` on, in the time of the country."""
    days: list[list[tuple[datetime, datetime]]] = [[] for _day in range(count)]
    begin = datetime.combine(first, time(), HOME_ZONE)
    # From the day before: what is left of its night is not of the first day.
    open_spans = (
        (start, end)
        for start, end, state, _comment in _parsed(hours or "24/7").intervals(
            begin - DAY, begin + (count + 1) * DAY
        )
        if state == State.OPEN
    )
    for opens, closes in open_spans:
        start = opens
        while start < closes:
            midnight = datetime.combine(start.date() + DAY, time(), HOME_ZONE)
            end = closes if closes <= midnight + NOON and closes - start < DAY else midnight
            number = (start.date() - first).days
            if 0 <= number < count:
                days[number].append((start, end))
            start = end
    return days
