"""How long what a shop told of its stock holds. Pure; the days stand here alone."""

from datetime import datetime, timedelta
from enum import StrEnum

OLD_AFTER = timedelta(days=3)
UNKNOWN_AFTER = timedelta(days=14)
# The owner is asked at most so often, and let be once nothing was heard for so long.
ASKED_AGAIN_AFTER = timedelta(days=7)
LET_BE_AFTER = timedelta(days=28)


class Freshness(StrEnum):
    """What a stock is worth by its age. An old one is shown with its age, an unknown one not."""

    FRESH = "fresh"
    OLD = "old"
    UNKNOWN = "unknown"


def freshness_of(told_at: datetime | None, now: datetime) -> Freshness:
    """How fresh a stock is that was told at `told_at`; unknown where nobody has told it."""
    if told_at is None or now - told_at >= UNKNOWN_AFTER:
        return Freshness.UNKNOWN
    return Freshness.OLD if now - told_at >= OLD_AFTER else Freshness.FRESH


def ask_after_telling(due: datetime | None, now: datetime) -> datetime:
    """When an owner who tells something at `now` is asked next; `due` is when they would be.

    Who tells is left alone for three days, and who was asked for a week.
    """
    return max(due, now + OLD_AFTER) if due else now + OLD_AFTER


def ask_after_asking(told_at: datetime, now: datetime) -> datetime | None:
    """When an owner is asked again who is asked at `now`; None once four weeks went by unheard."""
    again = now + ASKED_AGAIN_AFTER
    return again if again - told_at <= LET_BE_AFTER else None
