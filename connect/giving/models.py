"""Tables of what is given: the gift, its picture, what is kept for whom, and its public index."""

import uuid
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.accounts import Account
from connect.foundation.audit import BIG_ID
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import Model
from connect.foundation.indexes import partial_index
from connect.geo import Point
from connect.giving.states import ACTIVE, MOST_HELD, GiftState, Held
from connect.responders import Category

LONGEST_WHAT, LONGEST_UNIT, LONGEST_NOTE, LONGEST_HOURS, LONGEST_THANKS = 120, 20, 300, 80, 300
MOST_AMOUNT = 10_000
FARTHEST_BROUGHT_M = 20_000
UNDER_WAY = "state IN ({})".format(", ".join(f"'{state}'" for state in sorted(ACTIVE)))
_GIFT_STATES = ", ".join(f"'{state}'" for state in GiftState)
_HELD_STATES = ", ".join(f"'{state}'" for state in Held)


def _under_way(name: str, *columns: str, unique: bool = False) -> sa.Index:
    return partial_index(
        name,
        *columns,
        unique=unique,
        where=UNDER_WAY,
    )


class Gift(Model):
    """Things that somebody gives, of which several may take a part.

    `lat`, `lon`, `address` are private; `cell_*` and `card` are what a stranger may learn.
    """

    __tablename__ = "gift"
    __table_args__ = (
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
        sa.CheckConstraint(f"amount BETWEEN 1 AND {MOST_AMOUNT}", name="amount"),
        # `available`, not `left`: that is a word of SQL.
        sa.CheckConstraint("available BETWEEN 0 AND amount", name="available"),
        sa.CheckConstraint(f"brings_m BETWEEN 0 AND {FARTHEST_BROUGHT_M}", name="brings_m"),
        sa.CheckConstraint(f"state IN ({_GIFT_STATES})", name="state"),
        sa.CheckConstraint("first_day <= last_day", name="days"),
        sa.Index("ix_gift_state_created", "state", "created_at", "id"),
        sa.Index("ix_gift_state_ends", "state", "ends_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    giver_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    what: Mapped[str] = mapped_column(sa.String(LONGEST_WHAT))
    goods: Mapped[list[str]] = mapped_column(sa.JSON)  # codes of the catalogue
    amount: Mapped[int]
    available: Mapped[int]
    unit: Mapped[str] = mapped_column(sa.String(LONGEST_UNIT), default="")
    note: Mapped[str] = mapped_column(sa.String(LONGEST_NOTE), default="")
    # On the calendars of the country, both included.
    first_day: Mapped[date]
    last_day: Mapped[date]
    hours: Mapped[str] = mapped_column(sa.String(LONGEST_HOURS), default="")
    brings_m: Mapped[int] = mapped_column(default=0)  # how far the giver brings it; 0: not at all
    state: Mapped[str] = mapped_column(sa.String(10), default=GiftState.OFFERED)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    ends_at: Mapped[datetime]  # the end of its last day
    ended_at: Mapped[datetime | None]

    address: Mapped[str] = mapped_column(sa.String(200), default="")
    lat: Mapped[float]
    lon: Mapped[float]
    ward_code: Mapped[str | None] = mapped_column(sa.String(12))
    province_code: Mapped[str | None] = mapped_column(sa.String(12))

    cell_id: Mapped[str] = mapped_column(sa.String(40))
    cell_lat: Mapped[float]
    cell_lon: Mapped[float]
    card: Mapped[dict[str, Any]] = mapped_column(sa.JSON)

    category: Mapped[Category] = relationship(lazy="joined")
    giver: Mapped[Account] = relationship(lazy="joined")

    @property
    def starts_at(self) -> datetime:
        """The beginning of its first day."""
        return datetime.combine(self.first_day, time.min, HOME_ZONE)

    @property
    def cell(self) -> Point:
        """The public place."""
        return Point(self.cell_lat, self.cell_lon)


class Reservation(Model):
    """A part of a gift that is kept for somebody: an account, or whoever asked for help.

    `taker_mark` stands for the person, account or not, by a keyed hash of their phone; `nth` says
    which of the few that one may hold: so the database itself holds nobody to more.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        sa.CheckConstraint(f"state IN ({_HELD_STATES})", name="state"),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint(f"nth BETWEEN 1 AND {MOST_HELD}", name="nth"),
        _under_way("uq_reservation_held", "taker_mark", "nth", unique=True),
        _under_way("uq_reservation_of_gift", "gift_id", "taker_mark", unique=True),
        _under_way("ix_reservation_due", "lapses_at"),
        sa.Index("ix_reservation_taker_mark", "taker_mark", "state", "ended_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    gift_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("gift.id", ondelete="CASCADE"), index=True
    )
    taker_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    request_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="SET NULL"), index=True
    )
    taker_mark: Mapped[str] = mapped_column(sa.String(64))
    nth: Mapped[int]
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(sa.String(10), default=Held.RESERVED)
    giver_agreed: Mapped[bool] = mapped_column(default=False)
    taker_agreed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    lapses_at: Mapped[datetime]
    # Half of the lease; none once they were reminded.
    remind_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    thanks: Mapped[str] = mapped_column(sa.String(LONGEST_THANKS), default="")

    gift: Mapped[Gift] = relationship(lazy="joined")

    @property
    def active(self) -> bool:
        """Whether it is kept for them now."""
        return self.state in ACTIVE

    @property
    def settled(self) -> bool:
        """Whether both have said yes and it is to be handed over: then they know of each other."""
        return self.state == Held.SETTLED


class ListedGift(Model):
    """The public index of what is there: rows by public cell, in slots by category and good."""

    __tablename__ = "listed_gift"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    gift_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("gift.id", ondelete="CASCADE"), index=True
    )
    slot: Mapped[int] = mapped_column(sa.Integer)
    lat: Mapped[float]
    lon: Mapped[float]


class GiftPhoto(Model):
    """The picture of a gift that is offered: JPEG bytes that we have made ourselves, and small.

    Its address is its own: another picture of the same gift has another one. While it is `waiting`
    for a coordinator to look at it, its giver and they alone see it, and no card names it.
    """

    __tablename__ = "gift_photo"
    __table_args__ = (
        partial_index(
            "ix_gift_photo_waiting",
            "gift_id",
            where="waiting",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    gift_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("gift.id", ondelete="CASCADE"), unique=True
    )
    jpeg: Mapped[bytes] = mapped_column(deferred=True)
    width: Mapped[int]
    height: Mapped[int]
    small: Mapped[bytes] = mapped_column(deferred=True)
    waiting: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
