"""Named reads of the notifications."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import UtcDateTime, db, reading, table_of
from connect.notifications.models import (
    Delivery,
    DeliveryState,
    MutedAddress,
    Notice,
    Preferences,
    PushSubscription,
)

_delivery = table_of(Delivery)
_OLDEST_DUE = sa.select(sa.func.min(_delivery.c.due_at)).where(
    _delivery.c.state == DeliveryState.DUE
)


def inbox(
    account_id: uuid.UUID, *, limit: int, before: tuple[datetime, uuid.UUID] | None = None
) -> list[Notice]:
    """What an account was told, newest first, behind a row's moment."""
    asked = (
        sa.select(Notice)
        .where(Notice.account_id == account_id)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(limit)
    )
    if before is not None:
        place = sa.tuple_(sa.literal(before[0], UtcDateTime), sa.literal(before[1], sa.Uuid))
        asked = asked.where(sa.tuple_(Notice.created_at, Notice.id) < place)
    return list(db.session.scalars(asked))


def count_unread(account_id: uuid.UUID) -> int:
    """How many notices an account has not seen yet."""
    unread = sa.select(sa.func.count()).where(
        Notice.account_id == account_id, Notice.read_at.is_(None)
    )
    return db.session.scalar(unread) or 0


def oldest_due_s() -> float:
    """For how many seconds the oldest message has been waiting to be sent; 0 when none is."""
    with reading() as connection:
        oldest = connection.execute(_OLDEST_DUE).scalar()
    return max(0.0, (utcnow() - oldest).total_seconds()) if oldest else 0.0


def muted(marks: Iterable[str]) -> set[str]:
    """Which of these addresses want no messages, by their marks."""
    asked = sa.select(MutedAddress.mark).where(MutedAddress.mark.in_(list(marks)))
    return set(db.session.scalars(asked))


def most_offers(account_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many open offers accounts want at most, as far as they have said so."""
    rows = db.session.execute(
        sa.select(Preferences.account_id, Preferences.most_offers).where(
            Preferences.account_id.in_(account_ids)
        )
    )
    return {row.account_id: row.most_offers for row in rows}


def subscription_ids(account_id: uuid.UUID) -> list[uuid.UUID]:
    """The browsers of an account, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(PushSubscription.id)
            .where(PushSubscription.account_id == account_id)
            .order_by(PushSubscription.created_at, PushSubscription.id)
        )
    )


def endpoint_of(session_hash: str) -> str | None:
    """The endpoint of the browser that has this session, if it is told."""
    return db.session.scalar(
        sa.select(PushSubscription.endpoint)
        .where(PushSubscription.session_hash == session_hash)
        .limit(1)
    )


def subscriptions_of(account_id: uuid.UUID) -> list[PushSubscription]:
    """The browsers of an account as rows, the oldest first."""
    return list(
        db.session.scalars(
            sa.select(PushSubscription)
            .where(PushSubscription.account_id == account_id)
            .order_by(PushSubscription.created_at, PushSubscription.id)
        )
    )
