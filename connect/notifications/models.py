"""Tables of the notifications: what someone was told, and its way to their phone."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.foundation.audit import BIG_ID
from connect.foundation.clock import utcnow
from connect.foundation.database import Model

LONGEST_TEXT = 500


class DeliveryState(StrEnum):
    """How far a message has come."""

    DUE = "due"
    SENT = "sent"
    FAILED = "failed"


class Notice(Model):
    """What someone was told. Without an account it has no inbox, only its delivery."""

    __tablename__ = "notice"
    __table_args__ = (sa.Index("ix_notice_inbox", "account_id", "created_at", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(sa.String(20))
    # Of a room above: it may be gone when the notice is read.
    request_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(sa.String(LONGEST_TEXT))
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    read_at: Mapped[datetime | None]


class Delivery(Model):
    """A notice on its way over one wire; the ids give the order in which a person hears of things.

    Who sends it holds it until `leased_until`; should they die, somebody else sends it then.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        sa.CheckConstraint("state IN ('due', 'sent', 'failed')", name="state"),
        sa.Index(
            "ix_delivery_due",
            "due_at",
            sqlite_where=sa.text("state = 'due'"),
            postgresql_where=sa.text("state = 'due'"),
        ),
        sa.Index(
            "ix_delivery_order",
            "to",
            "id",
            sqlite_where=sa.text("state = 'due'"),
            postgresql_where=sa.text("state = 'due'"),
        ),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    notice_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("notice.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str] = mapped_column(sa.String(10))
    to: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[str] = mapped_column(sa.String(6), default=DeliveryState.DUE)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    leased_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(200), default="")

    notice: Mapped[Notice] = relationship()
