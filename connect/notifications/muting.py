"""Who wants no messages any more, account or not: by a link, by STOP, by the page of preferences.

Doing it twice changes nothing. Codes to sign up are never held back: who asks for one gets it.
"""

from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from connect.foundation.database import changed, db, transaction
from connect.notifications.ending import end_unsent
from connect.notifications.marks import mark_of
from connect.notifications.models import Delivery, DeliveryState, MutedAddress, Wire


def mute_phone(phone: str) -> None:
    """No more SMS to this phone (E.164), and none of what waits to go there."""
    set_muted(Wire.SMS, mark_of(Wire.SMS, phone), muted=True)


def unmute_phone(phone: str) -> None:
    """SMS may go to this phone (E.164) again."""
    set_muted(Wire.SMS, mark_of(Wire.SMS, phone), muted=False)


def set_muted(wire: Wire, mark: str, *, muted: bool) -> None:
    """Holds back all that goes to the address of this mark, or no longer."""
    with transaction():
        if not muted:
            changed(sa.delete(MutedAddress).where(MutedAddress.mark == mark))
            return
        if db.session.get(MutedAddress, mark) is None:
            with suppress(IntegrityError), db.session.begin_nested():  # or somebody just has
                db.session.add(MutedAddress(mark=mark))
        for to in _waiting_at(wire):
            if mark_of(wire, to) == mark:
                end_unsent(wire, to, "unsubscribed")


def _waiting_at(wire: Wire) -> list[str]:
    """Where messages wait to go; a mark cannot be asked for its address."""
    return list(
        db.session.scalars(
            sa.select(Delivery.to)
            .where(Delivery.state == DeliveryState.DUE, Delivery.channel == wire)
            .distinct()
        )
    )
