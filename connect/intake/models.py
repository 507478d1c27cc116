"""Tables of the intake: who took a request down and how, the numbered sheets, the work orders."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.audit import BIG_ID
from connect.foundation.clock import utcnow
from connect.foundation.database import Model


class Way(StrEnum):
    """How it reached us."""

    PHONE = "phone"
    PAPER = "paper"


_WAYS = ", ".join(f"'{way}'" for way in Way)


class Intake(Model):
    """A request that somebody else wrote down. With it goes who reported it, when it is erased."""

    __tablename__ = "intake"
    __table_args__ = (sa.CheckConstraint(f"way IN ({_WAYS})", name="way"),)

    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), primary_key=True
    )
    way: Mapped[str] = mapped_column(sa.String(5))
    # None: from a sheet, by somebody without an account.
    taken_by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(default=utcnow)
    # Who called for somebody else; where these have no phone, the request has this one.
    reporter_name: Mapped[str] = mapped_column(sa.String(80), default="")
    reporter_phone: Mapped[str | None] = mapped_column(sa.String(20), index=True)


class PaperForm(Model):
    """A numbered sheet. Its number tells it from others; only the token in its QR code opens it.

    Who printed it, and when, is asked for where sheets go astray: no log has it.
    """

    __tablename__ = "paper_form"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    printed_by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    printed_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    request_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="SET NULL"), index=True
    )


class WorkOrder(Model):
    """The sheet with which somebody goes, for one assignment. Printing it anew ends the old."""

    __tablename__ = "work_order"

    assignment_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    printed_by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    printed_at: Mapped[datetime] = mapped_column(default=utcnow)
    expires_at: Mapped[datetime] = mapped_column(index=True)
