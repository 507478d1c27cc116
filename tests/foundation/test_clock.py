"""All machines on one database server have its time, whatever their own clocks say."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from flask import Flask

from connect.accounts.login import BrowserSessions
from connect.foundation import clock, database, security
from connect.foundation.database import db, reading

NOW_S, HOUR_S = 1_800_000_000.0, 3600.0


@pytest.fixture(autouse=True)
def own_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test sets it to is forgotten."""
    monkeypatch.setattr(clock, "_behind", timedelta())


@pytest.fixture
def an_hour_ahead(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Puts this machine's clock forward."""

    class Ahead(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Ahead":
            return super().now(tz) + timedelta(hours=1)

    right = time.time

    def put_forward() -> None:
        monkeypatch.setattr(clock, "datetime", Ahead)
        monkeypatch.setattr(time, "time", lambda: right() + HOUR_S)

    return put_forward


def wrong_by_s() -> float:
    return (clock.utcnow() - datetime.now(UTC)).total_seconds()


def test_what_is_ahead_is_put_back_and_what_is_behind_forward() -> None:
    clock.keep_to(NOW_S, NOW_S + HOUR_S, NOW_S + HOUR_S)
    assert wrong_by_s() == pytest.approx(-HOUR_S, abs=1)
    clock.keep_to(NOW_S, NOW_S - HOUR_S, NOW_S - HOUR_S)
    assert wrong_by_s() == pytest.approx(HOUR_S, abs=1)
    clock.keep_to(NOW_S, NOW_S, NOW_S)  # it was put right since
    assert wrong_by_s() == pytest.approx(0, abs=1)


@pytest.mark.parametrize(
    ("before_s", "after_s"),
    [(NOW_S, NOW_S), (NOW_S + 0.05, NOW_S + 0.06), (NOW_S - 600, NOW_S + 600)],
)
def test_a_clock_that_may_be_right_is_left_alone(before_s: float, after_s: float) -> None:
    """The last one is a machine that was stopped for a while between asking and hearing."""
    clock.keep_to(NOW_S, before_s, after_s)
    assert clock._behind == timedelta()


def test_each_new_connection_brings_the_time(
    app: Flask, on_postgis: bool, an_hour_ahead: Callable[[], None]
) -> None:
    with app.app_context():
        db.engine.dispose()
        an_hour_ahead()
        with reading():
            # The embedded database has no clock but the machine's.
            assert wrong_by_s() == pytest.approx(0 if on_postgis else HOUR_S, abs=5)


def test_a_clock_that_goes_wrong_later_is_noticed(
    app: Flask, on_postgis: bool, an_hour_ahead: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not on_postgis:
        pytest.skip("one machine has one clock")
    with app.app_context():
        with reading():
            pass
        an_hour_ahead()
        monkeypatch.setattr(database, "IDLE_S", 0.0)
        with reading():
            assert wrong_by_s() == pytest.approx(0, abs=5)


def test_what_one_machine_has_signed_another_takes(
    context: Flask, an_hour_ahead: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    an_hour_ahead()
    clock.keep_to(NOW_S, NOW_S + HOUR_S, NOW_S + HOUR_S)
    link = security.sign_for_a_while("test", "value")
    sessions = BrowserSessions().get_signing_serializer(context)
    assert sessions is not None
    cookie = sessions.dumps({"a": 1})
    monkeypatch.undo()  # the other machine's clock is right
    assert security.unsign_recent("test", link, max_age_s=60) == "value"
    assert sessions.loads(cookie, max_age=60) == {"a": 1}
