"""A week of hours: what people write, OSM's syntax, and the way back, held to the parser."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from opening_hours import validate

from connect.foundation.clock import HOME_ZONE
from connect.responders import WrongHours, checked_hours, days_open, hours_at, responders_of
from connect.responders.week import (
    ALL_DAY,
    DAY_MIN,
    DAYS,
    HOLIDAYS,
    SHUT,
    WEEKDAYS,
    Spans,
    Week,
    combined,
    day_hours,
    same_week,
    spans_of,
    taken_apart,
    week_of,
    written,
)
from tests.people import People
from tests.situations import help_from, responder_now

# Two weeks with a holiday on a Wednesday: 2 September 2026.
FIRST = datetime(2026, 8, 24, tzinfo=HOME_ZONE)
HOLIDAYS_IN_IT = {(9, 2)}
STEP_MIN = 30


@st.composite
def spans(draw: st.DrawFn) -> Spans:
    """Up to three spans of a day, the last perhaps past midnight; or shut, or all day."""
    if draw(st.booleans()):
        return draw(st.sampled_from([SHUT, ALL_DAY, ((420, 1260),), ((1080, 120),)]))
    ends = sorted(draw(st.sets(st.integers(0, 48), min_size=2, max_size=6)))
    pairs = [(a * STEP_MIN, b * STEP_MIN) for a, b in pairwise(ends)][::2]
    return tuple(pairs)


weeks = st.builds(Week, st.tuples(*[spans()] * len(WEEKDAYS)), st.one_of(st.none(), spans()))


def holds(week: Week, moment: datetime) -> bool:
    """Whether a week is open at a moment, as one reads it from a door."""

    def of(day: datetime) -> Spans:
        holiday = (day.month, day.day) in HOLIDAYS_IN_IT
        if holiday and week.holidays is not None:
            return week.holidays
        return week.days[day.weekday()]

    minute = moment.hour * 60 + moment.minute
    today = any(
        opens <= minute < closes or (closes < opens <= minute) for opens, closes in of(moment)
    )
    night = any(
        closes < opens and minute < closes for opens, closes in of(moment - timedelta(days=1))
    )
    return today or night


def unclear(week: Week) -> bool:
    """Nights into a holiday, of which parsers think this and that: they stay a text."""
    days = (*week.days, week.holidays or SHUT)
    nights = any(closes < opens for spans in days for opens, closes in spans)
    return nights and week.holidays is not None


def moments() -> list[datetime]:
    return [FIRST + timedelta(minutes=STEP_MIN * n) for n in range(14 * DAY_MIN // STEP_MIN)]


@settings(deadline=None)
@given(weeks)
def test_what_is_written_comes_back(week: Week) -> None:
    assert week_of(checked_hours(written(week))) == (None if unclear(week) else week)


@settings(deadline=None)
@given(weeks)
def test_the_parser_reads_what_is_written(week: Week) -> None:
    hours = written(week)
    assume(not unclear(week))
    for moment in moments():
        assert hours_at(hours, moment).is_open == holds(week, moment), (hours, moment)


@settings(deadline=None)
@given(weeks)
def test_the_fields_of_a_form_come_back(week: Week) -> None:
    line, other = taken_apart(written(week))
    again = {day: spans_of(day_hours(spans)) for day, spans in other.items()}
    assert None not in again.values()
    assert combined(line, other) == written(week)


@settings(deadline=None)
@given(weeks)
def test_the_days_ahead_are_open_when_the_hours_say_so(week: Week) -> None:
    hours = written(week)
    ahead = [span for day in days_open(hours, FIRST.date(), 14) for span in day]
    for moment in moments()[DAY_MIN // STEP_MIN :]:  # the night before the first day is not told
        is_open = any(opens <= moment < closes for opens, closes in ahead)
        assert is_open == hours_at(hours, moment).is_open, (hours, moment)


days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True).map(",".join)
ranges = st.tuples(st.sampled_from(WEEKDAYS), st.sampled_from(WEEKDAYS)).map("-".join)
times = st.one_of(st.just("off"), st.just("closed"), spans().map(day_hours))
rules = st.one_of(st.just("24/7"), times, st.tuples(st.one_of(days, ranges), times).map(" ".join))


@settings(deadline=None)
@given(st.lists(rules, min_size=1, max_size=4).map("; ".join))
def test_a_text_that_is_read_as_a_week_is_that_week(hours: str) -> None:
    week = week_of(hours)
    assume(week is not None and validate(hours))
    assert week is not None
    for moment in moments():
        assert hours_at(hours, moment).is_open == hours_at(written(week), moment).is_open, moment


@pytest.mark.parametrize(
    ("hours", "week"),
    [
        ("Mo-Su 07:00-21:00", "Mo-Su 07:00-21:00"),
        ("7:00-21:00", "Mo-Su 07:00-21:00"),
        ("Mo-Fr 08:00-12:00,13:30-17:00; Sa 08:00-12:00",
         "Mo-Fr 08:00-12:00,13:30-17:00; Sa 08:00-12:00"),
        ("Mo-Su 07:00-21:00; Su off", "Mo-Sa 07:00-21:00"),
        ("Mo,We,Fr 18:00-22:00", "Mo,We,Fr 18:00-22:00"),
        ("Sa-Mo 08:00-12:00", "Mo,Sa,Su 08:00-12:00"),
        ("Mo-Su 07:00-21:00; PH off", "Mo-Su 07:00-21:00; PH off"),
        ("PH off; Mo-Su 07:00-21:00", "Mo-Su 07:00-21:00"),
        ("Mo-Su,PH 07:00-21:00", "Mo-Su 07:00-21:00; PH 07:00-21:00"),
        ("Sa 18:00-02:00, Su 08:00-12:00", "Sa 18:00-02:00, Su 08:00-12:00"),
        ("24/7", "24/7"),
        ("Mo-Su 00:00-24:00", "24/7"),
        ("off", "off"),
    ],
)  # fmt: skip
def test_weeks_in_the_syntax(hours: str, week: str) -> None:
    read = week_of(hours)
    assert read is not None
    assert written(read) == week


@pytest.mark.parametrize(
    "hours",
    [
        "", "Mo-Fr 08:00-12:00, Fr 13:00-17:00", "Sa 18:00-02:00; Su 08:00-12:00", "Dec 24 off",
        "2033 Mo-Su 07:00-19:00",
        'Mo-Su 07:00-19:00 "gọi trước"', "Mo-Su sunrise-sunset", "Mo[1] 08:00-12:00",
        "Mo-Su 07:00-19:00 || unknown", "Mo-Su 07:00+", "PH off; Sa 08:00-12:00", "rubbish",
        "PH 18:00-02:00", "Mo 18:00-02:00; Mo off",
    ],
)  # fmt: skip
def test_what_is_more_than_a_week_stays_a_text(hours: str) -> None:
    assert week_of(hours) is None
    assert taken_apart(hours) == (hours, {})


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("7h-11h30, 14h-19h", "07:00-11:30,14:00-19:00"),
        ("7h-11h30 và 14h-19h", "07:00-11:30,14:00-19:00"),
        ("6 giờ sáng đến 9 giờ tối", "06:00-21:00"),
        ("18h-2h", "18:00-02:00"),
        ("18:00-0:00", "18:00-24:00"),
        ("nghỉ", "off"),
        ("Đóng cửa", "off"),
        ("cả ngày", "00:00-24:00"),
    ],
)
def test_a_day_as_people_write_it(words: str, hours: str) -> None:
    spans = spans_of(words)
    assert spans is not None
    assert day_hours(spans) == hours


@pytest.mark.parametrize(
    "words", ["7", "sáng", "25-26", "7h75-9h", "7-7", "7-12, 11-13", "7-12,", "", "9-5-3"]
)
def test_a_day_that_cannot_be_read_is_none(words: str) -> None:
    assert spans_of(words) is None


@pytest.mark.parametrize(
    ("line", "other", "hours"),
    [
        ("7h-21h", {}, "Mo-Su 07:00-21:00"),
        ("7h-21h", {"Su": SHUT}, "Mo-Sa 07:00-21:00"),
        ("7h-21h", {"Su": ((480, 720),), HOLIDAYS: SHUT},
         "Mo-Sa 07:00-21:00; Su 08:00-12:00; PH off"),
        ("", {"Mo": ((480, 720),), "We": ((480, 720),)}, "Mo,We 08:00-12:00"),
        ("", {"Su": SHUT}, "Mo-Sa 00:00-24:00"),
        ("", {}, ""),
        ("Dec 24 off", {"Su": SHUT}, "Dec 24 off; Su off"),
        ("", {HOLIDAYS: ((1080, 120),)}, "PH 18:00-02:00"),
        ("rubbish", {"Su": SHUT}, "rubbish; Su off"),
    ],
)  # fmt: skip
def test_a_line_and_the_days_that_are_other(line: str, other: dict[str, Spans], hours: str) -> None:
    assert combined(line, other) == hours
    if "rubbish" in line:
        with pytest.raises(WrongHours):
            checked_hours(hours)


def test_the_same_week_in_other_words() -> None:
    assert same_week("Mo-Su 07:00-19:00; Su off", "Mo-Sa 07:00-19:00")
    assert same_week("Dec 24 off", "Dec 24 off")
    assert not same_week("Dec 24 off", "Dec 25 off")
    assert not same_week("", "24/7")


def test_a_shop_says_its_hours_day_by_day(app: Flask, people: People) -> None:
    answer = people.shop.browser.send(
        "/responders/new?kind=supplier",
        name="Tạp hoá Shop",
        categories="food",
        lat="10.77",
        lon="106.7",
        opening_hours="7h-11h, 13h-19h",
        hours_su="8h-12h",
        hours_sa="nghỉ",
        shut="PH",
    )
    assert answer.status_code == 303
    with app.test_request_context():
        [shop] = responders_of(people.shop.id)
        assert shop.opening_hours == "Mo-Fr 07:00-11:00,13:00-19:00; Su 08:00-12:00; PH off"
    page = people.shop.browser.page(f"/responders/{shop.id}/edit")
    shown_fields = {
        one.attributes["id"]: one.attributes.get("value", "")
        for one in page.all("input")
        if one.attributes.get("id", "").startswith(("hours_", "opening_hours"))
    }
    assert shown_fields["opening_hours"] == "07:00-11:00,13:00-19:00"
    assert shown_fields["hours_su"] == "08:00-12:00"
    assert shown_fields["hours_mo"] == shown_fields["hours_sa"] == ""
    ticked = [
        one.attributes["value"]
        for one in page.all("input")
        if one.attributes.get("name") == "shut" and "checked" in one.attributes
    ]
    assert ticked == ["Sa", "PH"]


@pytest.mark.parametrize("hours", ["Mo-Su 07:00-19:00; Su closed", "Dec 24 off", "off", "24/7", ""])
def test_saving_the_page_as_it_is_changes_no_letter_of_the_hours(
    hours: str, app: Flask, people: People
) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", opening_hours=hours).id
    assert people.shop.browser.send(f"/responders/{shop}/edit").status_code == 303
    with app.test_request_context():
        assert responder_now(shop).opening_hours == hours


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"hours_su": "buổi sáng"}, "hours_su"),
        ({"hours_ph": "7h-25h"}, "hours_ph"),
        ({"opening_hours": "khi nào rảnh", "shut": "Su"}, "opening_hours"),
        ({"opening_hours": "Dec 24 off; " * 41 + "Dec 24 off", "shut": "Su"}, "opening_hours"),
        ({"shut": "Xx"}, "shut"),
    ],
)
def test_hours_that_cannot_be_read_are_said_beside_their_day(
    typed: dict[str, str], field: str, app: Flask, people: People
) -> None:
    told = {"name": "Shop", "categories": "food", "lat": "10.77", "lon": "106.7"} | typed
    answer = people.shop.browser.send("/responders/new?kind=supplier", **told)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)
    with app.test_request_context():
        assert responders_of(people.shop.id) == []
