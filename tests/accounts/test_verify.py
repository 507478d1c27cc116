"""Proving the phone: five tries, ten minutes, one live code."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts.models import AccessToken, Account, SignUp
from connect.foundation import security
from connect.foundation.audit import AuditEntry
from connect.foundation.clock import utcnow
from connect.foundation.codes import CODE_TRIES
from connect.foundation.database import db, transaction
from tests.accounts.codes import last_code, me, sign_in, sign_up, start, verify, wrong
from tests.people import People, count
from tests.web import Browser, browser_of


def test_the_code_makes_the_account_and_gives_a_token(app: Flask, client: Browser) -> None:
    sign_up(client)
    answer = verify(client, last_code(app))
    assert answer.status_code == 200
    assert answer.json is not None
    mine = me(client, answer.json["token"]).json
    assert mine is not None
    assert (mine["phone"], mine["name"], mine["role"]) == ("+84912345603", "Bà Tư", "resident")
    assert sign_in(client).status_code == 200


def test_a_code_works_once(app: Flask, client: Browser) -> None:
    sign_up(client)
    code = last_code(app)
    assert verify(client, code).status_code == 200
    assert verify(client, code).status_code == 422


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "the same key every time"}])
def test_five_wrong_tries_kill_the_code(
    headers: dict[str, str], app: Flask, client: Browser
) -> None:
    sign_up(client)
    code = last_code(app)
    for _try in range(CODE_TRIES):
        assert verify(client, wrong(code), headers=headers).status_code == 422
    assert verify(client, code, headers=headers).status_code == 422
    assert count(app, Account) == 0


def test_the_fifth_try_may_still_be_the_right_one(app: Flask, client: Browser) -> None:
    sign_up(client)
    code = last_code(app)
    for _try in range(CODE_TRIES - 1):
        verify(client, wrong(code))
    assert verify(client, code).status_code == 200


@pytest.mark.parametrize("named", [True, False])
def test_tries_at_the_same_moment_count_each(
    named: bool, app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks twenty times in parallel gets no more than five looks at the code."""
    started, code = start(client, app)
    attempt = started if named else None
    looks = []
    true_same = security.same

    def look(a: str, b: str) -> bool:
        if a:
            looks.append(b)
        return true_same(a, b)

    monkeypatch.setattr(security, "same", look)
    with ThreadPoolExecutor(20) as crowd:
        guesses = [f"{(int(code) + n) % 1_000_000:06}" for n in range(1, 21)]
        answers = list(
            crowd.map(lambda guess: verify(browser_of(app), guess, attempt=attempt), guesses)
        )
    assert {answer.status_code for answer in answers} == {422}
    assert len(looks) == CODE_TRIES
    assert verify(client, code, attempt=attempt).status_code == 422


def test_a_code_is_too_old_after_ten_minutes(app: Flask, client: Browser) -> None:
    sign_up(client)
    with app.app_context():
        [row] = db.session.scalars(sa.select(SignUp))
        assert timedelta(minutes=9) < row.expires_at - utcnow() <= timedelta(minutes=10)
        with transaction():
            db.session.execute(sa.update(SignUp).values(expires_at=utcnow()))
    assert verify(client, last_code(app)).status_code == 422
    assert count(app, Account) == 0


def test_a_newer_code_kills_the_older(app: Flask, client: Browser) -> None:
    sign_up(client)
    old = last_code(app)
    sign_up(client)
    new = last_code(app)
    if old != new:
        assert verify(client, old).status_code == 422
    assert verify(client, new).status_code == 200


def test_a_code_is_good_for_its_own_phone_only(app: Flask, client: Browser) -> None:
    sign_up(client)
    sign_up(client, "0912 345 688")
    assert verify(client, last_code(app), "0912 345 688").status_code == 422


def test_wrong_old_and_never_sent_codes_get_the_same_answer(app: Flask, client: Browser) -> None:
    never = verify(client, "123456")
    sign_up(client)
    code = last_code(app)
    mistaken = verify(client, wrong(code))
    for _try in range(CODE_TRIES):
        dead = verify(client, wrong(code))
    assert never.get_data() == mistaken.get_data() == dead.get_data()
    assert never.json is not None
    assert list(never.json["errors"]) == ["code"]


def test_proving_a_known_phone_sets_the_password_and_ends_every_session(
    app: Flask, client: Browser, people: People
) -> None:
    token, browser = people.ba_tu.token, people.ba_tu.browser
    assert browser.get("/account").status_code == 200
    sign_up(client, password="một mật khẩu mới")
    assert me(client, token).status_code == 200  # asking alone changes nothing
    answer = verify(client, last_code(app))
    assert answer.status_code == 200
    assert me(client, token).status_code == 401
    assert browser.get("/account").status_code == 302
    assert sign_in(client).status_code == 422
    assert sign_in(client, "một mật khẩu mới").status_code == 200
    with app.app_context():
        account = db.session.scalars(sa.select(Account)).one()
        assert account.id == people.ba_tu.id
        assert account.name == "Ba Tu"  # a name typed by who forgot the password changes nothing
        acts = db.session.scalars(sa.select(AuditEntry.action)).all()
        assert acts == ["password_set"]


def test_a_token_is_never_repeated_for_a_key(app: Flask, client: Browser) -> None:
    sign_up(client)
    code = last_code(app)
    first = verify(client, code, headers={"Idempotency-Key": "k"})
    again = verify(client, code, headers={"Idempotency-Key": "k"})
    assert (first.status_code, again.status_code) == (200, 422)
    assert count(app, AccessToken) == 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\u0000" * 6])
def test_a_code_that_is_no_code_is_refused(code: str, app: Flask, client: Browser) -> None:
    sign_up(client)
    assert verify(client, code).status_code == 422
