"""Who wants no messages any more, account or not: by a link, by STOP, by the page of preferences.

Who sends asks here each time, so that nothing that waits need be looked for. Doing it twice changes
nothing. Codes to sign up are never held back: who asks for one gets it.
"""

from contextlib import suppress

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from connect.foundation.database import changed, db, transaction
from connect.notifications import queries
from connect.notifications.marks import mark_of
from connect.notifications.models import MutedAddress, Wire


def mute_phone(phone: str) -> None:
    """No more SMS to this phone (E.164), and none of what waits to go there."""
    set_muted(mark_of(Wire.SMS, phone), muted=True)


def unmute_phone(phone: str) -> None:
    """SMS may go to this phone (E.164) again."""
    set_muted(mark_of(Wire.SMS, phone), muted=False)


def is_muted(phone: str) -> bool:
    """Whether no SMS goes to this phone (E.164), because it has unsubscribed."""
    return bool(queries.muted([mark_of(Wire.SMS, phone)]))


def set_muted(mark: str, *, muted: bool) -> None:
    """Holds back all that goes to the address of this mark, or no longer."""
    with transaction():
        if not muted:
            changed(sa.delete(MutedAddress).where(MutedAddress.mark == mark))
        elif db.session.get(MutedAddress, mark) is None:
            with suppress(IntegrityError), db.session.begin_nested():  # or somebody just has
                db.session.add(MutedAddress(mark=mark))
