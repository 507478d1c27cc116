"""A browser's subscription to Web Push: the JSON that its `PushSubscription` turns into."""

from base64 import urlsafe_b64decode
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from connect.channels.contract import PermanentFailure
from connect.foundation.wires import is_plain, is_wire_url

LONGEST_SUBSCRIPTION = 2_000  # characters; they have about 500


class Subscription(NamedTuple):
    """Where a message goes, and the two keys that it is encrypted with."""

    endpoint: SplitResult
    key: ec.EllipticCurvePublicKey
    auth: bytes


def read_subscription(text: str) -> Subscription:
    """The subscription in the JSON `text`. Raises `PermanentFailure` where it cannot be one."""
    try:
        if len(text) > LONGEST_SUBSCRIPTION:
            raise ValueError
        said = orjson.loads(text)
        keys = said["keys"]
        point = _bytes_of(keys["p256dh"], 65)
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        return Subscription(_endpoint(said["endpoint"]), key, _bytes_of(keys["auth"], 16))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise PermanentFailure("the subscription cannot be one") from None


def _endpoint(value: str) -> SplitResult:
    if not is_plain(value) or not is_wire_url(value, ("https",)):
        raise ValueError
    url = urlsplit(value)
    if url.username is not None:
        raise ValueError
    return url


def _bytes_of(value: str, length: int) -> bytes:
    said = urlsafe_b64decode(value.rstrip("=") + "=" * (-len(value.rstrip("=")) % 4))
    if len(said) != length:
        raise ValueError
    return said
