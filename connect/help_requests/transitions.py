"""The one door through which a request changes its state."""

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.foundation.errors import WrongState
from connect.help_requests import lifecycle
from connect.help_requests.lifecycle import Event, Status
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import HelpRequest


def move(request: HelpRequest, event: Event) -> None:
    """Moves a request along its lifecycle, inside a transaction. Raises `WrongState`.

    A conditional UPDATE: of two who try at the same moment, one changes the row.
    """
    status = lifecycle.target(Status(request.status), event)
    if status is None:
        raise WrongState
    moved = db.session.execute(
        sa.update(HelpRequest)
        .where(HelpRequest.id == request.id, HelpRequest.status.in_(lifecycle.sources(event)))
        .values(
            status=status, status_at=utcnow(), ask_at=utcnow() if status == Status.OPEN else None
        )
        .returning(HelpRequest.id)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if moved is None:
        raise WrongState
    db.session.refresh(request, ["status", "status_at", "ask_at"])
    keep_listed(request)
