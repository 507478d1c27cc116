"""Tables of the accounts: people, what proves them, whom they do not want to meet."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from flask import current_app
from flask_login import UserMixin
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from connect.foundation.clock import utcnow
from connect.foundation.codes import SentCode, Tried
from connect.foundation.database import Model

SESSION_LIFE = timedelta(days=60)
# Of coordinators and admins, who see doors of others: so long unused, it has ended.
STAFF_IDLE = timedelta(days=14)
SHORT = 16  # hex digits


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
    created_at: Mapped[datetime] = mapped_column(default=utcnow)

    areas: Mapped[list["AccountArea"]] = relationship(
        cascade="all, delete-orphan", order_by="AccountArea.code", passive_deletes=True
    )
    # Wards and provinces in force that a coordinator serves, by their codes.
    area_codes: AssociationProxy[list[str]] = association_proxy("areas", "code")

    suspension: Mapped["Suspension | None"] = relationship(
        primaryjoin="foreign(Account.phone) == Suspension.phone", viewonly=True
    )

    second_factor: Mapped["SecondFactor | None"] = relationship(viewonly=True)

    # Set at sign-in only: Flask-Login keeps it in the session cookie and gives it back to us.
    session_token = ""

    def get_id(self) -> str:
        """What Flask-Login remembers: the token of this session, never the account's id."""
        return self.session_token

    def serves(self, *area_codes: str | None) -> bool:
        """Whether this account coordinates one of these areas; an admin serves all."""
        areas = self.desk_areas
        return areas is None or not set(areas).isdisjoint(area_codes)

    @property
    def has_desk(self) -> bool:
        """Whether it coordinates anything: an admin all, a coordinator without an area nothing."""
        return self.desk_areas != ()

    @property
    def suspended_until(self) -> datetime | None:
        """Until when it may not help, give or coordinate; None where it may."""
        until = self.suspension.until if self.suspension else None
        return until if until is not None and until > utcnow() else None

    @property
    def lacks_second_factor(self) -> bool:
        """Whether it may use its desk only once it signs in in two steps: staff, by a setting."""
        if self.role == Role.RESIDENT or not current_app.config["CONNECT"].staff_second_factor:
            return False
        return self.second_factor is None

    @property
    def desk_areas(self) -> tuple[str, ...] | None:
        """The areas of its desk, none where it has no desk; None for an admin, who serves all."""
        if self.role == Role.RESIDENT or self.suspended_until is not None:
            return ()
        if self.lacks_second_factor:
            return ()
        if self.role == Role.ADMIN:
            return None
        return tuple(self.area_codes)

    @property
    def area_code(self) -> str | None:
        """The first of its areas: what it said when each had one."""
        return self.area_codes[0] if self.areas else None


class AccountArea(Model):
    """A ward or a province in force that a coordinator serves."""

    __tablename__ = "account_area"

    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(sa.String(12), primary_key=True)

    def __init__(self, code: str) -> None:
        super().__init__(code=code)


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


class PhoneCode(SentCode):
    """A code on its way that proves who answers the phone of one thing, as of a help request."""

    __tablename__ = "phone_code"

    subject_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)


class AccessToken(Model):
    """A browser session or an API token; only its hash is kept. Deleting the row ends it.

    `device` says with what it was opened, or what a program calls itself. `seen_at` is when it was
    last used, to the hour; None for one that is older than this column and was not used since.
    """

    __tablename__ = "access_token"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    expires_at: Mapped[datetime] = mapped_column(index=True)
    device: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    program: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    seen_at: Mapped[datetime | None] = mapped_column(default=utcnow)

    @property
    def made_at(self) -> datetime:
        """When it was opened."""
        return self.expires_at - SESSION_LIFE

    @property
    def short(self) -> str:
        """What its owner's pages call it: enough to tell theirs apart, and no key to anything."""
        return self.token_hash[:SHORT]


class SecondFactor(Model):
    """An app that makes codes for an account: while the row is there, every way in asks for one.

    `sealed` is its key, encrypted. Of codes only those of a later `last_step` are taken, in steps
    of 30 s since 1970: each works once.
    """

    __tablename__ = "second_factor"

    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[str] = mapped_column(sa.String(200))
    last_step: Mapped[int]
    since: Mapped[datetime] = mapped_column(default=utcnow)


class RecoveryCode(Model):
    """What stands in for the app once, where it is lost. Only its hash is kept, until then."""

    __tablename__ = "recovery_code"

    code_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )


class HalfSignIn(Tried):
    """Somebody has proved the password, and not yet the second factor; only its token's hash."""

    __tablename__ = "half_sign_in"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(
        sa.ForeignKey("account.id", ondelete="CASCADE"), index=True
    )


class Block(Model):
    """Two people who never meet again in any list. A phone is the person, account or not.

    Who has two phones is blocked by both at once: such rows share `act_id`. `met` and `met_id` say
    where the two had met, so that who blocked knows later whom; a room above gives them a meaning.
    """

    __tablename__ = "block"

    blocker_phone: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    blocked_phone: Mapped[str] = mapped_column(sa.String(20), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=utcnow)
    act_id: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4, index=True)
    met: Mapped[str] = mapped_column(sa.String(12), default="")
    met_id: Mapped[uuid.UUID | None] = mapped_column(index=True)


class Suspension(Model):
    """Until when who has this phone may not act by an account, whoever then has made it anew."""

    __tablename__ = "suspension"

    phone: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    until: Mapped[datetime]
