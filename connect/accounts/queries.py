"""Named reads of the accounts."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect.accounts.models import (
    STAFF_IDLE,
    AccessToken,
    Account,
    AccountArea,
    Block,
    Role,
    SignUp,
    Suspension,
)
from connect.foundation.clock import utcnow
from connect.foundation.database import UtcDateTime, db, reading
from connect.foundation.prepared import Prepared
from connect.foundation.security import keyed_hash

_asking = (
    sa.select(Account.phone)
    .join(AccessToken, AccessToken.account_id == Account.id)
    .where(
        AccessToken.token_hash == sa.bindparam("token_hash", type_=sa.String),
        AccessToken.expires_at > sa.bindparam("now", type_=UtcDateTime),
    )
    .scalar_subquery()
)
_APART = Prepared(
    sa.union_all(
        sa.select(Block.blocker_phone.label("phone")).where(Block.blocked_phone == _asking),
        sa.select(Block.blocked_phone).where(Block.blocker_phone == _asking),
    )
)


def account_by_id(account_id: uuid.UUID) -> Account | None:
    """The account, or None."""
    return db.session.get(Account, account_id)


def account_by_phone(phone: str) -> Account | None:
    """The account of a phone in E.164, or None."""
    return db.session.scalar(sa.select(Account).where(Account.phone == phone))


def lock_account(account_id: uuid.UUID) -> Account | None:
    """The account as it is now, or None. Nobody else changes it until the transaction ends."""
    return db.session.get(Account, account_id, with_for_update={"key_share": True})


def names_of(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """The names of these accounts, by id."""
    wanted = {id_ for id_ in ids if id_ is not None}
    rows = db.session.execute(sa.select(Account.id, Account.name).where(Account.id.in_(wanted)))
    return {row.id: row.name for row in rows}


class Use(NamedTuple):
    """Of a live session: whose it is, and when it was last seen used."""

    account: Account
    seen_at: datetime | None


def use_of_token(token: str) -> Use | None:
    """What a live session or API token is, or None."""
    found = db.session.execute(
        sa.select(Account, AccessToken.seen_at)
        .join(AccessToken, AccessToken.account_id == Account.id)
        .where(AccessToken.token_hash == keyed_hash("access", token), *live_sessions())
    ).one_or_none()
    return Use(*found) if found else None


def session_lasts(session_hash: str) -> bool:
    """Whether this session or API token, by the key of its row, has neither ended nor expired."""
    found = db.session.scalar(
        sa.select(AccessToken.token_hash)
        .join(Account, AccessToken.account_id == Account.id)
        .where(AccessToken.token_hash == session_hash, *live_sessions())
    )
    return found is not None


def live_sessions() -> tuple[sa.ColumnElement[bool], ...]:
    """What holds of a session, joined with its account, that has not run out."""
    now = utcnow()
    in_use = sa.or_(Account.role == Role.RESIDENT, AccessToken.seen_at > now - STAFF_IDLE)
    return AccessToken.expires_at > now, in_use


def live_sign_ups(phone: str) -> Sequence[sa.Row[uuid.UUID, str]]:
    """Id and password hash of each attempt that waits for this phone, the newest last."""
    return db.session.execute(
        sa.select(SignUp.id, SignUp.password_hash)
        .where(SignUp.phone == phone, SignUp.expires_at > utcnow())
        .order_by(SignUp.expires_at, SignUp.id)
    ).all()


def lock_sign_ups(phone: str) -> None:
    """Holds all attempts of this phone until the end of the transaction, in one order for all.

    Who changes one and removes the others, each from another one, would wait in a circle.
    """
    db.session.execute(
        sa.select(SignUp.id).where(SignUp.phone == phone).order_by(SignUp.id).with_for_update()
    ).all()


def lock_phones(phones: Iterable[str]) -> None:
    """The accounts of these phones take nothing and block nobody until the transaction ends.

    Before any request, as whoever goes for one does; to name them in another row needs no waiting.
    """
    db.session.execute(
        sa.select(Account.id)
        .where(Account.phone.in_(list(phones)))
        .order_by(Account.id)
        .with_for_update(key_share=True)
    ).all()


def suspended_phones() -> Sequence[str]:
    """Who may not act by an account now; few."""
    return db.session.scalars(sa.select(Suspension.phone).where(Suspension.until > utcnow())).all()


def coordinates(
    account_id: sa.SQLColumnExpression[uuid.UUID | None],
    *area_codes: sa.SQLColumnExpression[str | None],
) -> sa.ColumnElement[bool]:
    """Whether the account that one column names serves an area of the others, as `serves` says."""
    area = sa.exists().where(
        AccountArea.account_id == Account.id,
        sa.or_(*(AccountArea.code == code for code in area_codes)),
    )
    suspended = sa.exists().where(Suspension.phone == Account.phone, Suspension.until > utcnow())
    in_area = sa.and_(Account.role == Role.COORDINATOR, area.correlate_except(AccountArea))
    return (
        sa.exists()
        .where(
            Account.id == account_id,
            sa.or_(Account.role == Role.ADMIN, in_area),
            ~suspended.correlate_except(Suspension),
        )
        .correlate_except(Account)
    )


def blocks_by(phone: str) -> Sequence[Block]:
    """Whom the owner of a phone does not want to meet, the newest first."""
    return db.session.scalars(
        sa.select(Block)
        .where(Block.blocker_phone == phone)
        .order_by(Block.created_at.desc(), Block.act_id)
    ).all()


def blocks_met_at(met_ids: Collection[uuid.UUID]) -> Sequence[Block]:
    """The blocks of those who had met at one of these things."""
    return db.session.scalars(sa.select(Block).where(Block.met_id.in_(met_ids))).all()


def phones_apart_from(token_hash: str) -> list[str]:
    """As `phones_at_odds_with`, of whose live session or API token this is: one small statement."""
    with reading() as connection:
        rows = _APART.rows(connection, {"token_hash": token_hash, "now": utcnow()})
    return [row.phone for row in rows]


def phones_at_odds_with(phone: str) -> list[str]:
    """Phones that block this one or that this one blocks."""
    return list(
        db.session.scalars(
            sa.union_all(
                sa.select(Block.blocker_phone).where(Block.blocked_phone == phone),
                sa.select(Block.blocked_phone).where(Block.blocker_phone == phone),
            )
        )
    )
