"""Use cases of the notifications: tell, read, forget."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from connect.foundation.bulk import insert_many
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, table_of, transaction
from connect.notifications import queries
from connect.notifications.models import LONGEST_TEXT, Delivery, MailProof, Notice
from connect.notifications.preferences import preferences_of_each
from connect.notifications.ways import Told, deliveries_of

KEPT = timedelta(days=30)
MOST_TAKEN_AWAY = 10_000


def notify(
    *,
    kind: str,
    text: str,
    phone: str | None,
    account_id: uuid.UUID | None = None,
    request_id: uuid.UUID | None = None,
    may_wait: bool = False,
) -> None:
    """Tells someone, inside the transaction of what they are told: both are saved, or neither.

    The text goes to the inbox of the account at once and, as a message, by the first wire that
    works, as the account wants it; who has none, and has not unsubscribed, gets it by SMS. What
    `may_wait` goes out after the quiet hours.
    """
    told = Told(
        kind=kind,
        text=text,
        phone=phone,
        account_id=account_id,
        request_id=request_id,
        may_wait=may_wait,
    )
    notify_all([told])


def notify_all(
    all_told: Iterable[Told], wishes: Mapping[uuid.UUID | None, Any] | None = None
) -> None:
    """As `notify`, with as few statements for many as for one.

    `wishes` is what all these accounts have said, where that has been read (`OfferWish.said`).
    """
    wanted = [told for told in all_told if told.account_id or told.phone]
    if not wanted:
        return
    db.session.flush()  # an account may be as new as what it is told
    now = utcnow()
    if wishes is None:
        wishes = preferences_of_each({told.account_id for told in wanted})
    notices: list[dict[str, Any]] = []
    deliveries: list[dict[str, Any]] = []
    for told, own in zip(wanted, deliveries_of(wanted, wishes, now), strict=True):
        if not (told.account_id or own):
            continue
        notice_id = uuid.uuid4()
        notices.append(
            {
                "id": notice_id,
                "account_id": told.account_id,
                "kind": told.kind,
                "request_id": told.request_id,
                "text": told.text[:LONGEST_TEXT],
                "created_at": now,
            }
        )
        deliveries += (delivery | {"notice_id": notice_id} for delivery in own)
    insert_many(table_of(Notice), notices)
    insert_many(table_of(Delivery), deliveries)


def read_all(account_id: uuid.UUID) -> None:
    """The account has seen its inbox."""
    with transaction():
        db.session.execute(
            sa.update(Notice)
            .where(Notice.account_id == account_id, Notice.read_at.is_(None))
            .values(read_at=utcnow())
        )


def forget_old(now: datetime) -> int:
    """Removes what was told a month ago, and codes that have expired; how many notices."""
    with transaction():
        changed(sa.delete(MailProof).where(MailProof.expires_at <= now))
        return changed(sa.delete(Notice).where(Notice.created_at < now - KEPT))


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """What an account was told, ready for JSON."""
    return [as_told(notice) for notice in queries.inbox(account_id, limit=MOST_TAKEN_AWAY)]


def erase(account_id: uuid.UUID) -> None:
    """Forgets what an account was told, and what was still to be sent."""
    with transaction():
        db.session.execute(sa.delete(Notice).where(Notice.account_id == account_id))


def forget_kind(account_id: uuid.UUID, kind: str) -> None:
    """Forgets what an account was told of this kind, inside a transaction."""
    changed(sa.delete(Notice).where(Notice.account_id == account_id, Notice.kind == kind))


def forget_told(
    account_id: uuid.UUID, request_ids: Collection[uuid.UUID], kinds: Collection[str] = ()
) -> None:
    """Forgets what an account was told of some requests, inside a transaction; only these kinds."""
    of_kinds = [Notice.kind.in_(kinds)] if kinds else []
    changed(
        sa.delete(Notice).where(
            Notice.account_id == account_id, Notice.request_id.in_(list(request_ids)), *of_kinds
        )
    )


def forget_request(request_id: uuid.UUID) -> None:
    """Forgets what anybody was told of a request, which is being erased: it held its words."""
    with transaction():
        changed(sa.delete(Notice).where(Notice.request_id == request_id))


def as_told(notice: Notice) -> dict[str, Any]:
    """A notice for JSON."""
    return {
        "id": str(notice.id),
        "kind": notice.kind,
        "text": notice.text,
        "request_id": str(notice.request_id) if notice.request_id else None,
        "created_at": notice.created_at.isoformat(),
        "read": notice.read_at is not None,
    }
