"""The time, in one place, so that tests can hold it still."""

from datetime import UTC, datetime


def utcnow() -> datetime:
    """The current moment, UTC, with its time zone."""
    return datetime.now(UTC)
