"""Zalo's notification service and its tokens, over real connections to two servers."""

import json
import logging
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from connect.channels import GoneFailure, Message, PermanentFailure, TemporaryFailure
from connect.channels.zalo import LONGEST_TEXT, ZaloChannel
from connect.channels.zalo_token import SHORTEST_LIFE_S, ZaloToken
from tests.channels.gateways import (
    CUT_OFF,
    DRIPPING,
    PHONE,
    TEMPORARY,
    VIETNAMESE,
    Gateway,
    gateway_running,
)

APP, SECRET, SEED, TEMPLATE = "4291763", "secret-of-the-app", "refresh-token-0", "367123"
ID = "0b8f3c1e-2f6d-4d4c-9a51-7f0f5a1e9c11"
MESSAGE = Message(channel="zalo", to=PHONE, kind="offer", body=VIETNAMESE, id=ID)


@pytest.fixture
def zalo(gateway: Gateway) -> Gateway:
    """Takes every message."""
    said(gateway, 0)
    return gateway


@pytest.fixture
def sign_in() -> Iterator[Gateway]:
    """Gives the first pair of tokens."""
    with gateway_running() as gateway:
        gives(gateway, 1)
        yield gateway


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "zalo_token.json"


def said(gateway: Gateway, error: Any, **more: Any) -> None:
    body = json.dumps({"error": error, "message": f"about {PHONE}", **more}).encode()
    gateway.says("200 OK", body, Content_Type="text/json; charset=utf-8")


def gives(gateway: Gateway, number: int) -> None:
    pair = {"access_token": f"access-token-{number}", "refresh_token": f"refresh-token-{number}"}
    gateway.says("200 OK", json.dumps(pair | {"expires_in": "90000"}).encode())


def channel_of(
    zalo: Gateway, sign_in: Gateway, file: Path, *, seed: str = SEED, answer_s: float = 5.0
) -> ZaloChannel:
    token = ZaloToken(sign_in.url, APP, SECRET, seed, file)
    return ZaloChannel(zalo.url, token, TEMPLATE, answer_s=answer_s)


def token_age(file: Path, seconds: float) -> None:
    """As if the tokens had been given so long ago."""
    access, refresh, since, seed = json.loads(file.read_bytes())
    file.write_text(json.dumps([access, refresh, since - seconds, seed]))


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


def test_the_first_token_comes_of_the_setting_and_is_kept_to_us(
    zalo: Gateway, sign_in: Gateway, file: Path
) -> None:
    for _n in range(3):
        channel_of(zalo, sign_in, file).send(MESSAGE)
    [post] = sign_in.posts
    assert parse_qs(post.body.decode()) == {
        "refresh_token": [SEED],
        "app_id": [APP],
        "grant_type": ["refresh_token"],
    }
    assert post.headers["secret_key"] == SECRET
    assert post.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {post.headers["access_token"] for post in zalo.posts} == {"access-token-1"}


@pytest.mark.parametrize("code", [-124, -216, -220])
def test_a_token_that_wore_out_is_renewed_for_the_next_try(
    zalo: Gateway, sign_in: Gateway, file: Path, code: int
) -> None:
    channel = channel_of(zalo, sign_in, file)
    channel.send(MESSAGE)
    token_age(file, 25 * 3600)
    said(zalo, code)
    gives(sign_in, 2)
    with pytest.raises(TemporaryFailure, match=str(code)) as failure:
        channel.send(MESSAGE)
    assert failure.value.retry_after_s == 1.0
    assert parse_qs(sign_in.posts[-1].body.decode())["refresh_token"] == ["refresh-token-1"]
    said(zalo, 0)
    channel.send(MESSAGE)
    assert zalo.posts[-1].headers["access_token"] == "access-token-2"
    assert len(sign_in.posts) == 2


def test_who_comes_second_takes_the_token_of_the_first(
    zalo: Gateway, sign_in: Gateway, file: Path
) -> None:
    """Two processes meet a token that wore out; the refresh token is good only once."""
    tokens = [ZaloToken(sign_in.url, APP, SECRET, SEED, file) for _n in range(2)]
    worn = tokens[0].access()
    token_age(file, 25 * 3600)
    gives(sign_in, 2)
    assert [token.access(refused=worn) for token in tokens] == ["access-token-2"] * 2
    assert len(sign_in.posts) == 2


