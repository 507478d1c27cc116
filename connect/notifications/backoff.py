"""When a message that could not be sent is tried again: pure."""

from datetime import datetime, time, timedelta

from connect.foundation.clock import HOME_ZONE

MOST_TRIES = 48
FIRST_PAUSE_S, LONGEST_PAUSE_S = 5.0, 320.0
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)


def pause_after(tries: int, asked_s: float | None = None) -> timedelta | None:
    """How long to wait after so many tries, or None to give up: 48 tries in about four hours.

    Twice as long each time, up to five minutes; at least as long as the gateway asked for.
    """
    if tries >= MOST_TRIES:
        return None
    pause_s = min(FIRST_PAUSE_S * 2 ** (tries - 1), LONGEST_PAUSE_S)
    return timedelta(seconds=max(pause_s, min(asked_s or 0.0, 3600.0)))


def after_the_night(
    moment: datetime, begins: time = NIGHT_BEGINS, ends: time = NIGHT_ENDS
) -> datetime:
    """The moment itself, or when the quiet hours end in which it lies, on the country's clocks."""
    local = moment.astimezone(HOME_ZONE)
    over_midnight = ends <= begins
    evening, morning = local.time() >= begins, local.time() < ends
    if not (evening or morning if over_midnight else evening and morning):
        return moment
    day = local.date() + timedelta(days=over_midnight and evening)
    return datetime.combine(day, ends, HOME_ZONE)
