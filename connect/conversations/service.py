"""Use cases of the conversations: write, and forget what is long over."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.conversations.access import Conversation, Side
from connect.conversations.models import Message
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotFound, WrongState
from connect.help_requests import (
    ENDED,
    HelpRequest,
    helper_of,
    request_to_change,
    tell_of_message,
)

KEPT = timedelta(days=30)
ONE_BREATH = timedelta(minutes=10)


def write(own: Conversation, body: str) -> Message:
    """Keeps a message for the other side. Raises `WrongState` when nobody carries the request."""
    with transaction():
        # The request is ours until the end: it cannot go to somebody else in between.
        request = request_to_change(own.request_id)
        if request is None:
            raise NotFound
        carried = helper_of(request)
        if carried is None or carried.account_id is None:
            raise WrongState(_("Nobody has taken this request, so nobody would read it."))
        if own.assignment_id not in (None, carried.id):
            raise WrongState
        message = Message(
            request_id=request.id,
            assignment_id=carried.id,
            author_id=own.account_id,
            from_requester=own.side == Side.REQUESTER,
            body=body,
        )
        if not _wrote_lately(message):
            tell_of_message(request, carried, by_requester=message.from_requester)
        db.session.add(message)
        db.session.flush()
    return message


def _wrote_lately(message: Message) -> bool:
    # One notice for what is said in one breath.
    lately = sa.exists().where(
        Message.assignment_id == message.assignment_id,
        Message.from_requester == message.from_requester,
        Message.at > utcnow() - ONE_BREATH,
    )
    return bool(db.session.scalar(sa.select(lately)))


def forget_old_messages(now: datetime) -> int:
    """Removes what was written on requests that have been over for thirty days; how many."""
    over = sa.exists().where(
        HelpRequest.id == Message.request_id,
        HelpRequest.status.in_(ENDED),
        HelpRequest.status_at <= now - KEPT,
    )
    with transaction():
        return changed(
            sa.delete(Message)
            # No younger one can be due: so only the few old ones that are left are looked at.
            .where(Message.at <= now - KEPT, over)
        )
