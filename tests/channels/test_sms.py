"""SMS over a real connection to gateways that behave and misbehave."""

import json
import logging
import socket
import time
from datetime import timedelta
from email.utils import format_datetime

import pytest

from connect.channels import Message, PermanentFailure, TemporaryFailure
from connect.channels.answer import LONGEST_ANSWER
from connect.channels.sms import SmsChannel
from connect.foundation.clock import utcnow
from tests.channels.conftest import Certificate
from tests.channels.gateways import (
    CUT_OFF,
    DRIPPING,
    PHONE,
    TEMPORARY,
    TOKEN,
    VIETNAMESE,
    Gateway,
    gateway_running,
)

MESSAGE = Message(channel="sms", to=PHONE, kind="offer", body=VIETNAMESE, id="delivery-7")
JSON = "application/json; charset=utf-8"


def send(gateway: Gateway, message: Message = MESSAGE, *, answer_s: float = 5.0) -> None:
    SmsChannel(gateway.url, TOKEN, answer_s=answer_s).send(message)


def test_the_gateway_gets_the_text_the_receiver_the_id_and_the_token(gateway: Gateway) -> None:
    send(gateway)
    [post] = gateway.posts
    assert json.loads(post.body.decode()) == {"to": PHONE, "text": VIETNAMESE, "id": "delivery-7"}
    assert post.path == "/messages?from=Connect"
    assert post.headers["Authorization"] == f"Bearer {TOKEN}"
    assert post.headers["Content-Type"] == "application/json"
    assert post.headers["Host"] == f"127.0.0.1:{gateway.port}"


def test_a_message_without_an_id_sends_none(gateway: Gateway) -> None:
    send(gateway, Message(channel="sms", to=PHONE, kind="code", body="123456"))
    assert json.loads(gateway.posts[0].body) == {"to": PHONE, "text": "123456"}


@pytest.mark.parametrize(
    ("status", "body", "content_type"),
    [
        ("200 OK", b"OK 4711", "text/html"),  # old gateways call everything HTML
        ("200 OK", b'{"error": null, "id": 4711}', JSON),
        ("200 OK", b'{"error": ""}', "text/plain"),
        ("200 OK", b"[]", JSON),
        ("200 OK", b"<?xml version='1.0'?><ok/>", "text/xml"),
        ("201 Created", b"", JSON),
        ("202 Accepted", b"x" * LONGEST_ANSWER, "text/plain"),
    ],
)
def test_2xx_is_accepted(gateway: Gateway, status: str, body: bytes, content_type: str) -> None:
    gateway.says(status, body, Content_Type=content_type)
    send(gateway)
    assert len(gateway.posts) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.0 200 OK\n\n",
        b"HTTP/1.0 200 OK\r\nServer: old\r\n\r\nOK 4711",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK",
    ],
)
def test_an_answer_may_end_in_every_way_that_http_has(gateway: Gateway, answer: bytes) -> None:
    gateway.answer = answer
    send(gateway)


@pytest.mark.parametrize("status", TEMPORARY)
def test_what_may_pass_is_temporary(gateway: Gateway, status: int) -> None:
    gateway.says(f"{status} No", VIETNAMESE.encode())
    with pytest.raises(TemporaryFailure, match=str(status)) as failure:
        send(gateway)
    assert failure.value.retry_after_s is None
    assert len(gateway.posts) == 1, "trying again is the caller's business"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 422])
def test_what_will_not_pass_is_permanent(gateway: Gateway, status: int) -> None:
    gateway.says(f"{status} No", f"cannot send {VIETNAMESE} to {PHONE}".encode())
    with pytest.raises(PermanentFailure, match=str(status)) as failure:
        send(gateway)
    assert PHONE not in str(failure.value)
    assert "gạo" not in str(failure.value)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("7", 7.0),
        ("0", 0.0),
        ("-5", None),
        ("9" * 400, 86_400.0),
        ("soon", None),
        ("٣", None),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0.0),
        ("Sun, 06 Nov 1994 08:49:37 -0000", 0.0),
        ("Sun, 06 Nov 9994 08:49:37 GMT", 86_400.0),
    ],
)
def test_the_gateway_tells_how_long_to_wait(
    gateway: Gateway, said: str, expected: float | None
) -> None:
    gateway.answer = f"HTTP/1.1 429 Slow down\r\nRetry-After: {said}\r\n\r\n".encode()
    with pytest.raises(TemporaryFailure) as failure:
        send(gateway)
    assert failure.value.retry_after_s == expected


