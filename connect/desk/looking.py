"""Who has the page of a case open, so that two coordinators see each other."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from connect.accounts import Account
from connect.desk.models import Look
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.i18n import clock_time

# A page says every half minute that it is open; without JavaScript it has said so once.
LASTS = timedelta(minutes=2)
FORGOTTEN = timedelta(hours=1)


class Looking(NamedTuple):
    """Somebody else's name, and since when they look."""

    request_id: uuid.UUID
    name: str
    since: datetime


def look_at(request_id: uuid.UUID, account: Account) -> None:
    """Says that the account looks at a case; who has been away since begins anew."""
    now = utcnow()
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    looks = dialect.insert(Look).values(
        request_id=request_id, account_id=account.id, since=now, seen_at=now
    )
    away = Look.seen_at < now - LASTS
    again = looks.on_conflict_do_update(
        index_elements=[Look.request_id, Look.account_id],
        set_={"since": sa.case((away, looks.excluded.since), else_=Look.since), "seen_at": now},
    )
    with transaction():
        changed(
            sa.delete(Look).where(Look.account_id == account.id, Look.seen_at < now - FORGOTTEN)
        )
        db.session.execute(again)


def others_looking(request_ids: Collection[uuid.UUID], me: Account) -> list[Looking]:
    """Who else looks at these cases now, the longest first."""
    rows = db.session.execute(
        sa.select(Look.request_id, Account.name, Look.since)
        .join(Account, Account.id == Look.account_id)
        .where(
            Look.request_id.in_(request_ids),
            Look.account_id != me.id,
            Look.seen_at > utcnow() - LASTS,
        )
        .order_by(Look.since)
    )
    return [Looking(*row) for row in rows]


def said(looks: Iterable[Looking]) -> list[str]:
    """Who looks, in words."""
    return [
        _("%(name)s is looking at this since %(time)s.", name=one.name, time=clock_time(one.since))
        for one in looks
    ]
