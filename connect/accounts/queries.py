"""Named reads of the accounts."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from connect.accounts.models import AccessToken, Account, Block, SignUp
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.foundation.security import keyed_hash


def account_by_id(account_id: uuid.UUID) -> Account | None:
    """The account, or None."""
    return db.session.get(Account, account_id)


def account_by_phone(phone: str) -> Account | None:
    """The account of a phone in E.164, or None."""
    return db.session.scalar(sa.select(Account).where(Account.phone == phone))


def account_by_token(token: str) -> Account | None:
    """Whose live session or API token this is, or None."""
    return db.session.scalar(
        sa.select(Account)
        .join(AccessToken, AccessToken.account_id == Account.id)
        .where(
            AccessToken.token_hash == keyed_hash("access", token),
            AccessToken.expires_at > utcnow(),
        )
    )


def session_lasts(session_hash: str) -> bool:
    """Whether this session or API token, by the key of its row, has neither ended nor expired."""
    expires_at = db.session.scalar(
        sa.select(AccessToken.expires_at).where(AccessToken.token_hash == session_hash)
    )
    return expires_at is not None and expires_at > utcnow()


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
