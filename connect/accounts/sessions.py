"""Where somebody is signed in: browsers and programs, when each was last used, and its end."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Response, g
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from connect.accounts.models import SHORT, AccessToken
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotFound

SEEN_EVERY = timedelta(hours=1)
_USED = "session_used"


def sessions_of(account_id: uuid.UUID) -> Sequence[AccessToken]:
    """All that have not run out, the last used first."""
    return db.session.scalars(
        sa.select(AccessToken)
        .where(AccessToken.account_id == account_id, AccessToken.expires_at > utcnow())
        .order_by(AccessToken.seen_at.desc().nulls_last(), AccessToken.token_hash)
    ).all()


def end_one(account_id: uuid.UUID, short: str) -> None:
    """Ends one of the account's own, by its `short`. Raises `NotFound`."""
    with transaction():
        ended = changed(
            sa.delete(AccessToken).where(
                AccessToken.account_id == account_id,
                sa.func.substr(AccessToken.token_hash, 1, SHORT) == short,
            )
        )
        if not ended:
            raise NotFound
        audit.record(str(account_id), "session_ended", account_id)


def end_others(
    account_id: uuid.UUID, session_hash: str, because: str = "signed_out_elsewhere"
) -> None:
    """Signs the account out everywhere but here; `session_hash` is the key of this session.

    `because` is what the audit log says of it.
    """
    with transaction():
        changed(
            sa.delete(AccessToken).where(
                AccessToken.account_id == account_id, AccessToken.token_hash != session_hash
            )
        )
        audit.record(str(account_id), because, account_id)


def note_use(session_hash: str, seen_at: datetime | None) -> None:
    """Has the end of this answer write down that the session is used, once an hour."""
    if seen_at is None or seen_at <= utcnow() - SEEN_EVERY:
        setattr(g, _USED, session_hash)


def write_use(response: Response) -> Response:
    """Writes down what `note_use` has noted: the answer is made by then, and is as good where
    it cannot be written.
    """
    used = g.pop(_USED, None)
    if used is not None and not response.is_streamed:
        with suppress(DBAPIError, PoolTimeout), transaction():
            changed(
                sa.update(AccessToken)
                .where(AccessToken.token_hash == used)
                .values(seen_at=utcnow())
            )
    return response
