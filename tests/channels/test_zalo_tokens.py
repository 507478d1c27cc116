"""The tokens of Zalo: given once, kept to us, renewed by one at a time."""

import json
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from connect.channels import PermanentFailure, TemporaryFailure
from connect.channels.zalo_token import SHORTEST_LIFE_S, ZaloToken
from tests.channels.gateways import TEMPORARY, Gateway
from tests.channels.zalos import APP, MESSAGE, SECRET, SEED, channel_of, gives, said, token_age


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
