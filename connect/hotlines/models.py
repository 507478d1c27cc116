"""The table of hotlines."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.database import Model

LONGEST = {"name": 120, "phones": 120, "hours": 200, "note": 300, "source": 300, "area": 200}


class Hotline(Model):
    """Whom to call. `phones` are what a phone dials (`numbers.py`), `topics` are codes of `Topic`.

    `area_code` is a ward or province in force, None for the whole country. `verified_on`: the day
    on which somebody last called and was answered, None where nobody of ours has.
    """

    __tablename__ = "hotline"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    source_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    name_vi: Mapped[str] = mapped_column(sa.String(LONGEST["name"]))
    name_en: Mapped[str] = mapped_column(sa.String(LONGEST["name"]), default="")
    phones: Mapped[list[Any]] = mapped_column(sa.JSON)
    topics: Mapped[list[Any]] = mapped_column(sa.JSON)
    area_code: Mapped[str | None] = mapped_column(sa.String(12), index=True)
    hours: Mapped[str] = mapped_column(sa.String(LONGEST["hours"]), default="")
    note_vi: Mapped[str] = mapped_column(sa.String(LONGEST["note"]), default="")
    note_en: Mapped[str] = mapped_column(sa.String(LONGEST["note"]), default="")
    source: Mapped[str] = mapped_column(sa.String(LONGEST["source"]), default="")
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    retired_at: Mapped[datetime | None]
