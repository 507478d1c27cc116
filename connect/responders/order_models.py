"""The table of orders for the shops of an area. An order is never changed: lifted, and kept."""

import uuid
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import Model
from connect.foundation.indexes import partial_index
from connect.responders.order_rules import Order

LONGEST = {"hours": 80, "reason": 160, "link": 300}


class OpeningOrder(Model):
    """An order as a coordinator wrote it; the lists are as in `Order`.

    `applied_at`: up to when the shops have been brought to it. `settled`: over or lifted, and no
    shop holds anything of it any more.
    """

    __tablename__ = "opening_order"
    __table_args__ = (
        sa.CheckConstraint("last_day >= first_day", name="days"),
        partial_index(
            "ix_opening_order_unsettled",
            "written_at",
            where="NOT settled",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    areas: Mapped[list[Any]] = mapped_column(sa.JSON)
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    hours: Mapped[str] = mapped_column(sa.String(LONGEST["hours"]))
    but_categories: Mapped[list[Any]] = mapped_column(sa.JSON)
    but_goods: Mapped[list[Any]] = mapped_column(sa.JSON)
    reason: Mapped[str] = mapped_column(sa.String(LONGEST["reason"]))
    link: Mapped[str] = mapped_column(sa.String(LONGEST["link"]), default="")
    written_at: Mapped[datetime] = mapped_column(default=utcnow)
    lifted_at: Mapped[datetime | None]
    applied_at: Mapped[datetime | None]
    settled: Mapped[bool] = mapped_column(default=False)

    @property
    def rule(self) -> Order:
        """What it says."""
        return Order(
            self.areas,
            self.first_day,
            self.last_day,
            self.hours,
            self.but_categories,
            self.but_goods,
        )

    @property
    def over_at(self) -> datetime | None:
        """When it ended or will end; None: nobody knows yet."""
        return self.lifted_at or self.rule.over_at

    def is_over(self, now: datetime) -> bool:
        """Whether it holds no more."""
        return self.over_at is not None and self.over_at <= now

    def changed_at(self, now: datetime) -> datetime:
        """The moment since which shops may differ from what it says."""
        return self.over_at if self.over_at and self.over_at <= now else self.written_at
