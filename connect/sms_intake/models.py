"""Tables of the SMS intake: what was received, and what was asked back of a phone."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import Model

LONGEST_ID = 100


class Outcome(StrEnum):
    """What became of a message."""

    OPENED = "opened"  # a new request
    ADDED = "added"  # to the request of the last hour
    ANSWERED = "answered"
    IGNORED = "ignored"  # nothing was done, and nobody is answered


class SmsMessage(Model):
    """A message as the gateway handed it over.

    Its `fingerprint` (SHA-256 of the gateway's id, the sender and the text) is what tells it from
    others: a gateway that counts anew must not give one person another's answer.
    """

    __tablename__ = "sms_message"
    __table_args__ = (
        sa.CheckConstraint("outcome IN ('opened', 'added', 'answered', 'ignored')", name="outcome"),
        sa.Index("ix_sms_message_phone_at", "phone", "at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    # To find the message again in the books of the gateway.
    gateway_id: Mapped[str] = mapped_column(sa.String(LONGEST_ID))
    fingerprint: Mapped[str] = mapped_column(sa.String(64), unique=True)
    # None for a sender that is no phone: a short code, a name.
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.Text)
    kind: Mapped[str] = mapped_column(sa.String(10))
    outcome: Mapped[str] = mapped_column(sa.String(10))
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    request_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="SET NULL"), index=True
    )
    sent_at: Mapped[datetime | None]  # as the gateway says
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


class SmsDialogue(Model):
    """What a phone has said so far of a request that is not open yet; good until `until`.

    The row is also what two messages of one phone wait for, so that they are one after the other.
    """

    __tablename__ = "sms_dialogue"

    phone: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    # A `Draft`: {"wants": [[category, goods, quantity]], "people", "urgent", "ward", …}
    draft: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    until: Mapped[datetime] = mapped_column(index=True)
