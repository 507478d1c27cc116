"""The browsers that may be told (Web Push): a few for each account."""

import uuid
from typing import NamedTuple

import sqlalchemy as sa

from connect import consents
from connect.consents import Channel, Purpose
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.security import keyed_hash
from connect.notifications import queries
from connect.notifications.models import PushSubscription
from connect.notifications.preferences import preferences_to_change

MOST_BROWSERS = 10


class Subscription(NamedTuple):
    """What a browser hands out when it agrees to be told; the keys in base64url, no padding."""

    endpoint: str
    p256dh: str
    auth: str


def subscribe(account_id: uuid.UUID, session_hash: str, subscription: Subscription) -> None:
    """From now on this browser tells this account, and nobody before it, until the session ends.

    Of more than ten the oldest is forgotten: a phone that was lost must not block a new one.
    """
    id_ = _id_of(subscription.endpoint)
    with transaction():
        preferences_to_change(account_id).push = True
        _note(account_id, given=True)
        kept = db.session.get(PushSubscription, id_, with_for_update=True)
        if kept is None:
            others = queries.subscription_ids(account_id)
            too_many = others[: max(0, len(others) - MOST_BROWSERS + 1)]
            changed(sa.delete(PushSubscription).where(PushSubscription.id.in_(too_many)))
            kept = PushSubscription(id=id_, endpoint=subscription.endpoint)
            db.session.add(kept)
        kept.account_id, kept.session_hash, kept.created_at = account_id, session_hash, utcnow()
        kept.p256dh, kept.auth = subscription.p256dh, subscription.auth


def unsubscribe(account_id: uuid.UUID, endpoint: str) -> None:
    """This browser tells this account nothing any more; it may have been so before."""
    with transaction():
        changed(
            sa.delete(PushSubscription).where(
                PushSubscription.id == _id_of(endpoint), PushSubscription.account_id == account_id
            )
        )
        if not queries.subscription_ids(account_id):
            _note(account_id, given=False)


def carry_over(session_hash: str, new_hash: str) -> None:
    """The browser of a session goes on being told in the one that takes its place."""
    changed(
        sa.update(PushSubscription)
        .where(PushSubscription.session_hash == session_hash)
        .values(session_hash=new_hash)
    )


def forget(subscription_id: uuid.UUID) -> None:
    """Its push service says that this browser is gone."""
    with transaction():
        changed(sa.delete(PushSubscription).where(PushSubscription.id == subscription_id))


def _note(account_id: uuid.UUID, *, given: bool) -> None:
    consents.note(Purpose.PUSH, given=given, channel=Channel.WEB, account_id=account_id)


def _id_of(endpoint: str) -> uuid.UUID:
    return uuid.UUID(keyed_hash("push", endpoint)[:32])
