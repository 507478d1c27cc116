"""The time, in one place, so that tests can hold it still."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

HOME_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def utcnow() -> datetime:
    """The current moment, UTC, with its time zone."""
    return datetime.now(UTC)
