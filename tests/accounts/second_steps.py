"""Somebody with a second factor: their app, and their way in."""

from datetime import datetime, timedelta
from typing import NamedTuple

import pytest
from werkzeug.test import TestResponse

from connect.accounts import second_factor, service, totp
from connect.foundation import codes
from connect.foundation.clock import utcnow
from connect.foundation.security import keyed_hash
from tests.people import PASSWORD, Person
from tests.web import Browser


class Clock:
    """A time that stands still, of what is typed and until when it may be; else that of now."""

    def __init__(self, patch: pytest.MonkeyPatch | None = None) -> None:
        self.now: datetime = utcnow()
        if patch is None:
            return
        for module in (codes, second_factor):
            patch.setattr(module, "utcnow", lambda: self.now)

    def pass_(self, **some: float) -> None:
        """Time passes, as `timedelta` takes it."""
        self.now += timedelta(**some)


class App(NamedTuple):
    """An authenticator app with the key of one account, and the recovery codes beside it."""

    key: str
    clock: Clock
    recovery: list[str]

    def code(self, away: int = 0) -> str:
        """What it shows now, or so many half minutes later."""
        return totp.code_at(self.key, int(self.clock.now.timestamp()) // totp.STEP_S + away)

    def next(self) -> str:
        """A code that nobody has used."""
        self.clock.pass_(seconds=totp.STEP_S)
        return self.code()


def turned_on(person: Person, clock: Clock | None = None) -> App:
    """Turns it on for somebody, who is signed out everywhere but by their bearer token."""
    clock = clock or Clock()
    with person.app.test_request_context():
        account, key = person.account(), totp.new_key()
        app = App(key, clock, [])
        here = keyed_hash("access", service.open_session(person.id))
        recovery, person.token = second_factor.turn_on(account, key, app.code(), here)
    person.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {person.token}"
    return app._replace(recovery=recovery)


def half_in(browser: Browser, phone: str) -> Browser:
    """Signs in with the password, and is asked for the code."""
    answer = browser.send("/sign-in", phone=phone, password=PASSWORD)
    assert answer.status_code == 303
    assert answer.location == "/sign-in/code"
    assert not is_in(browser)
    return browser


def type_code(browser: Browser, code: str) -> TestResponse:
    """Types a code on the second page."""
    return browser.send("/sign-in/code", code=code)


def is_in(browser: Browser) -> bool:
    """Whether this browser is signed in."""
    return browser.get("/account").status_code == 200
