"""Codes of an authenticator app, RFC 6238: six digits, a new one every 30 seconds. Pure.

SHA-1, because all apps know it and some know nothing else; as an HMAC nothing is known against it.
"""

import base64
import secrets
from collections.abc import Iterator

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from connect.foundation.security import CODE_DIGITS, same

STEP_S = 30
AROUND = (0, -1, 1)  # steps: clocks of phones are wrong, and people take their time
KEY_BYTES = 20
ISSUER = "Connect"


def new_key() -> str:
    """160 random bits, as 32 letters of base32."""
    return base64.b32encode(secrets.randbelow(256**KEY_BYTES).to_bytes(KEY_BYTES)).decode()


def address(key: str, phone: str) -> str:
    """What a QR code tells the app: `otpauth://totp/…`."""
    return _codes(key).get_provisioning_uri(phone, ISSUER)


def grouped(letters: str) -> str:
    """In fours, as people type them."""
    return " ".join(letters[n : n + 4] for n in range(0, len(letters), 4))


def code_at(key: str, step: int) -> str:
    """The six digits of a step since 1970."""
    return _codes(key).generate(step * STEP_S).decode()


def step_of(key: str, digits: str, now_s: float) -> int | None:
    """Which step these digits are of: that of now or one beside it; None where they are wrong."""
    found = [step for step in _steps(now_s) if same(code_at(key, step), digits)]
    return found[0] if found else None


def _steps(now_s: float) -> Iterator[int]:
    now = int(now_s) // STEP_S
    return (now + away for away in AROUND)


def _codes(key: str) -> TOTP:
    return TOTP(base64.b32decode(key), CODE_DIGITS, SHA1(), STEP_S)  # noqa: S303 - as apps do: see above
