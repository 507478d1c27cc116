"""Flags and judgements."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.foundation.clock import utcnow
from connect.foundation.database import Model
from connect.help_requests import HelpRequest

LONGEST_NOTE, LONGEST_APPEAL = 200, 500


class Reason(StrEnum):
    """What is wrong with a request, or with who goes for it."""

    FRAUD = "fraud"
    UNTRUE = "untrue"
    UNKIND = "unkind"
    PRIVATE = "private"
    OTHER = "other"


class Verdict(StrEnum):
    """What a coordinator decides."""

    STAYS = "stays"
    CLOSED = "closed"


class Judgement(Model):
    """A decision on what was reported of a request; who asked may disagree once."""

    __tablename__ = "judgement"
    __table_args__ = (sa.CheckConstraint("verdict IN ('stays', 'closed')", name="verdict"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), index=True
    )
    verdict: Mapped[str] = mapped_column(sa.String(6))
    words: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE))
    by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(default=utcnow)
    appeal: Mapped[str] = mapped_column(sa.String(LONGEST_APPEAL), default="")
    appealed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    request: Mapped[HelpRequest] = relationship(lazy="joined", innerjoin=True)

    @property
    def waits(self) -> bool:
        """Whether somebody disagrees, and nobody has answered yet."""
        return self.appealed_at is not None and self.answered_at is None


class Flag(Model):
    """What one person reports of a request, with what they saw of it.

    `reporter` is a hash that tells one from the other and nobody from anybody: of an account, or of
    a browser. `side` is what they are to the request.
    """

    __tablename__ = "flag"
    __table_args__ = (
        sa.CheckConstraint(
            "reason IN ('fraud', 'untrue', 'unkind', 'private', 'other')", name="reason"
        ),
        sa.UniqueConstraint("request_id", "reporter"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE")
    )
    reporter: Mapped[str] = mapped_column(sa.String(64))
    # Who is told what became of it; nobody else learns who it was.
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    side: Mapped[str] = mapped_column(sa.String(10))
    reason: Mapped[str] = mapped_column(sa.String(8))
    note: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE), default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    ward_code: Mapped[str | None] = mapped_column(sa.String(12))
    province_code: Mapped[str | None] = mapped_column(sa.String(12))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    judgement_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("judgement.id", ondelete="CASCADE"), index=True
    )

    request: Mapped[HelpRequest] = relationship(lazy="joined", innerjoin=True)
