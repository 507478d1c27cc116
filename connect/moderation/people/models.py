"""Reports of people, and what is decided of them."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.foundation.clock import utcnow
from connect.foundation.database import Model
from connect.moderation.models import LONGEST_APPEAL, LONGEST_NOTE


class Met(StrEnum):
    """Where two people have met: what the one is to the other, and what the id beside it names."""

    HELPER = "helper"  # who went for one's request: the assignment, or the request
    REQUESTER = "requester"  # who asked: the request
    GIVER = "giver"  # the gift
    TAKER = "taker"  # for whom something is kept of one's gift: the reservation
    SHOP = "shop"  # whose shop or group it is: the responder
    MEMBER = "member"  # of one's group: the membership
    LOOKED = "looked"  # who was shown one's number: the account, among those of one's requests


class Verdict(StrEnum):
    """What is decided of a person."""

    STAYS = "stays"
    WARNED = "warned"
    SUSPENDED = "suspended"


class _Where:
    """Whose desk it is for: where they met, or the admins' alone for what is said of staff."""

    ward_code: Mapped[str | None] = mapped_column(sa.String(12))
    province_code: Mapped[str | None] = mapped_column(sa.String(12))
    staff: Mapped[bool] = mapped_column(default=False)


class PersonDecision(_Where, Model):
    """A decision on what was reported of a person, who is told why and may disagree once.

    `person` is a keyed hash of their phone; `until` the end of a suspension.
    """

    __tablename__ = "person_decision"
    __table_args__ = (
        sa.CheckConstraint("verdict IN ('stays', 'warned', 'suspended')", name="verdict"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    person: Mapped[str] = mapped_column(sa.String(64), index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    verdict: Mapped[str] = mapped_column(sa.String(9))
    words: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE))
    until: Mapped[datetime | None]
    by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(default=utcnow)
    appeal: Mapped[str] = mapped_column(sa.String(LONGEST_APPEAL), default="")
    appealed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]

    @property
    def waits(self) -> bool:
        """Whether somebody disagrees, and nobody has answered yet."""
        return self.appealed_at is not None and self.answered_at is None

    @property
    def suspends(self) -> bool:
        """Whether it holds somebody back now."""
        return self.until is not None and self.until > utcnow()


class PersonReport(_Where, Model):
    """What one person reports of another, with what they were shown of them.

    `person` and `reporter` are hashes that tell one from the other and nobody from anybody.
    """

    __tablename__ = "person_report"
    __table_args__ = (
        sa.CheckConstraint(
            "reason IN ('fraud', 'untrue', 'unkind', 'private', 'other')", name="reason"
        ),
        sa.UniqueConstraint("person", "reporter"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    person: Mapped[str] = mapped_column(sa.String(64))
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    reporter: Mapped[str] = mapped_column(sa.String(64))
    # Who is told what became of it; nobody else learns who it was.
    by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    met: Mapped[str] = mapped_column(sa.String(12))
    met_id: Mapped[uuid.UUID] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(sa.String(8))
    note: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE), default="")
    evidence: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    decision_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("person_decision.id", ondelete="CASCADE"), index=True
    )

    decision: Mapped[PersonDecision | None] = relationship()
