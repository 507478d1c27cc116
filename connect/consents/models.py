"""The table of the consents: one row for each time that somebody has agreed, or taken it back."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.audit import BIG_ID
from connect.foundation.clock import utcnow
from connect.foundation.database import Model


class Purpose(StrEnum):
    """What somebody may agree to, each by itself."""

    HELP = "help"
    PHONE = "phone"
    DIARY = "diary"
    DIARY_NAME = "diary_name"
    THANKED_NAME = "thanked_name"
    PUSH = "push"
    ZALO = "zalo"
    EMAIL = "email"


class Channel(StrEnum):
    """By which way they have said it."""

    WEB = "web"
    API = "api"
    SMS = "sms"
    PHONE = "phone"
    PAPER = "paper"


def _one_of(column: str, values: type[StrEnum]) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Consent(Model):
    """What somebody said to one purpose. Rows are added, never changed: the newest one holds.

    It names an account, or a request whose requester may have none, by ids that refer to nothing:
    a row outlives what it is about, as proof, and then nobody is to be found by it.
    """

    __tablename__ = "consent"
    __table_args__ = (
        sa.CheckConstraint(_one_of("purpose", Purpose), name="purpose"),
        sa.CheckConstraint(_one_of("channel", Channel), name="channel"),
        sa.CheckConstraint("account_id IS NOT NULL OR request_id IS NOT NULL", name="of_somebody"),
        sa.Index("ix_consent_account", "account_id", "purpose", "id"),
        sa.Index("ix_consent_request", "request_id", "purpose", "id"),
        sa.Index("ix_consent_at", "at"),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    account_id: Mapped[uuid.UUID | None]
    request_id: Mapped[uuid.UUID | None]
    purpose: Mapped[str] = mapped_column(sa.String(12))
    given: Mapped[bool]
    # Which words they have read or heard: see `words`.
    text_version: Mapped[str] = mapped_column(sa.String(12))
    language: Mapped[str] = mapped_column(sa.String(12))
    channel: Mapped[str] = mapped_column(sa.String(5))
    # Who wrote it down for them, reading it aloud or from paper.
    recorded_by: Mapped[uuid.UUID | None]
    at: Mapped[datetime] = mapped_column(default=utcnow)
