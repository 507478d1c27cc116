"""Tables of the notifications: what someone was told, its ways to them, and how they want it."""

import re
import uuid
from datetime import datetime, time
from enum import StrEnum

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.foundation.audit import BIG_ID
from connect.foundation.clock import utcnow
from connect.foundation.codes import SentCode
from connect.foundation.database import Model
from connect.foundation.indexes import partial_index
from connect.foundation.pages import own_path

LONGEST_TEXT = 500
LONGEST_ADDRESS, LONGEST_ENDPOINT = 254, 1000
MARK_LENGTH = 20


class Wire(StrEnum):
    """The ways to a person, in the order in which they are tried: free first, dear last."""

    PUSH = "push"
    ZALO = "zalo"
    EMAIL = "email"
    SMS = "sms"


class DeliveryState(StrEnum):
    """How far a message has come. A spare one is sent when all before it have failed."""

    DUE = "due"
    SENT = "sent"
    FAILED = "failed"
    SPARE = "spare"


# Where a notice leads that is about no request, and not about what one offers.
_PATHS = {
    "gift": "/giving/mine",
    "judged": "/account",
    "appeal_answered": "/account",
    "reports_wait": "/desk/reports",
}


class Notice(Model):
    """What someone was told. Without an account it has no inbox, only its delivery."""

    __tablename__ = "notice"
    __table_args__ = (sa.Index("ix_notice_inbox", "account_id", "created_at", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    account_id: Mapped[uuid.UUID | None] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE")
    )
    kind: Mapped[str] = mapped_column(sa.String(20))
    # Of a room above: it may be gone when the notice is read.
    request_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(sa.String(LONGEST_TEXT))
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)
    read_at: Mapped[datetime | None]

    @property
    def path(self) -> str:
        """The page that it is about."""
        if self.kind == "offer":
            return "/mine"
        if self.request_id is not None:
            return f"/requests/{self.request_id}"
        link = self._link()
        path = own_path(link[1]) if link else None
        return path or _PATHS.get(self.kind, "/mine")

    @property
    def words(self) -> str:
        """Its text for a page: there all of it is the link, and no address is read."""
        link = self._link()
        return f"{self.text[: link.start()]}." if link else self.text

    def _link(self) -> re.Match[str] | None:
        """The page of ours that it ends with; any other link in it is somebody's words."""
        base_url = current_app.config["CONNECT"].base_url
        return re.search(rf":?\s*{re.escape(base_url)}(/\S*)$", self.text)


class Delivery(Model):
    """A notice on its way over one wire; the ids give the order in which a person hears of things.

    `to`: a phone, a mail address, or the id of a browser's subscription. Who sends it holds it
    until `leased_until`; should they die, somebody else sends it then.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        sa.CheckConstraint("state IN ('due', 'sent', 'failed', 'spare')", name="state"),
        partial_index(
            "ix_delivery_due",
            "due_at",
            "id",  # very many are due at one moment: when the night ends
            where="state = 'due'",
        ),
        partial_index(
            "ix_delivery_order",
            "to",
            "id",
            where="state = 'due'",
        ),
    )

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    notice_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("notice.id", ondelete="CASCADE"), index=True
    )
    channel: Mapped[str] = mapped_column(sa.String(10))
    to: Mapped[str] = mapped_column(sa.String(LONGEST_ADDRESS))
    state: Mapped[str] = mapped_column(sa.String(6), default=DeliveryState.DUE)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=utcnow)
    leased_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.String(200), default="")

    notice: Mapped[Notice] = relationship()


class Preferences(Model):
    """How an account wants to be told. Without a row: by SMS, quiet at night, three offers.

    SMS and mail are wanted unless `MutedAddress` says no: it speaks for people without account,
    too, and nothing is said twice.
    """

    __tablename__ = "preferences"
    __table_args__ = (
        sa.CheckConstraint("most_offers BETWEEN 0 AND 20", name="most_offers"),
        sa.CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet"),
    )

    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    push: Mapped[bool]
    zalo: Mapped[bool]
    email: Mapped[str | None] = mapped_column(sa.String(LONGEST_ADDRESS))  # proved by its code
    quiet_from: Mapped[time | None]  # on the clocks of the country; None: never quiet
    quiet_until: Mapped[time | None]
    urgent_at_night: Mapped[bool]
    most_offers: Mapped[int]  # open at a time; 0: never asked
    offers: Mapped[bool]  # whether a message goes out for them, too: the inbox has everything
    news: Mapped[bool]


class MailProof(SentCode):
    """A mail address that waits for the code which was sent to it."""

    __tablename__ = "mail_proof"

    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    address: Mapped[str] = mapped_column(sa.String(LONGEST_ADDRESS))


class PushSubscription(Model):
    """A browser that may be told: where to, and with which keys (base64url, without padding).

    The id is computed from the endpoint, so a browser is there once, for who used it last. It goes
    with its session: a phone that was lost and signed out hears nothing more.
    """

    __tablename__ = "push_subscription"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    session_hash: Mapped[str] = mapped_column(
        sa.ForeignKey("access_token.token_hash", ondelete="CASCADE"), index=True
    )
    endpoint: Mapped[str] = mapped_column(sa.String(LONGEST_ENDPOINT))
    p256dh: Mapped[str] = mapped_column(sa.String(87))
    auth: Mapped[str] = mapped_column(sa.String(22))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)


class MutedAddress(Model):
    """A phone or mail address to which no notice goes, by its keyed hash: who it is, nobody reads.

    Codes go there all the same.
    """

    __tablename__ = "muted_address"

    mark: Mapped[str] = mapped_column(sa.String(MARK_LENGTH), primary_key=True)
    # Nothing else tells since when: it is asked for where somebody complains of a message.
    muted_at: Mapped[datetime] = mapped_column(default=utcnow)
