"""Opening hours in OSM's `opening_hours` syntax: pure, by the parser of `opening-hours-py`."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # its stubs forgot

from connect.foundation.clock import HOME_ZONE

HOME_COUNTRY = "VN"
# So far ahead the next change is looked for.
HORIZON_DAYS = 366
ALWAYS = ("", "24/7")
NOON = 12

_TIME = r"(\d{1,2})\s*(?:(?:h|g|giờ|:)\s*(\d{2})?)?\s*(sáng|trưa|chiều|tối)?"
# As people write them on a door: "7h-21h", "7:30 – 21 giờ", "8 giờ sáng đến 9 giờ tối".
_PLAIN = re.compile(rf"{_TIME}\s*(?:-|–|đến|to)\s*{_TIME}", re.IGNORECASE)


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


def hours_of(words: str) -> str:
    """Hours of every day as people write them (`7h-21h`) in the syntax; anything else as it is."""
    plain = _PLAIN.fullmatch(words.strip())
    if plain is None:
        return words
    opens, closes = _clock(*plain.groups()[:3]), _clock(*plain.groups()[3:])
    return f"Mo-Su {opens}-{closes}"


def _clock(hour: str, minute: str | None, part: str | None) -> str:
    afternoon = (part or "").lower() in ("chiều", "tối") and int(hour) < NOON
    return f"{int(hour) + NOON * afternoon:02}:{minute or '00'}"


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
