"""The encryption of Web Push (RFC 8291): only the browser that subscribed can read the message."""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD = 4096  # bytes: all of a message that every push service must take
_HEADER = 16 + 4 + 1 + 65
_END, _TAG = b"\x02", 16
LONGEST = RECORD - _HEADER - len(_END) - _TAG


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    """The key as browsers write it: the uncompressed point, 65 bytes."""
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypt(
    text: bytes,
    receiver: ec.EllipticCurvePublicKey,
    auth: bytes,
    *,
    once: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes | None = None,
) -> bytes:
    """At most `LONGEST` bytes for whoever holds `receiver`'s private key and knows `auth`.

    `once` and `salt` are for a single message, and are made here: given only to be reproduced.
    """
    once = once or ec.generate_private_key(ec.SECP256R1())
    salt = salt or os.urandom(16)
    ours = point_of(once.public_key())
    both = b"WebPush: info\0" + point_of(receiver) + ours
    secret = _derived(once.exchange(ec.ECDH(), receiver), auth, both, 32)
    key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    header = salt + RECORD.to_bytes(4) + bytes((len(ours),)) + ours
    return header + AESGCM(key).encrypt(nonce, text + _END, None)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
