"""What comes of a delivery: sent, to be tried again, or given up for the next wire.

Each write asks whether it is still due: whoever comes late, after a lease ran out, changes nothing
that has gone on since.
"""

import logging
import uuid
from datetime import timedelta

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, table_of, transaction
from connect.notifications import queries
from connect.notifications.marks import mark_of
from connect.notifications.models import Delivery, DeliveryState, Notice, Wire

LONGEST_REASON = 200
_delivery = table_of(Delivery)
log = logging.getLogger(__name__)


def sent(id_: int) -> None:
    """It is on its way: the spare ones stay unused."""
    _write(id_, state=DeliveryState.SENT, ended_at=utcnow(), error="")


def try_again(id_: int, pause: timedelta, why: str) -> None:
    """It goes out later."""
    _write(id_, due_at=utcnow() + pause, error=why[:LONGEST_REASON])


def give_up(id_: int, notice_id: uuid.UUID, why: str) -> None:
    """This one failed for good: when no other of its wire is left, the next wire is due."""
    log.warning("delivery %s was given up: %s", id_, why)
    with transaction():
        # Two browsers may fail at the same moment: whoever holds the notice sees the other's
        # failure. It comes first, as it does for who removes the notice with its deliveries.
        db.session.get(Notice, notice_id, with_for_update=True, populate_existing=True)
        if _write(id_, state=DeliveryState.FAILED, ended_at=utcnow(), error=why[:LONGEST_REASON]):
            _go_on_by_the_next_wire(notice_id)


def end_unsent(wire: Wire, to: str, why: str) -> None:
    """Gives up what waits to go to an address, inside the transaction that says so."""
    waiting = sa.select(Delivery.id, Delivery.notice_id).where(
        Delivery.to == to, Delivery.state == DeliveryState.DUE, Delivery.channel == wire
    )
    for id_, notice_id in db.session.execute(waiting).all():
        give_up(id_, notice_id, why)


def _write(id_: int, **values: object) -> int:
    with transaction():
        return changed(
            sa.update(_delivery)
            .where(_delivery.c.id == id_, _delivery.c.state == DeliveryState.DUE)
            .values(leased_until=None, **values)
        )


def _go_on_by_the_next_wire(notice_id: uuid.UUID) -> None:
    ways = db.session.execute(
        sa.select(Delivery.id, Delivery.state, Delivery.channel, Delivery.to)
        .where(Delivery.notice_id == notice_id)
        .order_by(Delivery.id)
    ).all()
    if any(way.state in (DeliveryState.DUE, DeliveryState.SENT) for way in ways):
        return
    spare = [way for way in ways if way.state == DeliveryState.SPARE]
    muted = queries.muted(mark_of(Wire(way.channel), way.to) for way in spare)
    left = [way for way in spare if mark_of(Wire(way.channel), way.to) not in muted]
    if left:
        ids = [way.id for way in left if way.channel == left[0].channel]
        changed(
            sa.update(Delivery)
            .where(Delivery.id.in_(ids))
            .values(state=DeliveryState.DUE, due_at=utcnow())
        )
