"""Caps are counted in windows of the clock, for each one apart, and forgotten when nobody asks."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation import caps
from connect.foundation.caps import DAY, HOUR, Cap, CapCount
from connect.foundation.database import db, transaction

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TWO = Cap("two_an_hour", 2, HOUR)
HUONG, MINH = "+84912345601", "+84912345602"


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(context: Flask, monkeypatch: pytest.MonkeyPatch) -> Clock:
    assert context
    clock = Clock()
    monkeypatch.setattr(caps, "utcnow", clock)
    return clock


def take(*whose: str) -> list[Cap | None]:
    with transaction():
        return [caps.take([(TWO, one)]) for one in whose]


def test_each_has_their_own_and_the_next_hour_begins_anew(clock: Clock) -> None:
    assert take(HUONG, HUONG, HUONG, MINH) == [None, None, TWO, None]
    assert [caps.full([(TWO, one)]) for one in (HUONG, MINH, "")] == [TWO, None, None]
    assert caps.full([(Cap("another", 1, HOUR), HUONG)]) is None
    assert caps.full([(TWO, MINH), (TWO, HUONG)]) == TWO
    clock.now = NOON + HOUR - timedelta(seconds=1)
    assert caps.full([(TWO, HUONG)]) == TWO
    assert take(HUONG) == [TWO]
    clock.now = NOON + HOUR
    assert caps.full([(TWO, HUONG)]) is None
    assert take(HUONG, HUONG, HUONG) == [None, None, TWO]


@pytest.mark.parametrize(
    ("after", "left"), [(0, 3600), (1, 3599), (1800.4, 1800), (3598, 2), (3599.9, 1), (3600, 3600)]
)
def test_how_long_until_the_window_ends(after: float, left: int) -> None:
    assert TWO.left_s(NOON + timedelta(seconds=after)) == left


def test_windows_are_those_of_the_clock() -> None:
    late = NOON + timedelta(minutes=59)
    assert TWO.begins(late) == NOON
    assert Cap("a_day", 1, DAY).begins(late) == NOON.replace(hour=0)


def test_what_has_no_cap_is_counted_whole_windows_only(clock: Clock) -> None:
    for hour, often in ((0, 1), (1, 2), (2, 3)):
        clock.now = NOON + hour * HOUR
        with transaction():
            for _time in range(often):
                caps.count("sent", HOUR)
            caps.count("typed", HOUR)
    assert caps.counted("sent", NOON, NOON + 3 * HOUR) == 6
    assert caps.counted("sent", NOON + HOUR, NOON + 2 * HOUR) == 2
    assert caps.counted("sent", NOON + HOUR / 2, NOON + 2.5 * HOUR) == 2
    assert caps.counted("typed", NOON, NOON + 2 * HOUR) == 2
    assert caps.counted("sent", NOON - DAY, NOON) == 0
    assert set(db.session.scalars(sa.select(CapCount.whose))) == {""}


@pytest.mark.usefixtures("clock")
def test_two_hours_after_its_end_a_window_is_forgotten() -> None:
    take(HUONG, MINH)
    end = NOON + HOUR
    assert caps.forget_old_counts(end + 2 * HOUR) == 0
    assert caps.forget_old_counts(end + 2 * HOUR + timedelta(seconds=1)) == 2
    assert caps.forget_old_counts(end + DAY) == 0


def test_what_is_filled_for_one_is_free_for_others_and_lets_go_in_time(clock: Clock) -> None:
    def fill(whose: str, until: datetime) -> None:
        with transaction():
            caps.fill(TWO, whose, until)

    def full() -> list[bool]:
        return [caps.full([(TWO, one)]) is not None for one in (HUONG, MINH)]

    another = Cap("another", 1, DAY)
    with transaction():
        caps.take([(another, HUONG)])
    fill(HUONG, NOON + DAY)
    assert full() == [True, False]
    assert caps.full([(another, HUONG)]) == another
    fill(MINH, NOON + 2 * DAY)
    assert full() == [True, True]
    clock.now = NOON + DAY
    assert full() == [False, True]
    fill(MINH, clock.now)  # that is over
    assert full() == [False, False]
