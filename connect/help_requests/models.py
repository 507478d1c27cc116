"""Tables of the help requests: the request, its items, who takes it, and its public index."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.accounts import Account, Role
from connect.foundation.audit import BIG_ID
from connect.foundation.clock import utcnow
from connect.foundation.database import Model
from connect.foundation.indexes import index_of_some, partial_index
from connect.geo import Point
from connect.help_requests.concerns import SETS
from connect.help_requests.lifecycle import ACTIVE, ENDED, AssignmentState, CloseReason, Status
from connect.help_requests.silence import Silence
from connect.responders import Category, Responder

MAX_PEOPLE = 500
URGENCIES = ("normal", "urgent")


def _one_of(column: str, values: Iterable[str]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


ENDED_AND_KNOWN = f"{_one_of('status', ENDED)} AND forgotten_at IS NULL AND erased_at IS NULL"


def _for_the_desk(area: str) -> sa.Index:
    """Open requests of an area in the order in which its coordinators see to them."""
    return partial_index(
        f"ix_help_request_desk_{area}",
        f"{area}_code",
        "exhausted",
        "urgency",
        "created_at",
        "id",
        where="status = 'open'",
    )


class HelpRequest(Model):
    """One household's need at one place.

    `lat`, `lon`, `address`, `name`, `phone`, `description` are private; `cell_*`, `card` are what a
    stranger may learn, and the only columns that public reads touch.
    """

    __tablename__ = "help_request"
    __table_args__ = (
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
        sa.CheckConstraint(f"people BETWEEN 1 AND {MAX_PEOPLE}", name="people"),
        sa.CheckConstraint(_one_of("urgency", URGENCIES), name="urgency"),
        sa.CheckConstraint(_one_of("status", Status), name="status"),
        sa.CheckConstraint(_one_of("silence", Silence), name="silence"),
        sa.CheckConstraint(_one_of("concerns", SETS), name="concerns"),
        sa.CheckConstraint(
            f"close_reason IS NULL OR {_one_of('close_reason', CloseReason)}", name="close_reason"
        ),
        sa.Index("ix_help_request_status_created", "status", "created_at", "id"),
        sa.Index("ix_help_request_status_changed", "status", "status_at"),
        # How many wait and how many were helped, by province, without looking at a single row.
        sa.Index(
            *("ix_help_request_counted", "status", "province_code", "status_at", "silence"),
            "concerns",
        ),
        partial_index(
            "ix_help_request_ask_at",
            "exhausted",
            "ask_at",
            where="ask_at IS NOT NULL",
        ),
        index_of_some("help_request", "silence_due_at"),
        index_of_some("help_request", "requester_id"),
        index_of_some("help_request", "supplier_id"),
        partial_index(
            "ix_help_request_known",
            "forgotten_at",  # never set in it: it tells the planners that this is the one
            "status_at",
            where=ENDED_AND_KNOWN,
        ),
        *(_for_the_desk(area) for area in ("ward", "province")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    code: Mapped[str] = mapped_column(sa.String(12), unique=True)
    source_id: Mapped[str | None] = mapped_column(sa.String(120), unique=True)
    requester_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL")
    )
    supplier_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="SET NULL")
    )
    status: Mapped[str] = mapped_column(sa.String(10), default=Status.OPEN)
    status_at: Mapped[datetime] = mapped_column(default=utcnow)
    # When more people are to be asked; none but for an open one.
    ask_at: Mapped[datetime | None] = mapped_column(default=utcnow)
    # Whoever could be asked has been: coordinators see it first.
    exhausted: Mapped[bool] = mapped_column(default=False)
    silence: Mapped[str] = mapped_column(sa.String(6), default=Silence.HEARD)
    silence_due_at: Mapped[datetime | None]
    close_reason: Mapped[str | None] = mapped_column(sa.String(20))
    urgency: Mapped[str] = mapped_column(sa.String(10), default="normal")
    people: Mapped[int] = mapped_column(default=1)
    verified: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    # Since when nobody but its requester and coordinators sees it; none once its phone is proved.
    held_at: Mapped[datetime | None]
    # Nobody is its requester any more, whatever link they hold, and no import fills it again.
    erased_at: Mapped[datetime | None]
    # Its end is thirty days ago: who asked, where and why is no longer known.
    forgotten_at: Mapped[datetime | None]

    name: Mapped[str] = mapped_column(sa.String(80), default="")
    phone: Mapped[str | None] = mapped_column(sa.String(20), index=True)
    share_phone: Mapped[bool] = mapped_column(default=True)  # with whoever comes
    description: Mapped[str] = mapped_column(sa.Text, default="")
    # Who is at this door (`concerns.py`): then only who is vouched for may know of it.
    concerns: Mapped[str] = mapped_column(sa.String(20), server_default="")
    # Whoever comes says a code at the door.
    asks_code: Mapped[bool] = mapped_column(server_default=sa.false())
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    lat: Mapped[float]
    lon: Mapped[float]
    ward_code: Mapped[str | None] = mapped_column(sa.String(12), index=True)
    province_code: Mapped[str | None] = mapped_column(sa.String(12), index=True)

    cell_id: Mapped[str] = mapped_column(sa.String(40))
    cell_lat: Mapped[float]
    cell_lon: Mapped[float]
    card: Mapped[dict[str, Any]] = mapped_column(sa.JSON)

    items: Mapped[list["RequestItem"]] = relationship(
        cascade="all, delete-orphan", order_by="RequestItem.position", lazy="selectin"
    )
    assignments: Mapped[list["Assignment"]] = relationship(
        cascade="all, delete-orphan", order_by="Assignment.created_at", lazy="select"
    )

    def is_of(self, account: Account) -> bool:
        """Whether the account asked for itself. Staff who name another phone ask for others."""
        return account.id == self.requester_id and (
            account.phone == self.phone or account.role == Role.RESIDENT
        )

    @property
    def can_be_asked(self) -> bool:
        """Whether there is anybody to whom a question about it can go."""
        return self.phone is not None or self.requester_id is not None

    @property
    def seeks_helpers(self) -> bool:
        """Whether it is on the list, and people are asked for it."""
        return self.status == Status.OPEN and self.silence != Silence.HIDDEN

    @property
    def shielded(self) -> bool:
        """Whether it is kept from all but those involved, and those who are vouched for."""
        return bool(self.concerns)

    @property
    def point(self) -> Point:
        """The true point: private."""
        return Point(self.lat, self.lon)


class RequestItem(Model):
    """One thing that is needed. The note is private: people write names and doors into it."""

    __tablename__ = "request_item"
    __table_args__ = (index_of_some("request_item", "delivered_by_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), index=True
    )
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    position: Mapped[int] = mapped_column(default=0)
    goods: Mapped[str] = mapped_column(sa.String(120), default="")
    quantity: Mapped[str] = mapped_column(sa.String(40), default="")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    delivered_by_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("assignment.id", ondelete="SET NULL")
    )

    category: Mapped[Category] = relationship(lazy="joined")


# In these words the sweeps ask, too: only then do both databases see that the index will do.
UNDER_WAY = _one_of("state", sorted(ACTIVE))
UNREMINDED = f"{UNDER_WAY} AND reminded_at IS NULL"


class Assignment(Model):
    """One responder and one request. At most one is active a request: the index sees to it."""

    __tablename__ = "assignment"
    __table_args__ = (
        sa.CheckConstraint(_one_of("state", AssignmentState), name="state"),
        partial_index(
            "uq_assignment_active",
            "request_id",
            unique=True,
            where=UNDER_WAY,
        ),
        sa.Index("ix_assignment_due", "state", "lapses_at"),
        partial_index(
            "ix_assignment_under_way",
            "lapses_at",
            where=UNDER_WAY,
        ),
        partial_index(
            "ix_assignment_unreminded",
            "reminded_at",  # never set in it: it tells the planners that this is the one
            "lapses_at",
            where=UNREMINDED,
        ),
        sa.Index("ix_assignment_responder", "responder_id", "state"),
        index_of_some("assignment", "account_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), index=True
    )
    responder_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("responder.id", ondelete="CASCADE")
    )
    # Who of the responder goes; none while nobody has taken it.
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="SET NULL")
    )
    # Whom an offer asks: they stay asked when the responder has gone, or they have gone from it.
    asked_ids: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))
    state: Mapped[str] = mapped_column(sa.String(12))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    claimed_at: Mapped[datetime | None]
    lapses_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")

    responder: Mapped[Responder] = relationship(lazy="joined")


class MergedRequest(Model):
    """A request that was asked twice: which one goes on, and what it took over from the other."""

    __tablename__ = "merged_request"

    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), primary_key=True
    )
    kept_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), index=True
    )
    # Of the items of the one that goes on.
    item_ids: Mapped[list[str]] = mapped_column(sa.JSON, default=list)


class ListedRequest(Model):
    """The public index of open requests: rows by public cell, in slots by category and urgency."""

    __tablename__ = "listed_request"
    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    request_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("help_request.id", ondelete="CASCADE"), index=True
    )
    slot: Mapped[int] = mapped_column(sa.Integer)
    lat: Mapped[float]
    lon: Mapped[float]
