"""Tables of the accounts: people, what proves them, whom they do not want to meet."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from flask_login import UserMixin
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import Model


class Role(StrEnum):
    """What an account may do beyond its own things."""

    RESIDENT = "resident"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class Account(UserMixin, Model):  # type: ignore[misc]  # Flask-Login ships no types
    """A person whose phone has been proved: there is no account before the code was typed."""

    __tablename__ = "account"
    __table_args__ = (
        sa.CheckConstraint("role IN ('resident', 'coordinator', 'admin')", name="role"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    phone: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    role: Mapped[str] = mapped_column(sa.String(12), default=Role.RESIDENT)
    area_code: Mapped[str | None] = mapped_column(sa.String(12))
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    # Set at sign-in only: Flask-Login keeps it in the session cookie and gives it back to us.
    session_token = ""

    def get_id(self) -> str:
        """What Flask-Login remembers: the token of this session, never the account's id."""
        return self.session_token

    def serves(self, *area_codes: str | None) -> bool:
        """Whether this account coordinates one of these areas; an admin serves all."""
        if self.role == Role.ADMIN:
            return True
        return self.has_desk and self.area_code in area_codes

    @property
    def has_desk(self) -> bool:
        """Whether it coordinates anything: an admin all, a coordinator without an area nothing."""
        if self.role == Role.COORDINATOR:
            return self.area_code is not None
        return self.role == Role.ADMIN

    @property
    def desk_area(self) -> str | None:
        """The area of its desk, where it has one; None for an admin, who serves all."""
        return None if self.role == Role.ADMIN else self.area_code


class SignUp(Model):
    """One person's attempt to sign up, waiting for its code: a phone and a password chosen for it.

    Two passwords for a phone may be two people, so each is an attempt with its own code.
    """

    __tablename__ = "sign_up"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4)
    phone: Mapped[str] = mapped_column(sa.String(20), index=True)
    name: Mapped[str] = mapped_column(sa.String(80))
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    tries_left: Mapped[int]
    blind_tries_left: Mapped[int]  # of those who know the phone only, not the attempt
    expires_at: Mapped[datetime] = mapped_column(index=True)


class AccessToken(Model):
    """A browser session or an API token; only its hash is kept. Deleting the row ends it."""

    __tablename__ = "access_token"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime] = mapped_column(index=True)


class Block(Model):
    """Two people who never meet again in any list. A phone is the person, account or not."""

    __tablename__ = "block"

    blocker_phone: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    blocked_phone: Mapped[str] = mapped_column(sa.String(20), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
