"""Tables of the shopping: lists and their lines, trips to the shops, receipts."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.foundation.audit import BIG_ID
from connect.foundation.clock import utcnow
from connect.foundation.database import Model
from connect.foundation.indexes import partial_index
from connect.shopping.states import Answer, Outcome

MOST_LINES = 30
LONGEST_GOODS, LONGEST_QUANTITY, LONGEST_NOTES = 80, 40, 300
_OUTCOMES = ", ".join(f"'{outcome}'" for outcome in Outcome)
_ANSWERS = ", ".join(f"'{answer}'" for answer in Answer)


class ShoppingList(Model):
    """What is to be bought for one request. Money is đồng. Notes and prices are private."""

    __tablename__ = "shopping_list"
    __table_args__ = (
        sa.CheckConstraint("budget > 0", name="budget"),
        partial_index(
            "ix_shopping_list_flagged",
            "written_at",
            where="flagged",
        ),
    )

    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), primary_key=True
    )
    budget: Mapped[int | None]
    similar: Mapped[bool] = mapped_column(default=True)  # something like it is fine, too
    notes: Mapped[str] = mapped_column(sa.String(LONGEST_NOTES), default="")
    # A coordinator calls before anybody shops.
    flagged: Mapped[bool] = mapped_column(default=False)
    written_at: Mapped[datetime] = mapped_column(default=utcnow)

    lines: Mapped[list["ShoppingLine"]] = relationship(
        cascade="all, delete-orphan", order_by="ShoppingLine.position", lazy="selectin"
    )


class ShoppingLine(Model):
    """One thing to buy: `code` is that of the catalogue, `goods` are own words, one at least.

    `outcome` is what came of it for the assignment `told_by_id`; whoever shops next starts anew.
    """

    __tablename__ = "shopping_line"
    __table_args__ = (
        sa.CheckConstraint("most_price > 0", name="most_price"),
        sa.CheckConstraint(f"outcome IN ({_OUTCOMES})", name="outcome"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("shopping_list.request_id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str | None] = mapped_column(sa.String(40))
    goods: Mapped[str] = mapped_column(sa.String(LONGEST_GOODS), default="")
    quantity: Mapped[str] = mapped_column(sa.String(LONGEST_QUANTITY), default="")
    most_price: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(sa.String(8))
    instead: Mapped[str] = mapped_column(sa.String(LONGEST_GOODS), default="")
    told_by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("assignment.id", ondelete="SET NULL"), index=True
    )


class Trip(Model):
    """What one helper, or shop, has done for it: what it cost, and whether that was agreed."""

    __tablename__ = "shopping_trip"
    __table_args__ = (
        sa.CheckConstraint("cost > 0", name="cost"),
        sa.CheckConstraint(f"answer IN ({_ANSWERS})", name="answer"),
    )

    assignment_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), index=True
    )
    cost: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(sa.String(8))
    agreed_up_to: Mapped[int | None]
    packed_at: Mapped[datetime | None]
    begun_at: Mapped[datetime] = mapped_column(default=utcnow)


class Receipt(Model):
    """The photo of a receipt: JPEG bytes that we have made ourselves. Lists never read them."""

    __tablename__ = "shopping_receipt"

    assignment_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("shopping_trip.assignment_id", ondelete="CASCADE"), primary_key=True
    )
    jpeg: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(default=utcnow)


class Withdrawal(Model):
    """That an order was taken back whose request has since been erased: no more than that.

    The phone is a keyed hash: it is found by who has the number, and tells none.
    """

    __tablename__ = "shopping_withdrawal"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    phone_key: Mapped[str] = mapped_column(sa.String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
