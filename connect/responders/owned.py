"""Reads of what an account has registered itself, and of what it acts for."""

import uuid
from datetime import datetime

import sqlalchemy as sa

from connect.foundation.database import UtcDateTime, db
from connect.responders.membership import acted_for
from connect.responders.models import Responder


def responders_of(account_id: uuid.UUID) -> list[Responder]:
    """What an account has registered, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Responder)
            .where(Responder.owner_id == account_id)
            .order_by(Responder.created_at, Responder.id)
        )
    )


def page_acted_for(
    account_id: uuid.UUID, limit: int, after: tuple[datetime, uuid.UUID] | None
) -> list[Responder]:
    """At most `limit` of what an account acts for, oldest first, behind a row's moment."""
    asked = (
        sa.select(Responder)
        .where(Responder.id.in_(acted_for(account_id)))
        .order_by(Responder.created_at, Responder.id)
        .limit(limit)
    )
    if after is not None:
        place = sa.tuple_(Responder.created_at, Responder.id)
        asked = asked.where(
            place > sa.tuple_(sa.literal(after[0], UtcDateTime), sa.literal(after[1], sa.Uuid))
        )
    return list(db.session.scalars(asked))


def responders_to_change(account_id: uuid.UUID) -> list[Responder]:
    """All that an account has registered, as it is now, locked like one."""
    return list(
        db.session.scalars(
            sa.select(Responder)
            .where(Responder.owner_id == account_id)
            .order_by(Responder.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    )
