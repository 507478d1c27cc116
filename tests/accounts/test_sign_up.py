"""Signing up: a code goes to the phone, and nobody learns whether the phone was known."""

import re
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from connect import channels
from connect.accounts.models import Account, SignUp
from connect.foundation import security
from connect.foundation.clock import utcnow
from connect.foundation.config import ROOT
from connect.foundation.database import db
from tests.accounts.codes import TU, TU_E164, last_code, messages, sign_in, sign_up
from tests.page import Page
from tests.people import PASSWORD, People, count
from tests.web import Browser, words


def test_a_code_of_six_digits_is_sent_to_the_phone(app: Flask, client: Browser) -> None:
    answer = sign_up(client)
    assert answer.status_code == 202
    [message] = messages(app)
    assert (message["channel"], message["kind"]) == ("sms", "code")
    assert len(last_code(app)) == 6
    assert count(app, Account) == 0  # nothing but a proved phone makes an account


def test_neither_the_code_nor_the_password_is_kept_as_it_is(app: Flask, client: Browser) -> None:
    sign_up(client)
    with app.app_context():
        [row] = db.session.execute(sa.select(SignUp.__table__)).mappings()
        assert PASSWORD not in str(row)
        assert last_code(app) not in row["code_hash"]
        assert row["password_hash"].startswith("$argon2id$")
        assert row["expires_at"] <= utcnow() + timedelta(minutes=10)


def test_passwords_are_as_slow_to_guess_as_argon2_advises() -> None:
    """The tests take the least work there is; the product takes what RFC 9106 asks for."""
    program = "from connect.foundation.security import hash_password as h; print(h('x'))"
    made = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    told = re.search(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$", made.stdout)
    assert told is not None
    assert (int(told[1]), int(told[2])) >= (64 * 1024, 3)


def test_a_known_phone_gets_the_same_answer_for_the_same_work(
    app: Flask, client: Browser, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = people.ba_tu.phone
    hashed: Counter[str] = Counter()
    statements: Counter[str] = Counter()
    asking = "nobody yet"
    true_hash = security.hash_password

    def count_hashes(password: str) -> str:
        hashed[asking] += 1
        return true_hash(password)

    def count_statements(*_about: object) -> None:
        statements[asking] += 1

    monkeypatch.setattr(security, "hash_password", count_hashes)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count_statements)
    try:
        answers = {}
        for asking in ("+84912345688", known):
            answers[asking] = sign_up(client, asking)
    finally:
        event.remove(engine, "before_cursor_execute", count_statements)
    stranger, member = answers.values()
    assert stranger.status_code == member.status_code == 202
    assert list(stranger.get_json()) == list(member.get_json()) == ["attempt"]  # a random UUID
    assert stranger.headers.to_wsgi_list() == member.headers.to_wsgi_list()
    assert hashed["+84912345688"] == hashed[known] == 1
    assert statements["+84912345688"] == statements[known]
    assert len(messages(app, known)) == len(messages(app, "+84912345688")) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("phone", "12"),
        ("phone", ""),
        ("phone", None),
        ("phone", "+84 912 345"),
        ("phone", "1' OR '1'='1"),
        ("name", ""),
        ("name", " \u200b "),
        ("name", "x" * 81),
        ("password", "ngắn"),
        ("password", "x" * 201),
        ("password", 12345678),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    field: str, value: object, app: Flask, client: Browser
) -> None:
    told = {"phone": TU_E164, "name": "Bà Tư", "password": PASSWORD} | {field: value}
    answer = client.post("/api/v1/accounts", json=told)
    assert answer.status_code == 422
    assert answer.json is not None
    assert list(answer.json["errors"]) == [field]
    assert count(app, SignUp) == 0


def test_a_code_that_cannot_be_sent_is_said_so(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_message: channels.Message) -> None:
        raise channels.TemporaryFailure

    monkeypatch.setattr(channels, "send", away)
    answer = client.post(
        "/api/v1/accounts", json={"phone": "0912 345 603", "name": "Tư", "password": PASSWORD}
    )
    assert answer.status_code == 503


def test_who_has_forgotten_the_password_writes_no_name_and_keeps_theirs(
    app: Flask, client: Browser, people: People
) -> None:
    url, new = "/sign-up?forgotten=1", "ba con mèo ngoài sân"
    assert not [one for one in client.page(url).all("input") if one.attributes["name"] == "name"]
    assert client.send(url, phone=people.ba_tu.phone, password=new).location == "/verify"
    client.send("/verify", code=last_code(app))
    page = words(client.page("/mine"))
    assert "Đã đặt mật khẩu mới." in page
    assert "Chào Ba Tu." in page
    assert sign_in(app.test_client(), new).status_code == 200


def test_a_forgotten_password_of_no_account_makes_none(app: Flask, client: Browser) -> None:
    client.send("/sign-up?forgotten=1", phone=TU, password=PASSWORD)
    answer = client.send("/verify", code=last_code(app))
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert "Số này chưa có tài khoản." in words(page)
    assert [one for one in page.all("a") if one.attributes.get("href") == "/sign-up"]
    assert count(app, Account) == 0