def test_who_waited_for_its_turn_looks_again(sign_in: Gateway, file: Path) -> None:
    """Another process renews between our first look and our turn."""
    first = ZaloToken(sign_in.url, APP, SECRET, SEED, file)
    worn = first.access()
    token_age(file, 25 * 3600)
    gives(sign_in, 2)

    class Late(ZaloToken):
        @contextmanager
        def _alone(self) -> Iterator[None]:
            first.access(refused=worn)
            with super()._alone():
                yield

    late = Late(sign_in.url, APP, SECRET, SEED, file)
    assert late.access(refused=worn) == "access-token-2"
    assert len(sign_in.posts) == 2


def test_only_one_renews_at_a_time(sign_in: Gateway, file: Path) -> None:
    sign_in.hangs = True

    def renew() -> None:
        with pytest.raises(TemporaryFailure, match="sign-in"):
            ZaloToken(sign_in.url, APP, SECRET, SEED, file).access()

    renewing = threading.Thread(target=renew)
    renewing.start()
    while not sign_in.posts:
        time.sleep(0.01)
    with pytest.raises(TemporaryFailure, match="is being renewed") as failure:
        ZaloToken(sign_in.url, APP, SECRET, SEED, file).access()
    assert failure.value.retry_after_s == 5.0
    sign_in.stopped.set()
    renewing.join()
    assert len(sign_in.posts) == 1


def test_a_fresh_token_that_is_refused_is_not_renewed_for_ever(
    zalo: Gateway, sign_in: Gateway, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    said(zalo, -124)
    channel = channel_of(zalo, sign_in, file)
    for _n in range(2):
        with pytest.raises(PermanentFailure, match="just given"):
            channel.send(MESSAGE)
    assert len(sign_in.posts) == 1
    assert "CONNECT_ZALO_REFRESH_TOKEN" in caplog.text
    token_age(file, SHORTEST_LIFE_S)
    with pytest.raises(TemporaryFailure):
        channel.send(MESSAGE)
    assert len(sign_in.posts) == 2


def test_a_new_setting_begins_anew(zalo: Gateway, sign_in: Gateway, file: Path) -> None:
    channel_of(zalo, sign_in, file).send(MESSAGE)
    gives(sign_in, 7)
    channel_of(zalo, sign_in, file, seed="refresh-token-6").send(MESSAGE)
    assert parse_qs(sign_in.posts[-1].body.decode())["refresh_token"] == ["refresh-token-6"]
    assert zalo.posts[-1].headers["access_token"] == "access-token-7"


@pytest.mark.parametrize("content", ["", "{", "7", "[]", '["a"]', '{"a": 1}', "null"])
def test_a_file_that_cannot_be_read_is_none(
    zalo: Gateway, sign_in: Gateway, file: Path, content: str
) -> None:
    file.parent.mkdir()
    file.write_text(content)
    channel_of(zalo, sign_in, file).send(MESSAGE)
    assert len(zalo.posts) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"error": -14014, "error_name": "Invalid refresh token."},
        {"access_token": "access-token-2"},
        {"access_token": "", "refresh_token": "x"},
        {"access_token": "evil\r\nX-Evil: 1", "refresh_token": "x"},
        {"access_token": 7, "refresh_token": 8},
        {},
    ],
)
def test_no_new_token_is_permanent_and_loud(
    zalo: Gateway,
    sign_in: Gateway,
    file: Path,
    caplog: pytest.LogCaptureFixture,
    answer: dict[str, Any],
) -> None:
    sign_in.says("200 OK", json.dumps(answer | {"error_description": SEED}).encode())
    with pytest.raises(PermanentFailure, match="no new token"):
        channel_of(zalo, sign_in, file).send(MESSAGE)
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert zalo.posts == []
    assert not file.exists()


@pytest.mark.parametrize("status", TEMPORARY)
def test_a_sign_in_that_is_away_is_temporary(
    zalo: Gateway, sign_in: Gateway, file: Path, status: int
) -> None:
    sign_in.says(f"{status} No", Retry_After="7")
    with pytest.raises(TemporaryFailure, match="sign-in") as failure:
        channel_of(zalo, sign_in, file).send(MESSAGE)
    assert failure.value.retry_after_s == 7.0
    gives(sign_in, 1)
    channel_of(zalo, sign_in, file).send(MESSAGE)
    assert len(zalo.posts) == 1


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
