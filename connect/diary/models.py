"""Tables of the diary: the thank-you notes, and their pictures."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.diary.states import Refusal, State
from connect.foundation.clock import utcnow
from connect.foundation.database import Model
from connect.foundation.indexes import partial_index

LONGEST_TEXT = 600
LONGEST_NAME = 40
_STATES = ", ".join(f"'{state}'" for state in State)
_REFUSALS = ", ".join(f"'{refusal}'" for refusal in Refusal)


class Entry(Model):
    """A thank-you note of one request. What it says of the request is a copy of its public card.

    Nothing here is finer than the ward: neither the point nor the cell.
    """

    __tablename__ = "diary_entry"
    __table_args__ = (
        sa.CheckConstraint(f"state IN ({_STATES})", name="state"),
        sa.CheckConstraint(f"refusal IS NULL OR refusal IN ({_REFUSALS})", name="refusal"),
        sa.CheckConstraint("(state = 'shown') = (shown_at IS NOT NULL)", name="shown_at"),
        partial_index(
            "ix_diary_entry_shown",
            "shown_at",
            "id",
            where="state = 'shown'",
        ),
        partial_index(
            "ix_diary_entry_shown_in_province",
            "province_code",
            "shown_at",
            "id",
            where="state = 'shown'",
        ),
        partial_index(
            "ix_diary_entry_waiting",
            "written_at",
            "id",
            where="state = 'waiting'",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), unique=True
    )
    # Nobody for who came by the manage link.
    author_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    # Who is thanked, and the name that stands there once they have agreed.
    helper_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    helper_name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME), default="")
    # Who is thanked does not want it to be public, or has gone: a coordinator looks once more.
    objected: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(sa.String(8))
    text: Mapped[str] = mapped_column(sa.Text)
    # The author's given name, where they sign.
    author_name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME), default="")
    # [{category, goods, quantity}]
    given: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    ward_code: Mapped[str | None] = mapped_column(sa.String(12))
    province_code: Mapped[str | None] = mapped_column(sa.String(12))
    # Anew when it is hidden or refused: from then on it is kept, and waits in its line.
    written_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    shown_at: Mapped[datetime | None]
    refusal: Mapped[str | None] = mapped_column(sa.String(20))
    has_photo: Mapped[bool] = mapped_column(default=False)

    @property
    def public(self) -> bool:
        """Whether its author wants it to be public; else it is for the helper alone."""
        return self.state != State.PRIVATE


class Photo(Model):
    """The picture of a note: JPEG bytes that we have made ourselves. Lists never read them."""

    __tablename__ = "diary_photo"

    entry_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("diary_entry.id", ondelete="CASCADE"), primary_key=True
    )
    jpeg: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
