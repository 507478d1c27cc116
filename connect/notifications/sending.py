"""The way out: messages that are due are sent, one after the other, and none is lost.

A few are put aside by a lease. Just before each of them is sent, its lease is renewed in a
transaction of its own; the wire is used while no connection to the database is held; then the
outcome is written. Who dies in between leaves leases that run out, and others go on: only the
message that was on the wire is sent twice. A wire that hangs lets the other wires go first.
"""

import logging
import time
import uuid
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from connect import channels
from connect.foundation.clock import utcnow
from connect.foundation.database import (
    UtcDateTime,
    changed,
    db,
    let_go_of_connection,
    table_of,
    transaction,
)
from connect.notifications import ending, push, queries
from connect.notifications.backoff import pause_after
from connect.notifications.composing import compose
from connect.notifications.models import Delivery, DeliveryState, Notice, Wire

LEASE = timedelta(seconds=60)
AT_ONCE = 50
# A failure that took longer than this held up everybody behind it. Its wire then rests for as long
# as all wires would take to hang: the one that works has its turn, even if it is the only one.
HANGS_S = 1.0
_delivery = table_of(Delivery)
# Made once: it is asked for each message, and making it takes as long as asking.
_TAKE = (
    sa.update(_delivery)
    .where(
        _delivery.c.id == sa.bindparam("asked_id"),
        _delivery.c.state == DeliveryState.DUE,
        _delivery.c.leased_until == sa.bindparam("until", type_=UtcDateTime),
    )
    .values(leased_until=sa.bindparam("renewed", type_=UtcDateTime), tries=_delivery.c.tries + 1)
    .returning(_delivery.c.id, _delivery.c.to, _delivery.c.channel, _delivery.c.tries)
    .returning(_delivery.c.notice_id)
)
log = logging.getLogger(__name__)


class _Aside(NamedTuple):
    """Deliveries that only who knows this end of their lease may send."""

    ids: Sequence[int]
    until: datetime


class _Taken(NamedTuple):
    id: int
    to: str
    wire: Wire
    tries: int
    notice: Notice
    lease: datetime


def deliver_due(going_on: Callable[[], bool] = lambda: True) -> int:
    """Sends what is due, oldest first, each person's messages in order; how many were sent.

    It ends when nothing is due any more, or before the next message once `going_on` says no.
    """
    if not queries.oldest_due_s():
        return 0  # without asking for the right to write, each second
    sent = 0
    resting: dict[Wire, float] = {}
    while going_on():
        pausing = [wire for wire, until in resting.items() if until > time.monotonic()]
        aside = _put_aside(utcnow(), pausing)
        if aside.ids:
            sent += _send_each(aside, resting, going_on)
        elif pausing:
            resting.clear()  # nothing else is due
        else:
            break
    return sent


def _send_each(aside: _Aside, resting: dict[Wire, float], going_on: Callable[[], bool]) -> int:
    """Sends what was put aside until a wire hangs, which shall rest then; how many were sent."""
    sent, hung = 0, False
    for place, id_ in enumerate(aside.ids):
        if hung or not going_on():
            _put_back(aside, aside.ids[place:])
            break
        taken = _take(id_, aside.until)
        if taken is None:
            continue
        begun = time.monotonic()
        went_out = _send(taken)
        took_s = time.monotonic() - begun
        sent += went_out
        hung = not went_out and took_s > HANGS_S
        if hung:
            resting[taken.wire] = time.monotonic() + len(Wire) * took_s
    return sent


def _put_aside(now: datetime, pausing: Collection[Wire]) -> _Aside:
    """The oldest messages that are due, of each person the first: so no order can be lost."""
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
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    if pausing:
        first = first.where(Delivery.channel.not_in(pausing))
    with transaction():
        aside = _Aside(db.session.scalars(first).all(), now + LEASE)
        if aside.ids:
            changed(
                sa.update(Delivery)
                .where(Delivery.id.in_(aside.ids))
                .values(leased_until=aside.until)
            )
    return aside


def _put_back(aside: _Aside, ids: Sequence[int]) -> None:
    with transaction():
        changed(
            sa.update(Delivery)
            .where(Delivery.id.in_(ids), Delivery.leased_until == aside.until)
            .values(leased_until=None)
        )


def _take(id_: int, until: datetime) -> _Taken | None:
    """One that was put aside, for a whole lease from now on; None if it is not ours any more."""
    lease = utcnow() + LEASE
    asked = {"asked_id": id_, "until": until, "renewed": lease}
    with transaction():
        row = db.session.execute(_TAKE, asked).one_or_none()
        if row is None:
            return None
        notice = db.session.get_one(Notice, row.notice_id)
    return _Taken(row.id, row.to, Wire(row.channel), row.tries, notice, lease)


def _send(taken: _Taken) -> bool:
    try:
        message = compose(taken.notice, taken.wire, taken.to)
        let_go_of_connection()
        channels.send(message)
    except channels.PermanentFailure as failure:
        if isinstance(failure, channels.GoneFailure) and taken.wire == Wire.PUSH:
            push.forget(uuid.UUID(taken.to))
        ending.give_up(taken.id, taken.lease, taken.notice.id, str(failure))
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
        ending.give_up(taken.id, taken.lease, taken.notice.id, why)
    else:
        ending.try_again(taken.id, taken.lease, pause, why)
