"""Notices, for pages that are open: each is heard by whom it is for."""

import uuid
from collections.abc import Collection, Hashable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import UtcDateTime, table_of
from connect.live import Happened, ids_of
from connect.notifications.models import Notice

_AGO = timedelta(seconds=20)
_notice = table_of(Notice)
_BEHIND = (
    sa.select(_notice.c.id, _notice.c.created_at, _notice.c.account_id)
    .where(_notice.c.created_at > sa.bindparam("place", type_=UtcDateTime))
    .order_by(_notice.c.created_at)
    .limit(sa.bindparam("limit", type_=sa.Integer))
)
_NEWEST = sa.select(sa.func.max(_notice.c.created_at))


def account_topic(account_id: uuid.UUID) -> str:
    """What somebody is told."""
    return f"account:{account_id}"


class NoticeNews:
    """What people are told, as a source."""

    def start(self, connection: sa.Connection) -> datetime:
        """A moment ago."""
        return utcnow() - _AGO

    def behind(self, connection: sa.Connection, place: datetime, limit: int) -> Sequence[Happened]:
        """What was told after a moment."""
        rows = connection.execute(_BEHIND, {"place": place, "limit": limit})
        return [Happened(row.created_at, row.id, row.account_id) for row in rows]

    def topics(self, connection: sa.Connection, about: Sequence[uuid.UUID | None]) -> set[str]:
        """Whom it was told."""
        return {account_topic(account_id) for account_id in about if account_id}

    def version(self, connection: sa.Connection, topics: Collection[str]) -> Hashable:
        """When they were last told something."""
        ids = ids_of("account", topics)
        if not ids:
            return None
        return connection.execute(_NEWEST.where(_notice.c.account_id.in_(ids))).scalar()
