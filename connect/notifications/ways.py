"""Which ways a notice takes: the first that works, in one order for all, free before dear."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from connect import channels
from connect.notifications import queries
from connect.notifications.backoff import after_the_night
from connect.notifications.marks import mark_of
from connect.notifications.models import Delivery, DeliveryState, Notice, Preferences, Wire
from connect.notifications.preferences import preferences_of

OFFER = "offer"


class Way(NamedTuple):
    """A wire, and where on it: a phone, a mail address, the id of a subscription."""

    wire: Wire
    to: str


def deliveries_of(notice: Notice, phone: str | None, *, may_wait: bool) -> list[Delivery]:
    """The deliveries of a new notice: due on the first wire, spare on those after it.

    Read here, when it is written, so that sending need not ask again. A wire may have several
    (each browser of a person); the wires behind it are for when all of them have failed for good.
    """
    wishes = preferences_of(notice.account_id)
    if not (wishes.offers if notice.kind == OFFER else wishes.news):
        return []
    ways = [*_ways_to(notice.account_id, wishes, phone)]
    due_at = _due_at(wishes, notice.created_at, may_wait=may_wait)
    return [
        Delivery(
            notice=notice,
            channel=way.wire,
            to=way.to,
            due_at=due_at,
            state=DeliveryState.DUE if way.wire == ways[0].wire else DeliveryState.SPARE,
        )
        for way in ways
    ]


def _ways_to(account_id: uuid.UUID | None, wishes: Preferences, phone: str | None) -> Iterable[Way]:
    in_force = channels.in_force()
    own = [Way(Wire.SMS, phone)] if phone else []
    if wishes.email and Wire.EMAIL in in_force:
        own.insert(0, Way(Wire.EMAIL, wishes.email))
    muted = queries.muted(mark_of(*way) for way in own)
    if account_id and wishes.push and Wire.PUSH in in_force:
        for id_ in queries.subscription_ids(account_id):
            yield Way(Wire.PUSH, str(id_))
    if phone and wishes.zalo and Wire.ZALO in in_force:
        yield Way(Wire.ZALO, phone)
    yield from (way for way in own if mark_of(*way) not in muted)


def _due_at(wishes: Preferences, now: datetime, *, may_wait: bool) -> datetime:
    waits = may_wait or not wishes.urgent_at_night
    if not waits or wishes.quiet_from is None or wishes.quiet_until is None:
        return now
    return after_the_night(now, wishes.quiet_from, wishes.quiet_until)
