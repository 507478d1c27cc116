"""A browser that subscribed to Web Push: it decrypts what arrives, and looks at who signed it.

Written from RFC 8188, 8291 and 8292 with other means than `connect.channels` has, so that both
would have to be wrong in the same way.
"""

import hmac
import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.channels.gateways import Post


def b64(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def unb64(value: str) -> bytes:
    return urlsafe_b64decode(value + "=" * (-len(value) % 4))


def point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def hkdf(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """For up to 32 bytes: one block of RFC 5869."""
    extracted = hmac.digest(salt, secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")[:length]


class Subscriber:
    """One subscription, with what only the browser knows of it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)

    def subscription(self, endpoint: str, **changes: Any) -> str:
        """What `PushSubscription.toJSON()` gives; `changes` are to its keys."""
        keys = {"p256dh": b64(point(self.key.public_key())), "auth": b64(self.auth)} | changes
        return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": keys})

    def reads(self, post: Post) -> Any:
        """The message in the post, decrypted. Whatever is wrong with it raises."""
        assert post.headers["Content-Encoding"] == "aes128gcm"
        body = post.body
        salt, record, length = body[:16], int.from_bytes(body[16:20]), body[20]
        sender, encrypted = body[21 : 21 + length], body[21 + length :]
        assert len(body) <= record == 4096, "one record, which every push service takes"
        other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        info = b"WebPush: info\x00" + point(self.key.public_key()) + sender
        secret = hkdf(self.auth, self.key.exchange(ec.ECDH(), other), info, 32)
        key = hkdf(salt, secret, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = hkdf(salt, secret, b"Content-Encoding: nonce\x00", 12)
        cipher = Cipher(algorithms.AES(key), modes.GCM(nonce, encrypted[-16:])).decryptor()
        text = cipher.update(encrypted[:-16]) + cipher.finalize()
        assert text.endswith(b"\x02"), "the last record ends so"
        return json.loads(text[:-1])


def claims_in(post: Post) -> tuple[dict[str, Any], str]:
    """What the sender says of itself, its signature checked, and the public key it was made by."""
    scheme, _space, rest = post.headers["Authorization"].partition(" ")
    assert scheme == "vapid"
    said = dict(part.strip().split("=", 1) for part in rest.split(","))
    header, claims, signature = said["t"].split(".")
    assert json.loads(unb64(header)) == {"typ": "JWT", "alg": "ES256"}
    r, s = (int.from_bytes(unb64(signature)[half]) for half in (slice(32), slice(32, None)))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(said["k"]))
    key.verify(encode_dss_signature(r, s), f"{header}.{claims}".encode(), ec.ECDSA(SHA256()))
    return json.loads(unb64(claims)), said["k"]
