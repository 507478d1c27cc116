"""What comes of a delivery: sent, to be tried again, or given up for the next wire.

Only who holds the lease puts off or gives up: whoever comes late, after it ran out, changes nothing
that has gone on since. But what they have sent is sent.
"""

import logging
import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, table_of, transaction
from connect.notifications.models import Delivery, DeliveryState, Notice

LONGEST_REASON = 200
_delivery = table_of(Delivery)
log = logging.getLogger(__name__)


def sent(id_: int) -> None:
    """It is on its way: the spare ones stay unused."""
    due = _delivery.c.state == DeliveryState.DUE
    _write(id_, due, state=DeliveryState.SENT, ended_at=utcnow(), error="")


def try_again(id_: int, lease: datetime, pause: timedelta, why: str) -> None:
    """It goes out later."""
    held = _delivery.c.leased_until == lease
    _write(id_, held, due_at=utcnow() + pause, error=why[:LONGEST_REASON])


def give_up(id_: int, lease: datetime, notice_id: uuid.UUID, why: str) -> None:
    """This one failed for good: when no other of its wire is left, the next wire is due."""
    held = _delivery.c.leased_until == lease
    ended = {"state": DeliveryState.FAILED, "ended_at": utcnow(), "error": why[:LONGEST_REASON]}
    with transaction():
        # Two browsers may fail at the same moment: whoever holds the notice sees the other's
        # failure. It comes first, as it does for who removes the notice with its deliveries.
        db.session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
        if _write(id_, held, **ended):
            log.warning("delivery %s was given up: %s", id_, why)
            _go_on_by_the_next_wire(notice_id)


def _write(id_: int, ours: sa.ColumnElement[bool], **values: object) -> int:
    with transaction():
        return changed(
            sa.update(_delivery)
            .where(_delivery.c.id == id_, ours)
            .values(leased_until=None, **values)
        )


def _go_on_by_the_next_wire(notice_id: uuid.UUID) -> None:
    ways = db.session.execute(
        sa.select(Delivery.id, Delivery.state, Delivery.channel)
        .where(Delivery.notice_id == notice_id)
        .order_by(Delivery.id)
    ).all()
    if any(way.state in (DeliveryState.DUE, DeliveryState.SENT) for way in ways):
        return
    left = [way for way in ways if way.state == DeliveryState.SPARE]
    if left:
        ids = [way.id for way in left if way.channel == left[0].channel]
        changed(
            sa.update(Delivery)
            .where(Delivery.id.in_(ids))
            .values(state=DeliveryState.DUE, due_at=utcnow())
        )
