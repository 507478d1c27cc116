"""Web Push over a real TLS connection: a browser decrypts it, and nobody else."""

import time
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from connect.channels import PermanentFailure
from connect.channels.aes128gcm import LONGEST, encrypt
from connect.channels.subscription import LONGEST_SUBSCRIPTION
from connect.channels.webpush import public_key
from tests.channels.browsers import Subscriber, b64, claims_in, unb64
from tests.channels.gateways import VIETNAMESE, Gateway
from tests.channels.pushing import KEY, SECRET_PATH, SUBJECT, endpoint_of, send


def test_the_browser_reads_what_was_meant(service: Gateway, subscriber: Subscriber) -> None:
    to = subscriber.subscription(endpoint_of(service))
    send(service, to, subject="Lượt nhận giúp", url="/mine")
    [post] = service.posts
    assert subscriber.reads(post) == {
        "kind": "offer",
        "body": VIETNAMESE,
        "id": "delivery-7",
        "subject": "Lượt nhận giúp",
        "url": "/mine",
    }
    assert post.path == SECRET_PATH
    assert post.headers["Host"] == f"127.0.0.1:{service.port}"
    assert post.headers["TTL"] == "86400"
    assert "gạo".encode() not in post.body
    assert b"offer" not in post.body


def test_nobody_else_can_read_it(service: Gateway, subscriber: Subscriber) -> None:
    send(service, subscriber.subscription(endpoint_of(service)))
    with pytest.raises(InvalidTag):
        Subscriber().reads(service.posts[0])


def test_what_a_message_lacks_is_not_said(service: Gateway, subscriber: Subscriber) -> None:
    send(service, subscriber.subscription(endpoint_of(service)), id="")
    [post] = service.posts
    assert set(subscriber.reads(post)) == {"kind", "body"}
    assert "Topic" not in post.headers


def test_the_push_service_knows_who_sends(service: Gateway, subscriber: Subscriber) -> None:
    send(service, subscriber.subscription(endpoint_of(service)))
    claims, key = claims_in(service.posts[0])
    assert key == public_key(KEY)
    assert claims["aud"] == f"https://127.0.0.1:{service.port}"
    assert claims["sub"] == SUBJECT
    assert 11 * 3600 < claims["exp"] - time.time() <= 12 * 3600
    assert set(claims) == {"aud", "sub", "exp"}


@pytest.mark.parametrize(("urgent", "urgency"), [(True, "high"), (False, "normal")])
def test_what_is_urgent_wakes_the_phone(
    service: Gateway, subscriber: Subscriber, urgent: bool, urgency: str
) -> None:
    send(service, subscriber.subscription(endpoint_of(service)), urgent=urgent)
    assert service.posts[0].headers["Urgency"] == urgency


def test_a_repetition_takes_the_place_of_the_first(
    service: Gateway, subscriber: Subscriber
) -> None:
    to = subscriber.subscription(endpoint_of(service))
    for id_ in ("delivery-7", "delivery-7", "delivery-8"):
        send(service, to, id=id_)
    first, again, other = (post.headers["Topic"] for post in service.posts)
    assert first == again != other
    assert len(first) == 32
    assert len(unb64(first)) == 24, "push services take 32 characters of base64url"
    assert "delivery" not in first


def test_the_encryption_gives_what_the_standard_says() -> None:
    """The example of RFC 8291, section 5."""

    def key(private: str) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(unb64(private)), ec.SECP256R1())

    encrypted = encrypt(
        b"When I grow up, I want to be a watermelon",
        key("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94").public_key(),
        unb64("BTBZMqHH6r4Tts7J_aSIgg"),
        once=key("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
        salt=unb64("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert b64(encrypted) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml"
        "mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT"
        "pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_nothing_is_encrypted_twice_in_the_same_way(
    service: Gateway, subscriber: Subscriber
) -> None:
    to = subscriber.subscription(endpoint_of(service))
    send(service, to)
    send(service, to)
    first, second = (post.body for post in service.posts)
    assert first[:16] != second[:16]
    assert first[21:86] != second[21:86]


def test_what_is_too_long_does_not_leave(service: Gateway, subscriber: Subscriber) -> None:
    to = subscriber.subscription(endpoint_of(service))
    around = len(b'{"kind":"offer","body":"","id":"delivery-7"}')
    send(service, to, body="x" * (LONGEST - around))
    assert len(service.posts[0].body) == 4096
    with pytest.raises(PermanentFailure, match="too long"):
        send(service, to, body="x" * (LONGEST - around + 1))
    with pytest.raises(PermanentFailure, match="UTF-8"):
        send(service, to, body="lone \ud800")
    assert len(service.posts) == 1


POINT = b64(b"\x04" + b"\x01" * 64)


@pytest.mark.parametrize(
    "changes",
    [
        {"p256dh": ""},
        {"p256dh": POINT},  # on no curve
        {"p256dh": b64(b"\x04" * 64)},
        {"p256dh": 7},
        {"p256dh": None},
        {"p256dh": "ổi"},
        {"auth": ""},
        {"auth": b64(b"x" * 15)},
        {"auth": ["x"]},
    ],
)
def test_keys_that_are_none_are_permanent(
    service: Gateway, subscriber: Subscriber, changes: dict[str, Any]
) -> None:
    with pytest.raises(PermanentFailure, match="subscription cannot be one"):
        send(service, subscriber.subscription(endpoint_of(service), **changes))
    assert service.posts == []


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "x", '{"endpoint": 7, "keys": {}}', '{"keys": 7}', "[" * 1500]
)
def test_what_is_no_subscription_is_permanent(service: Gateway, text: str) -> None:
    with pytest.raises(PermanentFailure, match="subscription cannot be one"):
        send(service, text)


def test_a_subscription_has_an_end(service: Gateway, subscriber: Subscriber) -> None:
    to = subscriber.subscription(endpoint_of(service) + "x" * LONGEST_SUBSCRIPTION)
    with pytest.raises(PermanentFailure, match="subscription cannot be one"):
        send(service, to)


def test_keys_may_be_padded_as_some_browsers_do(service: Gateway, subscriber: Subscriber) -> None:
    send(service, subscriber.subscription(endpoint_of(service), auth=b64(subscriber.auth) + "=="))
    assert subscriber.reads(service.posts[0])["kind"] == "offer"
