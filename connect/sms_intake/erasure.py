"""What this room holds of a person: the messages from their phone."""

import uuid
from typing import Any

import sqlalchemy as sa

from connect.accounts import account_by_id
from connect.foundation.database import changed, db, transaction
from connect.sms_intake.models import SmsDialogue, SmsMessage


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every message from the account's phone, oldest first, with what it was answered."""
    account = account_by_id(account_id)
    if account is None:
        return []
    return [
        _held(one)
        for one in db.session.scalars(
            sa.select(SmsMessage)
            .where(SmsMessage.phone == account.phone)
            .order_by(SmsMessage.at, SmsMessage.id)
        )
    ]


def texts_on(request_id: uuid.UUID) -> list[dict[str, Any]]:
    """The messages about one request, oldest first, with what they were answered."""
    about = sa.select(SmsMessage).where(SmsMessage.request_id == request_id)
    return [_held(one) for one in db.session.scalars(about.order_by(SmsMessage.at, SmsMessage.id))]


def _held(one: SmsMessage) -> dict[str, Any]:
    return {"at": one.at.isoformat(), "text": one.text, "reply": one.reply}


def erase(account_id: uuid.UUID) -> None:
    """Removes the messages from the account's phone, and what it was about to ask for."""
    with transaction():
        account = account_by_id(account_id)
        if account is not None:
            changed(sa.delete(SmsMessage).where(SmsMessage.phone == account.phone))
            changed(sa.delete(SmsDialogue).where(SmsDialogue.phone == account.phone))


def forget_texts_on(request_id: uuid.UUID) -> None:
    """Takes phone and words out of the messages about one request, which is being erased.

    That they came stays known, so that the gateway's second copy is no new request.
    """
    with transaction():
        about = SmsMessage.request_id == request_id
        # A message that is being read at this moment holds its dialogue and waits for the request:
        # nobody waits for it here, or neither would go on. What it says is new.
        free = (
            sa.select(SmsDialogue.phone)
            .where(SmsDialogue.phone.in_(sa.select(SmsMessage.phone).where(about)))
            .with_for_update(skip_locked=True)
        )
        phones = db.session.scalars(free).all()
        changed(sa.delete(SmsDialogue).where(SmsDialogue.phone.in_(phones)))
        changed(sa.update(SmsMessage).where(about).values(phone=None, text="", reply=""))
