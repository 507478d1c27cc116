"""Tables of the desk: whose case it is and when to call again, notes, and who looks at it now."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import Model
from connect.foundation.indexes import index_of_some

LONGEST_NOTE = 1000


class DeskCase(Model):
    """What a desk has done about a request; without a row nobody has touched it."""

    __tablename__ = "desk_case"
    __table_args__ = (
        index_of_some("desk_case", "coordinator_id"),
        index_of_some("desk_case", "call_at"),
    )

    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), primary_key=True
    )
    coordinator_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL")
    )
    # Calls that nobody answered, since somebody did; and when the last of them was.
    tries: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    call_at: Mapped[datetime | None]


class Note(Model):
    """What coordinators write for one another: never shown to who asked or who goes."""

    __tablename__ = "desk_note"
    __table_args__ = (sa.Index("ix_desk_note_request_id_at", "request_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE")
    )
    author_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    at: Mapped[datetime] = mapped_column(default=utcnow)
    body: Mapped[str] = mapped_column(sa.Text)


class Look(Model):
    """A coordinator has the page of a case open."""

    __tablename__ = "desk_look"

    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime] = mapped_column(default=utcnow)
    seen_at: Mapped[datetime] = mapped_column(default=utcnow)
