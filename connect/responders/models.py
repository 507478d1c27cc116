"""Tables of the responders: who gives what, from where, how far, when, with whom; two indexes."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.accounts import Account
from connect.foundation.audit import BIG_ID
from connect.foundation.clock import utcnow
from connect.foundation.database import Model
from connect.foundation.indexes import index_of_some, partial_index
from connect.responders.hours import hours_at, hours_within

MAX_RADIUS_M = 500_000
MAX_CAPACITY = 200
MOST_GOODS = 200
# Categories of a layer stand side by side in the index, so their numbers stay small.
MAX_CATEGORIES = 64


class Kind(StrEnum):
    """What sort of responder."""

    VOLUNTEER = "volunteer"
    ORGANISATION = "organisation"
    SUPPLIER = "supplier"


class Stock(StrEnum):
    """How much of a good a supplier has."""

    IN = "in"
    LOW = "low"
    OUT = "out"


class Category(Model):
    """A kind of help. For a remote one (advice by phone) distance matters last."""

    __tablename__ = "category"
    __table_args__ = (sa.CheckConstraint(f"id BETWEEN 1 AND {MAX_CATEGORIES - 1}", name="id"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name_vi: Mapped[str] = mapped_column(sa.String(80))
    name_en: Mapped[str] = mapped_column(sa.String(80))
    remote: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)

    def name(self, locale: str) -> str:
        """The name in a language of the product."""
        return self.name_vi if locale == "vi" else self.name_en


class Responder(Model):
    """A volunteer, organisation or supplier: a place, what it gives, how far, how much, when."""

    __tablename__ = "responder"
    __table_args__ = (
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
        sa.CheckConstraint(f"radius_m > 0 AND radius_m <= {MAX_RADIUS_M}", name="radius_m"),
        sa.CheckConstraint(f"capacity BETWEEN 1 AND {MAX_CAPACITY}", name="capacity"),
        sa.CheckConstraint("load >= 0", name="load"),
        sa.CheckConstraint("kind IN ('volunteer', 'organisation', 'supplier')", name="kind"),
        *(
            index_of_some("responder", column)
            for column in ("owner_id", "organisation_id", "merged_into_id")
        ),
        index_of_some("responder", "ask_stock_at"),
        index_of_some("responder", "hours_change_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    owner_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL")
    )
    source_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    # Of what its source said last, as an import read it (`connect.cli.importing.digests`).
    source_digest: Mapped[int | None] = mapped_column(sa.BigInteger)
    # What its people have changed, which no import changes (`edits.py`); names by spaces.
    edited: Mapped[str | None] = mapped_column(sa.String(200))
    # The entry of the same shop that stays, where two were merged.
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE")
    )
    # Under which organisation a shop stands. Its owner acts for that one (`branches.py`).
    organisation_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="SET NULL")
    )
    kind: Mapped[str] = mapped_column(sa.String(12))
    name: Mapped[str] = mapped_column(sa.String(120))
    name_folded: Mapped[str] = mapped_column(sa.String(120))
    phone: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    lat: Mapped[float]
    lon: Mapped[float]
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    radius_m: Mapped[float]
    capacity: Mapped[int]
    load: Mapped[int] = mapped_column(default=0)
    available: Mapped[bool] = mapped_column(default=True)
    opening_hours: Mapped[str] = mapped_column(sa.String(500), default="")
    # When the orders of its place let it be open (`order_rules.py`), as `hours_within` takes them.
    order_hours: Mapped[str] = mapped_column(sa.Text, server_default="")
    hours_open: Mapped[bool] = mapped_column(default=True)
    hours_change_at: Mapped[datetime | None]
    delivers: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.String(1000), default="")
    stock_updated_at: Mapped[datetime | None]
    # When its owner is next asked whether the stock is still so.
    ask_stock_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    categories: Mapped[list[Category]] = relationship(
        secondary="responder_category", order_by="Category.id", lazy="selectin"
    )
    goods: Mapped[list["Good"]] = relationship(
        cascade="all, delete-orphan", order_by="Good.position", lazy="selectin"
    )
    organisation: Mapped["Responder | None"] = relationship(
        foreign_keys=organisation_id, remote_side="Responder.id"
    )

    def open_at(self, moment: datetime) -> bool:
        """Whether it can be gone to: not paused, and in its hours."""
        return self.available and hours_at(self.hours, moment).is_open

    @property
    def hours(self) -> str:
        """Its own hours, within those that the orders of its place allow (`hours_at`)."""
        return hours_within(self.opening_hours, self.order_hours)

    @property
    def forgotten(self) -> bool:
        """Removed or erased: a row without a name is left for the past."""
        return self.owner_id is None and self.source_id is None


class RemovedSource(Model):
    """An entry that its owner took out: the next import does not bring it back."""

    __tablename__ = "removed_source"

    source_id: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    # Nothing else tells it by this id: it is asked for where a shop is missing after an import.
    removed_at: Mapped[datetime] = mapped_column(default=utcnow)


class Member(Model):
    """Someone who acts for a responder beside its owner, or who was invited to, by phone.

    Who declines stays invited in the eyes of the owner, who so never learns which phone has an
    account: until the owner takes the invitation back, when it becomes `only_a_no`.
    """

    __tablename__ = "responder_member"
    __table_args__ = (
        sa.CheckConstraint("(account_id IS NULL) = (joined_at IS NULL)", name="joined"),
        sa.Index("uq_responder_member_phone", "responder_id", "phone", unique=True),
        partial_index(
            "ix_responder_member_unanswered",
            "invited_at",
            where="joined_at IS NULL",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE")
    )
    phone: Mapped[str] = mapped_column(sa.String(20), index=True)
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    invited_by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    invited_at: Mapped[datetime] = mapped_column(default=utcnow)
    joined_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]

    responder: Mapped[Responder] = relationship()
    account: Mapped[Account | None] = relationship(foreign_keys=account_id)
    invited_by: Mapped[Account | None] = relationship(foreign_keys=invited_by_id)

    @hybrid_property
    def only_a_no(self) -> bool:
        """Declined, then taken back: it is kept so that nobody is asked over and over again."""
        return self.declined_at is not None and self.invited_by_id is None

    @only_a_no.inplace.expression
    @classmethod
    def _only_a_no(cls) -> sa.ColumnElement[bool]:
        return sa.and_(cls.declined_at.is_not(None), cls.invited_by_id.is_(None))


class PlaceMoves(Model):
    """How often an account has said today where it is or how far it goes, by whatever responder."""

    __tablename__ = "place_moves"

    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date]
    count: Mapped[int]


class ResponderCategory(Model):
    """A category that a responder offers."""

    __tablename__ = "responder_category"

    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), primary_key=True
    )
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"), primary_key=True)


class Good(Model):
    """Something a supplier has, in its own words, with its stock.

    `code` is that of the catalogue, None for what is not in it. `told_at`: when the stock was told.
    """

    __tablename__ = "good"
    __table_args__ = (sa.CheckConstraint("stock IN ('in', 'low', 'out')", name="stock"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(sa.String(80))
    name_folded: Mapped[str] = mapped_column(sa.String(80))
    code: Mapped[str | None] = mapped_column(sa.String(40))
    told_at: Mapped[datetime | None]
    stock: Mapped[str] = mapped_column(sa.String(3), default=Stock.IN)
    price: Mapped[int | None]


class ResponderOffer(Model):
    """The index of offers: one row for each responder and category that can be asked right now.

    Who is paused, full or closed has no rows, so that no crowd of them slows a search. Who is
    `vouched` for has a second one, in a slot of those alone (`offers.slot_of`). `valid_until` is
    the moment, in seconds since 1970, when the responder's hours say otherwise.
    """

    __tablename__ = "responder_offer"
    __table_args__ = (
        # The next slot of a category by one look.
        sa.Index("ix_responder_offer_category_slot", "category_id", "slot"),
        sa.Index(
            "uq_responder_offer_category", "responder_id", "category_id", "vouched", unique=True
        ),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE")
    )
    category_id: Mapped[int] = mapped_column(sa.Integer)
    slot: Mapped[int] = mapped_column(sa.Integer)
    vouched: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    lat: Mapped[float]
    lon: Mapped[float]
    radius_m: Mapped[float]
    valid_until: Mapped[int] = mapped_column(sa.BigInteger)


class SupplierPoint(Model):
    """The public index of suppliers: one row for each compartment of each (see `points.py`)."""

    __tablename__ = "supplier_point"
    __table_args__ = (sa.Index("ix_supplier_point_responder_slot", "responder_id", "slot"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE")
    )
    slot: Mapped[int] = mapped_column(sa.Integer)
    lat: Mapped[float]
    lon: Mapped[float]
