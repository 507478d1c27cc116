"""Who resets a password shuts out who knew the old one, also at the very same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from connect.accounts import Role, service
from connect.accounts.models import AccessToken
from connect.foundation import security
from connect.foundation.database import db
from connect.foundation.errors import NotFound
from tests.accounts.codes import sign_in
from tests.people import PASSWORD, People

RESET = "ngày mai trời lại sáng"
THEIRS = "cây đa đầu làng"
Meanwhile = Callable[[Callable[[], object]], None]


@pytest.fixture
def meanwhile(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Has another thread do something after the next password was compared, and found right."""
    compare = security.password_matches

    def do(act: Callable[[], object]) -> None:
        def compare_and_act(known: str | None, password: str) -> bool:
            monkeypatch.setattr(security, "password_matches", compare)
            matches = compare(known, password)
            with ThreadPoolExecutor(1) as other:
                other.submit(in_app, act).result()
            return matches

        monkeypatch.setattr(security, "password_matches", compare_and_act)

    def in_app(act: Callable[[], object]) -> None:
        with app.test_request_context():
            act()

    return do


def reset(people: People) -> None:
    """By the link that an operator gives her: a new password, and the end of all sessions."""
    account = people.ba_tu.account()
    link = service.create_account(phone=account.phone, name=account.name, role=Role.RESIDENT)
    service.set_password(link, RESET)


def test_who_signs_in_with_the_old_one_is_not_in(
    app: Flask, people: People, meanwhile: Meanwhile
) -> None:
    phone = people.ba_tu.phone
    meanwhile(lambda: reset(people))
    assert sign_in(app.test_client(), PASSWORD, phone).status_code == 422
    browser = people.root.browser
    meanwhile(lambda: reset(people))
    assert browser.send("/sign-in", phone=phone, password=RESET).status_code == 422
    with app.test_request_context():
        sessions = db.session.scalars(sa.select(AccessToken.account_id)).all()
        assert people.ba_tu.id not in sessions
    assert sign_in(app.test_client(), RESET, phone).status_code == 200


def test_who_changes_the_old_one_does_not_undo_it(
    app: Flask, people: People, meanwhile: Meanwhile
) -> None:
    thief = people.ba_tu.browser
    meanwhile(lambda: reset(people))
    sent = thief.send("/account/password", old_password=PASSWORD, password=THEIRS)
    assert sent.status_code == 422
    phone = people.ba_tu.phone
    assert sign_in(app.test_client(), THEIRS, phone).status_code == 422
    assert sign_in(app.test_client(), RESET, phone).status_code == 200


@pytest.fixture
def stronger(people: People, monkeypatch: pytest.MonkeyPatch) -> PasswordHasher:
    """Argon2 does more work from now on; the password of Bà Tư was kept with less."""
    assert people.ba_tu
    more = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(security, "_hasher", more)
    return more


def kept_hash(app: Flask, people: People) -> str:
    with app.test_request_context():
        return people.ba_tu.account().password_hash


def test_who_signs_in_has_the_password_hashed_with_the_parameters_of_today(
    app: Flask, people: People, stronger: PasswordHasher
) -> None:
    old, phone = kept_hash(app, people), people.ba_tu.phone
    assert sign_in(app.test_client(), "không phải đâu", phone).status_code == 422
    assert kept_hash(app, people) == old
    assert people.root.browser.send("/sign-in", phone=phone, password=PASSWORD).status_code == 303
    new = kept_hash(app, people)
    assert stronger.check_needs_rehash(old)
    assert not stronger.check_needs_rehash(new)
    assert stronger.verify(new, PASSWORD)
    assert sign_in(app.test_client(), PASSWORD, phone).status_code == 200
    assert kept_hash(app, people) == new


def test_hashing_anew_undoes_no_other_password(
    app: Flask, people: People, meanwhile: Meanwhile, stronger: PasswordHasher
) -> None:
    phone = people.ba_tu.phone
    meanwhile(lambda: reset(people))
    assert sign_in(app.test_client(), PASSWORD, phone).status_code == 422
    assert not stronger.check_needs_rehash(kept_hash(app, people))
    assert sign_in(app.test_client(), RESET, phone).status_code == 200


@pytest.mark.usefixtures("stronger")
def test_of_two_who_sign_in_while_it_is_hashed_anew_both_are_in(
    app: Flask, people: People, meanwhile: Meanwhile
) -> None:
    phone = people.ba_tu.phone
    meanwhile(lambda: service.sign_in(phone=phone, password=PASSWORD))
    assert sign_in(app.test_client(), PASSWORD, phone).status_code == 200


def test_of_two_with_one_link_only_the_first_sets_a_password(app: Flask, people: People) -> None:
    with app.test_request_context():
        account = people.ba_tu.account()
        link = service.create_account(phone=account.phone, name=account.name, role=Role.RESIDENT)

    def use(password: str) -> bool:
        with app.test_request_context():
            try:
                service.set_password(link, password)
            except NotFound:
                return False
            return True

    with ThreadPoolExecutor(4) as crowd:
        assert sum(crowd.map(use, (RESET, THEIRS, f"{RESET} 1", f"{THEIRS} 1"))) == 1
