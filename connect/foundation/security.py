"""Secrets: passwords, codes, tokens, signed links. The only place that hashes or compares them."""

import base64
import hashlib
import hmac
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from itsdangerous import BadData, TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer

from connect.foundation.clock import utcnow

CODE_DIGITS = 6
_hasher = PasswordHasher()


@cache
def _nobody() -> str:
    """Compared against when there is no account, so that the answer takes as long as with one."""
    return _hasher.hash(secrets.token_urlsafe())


def hash_password(password: str) -> str:
    """Argon2id with the library's current parameters."""
    return _hasher.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right. None, or what is no hash, takes as long and is False."""
    known = password_hash if password_hash and password_hash.startswith("$") else None
    try:
        return _hasher.verify(known or _nobody(), password) and known is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(password_hash)


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def new_token() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA256 under the secret key: useless to who holds the database alone. 64 hex digits."""
    key = f"{purpose}:{_key()}".encode()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()


def same(a: str, b: str) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


def seal(purpose: str, value: str) -> str:
    """`value` encrypted under the secret key: nothing to who holds the database alone."""
    return _cipher(purpose).encrypt(value.encode()).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """What was sealed for the same purpose, or None, as where the secret key is another one."""
    try:
        return _cipher(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _cipher(purpose: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(bytes.fromhex(keyed_hash("seal", purpose))))


def sign(purpose: str, value: str) -> str:
    """A link token that carries `value` and cannot be made without the secret key."""
    return URLSafeSerializer(_key(), salt=purpose).dumps(value)


def unsign(purpose: str, token: str) -> str | None:
    """The value of a token made by `sign` for the same purpose, or None."""
    try:
        value = URLSafeSerializer(_key(), salt=purpose).loads(token)
    except BadData:  # its payload, too: signed for another kind of token
        return None
    return value if isinstance(value, str) else None


def sign_for_a_while(purpose: str, value: str) -> str:
    """Like `sign`, with the moment inside."""
    return _timed(purpose).dumps(value)


def unsign_recent(purpose: str, token: str, *, max_age_s: int) -> str | None:
    """The value of a token made by `sign_for_a_while` at most `max_age_s` seconds ago, or None."""
    try:
        value = _timed(purpose).loads(token, max_age=max_age_s)
    except BadData:  # its payload, too: signed for another kind of token
        return None
    return value if isinstance(value, str) else None


class OurTime(TimestampSigner):
    """Signs with the time that all machines share: what one signs, no other takes for the future.

    That would be refused.
    """

    def get_timestamp(self) -> int:
        """Now, in whole seconds since 1970."""
        return int(utcnow().timestamp())


def _timed(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(_key(), salt=purpose, signer=OurTime)


def _key() -> str:
    key = current_app.secret_key
    if not isinstance(key, str):
        raise TypeError("the secret key is text")
    return key
