"""Web Push when the service answers badly, late, or not at all."""

import json
import logging
import socket
import time

import pytest

from connect.channels import GoneFailure, PermanentFailure, TemporaryFailure
from connect.channels.answer import LONGEST_ANSWER
from tests.channels.browsers import Subscriber
from tests.channels.conftest import Certificate
from tests.channels.gateways import (
    CUT_OFF,
    DRIPPING,
    TEMPORARY,
    VIETNAMESE,
    Gateway,
    gateway_running,
)
from tests.channels.pushing import KEY, SECRET_PATH, endpoint_of, send


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
