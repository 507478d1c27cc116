"""Named reads of the notifications."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import AnyRow, UtcDateTime, db, reading, table_of
from connect.foundation.prepared import Among, Prepared
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

_SAID = Prepared(
    sa.select(table_of(Preferences)).where(Among(Preferences.account_id, "account_ids"))
)
_IS_MUTED = sa.select(MutedAddress.mark).where(MutedAddress.mark == sa.bindparam("asked_mark"))
_MUTED = Prepared(sa.select(MutedAddress.mark).where(Among(MutedAddress.mark, "marks")))


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


def is_muted(mark: str) -> bool:
    """As `muted`, of one and outside of transactions: asked for each message that goes out."""
    with reading() as connection:
        return connection.execute(_IS_MUTED, {"asked_mark": mark}).scalar() is not None


def muted(marks: Iterable[str]) -> set[str]:
    """Which of these addresses want no messages, by their marks."""
    asked = set(marks)
    if not asked:
        return set()
    return {row.mark for row in _MUTED.rows(db.session.connection(), {"marks": asked})}


def preferences_of_each(account_ids: Collection[uuid.UUID]) -> Sequence[AnyRow]:
    """What these accounts have said, as far as they have said anything: rows, no objects."""
    if not account_ids:
        return []
    return _SAID.rows(db.session.connection(), {"account_ids": account_ids})


def subscriptions_by_account(
    account_ids: Collection[uuid.UUID],
) -> dict[uuid.UUID | None, list[uuid.UUID]]:
    """The browsers of each of these accounts, the oldest first."""
    rows = db.session.execute(
        sa.select(PushSubscription.account_id, PushSubscription.id)
        .where(PushSubscription.account_id.in_(account_ids))
        .order_by(PushSubscription.created_at, PushSubscription.id)
    )
    found: dict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
    for row in rows:
        found[row.account_id].append(row.id)
    return found


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
