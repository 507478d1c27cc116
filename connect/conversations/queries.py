"""Named reads of the conversations."""

import uuid
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect.conversations.access import Conversation
from connect.conversations.models import Message
from connect.foundation.database import db
from connect.help_requests import Assignment, helper_name


class Said(NamedTuple):
    """A message, and the name of the helper of its conversation."""

    message: Message
    helper: str


def messages(
    own: Conversation, *, limit: int, after: tuple[datetime, uuid.UUID] | None = None
) -> list[Message]:
    """What the caller may read, oldest first."""
    asked = sa.select(Message).where(*_readable(own))
    if after is not None:
        asked = asked.where(sa.tuple_(Message.at, Message.id) > sa.tuple_(*map(sa.literal, after)))
    return list(db.session.scalars(asked.order_by(Message.at, Message.id).limit(limit)))


def latest(own: Conversation, limit: int) -> list[Said]:
    """The newest of what the caller may read, oldest of these first."""
    asked = (
        sa.select(Message, Assignment)
        .join(Assignment, Assignment.id == Message.assignment_id)
        .where(*_readable(own))
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(limit)
    )
    found = [Said(message, helper_name(case)) for message, case in db.session.execute(asked)]
    return found[::-1]


def last_words(assignment_id: uuid.UUID, limit: int) -> list[Message]:
    """What the two of one claim wrote last, oldest of these first."""
    found = db.session.scalars(
        sa.select(Message)
        .where(Message.assignment_id == assignment_id, Message.body != "")
        .order_by(Message.at.desc(), Message.id.desc())
        .limit(limit)
    ).all()
    return list(found[::-1])


def _readable(own: Conversation) -> list[sa.ColumnElement[bool]]:
    of_the_request = [Message.request_id == own.request_id]
    if own.assignment_id is None:
        return of_the_request
    return [*of_the_request, Message.assignment_id == own.assignment_id]