def test_the_gateway_tells_until_when_to_wait(gateway: Gateway) -> None:
    until = format_datetime(utcnow() + timedelta(seconds=90), usegmt=True)
    gateway.says("503 Busy", Retry_After=until)
    with pytest.raises(TemporaryFailure) as failure:
        send(gateway)
    assert failure.value.retry_after_s == pytest.approx(90, abs=10)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(gateway: Gateway, status: int) -> None:
    with gateway_running() as elsewhere:
        gateway.says(f"{status} Over there", Location=elsewhere.url)
        with pytest.raises(PermanentFailure, match="redirect"):
            send(gateway)
        assert elsewhere.posts == []
    assert len(gateway.posts) == 1


@pytest.mark.parametrize(
    ("body", "content_type", "why"),
    [
        (b"<!DOCTYPE html><title>Sign in</title>", "text/html", "web page"),
        (b"\xef\xbb\xbf\n <HTML lang=vi>", "text/plain", "web page"),
        (b'{"error": "no credit for +84912345678"}', JSON, "an error"),
        (b'{"errors": ["no credit"]}', "text/html", "an error"),
        (b'{"id": 47', JSON, "cannot be read"),
        (b"queued", JSON, "cannot be read"),
        (b"\xff\xfe", JSON, "cannot be read"),
        (b"x" * 10_000_000, "text/plain", "more than"),
    ],
)
def test_a_success_that_cannot_be_read_as_one_is_permanent(
    gateway: Gateway, body: bytes, content_type: str, why: str
) -> None:
    gateway.says("200 OK", body, Content_Type=content_type)
    with pytest.raises(PermanentFailure, match=why) as failure:
        send(gateway)
    assert PHONE not in str(failure.value)


def test_no_more_is_read_than_an_answer_can_be(gateway: Gateway) -> None:
    """Whoever waited for the rest would find it cut off."""
    gateway.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n" + b"x" * 70_000
    gateway.stays = True
    with pytest.raises(PermanentFailure, match="more than"):
        send(gateway, answer_s=2)


@pytest.mark.parametrize("answer", CUT_OFF)
def test_an_answer_that_is_cut_off_or_no_answer_is_temporary(
    gateway: Gateway, answer: bytes
) -> None:
    gateway.answer = answer
    with pytest.raises(TemporaryFailure, match="to the end"):
        send(gateway)


def test_a_gateway_that_hangs_is_left_in_time(gateway: Gateway) -> None:
    gateway.hangs = True
    started = time.monotonic()
    with pytest.raises(TemporaryFailure):
        send(gateway, answer_s=0.2)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize("answer", DRIPPING)
def test_a_gateway_that_drips_is_left_in_time(gateway: Gateway, answer: bytes) -> None:
    """No single byte is late, and still the whole is bounded."""
    gateway.answer, gateway.seconds_per_byte = answer, 0.01
    started = time.monotonic()
    with pytest.raises(TemporaryFailure):
        send(gateway, answer_s=0.5)
    assert time.monotonic() - started < 4


def test_a_gateway_that_nobody_runs_is_temporary() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    with pytest.raises(TemporaryFailure, match="cannot be reached"):
        SmsChannel(f"http://127.0.0.1:{port}/", TOKEN).send(MESSAGE)


def test_a_gateway_whose_certificate_nobody_trusts_learns_nothing(certificate: Certificate) -> None:
    with gateway_running(certificate.server) as gateway:
        channel = SmsChannel(gateway.url.replace("http:", "https:"), TOKEN)
        with pytest.raises(TemporaryFailure):
            channel.send(MESSAGE)
        assert gateway.posts == []


def test_a_gateway_by_https(trusted: Certificate) -> None:
    with gateway_running(trusted.server) as gateway:
        channel = SmsChannel(gateway.url.replace("http:", "https:"), TOKEN, answer_s=0.5)
        channel.send(MESSAGE)
        assert json.loads(gateway.posts[0].body)["text"] == VIETNAMESE
        gateway.hangs = True
        with pytest.raises(TemporaryFailure):
            channel.send(MESSAGE)


def test_a_text_that_is_no_unicode_is_permanent(gateway: Gateway) -> None:
    with pytest.raises(PermanentFailure, match="UTF-8"):
        send(gateway, Message(channel="sms", to=PHONE, kind="x", body="lone \ud800"))
    assert gateway.posts == []


def test_nothing_is_logged(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    send(gateway)
    gateway.says("500 Oh", PHONE.encode())
    with pytest.raises(TemporaryFailure) as failure:
        send(gateway)
    told = caplog.text + repr(failure.value)
    assert [word for word in (TOKEN, PHONE, "gạo") if word in told] == []
