"""Web Push over a real TLS connection: a browser decrypts it, push services misbehave."""

import json
import logging
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from connect.channels import GoneFailure, Message, PermanentFailure, TemporaryFailure
from connect.channels.aes128gcm import LONGEST, encrypt
from connect.channels.answer import LONGEST_ANSWER
from connect.channels.push_services import connect_publicly, is_public, way_to
from connect.channels.subscription import LONGEST_SUBSCRIPTION, read_subscription
from connect.channels.webpush import WebPushChannel, public_key
from connect.foundation.config import PUSH_HOSTS
from connect.foundation.wires import new_vapid_key
from tests.channels.browsers import Subscriber, b64, claims_in, unb64
from tests.channels.conftest import Certificate
from tests.channels.gateways import (
    CUT_OFF,
    DRIPPING,
    TEMPORARY,
    VIETNAMESE,
    Gateway,
    gateway_running,
)

KEY = new_vapid_key()
SUBJECT = "mailto:help@connect.example"
SECRET_PATH = "/push/address-that-nobody-sees"
KNOWN = tuple(PUSH_HOSTS.split(","))


@pytest.fixture
def service(trusted: Certificate) -> Iterator[Gateway]:
    """A push service on this machine."""
    with gateway_running(trusted.server) as service:
        service.says("201 Created", Location="https://127.0.0.1/message/1")
        yield service


@pytest.fixture
def subscriber() -> Subscriber:
    return Subscriber()


def endpoint_of(service: Gateway) -> str:
    return f"https://127.0.0.1:{service.port}{SECRET_PATH}"


def send(service: Gateway, to: str, *, answer_s: float = 5.0, **changes: Any) -> None:
    channel = WebPushChannel(KEY, SUBJECT, (f"127.0.0.1:{service.port}",), answer_s=answer_s)
    message = Message(channel="push", to=to, kind="offer", body=VIETNAMESE, id="delivery-7")
    channel.send(replace(message, **changes))


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


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
def test_2xx_is_accepted(service: Gateway, subscriber: Subscriber, status: str) -> None:
    service.answer = f"HTTP/1.1 {status}\r\n\r\n".encode()
    send(service, subscriber.subscription(endpoint_of(service)))
    assert len(service.posts) == 1


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_has_ended_can_be_forgotten(
    service: Gateway, subscriber: Subscriber, status: int
) -> None:
    service.says(f"{status} No", VIETNAMESE.encode())
    with pytest.raises(GoneFailure, match=str(status)):
        send(service, subscriber.subscription(endpoint_of(service)))


@pytest.mark.parametrize("status", [400, 401, 403, 413])
def test_what_will_not_pass_is_permanent_but_the_subscription_stays(
    service: Gateway, subscriber: Subscriber, status: int
) -> None:
    service.says(f"{status} No", VIETNAMESE.encode())
    with pytest.raises(PermanentFailure, match=str(status)) as failure:
        send(service, subscriber.subscription(endpoint_of(service)))
    assert not isinstance(failure.value, GoneFailure)


@pytest.mark.parametrize("status", TEMPORARY)
def test_what_may_pass_is_temporary(service: Gateway, subscriber: Subscriber, status: int) -> None:
    service.says(f"{status} No", Retry_After="7")
    with pytest.raises(TemporaryFailure, match=str(status)) as failure:
        send(service, subscriber.subscription(endpoint_of(service)))
    assert failure.value.retry_after_s == 7.0
    assert len(service.posts) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    service: Gateway, subscriber: Subscriber, trusted: Certificate, status: int
) -> None:
    with gateway_running(trusted.server) as elsewhere:
        service.says(f"{status} Over there", Location=endpoint_of(elsewhere))
        with pytest.raises(PermanentFailure, match="redirect"):
            send(service, subscriber.subscription(endpoint_of(service)))
        assert elsewhere.posts == []


@pytest.mark.parametrize("answer", CUT_OFF)
def test_an_answer_that_is_cut_off_or_no_answer_is_temporary(
    service: Gateway, subscriber: Subscriber, answer: bytes
) -> None:
    service.answer = answer
    with pytest.raises(TemporaryFailure, match="to the end"):
        send(service, subscriber.subscription(endpoint_of(service)))


@pytest.mark.parametrize("answer", DRIPPING)
def test_a_service_that_drips_is_left_in_time(
    service: Gateway, subscriber: Subscriber, answer: bytes
) -> None:
    service.answer, service.seconds_per_byte = answer, 0.01
    started = time.monotonic()
    with pytest.raises(TemporaryFailure):
        send(service, subscriber.subscription(endpoint_of(service)), answer_s=0.5)
    assert time.monotonic() - started < 4


def test_a_service_that_hangs_is_left_in_time(service: Gateway, subscriber: Subscriber) -> None:
    service.hangs = True
    started = time.monotonic()
    with pytest.raises(TemporaryFailure):
        send(service, subscriber.subscription(endpoint_of(service)), answer_s=0.2)
    assert time.monotonic() - started < 3


