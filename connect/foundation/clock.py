"""The time, in one place: for machines that share a database server, the time of that server.

A lease is written by one machine and runs out on another. With clocks an hour apart it would run
out an hour early, so that somebody loses a claim, or a message goes out twice.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# Closer than this is good enough: a clock should not jump for nothing.
CLOSE_S = 0.1
_behind = timedelta()


def utcnow() -> datetime:
    """The current moment, UTC, with its time zone."""
    return datetime.now(UTC) + _behind


def keep_to(true_s: float, before_s: float, after_s: float) -> None:
    """Sets our clock by another that showed `true_s` between two looks at this machine's own.

    All are seconds since 1970. How long the answer took decides how much is known: a machine that
    was stopped in between does not take that for a wrong clock.
    """
    global _behind  # noqa: PLW0603 - a process has one clock
    at_least, at_most = true_s - after_s, true_s - before_s
    if not at_least - CLOSE_S <= _behind.total_seconds() <= at_most + CLOSE_S:
        _behind = timedelta(seconds=at_most)
