"""Turning the second factor on and off, other recovery codes, and an operator who takes it off."""

import re
from datetime import timedelta

import pytest
import segno
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.accounts import second_factor, totp
from connect.foundation import audit, security
from connect.foundation.clock import utcnow
from connect.foundation.errors import WrongState
from connect.foundation.security import keyed_hash
from tests.accounts.codes import wrong
from tests.accounts.second_steps import App, Clock, half_in, is_in, turned_on, type_code
from tests.page import Page
from tests.people import PASSWORD, People
from tests.web import Browser, browser_of, words

SET_UP = "/account/second-step/set-up"
PAGE = "/account/second-step"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def tus(people: People, clock: Clock) -> App:
    return turned_on(people.ba_tu, clock)


def key_on(page: Page) -> str:
    """The key as it stands there to be typed."""
    return "".join(page.all("code")[0].text().split())


def codes_on(page: Page) -> list[str]:
    """The recovery codes of a page."""
    return [one.text() for one in page.all("code")]


def acts(app: Flask, people: People) -> list[str]:
    with app.test_request_context():
        return [entry.action for entry in audit.history(people.ba_tu.id)]


def test_it_is_turned_on_by_password_and_first_code(
    app: Flask, people: People, clock: Clock
) -> None:
    here, elsewhere = people.ba_tu.browser, people.ba_tu.browser
    assert here.send(PAGE, password="không phải đâu").status_code == 422
    assert here.get(SET_UP).location == PAGE
    assert "chiếm số của bạn" in words(here.page(PAGE))
    assert here.send(PAGE, password=PASSWORD).location == SET_UP
    page = here.page(SET_UP)
    key = key_on(page)
    mine = App(key, clock, [])
    address = totp.address(key, people.ba_tu.phone)
    assert address in [one.attributes.get("href") for one in page.all("a")]
    [square] = [one for one in page.all("div") if one.attributes.get("role") == "img"]
    drawn = segno.make_qr(address, error="l").svg_inline()
    assert square.all("path")[-1].attributes["d"] in drawn
    answer = here.send(SET_UP, code=wrong(mine.code()))
    assert answer.status_code == 422
    assert key_on(here.seen(answer)) == key
    with app.test_request_context():
        assert not second_factor.is_on(people.ba_tu.id)
    answer = here.send(SET_UP, code=mine.code())
    assert answer.status_code == 200
    codes = codes_on(here.seen(answer))
    assert len(codes) == len(set(codes)) == 10
    assert all(re.fullmatch(r"\d{4}( \d{4}){3}", code) for code in codes)
    assert is_in(here)
    assert not is_in(elsewhere)
    assert acts(app, people) == ["second_factor_on"]
    assert codes[0] not in words(here.page(PAGE))
    browser = half_in(browser_of(app), people.ba_tu.phone)
    assert type_code(browser, mine.next()).status_code == 303


def test_the_key_is_shown_for_half_an_hour_and_to_its_owner_alone(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = people.ba_tu.browser
    browser.send(PAGE, password=PASSWORD)
    assert browser.get(SET_UP).status_code == 200
    browser.sign_in(people.minh.token)
    assert browser.get(SET_UP).location == PAGE
    browser.sign_in(people.ba_tu.token)
    later = utcnow() + timedelta(minutes=31)
    monkeypatch.setattr(security, "utcnow", lambda: later)
    assert browser.get(SET_UP).location == PAGE


def test_it_is_not_turned_on_twice(app: Flask, people: People, tus: App) -> None:
    with app.test_request_context():
        account, other = people.ba_tu.account(), App(totp.new_key(), tus.clock, [])
        here = keyed_hash("access", people.ba_tu.token)
        with pytest.raises(WrongState):
            second_factor.turn_on(account, other.key, other.code(), here)
    assert type_code(half_in(browser_of(app), people.ba_tu.phone), tus.next()).status_code == 303


def test_it_is_turned_off_by_password_and_code(app: Flask, people: People, tus: App) -> None:
    here, elsewhere = people.ba_tu.browser, people.ba_tu.browser
    code = tus.next()
    for said in ({"password": "không phải đâu", "code": code}, {"password": PASSWORD, "code": ""},
                 {"password": PASSWORD, "code": wrong(code)}):  # fmt: skip
        assert here.send(PAGE, act="off", **said).status_code == 422
    assert here.send(PAGE, act="off", password=PASSWORD, code=code).location == PAGE
    assert is_in(here)
    assert not is_in(elsewhere)
    assert acts(app, people)[-1] == "second_factor_off"
    browser = browser_of(app)
    browser.send("/sign-in", phone=people.ba_tu.phone, password=PASSWORD)
    assert is_in(browser)


def test_other_recovery_codes_take_the_place_of_the_old_ones(
    app: Flask, people: People, tus: App
) -> None:
    browser: Browser = people.ba_tu.browser
    answer = browser.send(PAGE, act="codes", password=PASSWORD, code=tus.recovery[0])
    new = codes_on(browser.seen(answer))
    assert len(new) == 10
    assert not set(new) & set(tus.recovery)
    assert acts(app, people)[-1] == "recovery_codes_made"
    assert (
        type_code(half_in(browser_of(app), people.ba_tu.phone), tus.recovery[1]).status_code == 422
    )
    assert type_code(half_in(browser_of(app), people.ba_tu.phone), new[1]).status_code == 303


def test_an_operator_takes_it_off(
    app: Flask, people: People, tus: App, cli: FlaskCliRunner
) -> None:
    browser = people.ba_tu.browser
    assert tus
    done = cli.invoke(args=["people", "drop-second-step", "--phone", "0912 345 603"])
    assert done.exit_code == 0, done.output
    assert not is_in(browser)
    assert acts(app, people)[-1] == "second_factor_dropped"
    browser.send("/sign-in", phone=people.ba_tu.phone, password=PASSWORD)
    assert is_in(browser)
    for phone in ("0912 345 603", "0912 345 699", "hai ba"):
        done = cli.invoke(args=["people", "drop-second-step", "--phone", phone])
        assert done.exit_code == 2
