"""Orders that were taken back after somebody had set out for them: pure, no database.

Who changes their mind once has done nothing wrong. Who orders just to try costs a neighbour their
morning: from the third in thirty days a coordinator calls first. Nothing is ever refused for it,
and of food and medicine it is not even asked.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from connect.help_requests import CloseReason, Status

SHOPPING = "shopping"
SPAN = timedelta(days=30)
CHECKED_FROM = 3


def counts(
    categories: Collection[str],
    status: str,
    reason: str | None,
    *,
    accepted: bool,
    at: datetime,
    now: datetime,
) -> bool:
    """Whether a request of these categories, closed `at`, counts against who asked.

    Only shopping that its requester took back, and only after somebody had accepted.
    """
    taken_back = status == Status.CLOSED and reason == CloseReason.WITHDRAWN
    return SHOPPING in categories and taken_back and accepted and now - at < SPAN


def is_checked_first(categories: Collection[str], withdrawn: int) -> bool:
    """Whether a coordinator calls before anybody shops for a new request of these categories."""
    return SHOPPING in categories and withdrawn >= CHECKED_FROM


def left_before_checks(withdrawn: int) -> int:
    """How many more can be taken back before that, none at least."""
    return max(0, CHECKED_FROM - withdrawn)
