"""Six digits that prove who answers a phone, for one thing of a room above; and how codes leave."""

import logging
import uuid

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import channels
from connect.accounts import code_caps
from connect.accounts.models import PhoneCode
from connect.foundation.clock import utcnow
from connect.foundation.codes import CODE_LIFE, CODE_TRIES, spend_try
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import Unavailable
from connect.foundation.security import keyed_hash, new_code, same

log = logging.getLogger(__name__)


def send_text(phone: str, body: str) -> None:
    """Sends the text of a code that was counted. Raises `Unavailable` where it cannot leave."""
    try:
        channels.send(channels.Message(channel="sms", to=phone, kind="code", body=body))
    except (channels.TemporaryFailure, channels.PermanentFailure) as failure:
        log.warning("a code could not be sent: %s", failure)
        raise Unavailable(_("We cannot send codes right now. Please try again.")) from failure
    code_caps.went()


def send_phone_code(subject_id: uuid.UUID, phone: str, network: str = "") -> None:
    """Sends six digits that prove the phone for this subject; an older code for it is dead.

    Raises `Invalid`, `TooOften` and `Unavailable`.
    """
    code_caps.check(phone, network)
    code = new_code()
    with transaction():
        code_caps.take(phone, network)  # first: who presses twice at one moment waits here
        db.session.merge(
            PhoneCode(
                subject_id=subject_id,
                code_hash=_hash_of(subject_id, phone, code),
                tries_left=CODE_TRIES,
                expires_at=utcnow() + CODE_LIFE,
            )
        )
    send_text(phone, _("%(code)s is your Connect code. Never give it to anyone.", code=code))


def waits_for_phone_code(subject_id: uuid.UUID) -> bool:
    """Whether a code is on its way that can still be typed."""
    proof = db.session.get(PhoneCode, subject_id)
    return proof is not None and proof.can_be_typed


def spend_phone_code(subject_id: uuid.UUID, phone: str, code: str) -> bool:
    """Whether this is the code for the subject and the phone: once, inside a transaction.

    A wrong one costs a try, so the transaction must not be undone for it.
    """
    tried = spend_try(PhoneCode, PhoneCode.subject_id == subject_id)
    given = _hash_of(subject_id, phone, code)
    if not same(tried.code_hash if tried else "", given) or tried is None:
        return False
    changed(sa.delete(PhoneCode).where(PhoneCode.subject_id == subject_id))
    code_caps.typed()
    return True


def _hash_of(subject_id: uuid.UUID, phone: str, code: str) -> str:
    # With the phone: a code proves nothing of a number that was given since.
    return keyed_hash("phone-code", f"{subject_id}:{phone}:{code}")
