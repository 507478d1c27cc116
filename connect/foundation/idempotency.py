"""The same unsafe call twice is one call: `Idempotency-Key`.

The key is written in the same transaction as what the call changes. So there is never one without
the other, and of two calls at the same moment the second waits for the first and repeats its
answer. The stored answer can hold a token: it is encrypted under the key the client sent.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import orjson
import sqlalchemy as sa
from cryptography.fernet import Fernet
from flask import Response, request, session
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.clock import utcnow
from connect.foundation.database import Model, changed, db, transaction
from connect.foundation.errors import Invalid
from connect.foundation.phones import WrongPhone, parse_phone
from connect.foundation.security import keyed_hash
from connect.foundation.text import clean_line

HEADER = "Idempotency-Key"
KEPT = timedelta(days=7)  # as long as a phone may be without a line and still send once
LONGEST_KEY = 200
T = TypeVar("T")


class IdempotentCall(Model):
    """A call that was made with a key, and its answer."""

    __tablename__ = "idempotent_call"

    key_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    body_hash: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int]
    answer: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(default=utcnow, index=True)


def once(call: Callable[[], Response]) -> Response:
    """Makes the call, or repeats the answer that the same key and body have had.

    Without the header the call is just made. Raises `Invalid` for the same key with another body.
    """
    key = _key()
    return call() if key is None else _first_or_earlier(*key, call)


def once_after(look_up: Callable[[], T], call: Callable[[T], Response]) -> Response:
    """As `once`, for a call that rests on what is looked up first, perhaps far away.

    This is done outside of the transaction, and only where the key has no answer yet: asked again
    it may be answered otherwise, and would refuse what has been done.
    """
    key = _key()
    if key is not None:
        earlier = db.session.get(IdempotentCall, keyed_hash("idempotency", key[0]))
        if earlier is not None:
            return _told_again(earlier, *key)
    found = look_up()
    return once(lambda: call(found))


def _key() -> tuple[str, str] | None:
    """The key in full and the digest of the body, where the call has a key."""
    key = request.headers.get(HEADER)
    if key is None:
        return None
    if not 0 < len(key) <= LONGEST_KEY:
        raise Invalid({HEADER: [_("This key is too long.")]})
    full_key = "\n".join((request.method, request.path, *_caller(), key))
    return full_key, hashlib.sha256(request.get_data(cache=True)).hexdigest()


def _caller() -> tuple[str, ...]:
    """Whose key it is: two who choose the same key must not meet.

    Who shows no credentials is known by the phone in the body, where there is one.
    """
    credentials = (
        request.headers.get("Authorization", ""),
        request.headers.get("X-Manage-Token", ""),
        session.get("_user_id", ""),
    )
    return credentials if any(credentials) else (*credentials, _phone_in_body())


def _phone_in_body() -> str:
    try:
        body = orjson.loads(request.get_data(cache=True))
    except orjson.JSONDecodeError:
        return ""
    phone = body.get("phone") if isinstance(body, dict) else None
    try:
        return parse_phone(clean_line(phone)) if isinstance(phone, str) else ""
    except WrongPhone:
        return ""


def once_by_word(word: str, said: str, make: Callable[[], str]) -> str:
    """Makes something for the random word of a page, or tells again what was made for it.

    The same word with other answers (`said`) is another call: who goes back, changes an answer and
    sends it again means it.
    """
    full_key = "\n".join((request.path, word, said))
    answer = _first_or_earlier(full_key, "", lambda: Response(make()))
    return answer.get_data(as_text=True)


def _first_or_earlier(full_key: str, body_hash: str, call: Callable[[], Response]) -> Response:
    key_hash = keyed_hash("idempotency", full_key)
    try:
        with transaction():
            earlier = db.session.get(IdempotentCall, key_hash)
            if earlier is None:
                return _first(call, full_key, key_hash, body_hash)
    except IntegrityError:
        earlier = db.session.get(IdempotentCall, key_hash)
        if earlier is None:
            raise
    return _told_again(earlier, full_key, body_hash)


def _told_again(earlier: IdempotentCall, full_key: str, body_hash: str) -> Response:
    if earlier.body_hash != body_hash:
        raise Invalid({HEADER: [_("This key was used with another body.")]})
    body = _cipher(full_key).decrypt(earlier.answer)
    return Response(body, status=earlier.status, mimetype="application/json")


def _first(call: Callable[[], Response], full_key: str, key_hash: str, body_hash: str) -> Response:
    row = IdempotentCall(key_hash=key_hash, body_hash=body_hash, status=0, answer=b"")
    db.session.add(row)
    db.session.flush()  # here a second caller waits until the first is done
    answer = call()
    row.status = answer.status_code
    row.answer = _cipher(full_key).encrypt(answer.get_data())
    return answer


def forget_old_calls(now: datetime) -> int:
    """Removes keys that are too old; how many."""
    with transaction():
        return changed(sa.delete(IdempotentCall).where(IdempotentCall.created_at < now - KEPT))


def _cipher(full_key: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(keyed_hash("answer", full_key))))
