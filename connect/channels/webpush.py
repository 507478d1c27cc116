"""Web Push: one encrypted message to the browser that asked for it, by its own push service."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from urllib.parse import SplitResult

import jwt

from connect.channels.aes128gcm import LONGEST, encrypt, point_of
from connect.channels.contract import Message, PermanentFailure
from connect.channels.http_post import HttpPost, json_body, origin_of
from connect.channels.push_services import way_to
from connect.channels.subscription import read_subscription
from connect.foundation.clock import utcnow
from connect.foundation.wires import vapid_key

# How long a push service keeps it for a browser that is away: later it is only in the inbox.
KEPT = timedelta(days=1)
_SIGNED_FOR = timedelta(hours=12)  # a day is the most that push services take
_GONE = frozenset((404, 410))


class WebPushChannel:
    """Signs with the VAPID `key`; `subject` tells push services where to ask about us.

    `services` are the only places that it goes to (`push_services.way_to`). The browser gets JSON:
    {"kind", "body"}, and "id", "subject", "url" where there are such.
    """

    carries = frozenset(("push",))

    def __init__(
        self, key: str, subject: str, services: Sequence[str], *, answer_s: float = 15.0
    ) -> None:
        self._key = vapid_key(key)
        self._public = public_key(key)
        self._subject = subject
        self._services = services
        self._http = HttpPost("the push service", gone=_GONE, answer_s=answer_s)

    def send(self, message: Message) -> None:
        """Hands it to the push service. Raises `GoneFailure` for a subscription that has ended."""
        endpoint, key, auth = read_subscription(message.to)
        connect = way_to(endpoint, self._services)
        if connect is None:
            raise PermanentFailure("the subscription leads to no push service that we know")
        body = encrypt(_text_of(message), key, auth)
        headers = self._headers(message, endpoint)
        self._http.accept(self._http.post(endpoint, headers, body, connect))

    def _headers(self, message: Message, endpoint: SplitResult) -> dict[str, str]:
        headers = {
            "Authorization": f"vapid t={self._signed(endpoint)}, k={self._public}",
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(int(KEPT.total_seconds())),
            "Urgency": "high" if message.urgent else "normal",
        }
        if message.id:
            # A repetition takes the place of what still waits there.
            headers["Topic"] = _base64url(sha256(message.id.encode()).digest()[:24])
        return headers

    def _signed(self, endpoint: SplitResult) -> str:
        claims = {
            "aud": origin_of(endpoint),
            "exp": utcnow() + _SIGNED_FOR,
            "sub": self._subject,
        }
        return jwt.encode(claims, self._key, algorithm="ES256")


def public_key(private: str) -> str:
    """What a browser subscribes with (`applicationServerKey`), of the key in the settings."""
    return _base64url(point_of(vapid_key(private).public_key()))


def _text_of(message: Message) -> bytes:
    words = {"id": message.id, "subject": message.subject, "url": message.url}
    text = json_body(
        {"kind": message.kind, "body": message.body}
        | {name: word for name, word in words.items() if word}
    )
    if len(text) > LONGEST:
        raise PermanentFailure("the message is too long for a push")
    return text


def _base64url(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()
