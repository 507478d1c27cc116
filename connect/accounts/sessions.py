"""Where somebody is signed in: browsers and programs, when each was last used, and its end."""

import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
from flask import Response, current_app, g
from flask.ctx import AppContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from connect.accounts import queries
from connect.accounts.models import SESSION_LIFE, SHORT, AccessToken, Account, HalfSignIn
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotFound, NotSignedIn
from connect.foundation.security import keyed_hash, new_token

SEEN_EVERY = timedelta(hours=1)
_USED = "session_used"
_on_renewal: list[Callable[[str, str], None]] = []


def on_renewal(carry: Callable[[str, str], None]) -> None:
    """Registers how a room above takes along what hangs on a session: from its key to the next."""
    if carry not in _on_renewal:
        _on_renewal.append(carry)


def open_one(account_id: uuid.UUID, device: str = "", *, program: bool = False) -> str:
    """The token of a new session, inside a transaction, for who has proved all that is asked."""
    token = new_token()
    db.session.add(
        AccessToken(
            token_hash=keyed_hash("access", token),
            account_id=account_id,
            expires_at=utcnow() + SESSION_LIFE,
            device=device,
            program=program,
        )
    )
    return token


def renew(session_hash: str) -> str:
    """The token of a new session in place of this one; a copy of the old one opens nothing.

    For who has just shown their password again. Raises `NotSignedIn` where it has ended meanwhile.
    """
    token = new_token()
    new_hash = keyed_hash("access", token)
    with transaction():
        old = db.session.get(AccessToken, session_hash)
        if old is None:
            raise NotSignedIn
        kept = {column.key: getattr(old, column.key) for column in sa.inspect(AccessToken).columns}
        fresh = {"token_hash": new_hash, "expires_at": utcnow() + SESSION_LIFE, "seen_at": utcnow()}
        db.session.add(AccessToken(**kept | fresh))
        db.session.flush()
        for carry in _on_renewal:  # before the row is locked: who subscribes comes in that order
            carry(session_hash, new_hash)
        if not changed(sa.delete(AccessToken).where(AccessToken.token_hash == session_hash)):
            raise NotSignedIn
    return token


def sessions_of(account_id: uuid.UUID) -> Sequence[AccessToken]:
    """All that have not run out, the last used first."""
    return db.session.scalars(
        sa.select(AccessToken)
        .join(Account, AccessToken.account_id == Account.id)
        .where(AccessToken.account_id == account_id, *queries.live_sessions())
        .order_by(AccessToken.seen_at.desc().nulls_last(), AccessToken.token_hash)
    ).all()


def end(token: str) -> None:
    """Ends one session."""
    with transaction():
        changed(sa.delete(AccessToken).where(AccessToken.token_hash == keyed_hash("access", token)))


def end_all(account_id: uuid.UUID) -> None:
    """Signs the account out of all browsers and programs, inside a transaction."""
    _end_halves(account_id)
    changed(sa.delete(AccessToken).where(AccessToken.account_id == account_id))


def close_all_sessions(account_id: uuid.UUID, actor: str = "") -> None:
    """Signs the account out everywhere: all browsers, all API tokens; `actor` where it is not its
    owner who wants it.
    """
    with transaction():
        end_all(account_id)
        audit.record(actor or str(account_id), "signed_out_everywhere", account_id)


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
        _end_halves(account_id)
        changed(
            sa.delete(AccessToken).where(
                AccessToken.account_id == account_id, AccessToken.token_hash != session_hash
            )
        )
        audit.record(str(account_id), because, account_id)


def _end_halves(account_id: uuid.UUID) -> None:
    changed(sa.delete(HalfSignIn).where(HalfSignIn.account_id == account_id))


def note_use(session_hash: str, seen_at: datetime | None) -> None:
    """Has it written down, once an hour and after this answer, that the session is used."""
    if seen_at is None or seen_at <= utcnow() - SEEN_EVERY:
        setattr(g, _USED, session_hash)


def write_use(response: Response) -> Response:
    """Has what `note_use` has noted written down once the answer has left: it waits for no lock."""
    used = g.pop(_USED, None)
    if used is not None:
        response.call_on_close(partial(_write_use, current_app.app_context(), used))
    return response


def _write_use(context: AppContext, session_hash: str) -> None:
    with context, suppress(DBAPIError, PoolTimeout), transaction():
        changed(
            sa.update(AccessToken)
            .where(AccessToken.token_hash == session_hash)
            .values(seen_at=utcnow())
        )
