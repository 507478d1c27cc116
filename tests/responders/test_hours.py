"""Opening hours as OSM writes them, in the time of the country; and offers that open and shut."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from connect.help_requests import need_of
from connect.matching import nearest_responders
from connect.responders import WrongHours, checked_hours, hours_at, keep_hours, responders_of
from connect.responders.week import hours_of
from tests.people import People
from tests.situations import ask, help_from

# A Wednesday, 08:00 in Viet Nam.
MORNING = datetime(2031, 4, 30, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "is_open", "until"),
    [
        ("", True, None),
        ("24/7", True, None),
        ("off", False, timedelta(days=366)),  # when it is looked at again
        ("2033 Mo-Su 07:00-19:00", False, timedelta(days=366)),
        ("Mo-Fr 07:00-19:00", True, timedelta(hours=11)),
        ("Mo-Fr 09:00-19:00", False, timedelta(hours=1)),
        ("Sa,Su 07:00-19:00", False, timedelta(days=2, hours=23)),
        ("22:00-10:00", True, timedelta(hours=2)),
        ("Mo-Su 07:00-08:00", False, timedelta(hours=23)),  # the end is shut already
        ("We off; Mo-Su 07:00-19:00", True, timedelta(hours=11)),
        ("Mo-Su 07:00-19:00; We off", False, timedelta(hours=23)),
        ("Apr 30 off; Mo-Su 00:00-24:00; Apr 30 off", False, timedelta(hours=16)),
        ('Mo-Su 07:00-19:00 "gọi trước"', True, timedelta(hours=11)),
        ("Mo-Su 07:00-19:00 unknown", False, timedelta(hours=11)),
    ],
)
def test_hours_are_those_of_the_country(hours: str, is_open: bool, until: timedelta | None) -> None:
    state = hours_at(checked_hours(hours), MORNING)
    assert state.is_open == is_open
    assert state.until == (MORNING + until if until else None)


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        ("2027-02-04", False),
        ("2027-02-05", True),  # the last of the old year
        ("2027-02-09", True),
        ("2027-02-10", False),
        ("2027-04-16", True),  # Giỗ Tổ
        ("2027-09-02", True),  # as the parser knows it
        ("2030-02-02", True),  # a day earlier than where it is 8 hours before UTC
    ],
)
def test_holidays_are_those_by_the_moon_too(day: str, holiday: bool) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00+07:00")
    on_sundays = noon.weekday() == 6
    for hours in ("Mo-Su 07:00-19:00; PH off", "24/7 ;PH closed", '24/7; PH off "lễ; Tết"'):
        assert hours_at(checked_hours(hours), noon).is_open != holiday
    assert hours_at("Mo-Sa 07:00-19:00; Su,PH off", noon).is_open != (holiday or on_sundays)
    assert hours_at("Su, PH 07:00-19:00", noon).is_open == (holiday or on_sundays)
    shorter = "Mo-Su 07:00-19:00; PH 07:00-11:00,15:00-17:00; Mo off"
    assert hours_at(shorter, noon).is_open != (holiday or noon.weekday() == 0)
    # What the owner says of these days comes last.
    assert hours_at(f'24/7; PH off; {noon:%Y %b %d} 10:00-14:00 "mở"', noon).is_open
    assert hours_at("Mo-Su,PH 07:00-19:00", noon).is_open


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("7-21", "Mo-Su 07:00-21:00"),
        ("7h-21h", "Mo-Su 07:00-21:00"),
        ("7h30 – 21h", "Mo-Su 07:30-21:00"),
        (" 7:00 - 21:00 ", "Mo-Su 07:00-21:00"),
        ("8 giờ đến 17 giờ", "Mo-Su 08:00-17:00"),
        ("8 giờ sáng đến 9 giờ tối", "Mo-Su 08:00-21:00"),
        ("6h sáng - 1h chiều", "Mo-Su 06:00-13:00"),
        ("", ""),
        ("24/7", "24/7"),
        ("Mo-Fr 18:00-22:00; Sa,Su 08:00-22:00", "Mo-Fr 18:00-22:00; Sa,Su 08:00-22:00"),
    ],
)
def test_hours_as_they_stand_on_a_door(words: str, hours: str) -> None:
    assert checked_hours(hours_of(words)) == hours


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("Mon-Fri 08:00-17:00", "Mo-Fr 08:00-17:00"),
        ("Mo-Sun 08:00–17:00", "Mo-Su 08:00-17:00"),
        ("Mo–Fr 08:00—17:00; sat,SUNDAY off", "Mo-Fr 08:00-17:00; Sa,Su off"),
        ("Tues,Wednesday,Thurs 08:00 – 11:00", "Tu,We,Th 08:00-11:00"),
        ("Mar-May Mon 08:00-10:00", "Mar-May Mo 08:00-10:00"),
        ("sunrise-sunset", "sunrise-sunset"),
        ('Mo 08:00-10:00 "gọi trước – Monday"', 'Mo 08:00-10:00 "gọi trước – Monday"'),
        ("Monthly 08:00-10:00", None),
    ],
)
def test_days_and_dashes_spelt_otherwise(words: str, hours: str | None) -> None:
    for read in (checked_hours, lambda text: checked_hours(hours_of(text))):
        if hours is None:
            with pytest.raises(WrongHours):
                read(words)
        else:
            assert read(words) == hours
            assert read(hours) == hours


def test_hours_spelt_otherwise_are_kept_in_the_syntax(app: Flask, people: People) -> None:
    said = {"name": "Tạp hoá Shop", "lat": "10.77", "lon": "106.7", "categories": "food"}
    browser = people.shop.browser
    browser.send("/responders/new?kind=supplier", opening_hours="Mon–Fri 08:00–17:00", **said)
    with app.test_request_context():
        [shop] = responders_of(people.shop.id)
        assert shop.opening_hours == "Mo-Fr 08:00-17:00"
    told = {"opening_hours": "Sat-Sun 08:00–11:00"}
    answer = people.shop.client.patch(f"/api/v1/responders/{shop.id}", json=told)
    assert answer.get_json()["opening_hours"] == "Sa-Su 08:00-11:00"


@pytest.mark.parametrize("words", ["25-26", "7-21 trừ Chủ nhật", "7", "-", "7h-", "sáng"])
def test_hours_that_only_look_plain_are_refused(words: str) -> None:
    with pytest.raises(WrongHours):
        checked_hours(hours_of(words))


@pytest.mark.parametrize("hours", ["always", "Mo-Fr 7", "7-19h", "Mo 25:00-26:00", "từ 7 giờ"])
def test_what_cannot_be_read_is_refused(hours: str) -> None:
    with pytest.raises(WrongHours):
        checked_hours(hours)


def test_offers_open_and_shut_with_the_hours(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        helper = help_from(huong.account(), opening_hours="Mo-Su 07:00-19:00").id
        need = need_of(ask(app))
        for day in range(2):
            for hour, able in ((6, False), (8, True), (18, True), (20, False)):
                moment = MORNING + timedelta(days=day, hours=hour - 8)
                keep_hours(moment)
                found = [c.responder_id for c in nearest_responders(need, 10, now=moment)]
                assert found == ([helper] if able else []), (day, hour)


def test_hours_that_begin_in_two_years_begin_then(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        helper = help_from(huong.account(), opening_hours="2033 Mo-Su 00:00-24:00").id
        need = need_of(ask(app))
        for year in range(2027, 2033):
            keep_hours(MORNING.replace(year=year))
        for year, able in ((2032, False), (2033, True), (2034, False)):
            moment = MORNING.replace(year=year)
            keep_hours(moment)
            found = [c.responder_id for c in nearest_responders(need, 10, now=moment)]
            assert found == ([helper] if able else []), year
