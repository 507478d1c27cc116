"""How long an HTTP answer asks us to wait (`Retry-After`: seconds, or a date)."""

from datetime import UTC
from email.utils import parsedate_to_datetime

from connect.foundation.clock import utcnow

# Nobody means more than a day, and a slip in the other's clock is not to silence us for a year.
LONGEST_WAIT_S = 24 * 60 * 60.0


def seconds_asked_for(retry_after: str | None) -> float | None:
    """The seconds to wait from now, between none and a day; None where nothing readable is said."""
    said = (retry_after or "").strip()
    seconds = float(said) if said.isascii() and said.isdecimal() else _seconds_until(said)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_WAIT_S)


def _seconds_until(date: str) -> float | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    if moment.tzinfo is None:  # "-0000": UTC, in a place that is not told
        moment = moment.replace(tzinfo=UTC)
    return (moment - utcnow()).total_seconds()
