"""What only time does to gifts: reminders, what is no longer kept, days that are over.

Every step stands alone, so that one that fails does not stop the clock of all others, and running
it twice changes nothing.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.giving import notices, queries
from connect.giving.models import Gift, Reservation
from connect.giving.service import stop
from connect.giving.states import KEPT_ENDED, Act, GiftState
from connect.giving.taking import put_back

AT_ONCE = 500
log = logging.getLogger(__name__)


def keep_gifts(now: datetime | None = None) -> dict[str, int]:
    """Does all that is due at `now`; how many of each."""
    now = now or utcnow()
    return {
        "gifts_reminded": _each(_held(Reservation.remind_at, now), partial(_remind, now=now)),
        "gifts_lapsed": _each(_held(Reservation.lapses_at, now), partial(_lapse, now=now)),
        "gifts_expired": _each(_over(now), partial(_expire, now=now)),
        "gifts_forgotten": _forget_ended(now),
    }


def _each(due: list[tuple[uuid.UUID, uuid.UUID]], step: Callable[[Gift, uuid.UUID], bool]) -> int:
    done = 0
    for gift_id, id_ in due:
        try:
            with transaction():
                gift = queries.gift_to_change(gift_id)
                done += gift is not None and step(gift, id_)
        except OperationalError:
            raise  # the database is away: nothing else will do better
        except Exception:
            log.exception("gift %s could not be moved on", gift_id)
    return done


def _held(due_at: Any, now: datetime) -> list[tuple[uuid.UUID, uuid.UUID]]:
    asked = sa.select(Reservation.gift_id, Reservation.id).where(queries.UNDER_WAY, due_at <= now)
    rows = db.session.execute(asked.order_by(Reservation.lapses_at).limit(AT_ONCE))
    return [(row.gift_id, row.id) for row in rows]


def _over(now: datetime) -> list[tuple[uuid.UUID, uuid.UUID]]:
    asked = sa.select(Gift.id).where(Gift.state == GiftState.OFFERED, Gift.ends_at <= now)
    ids = db.session.scalars(asked.order_by(Gift.ends_at).limit(AT_ONCE))
    return [(id_, id_) for id_ in ids]


def _remind(_gift: Gift, reservation_id: uuid.UUID, *, now: datetime) -> bool:
    one = _now(reservation_id)
    if not one.active or one.remind_at is None or one.remind_at > now:
        return False
    one.remind_at = None
    if one.lapses_at <= now:
        return False  # we were away: nobody hears of both in one breath
    notices.reminder(one)
    return True


def _lapse(gift: Gift, reservation_id: uuid.UUID, *, now: datetime) -> bool:
    one = _now(reservation_id)
    if not one.active or one.lapses_at > now:
        return False
    put_back(one, Act.LAPSE)
    notices.lapsed(one)
    audit.record("system", "gift_lapsed", gift.id)
    return True


def _expire(gift: Gift, _id: uuid.UUID, *, now: datetime) -> bool:
    if gift.state != GiftState.OFFERED or gift.ends_at > now:
        return False
    stop(gift, GiftState.EXPIRED)
    audit.record("system", "gift_expired", gift.id)
    return True


def _forget_ended(now: datetime) -> int:
    held = sa.exists().where(Reservation.gift_id == Gift.id, queries.UNDER_WAY)
    with transaction():
        return changed(sa.delete(Gift).where(Gift.ended_at < now - KEPT_ENDED, ~held))


def _now(reservation_id: uuid.UUID) -> Reservation:
    return db.session.get_one(Reservation, reservation_id, populate_existing=True)
