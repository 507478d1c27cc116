"""Opening hours in OSM's `opening_hours` syntax: pure, by the parser of `opening-hours-py`."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, reduce
from typing import NamedTuple

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # its stubs forgot

from connect.foundation.clock import HOME_ZONE
from connect.responders.holidays import with_all_holidays
from connect.responders.week import spelt

HOME_COUNTRY = "VN"
# So far ahead the next change is looked for.
HORIZON_DAYS = 366
ALWAYS = ("", "24/7")
DAY = timedelta(days=1)
# A night belongs to the day it begins on, when it ends by then.
NOON = timedelta(hours=12)
# So far ahead somebody who is shut by one text and then by another is followed.
FORESEEN = timedelta(days=8)
Spans = list[tuple[datetime, datetime]]


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
            with_all_holidays(hours),
            timezone=HOME_ZONE,
            country=HOME_COUNTRY,
            auto_country=False,
            auto_timezone=False,
            max_interval_days=HORIZON_DAYS,
        )
    except ParserError:
        raise WrongHours(hours) from None


def checked_hours(hours: str) -> str:
    """The text as `spelt`, if it can be read; empty means always. Raises `WrongHours`."""
    hours = spelt(hours)
    if hours:
        _parsed(hours)
    return hours


def hours_within(hours: str, orders: str) -> str:
    """Hours that hold only while `orders` do, too: several texts in the syntax, one a line."""
    return f"{hours}\n{orders}" if orders else hours


def hours_at(hours: str, moment: datetime) -> HoursState:
    """The state at a moment; of several texts, one a line, all must be open.

    "Unknown" counts as closed: nobody is sent to a shut door.
    """
    texts = _texts(hours)
    if not texts:
        return HoursState(True, None)
    if len(texts) == 1:
        return _state(texts[0], moment)
    state = later = _state_of_all(texts, moment)
    while not later.is_open and later.until and later.until < moment + FORESEEN:
        # Where one of them opens, another one may be shut.
        state = state._replace(until=later.until)
        later = _state_of_all(texts, later.until)
    return state


def _texts(hours: str) -> list[str]:
    return [text for text in hours.split("\n") if text not in ALWAYS]


def _state_of_all(texts: list[str], moment: datetime) -> HoursState:
    states = [_state(text, moment) for text in texts]
    shut = [state.until for state in states if not state.is_open and state.until]
    ends = [state.until for state in states if state.until]
    return HoursState(False, max(shut)) if shut else HoursState(True, min(ends))


def _state(text: str, moment: datetime) -> HoursState:
    parsed = _parsed(text)
    # The parser knows zones by name only, and `datetime.UTC` has none.
    local = moment.astimezone(HOME_ZONE)
    # Without a change within sight it is looked at again then: a shop may open in two years.
    change = parsed.next_change(local) or local + timedelta(days=HORIZON_DAYS)
    return HoursState(parsed.is_open(local), change.astimezone(UTC))


def days_open(hours: str, first: date, count: int) -> list[Spans]:
    """From when to when it is open on so many days from `first` on, in the time of the country."""
    days: list[Spans] = [[] for _day in range(count)]
    begin = datetime.combine(first, time(), HOME_ZONE)
    # From the day before: what is left of its night is not of the first day.
    around = (begin - DAY, begin + (count + 1) * DAY)
    of_each = (_spans(text, *around) for text in _texts(hours))
    for opens, closes in reduce(_both, of_each, [around]):
        start = opens
        while start < closes:
            midnight = datetime.combine(start.date() + DAY, time(), HOME_ZONE)
            end = closes if closes <= midnight + NOON and closes - start < DAY else midnight
            number = (start.date() - first).days
            if 0 <= number < count:
                days[number].append((start, end))
            start = end
    return days


def _spans(text: str, begin: datetime, end: datetime) -> Spans:
    spans = _parsed(text).intervals(begin, end)
    return [(opens, closes) for opens, closes, state, _comment in spans if state == State.OPEN]


def _both(some: Spans, others: Spans) -> Spans:
    """When both are open: each list in order, none of its spans within another."""
    overlaps = (
        (max(opens, begin), min(closes, end)) for opens, closes in some for begin, end in others
    )
    return [(opens, closes) for opens, closes in overlaps if opens < closes]
