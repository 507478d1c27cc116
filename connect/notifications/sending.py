"""The way out: messages that are due are sent, one after the other, and none is lost.

A message is taken by a lease in a transaction of its own; the wire is used while no connection to
the database is held; then the outcome is written. Who dies in between leaves a lease that runs
out, and the message is sent again: one duplicate a crash at most.
"""

import logging
import uuid
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.database import db, let_go_of_connection, transaction
from connect.notifications import ending, push, queries
from connect.notifications.backoff import pause_after
from connect.notifications.composing import compose
from connect.notifications.models import Delivery, DeliveryState, Notice, Wire

LEASE = timedelta(seconds=60)
log = logging.getLogger(__name__)


class _Taken(NamedTuple):
    id: int
    to: str
    channel: str
    tries: int
    notice_id: uuid.UUID


def deliver_due(limit: int = 1_000) -> int:
    """Sends what is due, oldest first, each person's messages in order; how many were sent."""
    if not queries.oldest_due_s():
        return 0  # without asking for the right to write, each second
    sent = 0
    for _n in range(limit):
        taken = _take(utcnow())
        if taken is None:
            break
        sent += _send(taken)
    return sent


def _take(now: datetime) -> _Taken | None:
    earlier = aliased(Delivery)
    first = (
        sa.select(Delivery.id)
        .where(
            Delivery.state == DeliveryState.DUE,
            Delivery.due_at <= now,
            sa.or_(Delivery.leased_until.is_(None), Delivery.leased_until <= now),
            ~sa.exists().where(
                earlier.to == Delivery.to,
                earlier.channel == Delivery.channel,
                earlier.id < Delivery.id,
                earlier.state == DeliveryState.DUE,
                # What waits for the morning holds nothing up; what is being tried again does.
                sa.or_(earlier.due_at <= now, earlier.tries > 0),
            ),
        )
        .order_by(Delivery.due_at, Delivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    with transaction():
        id_ = db.session.scalar(first)
        if id_ is None:
            return None
        row = db.session.execute(
            sa.update(Delivery)
            .where(Delivery.id == id_)
            .values(leased_until=now + LEASE, tries=Delivery.tries + 1)
            .returning(
                Delivery.id, Delivery.to, Delivery.channel, Delivery.tries, Delivery.notice_id
            )
            .execution_options(synchronize_session=False)
        ).one()
    return _Taken(*row)


def _send(taken: _Taken) -> bool:
    notice = db.session.get(Notice, taken.notice_id)
    if notice is None:
        return False  # forgotten since
    try:
        message = compose(notice, Wire(taken.channel), taken.to)
        let_go_of_connection()
        channels.send(message)
    except channels.PermanentFailure as failure:
        if isinstance(failure, channels.GoneFailure) and taken.channel == Wire.PUSH:
            push.forget(uuid.UUID(taken.to))
        ending.give_up(taken.id, taken.notice_id, str(failure))
        return False
    except channels.TemporaryFailure as failure:
        _try_again(taken, failure.retry_after_s, str(failure))
        return False
    except Exception:
        log.exception("delivery %s met a bug", taken.id)
        _try_again(taken, None, "a fault of ours")
        return False
    ending.sent(taken.id)
    return True


def _try_again(taken: _Taken, asked_s: float | None, why: str) -> None:
    pause = pause_after(taken.tries, asked_s)
    if pause is None:
        ending.give_up(taken.id, taken.notice_id, why)
    else:
        ending.try_again(taken.id, pause, why)
