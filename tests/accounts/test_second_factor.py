"""Whoever has a second factor comes in by no way without its code, and with each code once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts import Role, second_factor, service
from connect.accounts.models import AccessToken, HalfSignIn, RecoveryCode, SecondFactor
from connect.foundation.database import db
from connect.foundation.errors import Invalid, NotFound
from connect.foundation.security import unseal
from tests.accounts.codes import last_code, me, sign_in, start, verify, wrong
from tests.accounts.second_steps import App, Clock, half_in, is_in, turned_on, type_code
from tests.people import PASSWORD, People
from tests.web import Browser, browser_of

OTHER = "ngày mai trời lại sáng"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def tus(people: People, clock: Clock) -> App:
    """The app of Bà Tư, who has turned it on."""
    return turned_on(people.ba_tu, clock)


def by_password(app: Flask, people: People) -> Browser:
    return half_in(browser_of(app), people.ba_tu.phone)


def test_a_password_and_a_code_sign_in(app: Flask, people: People, tus: App) -> None:
    browser = by_password(app, people)
    answer = type_code(browser, tus.next())
    assert answer.status_code == 303
    assert answer.location == "/mine"
    assert is_in(browser)


def test_who_has_none_is_not_asked(app: Flask, people: People, tus: App) -> None:
    assert tus
    browser = browser_of(app)
    browser.send("/sign-in", phone=people.minh.phone, password=PASSWORD)
    assert is_in(browser)
    assert browser.get("/sign-in/code").location == "/sign-in"


def test_the_page_leads_on_to_where_one_wanted_to_go(app: Flask, people: People, tus: App) -> None:
    browser, phone = browser_of(app), people.ba_tu.phone
    answer = browser.send("/sign-in?next=/account/devices", phone=phone, password=PASSWORD)
    assert answer.location == "/sign-in/code?next=/account/devices"
    answer = browser.send(answer.location, code=tus.next())
    assert answer.location == "/account/devices"


def test_the_way_in_by_a_code_to_the_phone_asks_too(app: Flask, people: People, tus: App) -> None:
    browser, phone = browser_of(app), people.ba_tu.phone
    browser.send("/sign-up?forgotten=1", phone=phone, password=OTHER)
    answer = browser.send("/verify", code=last_code(app))
    assert answer.location == "/sign-in/code"
    assert not is_in(browser)
    assert type_code(browser, tus.next()).status_code == 303
    assert is_in(browser)


def test_the_way_in_by_a_password_link_asks_too(app: Flask, people: People, tus: App) -> None:
    with app.test_request_context():
        account = people.ba_tu.account()
        link = service.create_account(phone=account.phone, name=account.name, role=Role.RESIDENT)
    browser = browser_of(app)
    answer = browser.send(f"/set-password/{link}", password=OTHER)
    assert answer.location == "/sign-in/code"
    assert not is_in(browser)
    assert type_code(browser, tus.next()).status_code == 303
    assert is_in(browser)


def test_a_program_sends_the_code_along(app: Flask, people: People, tus: App) -> None:
    client, known = app.test_client(), {"phone": people.ba_tu.phone, "password": PASSWORD}
    answer = sign_in(client)
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == ["second_code"]
    code = tus.next()
    for said in (wrong(code), tus.recovery[0][:-1]):
        answer = client.post("/api/v1/tokens", json=known | {"second_code": said})
        assert list(answer.get_json()["errors"]) == ["second_code"]
    told = client.post("/api/v1/tokens", json=known | {"second_code": code}).get_json()
    assert me(client, told["token"]).status_code == 200
    again = client.post("/api/v1/tokens", json=known | {"second_code": code})
    assert again.status_code == 422
    known["password"] = OTHER
    answer = client.post("/api/v1/tokens", json=known | {"second_code": tus.next()})
    assert list(answer.get_json()["errors"]) == ["password"]


def test_a_program_that_proves_the_phone_sends_it_too(app: Flask, tus: App) -> None:
    client = app.test_client()
    attempt, code = start(client, app, OTHER)
    answer = verify(client, code, attempt=attempt)
    assert list(answer.get_json()["errors"]) == ["second_code"]
    attempt, code = start(client, app, OTHER)
    body = {"phone": "0912 345 603", "code": code, "attempt": attempt, "second_code": tus.next()}
    told = client.post("/api/v1/accounts/verify", json=body).get_json()
    assert me(client, told["token"]).status_code == 200


def test_five_wrong_codes_end_it(app: Flask, people: People, tus: App) -> None:
    browser, code = by_password(app, people), tus.next()
    for _n in range(4):
        assert type_code(browser, wrong(code)).status_code == 422
    assert type_code(browser, wrong(code)).location == "/sign-in"
    assert browser.get("/sign-in/code").location == "/sign-in"
    sent = browser.post("/sign-in/code", data={"code": code} | browser.csrf())
    assert sent.location == "/sign-in"
    assert not is_in(browser)


def test_ten_minutes_end_it(app: Flask, people: People, tus: App, clock: Clock) -> None:
    browser = by_password(app, people)
    clock.pass_(minutes=10)
    sent = browser.post("/sign-in/code", data={"code": tus.code()} | browser.csrf())
    assert sent.location == "/sign-in"
    assert not is_in(browser)
    with app.test_request_context():
        service.forget_expired(clock.now)
        assert db.session.scalars(sa.select(HalfSignIn)).all() == []


def test_a_code_is_taken_once_and_none_from_before_it(app: Flask, people: People, tus: App) -> None:
    assert type_code(by_password(app, people), tus.code()).status_code == 422  # it turned it on
    used = tus.next()
    assert type_code(by_password(app, people), used).status_code == 303
    assert type_code(by_password(app, people), used).status_code == 422
    assert type_code(by_password(app, people), tus.code(-1)).status_code == 422
    assert type_code(by_password(app, people), tus.code(1)).status_code == 303


def test_a_half_sign_in_is_finished_once(app: Flask, people: People, tus: App) -> None:
    with app.test_request_context():
        half = second_factor.begin(people.ba_tu.id, people.ba_tu.account().password_hash)
        second_factor.finish(half, tus.next())
        with pytest.raises(NotFound):
            second_factor.finish(half, tus.next())


def test_of_many_with_one_code_at_one_moment_one_is_in(
    app: Flask, people: People, tus: App
) -> None:
    with app.test_request_context():
        account = people.ba_tu.account()
        proved = account.password_hash
        halves = [second_factor.begin(account.id, proved) for _n in range(3)]
        before = tokens(people)
    code = tus.next()

    def come_in(half: str) -> bool:
        with app.test_request_context():
            try:
                if half:
                    second_factor.finish(half, code)
                else:
                    second_factor.open_by_code(people.ba_tu.id, proved, code, "")
            except Invalid:
                return False
            return True

    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(come_in, [*halves, "", "", ""])) == 1
    with app.test_request_context():
        assert tokens(people) == before + 1


def tokens(people: People) -> int:
    held = sa.select(sa.func.count()).where(AccessToken.account_id == people.ba_tu.id)
    return db.session.scalar(held) or 0


def test_a_recovery_code_works_once_however_it_is_typed(
    app: Flask, people: People, tus: App
) -> None:
    first, second = tus.recovery[:2]
    assert len(set(tus.recovery)) == 10
    assert type_code(by_password(app, people), f" {first} ").status_code == 303
    assert type_code(by_password(app, people), first).status_code == 422
    assert type_code(by_password(app, people), second.replace(" ", "-")).status_code == 303
    with app.test_request_context():
        assert second_factor.codes_left(people.ba_tu.id) == 8


def test_a_recovery_code_of_somebody_else_opens_nothing(
    app: Flask, people: People, tus: App, clock: Clock
) -> None:
    turned_on(people.minh, clock)
    theirs = half_in(browser_of(app), people.minh.phone)
    assert type_code(theirs, tus.recovery[0]).status_code == 422


def test_who_guesses_all_day_is_stopped_and_recovery_codes_still_work(
    app: Flask, people: People, tus: App, clock: Clock
) -> None:
    most = second_factor.TRIES_A_DAY.most
    with app.test_request_context():
        account = people.ba_tu.account()
        for _n in range(most - 1):  # with that one which turned it on nobody had guessed
            with pytest.raises(Invalid):
                second_factor.open_by_code(account.id, account.password_hash, "000000", "")
    assert type_code(by_password(app, people), wrong(tus.next())).status_code == 422
    browser = by_password(app, people)
    assert "Hôm nay" in browser.seen(type_code(browser, tus.next())).root.text()
    assert type_code(browser, tus.recovery[0]).status_code == 303
    others = turned_on(people.minh, clock)
    assert type_code(half_in(browser_of(app), people.minh.phone), others.next()).status_code == 303


def test_who_sets_the_password_anew_ends_halves_of_the_old_one(
    app: Flask, people: People, tus: App
) -> None:
    thief = by_password(app, people)
    with app.test_request_context():
        account = people.ba_tu.account()
        link = service.create_account(phone=account.phone, name=account.name, role=Role.RESIDENT)
        proved = account.password_hash
        service.set_password(link, OTHER)
        with pytest.raises(Invalid):
            second_factor.begin(people.ba_tu.id, proved)
    assert thief.get("/sign-in/code").location == "/sign-in"
    sent = thief.post("/sign-in/code", data={"code": tus.next()} | thief.csrf())
    assert sent.location == "/sign-in"
    assert not is_in(thief)


def test_the_database_alone_makes_no_code(app: Flask, people: People, tus: App) -> None:
    with app.test_request_context():
        factor = db.session.get(SecondFactor, people.ba_tu.id)
        assert factor is not None
        assert unseal("another purpose", factor.sealed) is None
        held = [factor.sealed, *db.session.scalars(sa.select(RecoveryCode.code_hash))]
    kept = " ".join(held)
    assert tus.key not in kept
    assert not any(code.replace(" ", "") in kept for code in tus.recovery)


def test_under_another_secret_key_its_codes_are_wrong(
    app: Flask, people: People, tus: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "secret_key", "another key for tests and nothing else")
    assert type_code(by_password(app, people), tus.next()).status_code == 422


def test_what_is_held_is_told_and_erased(app: Flask, people: People, tus: App) -> None:
    by_password(app, people)
    told = people.ba_tu.client.get("/api/v1/me/export").get_json()["second_factor"]
    assert set(told) == {"since", "recovery_codes_left"}
    assert told["recovery_codes_left"] == len(tus.recovery)
    assert people.minh.client.get("/api/v1/me/export").get_json()["second_factor"] is None
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    with app.test_request_context():
        for kind in (SecondFactor, RecoveryCode, HalfSignIn):
            assert db.session.scalars(sa.select(kind)).all() == []


def test_who_changes_the_password_ends_them_too(app: Flask, people: People, tus: App) -> None:
    thief, told = by_password(app, people), {"old_password": PASSWORD, "password": OTHER}
    assert people.ba_tu.browser.send("/account/password", **told).status_code == 303
    assert thief.get("/sign-in/code").location == "/sign-in"
    sent = thief.post("/sign-in/code", data={"code": tus.next()} | thief.csrf())
    assert sent.location == "/sign-in"
