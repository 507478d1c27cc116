"""Tables of the entries of shops: claims, likely doubles, merges, and what is wrong with one."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.accounts import Account
from connect.foundation.clock import utcnow
from connect.foundation.codes import SentCode
from connect.foundation.database import Model
from connect.foundation.indexes import partial_index
from connect.foundation.money import MOST as MOST_MONEY
from connect.responders import Responder

LONGEST_WORDS = 500
LONGEST_REPORT = 200
LONGEST_GOOD = 80


class ClaimState(StrEnum):
    """Where somebody's word that a shop is theirs has come to."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"


class Refusal(StrEnum):
    """Why a coordinator did not give an entry."""

    NOT_PROVED = "not_proved"
    NOT_REACHED = "not_reached"
    OTHERS = "others"


class ClaimCode(SentCode):
    """Six digits on their way to the listed phone of a shop, for one account; only their hash."""

    __tablename__ = "claim_code"

    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class EntryClaim(Model):
    """Somebody says to the coordinators of the place that a shop is theirs.

    The codes are those of the shop's ward and province then; None far from the country.
    """

    __tablename__ = "entry_claim"
    __table_args__ = (
        sa.CheckConstraint("state IN ('waiting', 'granted', 'refused')", name="state"),
        partial_index(
            "uq_entry_claim_waiting",
            "responder_id",
            "account_id",
            unique=True,
            where="state = 'waiting'",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE")
    )
    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str] = mapped_column(sa.String(LONGEST_WORDS))
    ward_code: Mapped[str | None] = mapped_column(sa.String(12))
    province_code: Mapped[str | None] = mapped_column(sa.String(12))
    state: Mapped[str] = mapped_column(sa.String(8), default=ClaimState.WAITING)
    reason: Mapped[str | None] = mapped_column(sa.String(20))
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    decided_at: Mapped[datetime | None]
    # As in the log, which is kept for good; here it goes when the claim does.
    decided_by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )

    responder: Mapped[Responder] = relationship()
    account: Mapped[Account] = relationship(foreign_keys=account_id)


class LookAlike(Model):
    """Two entries that may be one shop, the lesser id first; `told_apart_at`: they are two."""

    __tablename__ = "look_alike"

    first_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), primary_key=True
    )
    second_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    ward_code: Mapped[str | None] = mapped_column(sa.String(12))
    province_code: Mapped[str | None] = mapped_column(sa.String(12))
    found_at: Mapped[datetime] = mapped_column(default=utcnow)
    told_apart_at: Mapped[datetime | None]

    first: Mapped[Responder] = relationship(foreign_keys=first_id)
    second: Mapped[Responder] = relationship(foreign_keys=second_id)


class EntryMerge(Model):
    """What went from one entry to the other when they were merged, for as long as it can be undone.

    The rest is as in `responders.Moved`.
    """

    __tablename__ = "entry_merge"

    gone_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), primary_key=True
    )
    stays_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), index=True
    )
    ward_code: Mapped[str | None] = mapped_column(sa.String(12))
    province_code: Mapped[str | None] = mapped_column(sa.String(12))
    merged_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    was_available: Mapped[bool]
    owner_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    owner_followed: Mapped[bool]
    goods: Mapped[list[Any]] = mapped_column(sa.JSON)
    members: Mapped[list[Any]] = mapped_column(sa.JSON)
    was_branch: Mapped[bool] = mapped_column(default=False)
    branch_followed: Mapped[bool] = mapped_column(default=False)

    gone: Mapped[Responder] = relationship(foreign_keys=gone_id)
    stays: Mapped[Responder] = relationship(foreign_keys=stays_id)


class Trouble(StrEnum):
    """What is wrong with the entry of a shop."""

    GONE = "gone"  # shut for good
    PLACE = "place"
    HOURS = "hours"
    PRICE = "price"
    OTHER = "other"


class ShopReport(Model):
    """What somebody found wrong with a shop, until a coordinator of the place has seen to it.

    `reporter` is a hash that tells one from the other and nobody from anybody: of an account, or of
    a browser. Whoever says the same again changes their words.
    """

    __tablename__ = "shop_report"
    __table_args__ = (
        sa.CheckConstraint(
            "trouble IN ('gone', 'place', 'hours', 'price', 'other')", name="trouble"
        ),
    )

    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), primary_key=True
    )
    trouble: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    reporter: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    words: Mapped[str] = mapped_column(sa.String(LONGEST_REPORT), default="")
    ward_code: Mapped[str | None] = mapped_column(sa.String(12))
    province_code: Mapped[str | None] = mapped_column(sa.String(12))
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)

    responder: Mapped[Responder] = relationship()
    prices: Mapped[list["PriceSeen"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, lazy="selectin"
    )


class PriceSeen(Model):
    """What one good costs, says a report of prices: `good` is its code, or its folded words.

    `name` is what it was called; `price` in đồng.
    """

    __tablename__ = "price_seen"
    __table_args__ = (
        sa.CheckConstraint("trouble = 'price'", name="trouble"),
        sa.CheckConstraint(f"price BETWEEN 1 AND {MOST_MONEY}", name="price"),
        sa.ForeignKeyConstraint(
            ["responder_id", "trouble", "reporter"],
            ["shop_report.responder_id", "shop_report.trouble", "shop_report.reporter"],
            ondelete="CASCADE",
        ),
    )

    responder_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    trouble: Mapped[str] = mapped_column(sa.String(8), primary_key=True)
    reporter: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    good: Mapped[str] = mapped_column(sa.String(LONGEST_GOOD), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_GOOD))
    price: Mapped[int]
