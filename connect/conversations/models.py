"""The table of the conversations: one row a message."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import Model


class Message(Model):
    """What one of the two wrote to the other. Each claim (`assignment_id`) is a conversation."""

    __tablename__ = "message"
    __table_args__ = (sa.Index("ix_message_request_id_at_id", "request_id", "at", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE")
    )
    assignment_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("assignment.id", ondelete="CASCADE"), index=True
    )
    # Who typed it, so that they can take it away and erase it; nobody for who came by the link.
    author_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    from_requester: Mapped[bool]
    # Empty once its author has been erased.
    body: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
