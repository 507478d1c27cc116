"""The signature of a gateway: who can make it may ask for help in anybody's name.

`X-Sms-Timestamp` holds the seconds since 1970, `X-Sms-Signature` the HMAC-SHA256 in hex, under
`CONNECT_SMS_SECRET`, of the timestamp, a full stop and the body, byte for byte. A message older
than five minutes is refused, so that what somebody has overheard is of no use later.
"""

import functools
import hashlib
import hmac
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import current_app, request
from flask_babel import gettext as _

from connect.foundation.clock import utcnow
from connect.foundation.errors import NotAllowed, NotFound
from connect.foundation.security import same

TIMESTAMP, SIGNATURE = "X-Sms-Timestamp", "X-Sms-Signature"
TOLERANCE_S = 300
MOST_BYTES = 16 * 1024
HEADERS = [
    {
        "in": "header",
        "name": TIMESTAMP,
        "required": True,
        "description": "Seconds since 1970, at most five minutes off",
        "schema": {"type": "string", "pattern": "^[0-9]{1,12}$"},
    },
    {
        "in": "header",
        "name": SIGNATURE,
        "required": True,
        "description": (
            "HMAC-SHA256 in hex of the timestamp, a full stop and the body as it is sent, under "
            "the secret that both sides know (CONNECT_SMS_SECRET)"
        ),
        "schema": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    },
]
P = ParamSpec("P")
T = TypeVar("T")


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that belongs to a body."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def signed(view: Callable[P, T]) -> Callable[P, T]:
    """Lets in what was signed just now. Raises `NotAllowed`; `NotFound` where there is no secret.

    The body is read up to 16 kB, and not looked at before its signature is right.
    """

    @functools.wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> T:
        secret = current_app.config["CONNECT"].sms_secret
        if not secret:
            raise NotFound(_("No SMS gateway is set up here."))
        request.max_content_length = MOST_BYTES
        timestamp = request.headers.get(TIMESTAMP, "")
        right = sign(secret, timestamp, request.get_data(cache=True))
        if not same(right, request.headers.get(SIGNATURE, "").lower()) or not _is_now(timestamp):
            raise NotAllowed(_("The signature is missing, wrong or too old."))
        return view(*args, **kwargs)

    return guarded


def _is_now(timestamp: str) -> bool:
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
        return False
    return abs(utcnow().timestamp() - int(timestamp)) <= TOLERANCE_S