def test_a_service_that_never_greets_is_left_in_time(
    trusted: Certificate, subscriber: Subscriber
) -> None:
    """It takes the connection, and says not a word of TLS."""
    silent = Gateway()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        silent.port = listener.getsockname()[1]
        started = time.monotonic()
        with pytest.raises(TemporaryFailure):
            send(silent, subscriber.subscription(endpoint_of(silent)), answer_s=0.3)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"x" * (LONGEST_ANSWER + 1), "more than"),
        (b"x" * 10_000_000, "more than"),
        (b"<!doctype html><title>Sign in</title>", "web page"),
        (b'{"error": "no"}', "an error"),
    ],
)
def test_a_success_that_cannot_be_read_as_one_is_permanent(
    service: Gateway, subscriber: Subscriber, body: bytes, why: str
) -> None:
    service.says("200 OK", body)
    with pytest.raises(PermanentFailure, match=why):
        send(service, subscriber.subscription(endpoint_of(service)))


def test_a_service_whose_certificate_nobody_trusts_learns_nothing(
    certificate: Certificate, subscriber: Subscriber
) -> None:
    with gateway_running(certificate.server) as service:
        with pytest.raises(TemporaryFailure):
            send(service, subscriber.subscription(endpoint_of(service)))
        assert service.posts == []


@pytest.mark.parametrize("answer", ["500 Oh", "410 Gone", "400 Bad", "200 OK"])
def test_nothing_is_told(
    service: Gateway, subscriber: Subscriber, caplog: pytest.LogCaptureFixture, answer: str
) -> None:
    caplog.set_level(logging.DEBUG)
    to = subscriber.subscription(endpoint_of(service))
    service.says(answer, f"<html>{VIETNAMESE}{SECRET_PATH}".encode())
    with pytest.raises((TemporaryFailure, PermanentFailure)) as failure:
        send(service, to)
    told = caplog.text + repr(failure.value) + str(failure.value.__cause__)
    keys = json.loads(to)["keys"].values()
    assert [word for word in (SECRET_PATH, "gạo", KEY, *keys) if word in told] == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://127.0.0.1/push",
        "https://localhost/push",
        "https://[::1]/push",
        "https://10.0.0.1/push",
        "https://169.254.169.254/latest/meta-data",
        "https://0/push",
        "https://2130706433/push",
        "https://connect.example/api/v1/requests",
        "https://fcm.googleapis.com:8443/push",
        "https://fcm.googleapis.com:80/push",
        "https://fcm.googleapis.com./push",
        "https://fcm.googleapis.com.evil.example/push",
        "https://evilfcm.googleapis.com/push",
        "https://push.services.mozilla.com.evil.example/push",
        "https://evilpush.services.mozilla.com/push",
        "https://ｆcm.googleapis.com/push",
        "http://fcm.googleapis.com/push",
        "ftp://fcm.googleapis.com/push",
        "file:///etc/passwd",
        "//fcm.googleapis.com/push",
        "https://user:pass@fcm.googleapis.com/push",
        "https://fcm.googleapis.com@evil.example/push",
        "https://fcm.googleapis.com\\@evil.example/push",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/\r\nX-Evil: 1",
        "https://fcm.googleapis.com:99999/push",
        "https://",
        "",
    ],
)
def test_a_stranger_cannot_send_us_elsewhere(subscriber: Subscriber, endpoint: str) -> None:
    channel = WebPushChannel(KEY, SUBJECT, KNOWN)
    message = Message(
        channel="push", to=subscriber.subscription(endpoint), kind="offer", body=VIETNAMESE
    )
    with pytest.raises(PermanentFailure, match="subscription"):
        channel.send(message)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://FCM.googleapis.com:443/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
        "https://web.push.apple.com/QO-abc",
    ],
)
def test_the_push_services_of_browsers_are_known(subscriber: Subscriber, endpoint: str) -> None:
    where = read_subscription(subscriber.subscription(endpoint)).endpoint
    assert way_to(where, KNOWN) is connect_publicly, "and nothing but public addresses of theirs"


def test_a_name_that_leads_into_our_own_network_is_not_followed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as ours:
        ours.settimeout(0.2)
        with pytest.raises(OSError, match="public"):
            connect_publicly(("localhost", ours.getsockname()[1]), 1.0)
        with pytest.raises(TimeoutError):
            ours.accept()


def test_a_known_service_whose_name_was_bent_to_us_is_temporary(
    subscriber: Subscriber, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lying name server: the real one cannot be made to lie here."""
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 443))]
    asked = []

    def lookup(host: str, *_args: Any, **_named: Any) -> Any:
        asked.append(host)
        return here

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    to = subscriber.subscription("https://fcm.googleapis.com/fcm/send/abc")
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        WebPushChannel(KEY, SUBJECT, KNOWN).send(
            Message(channel="push", to=to, kind="offer", body="x")
        )
    assert asked == ["fcm.googleapis.com"]


def test_what_was_looked_at_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise when asked again; nobody may really be called here."""
    answers = [["10.0.0.1", "142.250.1.1"], ["127.0.0.1"]]
    connected = []

    def lookup(_host: str, port: int, **_named: Any) -> Any:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in answers.pop(0)]

    def connect(where: tuple[str, int], _seconds: float) -> socket.socket:
        connected.append(where)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(OSError, match="public"):
        connect_publicly(("fcm.googleapis.com", 443), 1.0)
    assert connected == [("142.250.1.1", 443)]
    assert len(answers) == 1, "asked once"


@pytest.mark.parametrize("address", ["142.250.1.1", "2a00:1450:4001:82a::200a", "1.1.1.1"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.1",
        "0.0.0.0",  # noqa: S104 - refused, not bound
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "fe80::1",
        "fe80::1%1",
        "fc00::1",
        "fd12::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
    ],
)
def test_addresses_that_are_not_the_worlds(address: str) -> None:
    assert not is_public(address)


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
