"""Opening hours on their way through HSDS and back: the same, or said in words, never guessed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from connect.cli.hsds.hours import DAYS, NotAWeek, hours_of, schedules_of
from connect.responders import hours_at

TODAY = date(2026, 11, 22)
# No holiday in it, nor on the day before.
MONDAY = datetime(2026, 11, 9, tzinfo=UTC) - timedelta(hours=7)
WEEK = timedelta(days=7)
spans = st.tuples(st.integers(0, 95), st.integers(1, 95)).map(
    lambda pair: (pair[0], pair[0] + pair[1])
)


def clock(quarters: int) -> str:
    hour, quarter = divmod(quarters if quarters <= 96 else quarters - 96, 4)
    return f"{hour:02}:{quarter * 15:02}"


def rule_of(days: list[str], times: list[tuple[int, int]]) -> str:
    said = ",".join(f"{clock(opens)}-{clock(closes)}" for opens, closes in times)
    return f"{','.join(days)} {said or 'off'}".strip()


rules = st.builds(
    rule_of,
    st.lists(st.sampled_from(DAYS), max_size=7, unique=True),
    st.lists(spans, max_size=3),
)
weeks = st.lists(rules, min_size=1, max_size=4).map("; ".join)


def changes(hours: str) -> list[tuple[datetime, bool]]:
    """From when on it is open, and from when on shut, through one week."""
    moment, found = MONDAY, list[tuple[datetime, bool]]()
    while moment < MONDAY + WEEK:
        state = hours_at(hours, moment)
        if not found or found[-1][1] != state.is_open:
            found.append((moment, state.is_open))
        moment = state.until or MONDAY + WEEK
    return found


@settings(max_examples=60, deadline=None)
@given(weeks)
@example("24/7")
@example("Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30")
@example("Fr-Mo 20:00-02:00; Sa off")
@example("07:00-21:00")
@example("Mo 00:00-24:00")
@example("off")
@example("Mo-Su 20:00-26:00")
def test_hours_change_at_the_same_moments_after_the_way_there_and_back(hours: str) -> None:
    back = hours_of(schedules_of(hours), TODAY)
    assert changes(back) == changes(hours)
    assert schedules_of(back) == schedules_of(hours) or back == hours


@pytest.mark.parametrize(
    "hours",
    [
        "Mo-Su 09:00-20:00; PH off",
        "Apr-Sep Mo-Fr 08:00-18:00; Oct-Mar Mo-Fr 09:00-16:00",
        "Mo-Fr sunrise-sunset",
        "Mo-Su 07:00-21:00; 2026 Feb 16-20 off",
        "Mo-Fr 08:00-12:00, Sa 09:00-11:00",
        "Mo 08:00+",
        'Mo-Fr 08:00-12:00 "gọi trước"',
        "week 1-53/2 Mo 08:00-12:00",
        "",
    ],
)
def test_what_no_week_can_say_goes_along_in_words(hours: str) -> None:
    assert hours_of(schedules_of(hours), TODAY) == hours


WEEKLY = {"freq": "WEEKLY", "byday": "MO", "opens_at": "08:00", "closes_at": "12:00"}


@pytest.mark.parametrize(
    "schedule",
    [
        WEEKLY | {"freq": "MONTHLY", "byday": "2MO"},
        WEEKLY | {"interval": 2},
        WEEKLY | {"byday": ""},
        WEEKLY | {"byday": "XX"},
        WEEKLY | {"opens_at": "08:00Z"},
        WEEKLY | {"opens_at": "25:00"},
        WEEKLY | {"opens_at": None},
        WEEKLY | {"opens_at": "12:00"},
        WEEKLY | {"timezone": -5},
        WEEKLY | {"count": 5},
        WEEKLY | {"valid_from": "soon"},
        {},
    ],
)
def test_schedules_that_are_no_week_are_not_guessed_at(schedule: dict[str, Any]) -> None:
    with pytest.raises(NotAWeek):
        hours_of([schedule], TODAY)


def test_only_schedules_in_force_count() -> None:
    past = WEEKLY | {"byday": "TU", "valid_to": "2026-11-21"}
    coming = WEEKLY | {"byday": "WE", "valid_from": "2026-11-23T00:00:00Z"}
    assert hours_of([past, coming, WEEKLY], TODAY) == "Mo 08:00-12:00"
    assert hours_of([past], TODAY) == ""
