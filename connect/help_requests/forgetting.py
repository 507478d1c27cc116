"""What goes with time: thirty days after the end, who asked is no longer known.

What was needed, in which cell, and when it came stays, for the figures.
"""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect.foundation import audit
from connect.foundation.database import db, transaction
from connect.help_requests import queries
from connect.help_requests.lifecycle import ENDED
from connect.help_requests.models import ENDED_AND_KNOWN, HelpRequest

KEPT = timedelta(days=30)
AT_ONCE = 500
_on_forgetting: list[Callable[[uuid.UUID], None]] = []


def on_forgetting(forget: Callable[[uuid.UUID], None]) -> None:
    """Registers how a room above forgets what it knows of whoever made one request, by its id."""
    if forget not in _on_forgetting:
        _on_forgetting.append(forget)


def forget_old_contacts(now: datetime) -> int:
    """Takes whoever asked out of what ended thirty days ago, at most 500 at once; how many."""
    # In the words of its partial index, as the planner does not see that parameters would fit.
    known: sa.ColumnElement[bool] = sa.literal_column(ENDED_AND_KNOWN)
    due = (
        sa.select(HelpRequest.id)
        .where(known, HelpRequest.status_at <= now - KEPT)
        .order_by(HelpRequest.status_at)
    )
    with transaction():
        found = queries.requests_to_change(db.session.scalars(due.limit(AT_ONCE)))
        # Before they were locked, somebody may have opened one again or erased it.
        requests = [one for one in found if one.status in ENDED and one.erased_at is None]
        for request in requests:
            for forget in _on_forgetting:
                forget(request.id)
            strip(request)
            request.forgotten_at = now
            audit.record("system", "forgotten", request.id)
    return len(requests)


def strip(request: HelpRequest) -> None:
    """Takes name, number, door and words out of a request, inside a transaction."""
    request.name = request.description = request.address = request.concerns = ""
    request.phone = None
    request.lat, request.lon = request.cell_lat, request.cell_lon
    for item in request.items:
        item.note = ""
