"""Two people sign up for one phone: a code sets the password of the attempt it was sent for."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import count as count_up
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from connect.accounts import queries, service
from connect.accounts.models import Account, SignUp
from connect.foundation.clock import utcnow
from connect.foundation.codes import CODE_LIFE, CODE_TRIES
from connect.foundation.database import db, transaction
from connect.foundation.security import hash_password
from tests.accounts.codes import (
    TU,
    TU_E164,
    last_code,
    messages,
    sign_in,
    sign_up,
    start,
    verify,
    wrong,
)
from tests.people import PASSWORD, People, count
from tests.web import Browser, browser_of

THEIRS = "của kẻ khác đặt"
MINE = "một mật khẩu mới"


@pytest.fixture(params=["nobody's phone", "a phone with an account"])
def phone_with_or_without_account(request: pytest.FixtureRequest, people: People) -> bool:
    """Makes the account where there is to be one; whether there is."""
    return request.param == "a phone with an account" and people.ba_tu.phone == TU_E164


def only_my_password_works(app: Flask) -> bool:
    tried = {word: sign_in(browser_of(app), word).status_code for word in (THEIRS, PASSWORD, MINE)}
    return tried == {THEIRS: 422, PASSWORD: 422, MINE: 200}


@pytest.mark.parametrize("stranger", ["comes first", "comes after"])
@pytest.mark.usefixtures("phone_with_or_without_account")
def test_whoever_else_signs_up_my_code_sets_my_password(
    stranger: str, app: Flask, client: Browser
) -> None:
    if stranger == "comes first":
        start(browser_of(app), app, THEIRS)
    mine, code = start(client, app, MINE)
    if stranger == "comes after":
        _theirs, newest = start(browser_of(app), app, THEIRS)
        if newest != code:  # the phone's owner types the code that came last
            assert verify(client, newest, attempt=mine).status_code == 422
    assert verify(client, code, attempt=mine).status_code == 200
    assert only_my_password_works(app)
    assert count(app, Account) == 1


@pytest.mark.parametrize("stranger", ["comes first", "comes after"])
@pytest.mark.usefixtures("phone_with_or_without_account")
def test_a_browser_proves_what_it_has_signed_up_for(
    stranger: str, app: Flask, client: Browser
) -> None:
    if stranger == "comes first":
        start(browser_of(app), app, THEIRS)
    assert sign_up_by_page(client, MINE).status_code == 303
    code = last_code(app)
    if stranger == "comes after":
        _theirs, newest = start(browser_of(app), app, THEIRS)
        if newest != code:
            assert client.send("/verify", code=newest).status_code == 422
    assert client.send("/verify", code=code).status_code == 303
    assert client.get("/account").status_code == 200
    assert only_my_password_works(app)


def sign_up_by_page(browser: Browser, password: str) -> TestResponse:
    return browser.send("/sign-up", name="Bà Tư", phone=TU, password=password)


def test_another_browser_proves_the_only_attempt(app: Flask, client: Browser) -> None:
    """The form was sent on one device, the code is typed on another."""
    sign_up_by_page(client, MINE)
    other = browser_of(app)
    assert other.send("/verify", phone=TU, code=last_code(app)).status_code == 303


def test_of_several_attempts_no_code_is_taken_without_a_name(app: Flask, client: Browser) -> None:
    _mine, code = start(client, app, MINE)
    alone = verify(client, wrong(code))
    theirs, newest = start(browser_of(app), app, THEIRS)
    for right in (code, newest):
        answer = verify(client, right)
        assert answer.status_code == 422
        # The same words as for a wrong code of an only one: they tell of nobody else.
        assert answer.get_data() == alone.get_data()
    assert count(app, Account) == 0
    assert verify(client, newest, attempt=theirs).status_code == 200


def test_an_attempt_and_its_code_belong_together(app: Flask, client: Browser) -> None:
    mine, code = start(client, app, MINE)
    for attempt, phone in ((str(uuid.uuid4()), TU), (mine, "0912 345 688")):
        assert verify(client, code, phone, attempt).status_code == 422
    assert count(app, Account) == 0
    assert verify(client, code, attempt=mine).status_code == 200


@pytest.mark.parametrize("attempt", ["", "x", 7, [], {}, "0" * 33])
def test_what_is_no_attempt_is_named(attempt: object, client: Browser) -> None:
    told = {"phone": TU, "code": "123456", "attempt": attempt}
    answer = client.post("/api/v1/accounts/verify", json=told)
    assert answer.status_code == 422
    assert answer.json is not None
    assert list(answer.json["errors"]) == ["attempt"]


def test_guesses_without_a_name_leave_me_my_tries(app: Flask, client: Browser) -> None:
    mine, code = start(client, app)
    for _try in range(CODE_TRIES + 1):
        assert verify(browser_of(app), wrong(code)).status_code == 422
    assert verify(browser_of(app), code).status_code == 422  # theirs are used up
    assert verify(client, code, attempt=mine).status_code == 200


def test_five_wrong_tries_kill_the_code_of_one_attempt_only(app: Flask, client: Browser) -> None:
    mine, code = start(client, app, MINE)
    theirs, newest = start(browser_of(app), app, THEIRS)
    for _try in range(CODE_TRIES):
        assert verify(browser_of(app), wrong(newest), attempt=theirs).status_code == 422
    assert verify(browser_of(app), newest, attempt=theirs).status_code == 422
    assert verify(client, code, attempt=mine).status_code == 200


def test_a_proved_phone_has_no_attempts_left(app: Flask, client: Browser) -> None:
    mine, code = start(client, app, MINE)
    theirs, newest = start(browser_of(app), app, THEIRS)
    assert verify(client, code, attempt=mine).status_code == 200
    assert count(app, SignUp) == 0
    assert verify(browser_of(app), newest, attempt=theirs).status_code == 422


def test_the_same_password_again_is_the_same_attempt(app: Flask, client: Browser) -> None:
    first, old = start(client, app)
    for _try in range(CODE_TRIES):
        verify(client, wrong(old), attempt=first)
    sign_up(client, name="Tư")
    again, new = start(browser_of(app), app)
    assert again == first
    assert count(app, SignUp) == 1
    assert len(messages(app)) == 3
    if old != new:
        assert verify(client, old, attempt=first).status_code == 422
    assert verify(client, new, attempt=first).status_code == 200  # with five new tries


def test_what_has_expired_is_another_attempt(app: Flask, client: Browser) -> None:
    first, _code = start(client, app)
    with app.app_context():
        service.forget_expired(db.session.scalars(sa.select(SignUp.expires_at)).one())
    again, _code = start(client, app)
    assert again != first
    assert count(app, SignUp) == 1


def test_a_button_pressed_twice_at_the_same_moment_does_no_harm(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(client, app)
    with monkeypatch.context() as patch:
        patch.setattr(queries, "live_sign_ups", lambda _phone: [])  # neither saw the other
        twin, code = start(client, app)
    assert count(app, SignUp) == 2
    assert verify(client, wrong(code), attempt=twin).status_code == 422
    start(client, app)
    assert count(app, SignUp) == 1
    assert verify(client, last_code(app)).status_code == 200


def test_an_attempt_that_ends_while_it_is_renewed_is_a_new_one(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, code = start(client, app)
    with app.app_context():
        before = queries.live_sign_ups(TU_E164)
    assert verify(client, code).status_code == 200
    monkeypatch.setattr(queries, "live_sign_ups", lambda _phone: before)
    again, code = start(client, app)
    assert again != first
    assert verify(client, code, attempt=again).status_code == 200
    assert sign_in(client).status_code == 200


def test_many_at_the_same_moment_do_not_wait_in_a_circle(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each press keeps the attempt it read first, and they read in different orders."""
    read, turn, all_have_read = queries.live_sign_ups, count_up(), Barrier(4)

    def read_from_elsewhere(phone: str) -> list[sa.Row[uuid.UUID, str]]:
        waiting, start = list(read(phone)), next(turn) % 4
        all_have_read.wait()
        return waiting[start:] + waiting[:start]

    with app.app_context(), transaction():
        password_hash, end = hash_password(MINE), utcnow() + CODE_LIFE
        for _press in range(4):
            attempt = SignUp(phone=TU_E164, name="Tư", password_hash=password_hash, code_hash="")
            attempt.tries_left = attempt.blind_tries_left = CODE_TRIES
            attempt.expires_at = end
            db.session.add(attempt)
    monkeypatch.setattr(queries, "live_sign_ups", read_from_elsewhere)
    with ThreadPoolExecutor(4) as crowd:
        pressed = crowd.map(
            lambda _n: sign_up(browser_of(app), password=MINE).status_code, range(4)
        )
        assert list(pressed) == [202] * 4
