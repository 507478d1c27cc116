"""The mail address of an account: nothing but a code goes there before it was proved.

Whoever asks learns nothing of an address: whether it exists, whether it takes mail, whether it is
somebody else's here. The answer is the same for all.
"""

import logging
import uuid

import sqlalchemy as sa
from flask_babel import gettext as _

from connect import channels, consents
from connect.consents import Channel, Purpose
from connect.foundation.clock import utcnow
from connect.foundation.codes import CODE_LIFE, CODE_TRIES, spend_try
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import Invalid
from connect.foundation.security import keyed_hash, new_code, same
from connect.notifications import muting
from connect.notifications.marks import mark_of
from connect.notifications.models import MailProof, Wire
from connect.notifications.preferences import preferences_to_change

log = logging.getLogger(__name__)


def send_code(account_id: uuid.UUID, address: str) -> None:
    """Sends six digits to an address; an older code of the account is dead.

    A failure is told to the log only: it would tell whether the address is there. Raises `Invalid`
    where no mail goes out at all.
    """
    if Wire.EMAIL not in channels.in_force():
        raise Invalid({"address": [_("We send no e-mail here.")]})
    code = new_code()
    with transaction():
        preferences_to_change(account_id)  # one at a time
        proof = db.session.get(MailProof, account_id)
        if proof is None:
            proof = MailProof(account_id=account_id)
            db.session.add(proof)
        proof.address, proof.code_hash = address, _hash_of(account_id, address, code)
        proof.tries_left, proof.expires_at = CODE_TRIES, utcnow() + CODE_LIFE
    message = channels.Message(
        channel="email",
        to=address,
        kind="code",
        subject=_("Your code for Connect"),
        body=_("%(code)s is your Connect code. Never give it to anyone.", code=code),
    )
    try:
        channels.send(message)
    except (channels.TemporaryFailure, channels.PermanentFailure) as failure:
        log.warning("a code could not be sent by mail: %s", failure)


def waiting_address(account_id: uuid.UUID) -> str | None:
    """The address that waits for its code, if one does."""
    proof = db.session.get(MailProof, account_id)
    return proof.address if proof and proof.expires_at > utcnow() else None


def prove(account_id: uuid.UUID, code: str, channel: Channel = Channel.WEB) -> None:
    """The address that the code went to is the account's, and gets its notices.

    Raises `Invalid` on a wrong, used up or expired code: the same for all, in constant time.
    """
    with transaction():
        proved = _redeem(account_id, code)
        if proved:
            consents.note(Purpose.EMAIL, given=True, channel=channel, account_id=account_id)
    if not proved:
        raise Invalid({"code": [_("This code is wrong or too old. Ask for a new one.")]})


def _redeem(account_id: uuid.UUID, code: str) -> bool:
    tried = spend_try(MailProof, MailProof.account_id == account_id)
    address, expected = (tried.address, tried.code_hash) if tried else ("", "")
    if not same(expected, _hash_of(account_id, address, code)) or tried is None:
        return False
    _forget(account_id)
    preferences_to_change(account_id).email = address
    muting.set_muted(mark_of(Wire.EMAIL, address), muted=False)
    return True


def forget(account_id: uuid.UUID, channel: Channel = Channel.WEB) -> None:
    """Forgets the address; what was to go there goes by the next wire when its turn comes."""
    with transaction():
        _forget(account_id)
        consents.note(Purpose.EMAIL, given=False, channel=channel, account_id=account_id)


def _forget(account_id: uuid.UUID) -> None:
    changed(sa.delete(MailProof).where(MailProof.account_id == account_id))
    preferences_to_change(account_id).email = None


def _hash_of(account_id: uuid.UUID, address: str, code: str) -> str:
    return keyed_hash("mail-code", f"{account_id}:{address}:{code}")
