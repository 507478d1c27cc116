"""Zalo's notification service, over real connections: what it gets, and what its answers mean."""

import json
import logging
import time
from pathlib import Path
from typing import Any

import pytest

from connect.channels import GoneFailure, Message, PermanentFailure, TemporaryFailure
from connect.channels.zalo import LONGEST_TEXT
from tests.channels.gateways import (
    CUT_OFF,
    DRIPPING,
    PHONE,
    TEMPORARY,
    VIETNAMESE,
    Gateway,
    gateway_running,
)
from tests.channels.zalos import ID, MESSAGE, SECRET, SEED, TEMPLATE, channel_of, said


def test_zalo_gets_the_phone_the_template_and_the_text(
    zalo: Gateway, sign_in: Gateway, file: Path
) -> None:
    channel_of(zalo, sign_in, file).send(MESSAGE)
    [post] = zalo.posts
    assert json.loads(post.body) == {
        "phone": PHONE.removeprefix("+"),
        "template_id": TEMPLATE,
        "template_data": {"text": " ".join(VIETNAMESE.split())},
        "tracking_id": ID.replace("-", ""),
    }
    assert post.headers["access_token"] == "access-token-1"
    assert post.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize(("code", "retry_after_s"), [(-32, 60.0), (-100, None), (-133, 3600.0)])
def test_what_may_pass_is_temporary(
    zalo: Gateway, sign_in: Gateway, file: Path, code: int, retry_after_s: float | None
) -> None:
    said(zalo, code)
    with pytest.raises(TemporaryFailure, match=str(code)) as failure:
        channel_of(zalo, sign_in, file).send(MESSAGE)
    assert failure.value.retry_after_s == retry_after_s
    assert len(zalo.posts) == 1


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (-108, "phone"),
        (-115, "money"),
        (-118, "no Zalo"),
        (-131, "not approved"),
        (-139, "does not want"),
        (-147, "used up"),
        (-109, "refused it with -109"),
        (-9999, "refused it with -9999"),
        (5, "refused it with 5"),
    ],
)
def test_what_will_not_pass_is_permanent_and_says_why(
    zalo: Gateway, sign_in: Gateway, file: Path, code: int, why: str
) -> None:
    said(zalo, code)
    with pytest.raises(PermanentFailure, match=why) as failure:
        channel_of(zalo, sign_in, file).send(MESSAGE)
    assert str(code) in str(failure.value)
    assert not isinstance(failure.value, GoneFailure), "the phone is still there for other wires"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"OK",
        b"[]",
        b"7",
        b"{}",
        b'{"error": null}',
        b'{"error": "0"}',
        b'{"error": 0',
        b'{"error": []}',
        b'{"error": {}}',
        b"<!doctype html><title>Sign in</title>",
        b'{"error": 0, "x": "' + b"x" * 100_000 + b'"}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_answer_of_zalos_is_no_yes(
    zalo: Gateway, sign_in: Gateway, file: Path, body: bytes
) -> None:
    zalo.says("200 OK", body, Content_Type="application/json")
    with pytest.raises(PermanentFailure, match="Zalo answered"):
        channel_of(zalo, sign_in, file).send(MESSAGE)


@pytest.mark.parametrize("status", TEMPORARY)
def test_a_status_that_may_pass_is_temporary(
    zalo: Gateway, sign_in: Gateway, file: Path, status: int
) -> None:
    zalo.says(f"{status} No", Retry_After="7")
    with pytest.raises(TemporaryFailure, match=str(status)) as failure:
        channel_of(zalo, sign_in, file).send(MESSAGE)
    assert failure.value.retry_after_s == 7.0


@pytest.mark.parametrize("status", [301, 307, 308, 400, 401, 403, 404, 410])
def test_a_status_that_will_not_pass_is_permanent(
    zalo: Gateway, sign_in: Gateway, file: Path, status: int
) -> None:
    with gateway_running() as elsewhere:
        zalo.says(f"{status} No", Location=elsewhere.url)
        with pytest.raises(PermanentFailure, match=str(status)):
            channel_of(zalo, sign_in, file).send(MESSAGE)
        assert elsewhere.posts == []


@pytest.mark.parametrize("answer", CUT_OFF)
def test_an_answer_that_is_cut_off_or_no_answer_is_temporary(
    zalo: Gateway, sign_in: Gateway, file: Path, answer: bytes
) -> None:
    zalo.answer = answer
    with pytest.raises(TemporaryFailure, match="to the end"):
        channel_of(zalo, sign_in, file).send(MESSAGE)


@pytest.mark.parametrize("answer", DRIPPING)
def test_zalo_that_drips_is_left_in_time(
    zalo: Gateway, sign_in: Gateway, file: Path, answer: bytes
) -> None:
    zalo.answer, zalo.seconds_per_byte = answer, 0.01
    started = time.monotonic()
    with pytest.raises(TemporaryFailure):
        channel_of(zalo, sign_in, file, answer_s=0.5).send(MESSAGE)
    assert time.monotonic() - started < 4


def test_a_text_is_one_line_that_fits_into_the_template(
    zalo: Gateway, sign_in: Gateway, file: Path
) -> None:
    channel = channel_of(zalo, sign_in, file)
    for length in (LONGEST_TEXT, LONGEST_TEXT + 1):
        channel.send(Message(channel="zalo", to=PHONE, kind="x", body="ạ" * length))
    channel.send(Message(channel="zalo", to=PHONE, kind="x", body="x", id="delivery-" * 9))
    whole, cut, _short = (json.loads(post.body)["template_data"]["text"] for post in zalo.posts)
    assert whole == "ạ" * LONGEST_TEXT
    assert cut == "ạ" * (LONGEST_TEXT - 1) + "…"
    ids = [json.loads(post.body)["tracking_id"] for post in zalo.posts]
    assert ids[0] != ids[1], "what has no id gets one of its own"
    assert all(id_.isalnum() and len(id_) <= 48 for id_ in ids)
    assert ids[2] == ("delivery" * 9)[:48]


@pytest.mark.parametrize(
    "phone", ["", "84912345678", "+8491 234", "+", "+84912345678\n", "+٨٤٩١٢٣٤٥"]
)
def test_a_phone_that_is_none_costs_nothing(
    zalo: Gateway, sign_in: Gateway, file: Path, phone: str
) -> None:
    with pytest.raises(PermanentFailure, match="phone"):
        channel_of(zalo, sign_in, file).send(Message(channel="zalo", to=phone, kind="x", body="x"))
    assert sign_in.posts == zalo.posts == []


@pytest.mark.parametrize("code", [0, -100, -118, -124, "no"])
def test_nothing_is_told(
    zalo: Gateway, sign_in: Gateway, file: Path, caplog: pytest.LogCaptureFixture, code: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    said(zalo, code)
    told = ""
    try:
        channel_of(zalo, sign_in, file).send(MESSAGE)
    except (TemporaryFailure, PermanentFailure) as failure:
        told = repr(failure) + repr(failure.__cause__)
    hidden = (PHONE, PHONE[1:], "gạo", SECRET, SEED, "access-token", "refresh-token")
    assert [word for word in hidden if word in told + caplog.text] == []
