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
        {"at": one.at.isoformat(), "text": one.text, "reply": one.reply}
        for one in db.session.scalars(
            sa.select(SmsMessage)
            .where(SmsMessage.phone == account.phone)
            .order_by(SmsMessage.at, SmsMessage.id)
        )
    ]


def erase(account_id: uuid.UUID) -> None:
    """Removes the messages from the account's phone, and what it was about to ask for."""
    with transaction():
        account = account_by_id(account_id)
        if account is not None:
            changed(sa.delete(SmsMessage).where(SmsMessage.phone == account.phone))
            changed(sa.delete(SmsDialogue).where(SmsDialogue.phone == account.phone))
