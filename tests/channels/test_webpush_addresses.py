"""Web Push goes to the push services of browsers, and never into our own network."""

import socket
from typing import Any

import pytest

from connect.channels import Message, PermanentFailure, TemporaryFailure
from connect.channels.push_services import connect_publicly, is_public, way_to
from connect.channels.subscription import read_subscription
from connect.channels.webpush import WebPushChannel
from tests.channels.browsers import Subscriber
from tests.channels.gateways import VIETNAMESE
from tests.channels.pushing import KEY, KNOWN, SUBJECT


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
