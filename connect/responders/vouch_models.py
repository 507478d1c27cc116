"""The table of who is vouched for."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import Model

LONGEST_NOTE = 200


class Vouch(Model):
    """A coordinator's word for a person, or for an organisation or shop and all who act for it.

    `at` is when it was said last: a word that is given again forgets what was missed before.
    """

    __tablename__ = "vouch"
    __table_args__ = (
        sa.CheckConstraint("(account_id IS NULL) <> (responder_id IS NULL)", name="for_one"),
        sa.Index("uq_vouch_account_id", "account_id", unique=True),
        sa.Index("uq_vouch_responder_id", "responder_id", unique=True),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE")
    )
    responder_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE")
    )
    by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(default=utcnow)
    note: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE), default="")
