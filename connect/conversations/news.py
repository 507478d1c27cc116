"""Messages, for pages that are open: heard by the two who talk."""

import uuid
from collections.abc import Collection, Hashable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect.conversations.models import Message
from connect.foundation.clock import utcnow
from connect.foundation.database import UtcDateTime, table_of
from connect.help_requests import helper_topic, requester_topic
from connect.live import Happened, ids_of

_AGO = timedelta(seconds=20)
_message = table_of(Message)
_BEHIND = (
    sa.select(_message.c.id, _message.c.at, _message.c.request_id, _message.c.assignment_id)
    .where(_message.c.at > sa.bindparam("place", type_=UtcDateTime))
    .order_by(_message.c.at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_NEWEST = sa.select(sa.func.max(_message.c.at), sa.func.count())


class MessageNews:
    """What is written, as a source."""

    def start(self, connection: sa.Connection) -> datetime:
        """A moment ago."""
        return utcnow() - _AGO

    def behind(self, connection: sa.Connection, place: datetime, limit: int) -> Sequence[Happened]:
        """What was written after a moment."""
        rows = connection.execute(_BEHIND, {"place": place, "limit": limit})
        return [Happened(row.at, row.id, (row.request_id, row.assignment_id)) for row in rows]

    def topics(
        self, connection: sa.Connection, about: Sequence[tuple[uuid.UUID, uuid.UUID]]
    ) -> set[str]:
        """The requester reads all; who goes, what is written under their own claim."""
        return {
            topic
            for request_id, assignment_id in about
            for topic in (requester_topic(request_id), helper_topic(assignment_id))
        }

    def version(self, connection: sa.Connection, topics: Collection[str]) -> Hashable:
        """The newest of what is theirs to read, and how many there are."""
        read, carried = ids_of("requester", topics), ids_of("helper", topics)
        if not read and not carried:
            return None
        theirs = sa.or_(_message.c.request_id.in_(read), _message.c.assignment_id.in_(carried))
        return tuple(connection.execute(_NEWEST.where(theirs)).one())
