"""Days with other hours: at the end of the usual ones, in OSM's syntax, and by a form."""

import uuid
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.responders import OtherDays, checked_hours, give, hours_at, hours_with, parted
from tests.people import People
from tests.suppliers.shops import listed, shop_now
from tests.web import words

USUAL = "Mo-Su 07:00-21:00"
TODAY = date(2027, 1, 1)
DAYS = st.dates(TODAY, date(2027, 12, 1))
OTHERS = st.builds(
    lambda first, more, hours, reason: OtherDays(first, first + timedelta(more), hours, reason),
    DAYS,
    st.integers(0, 40),
    st.sampled_from(["off", "08:00-12:00", "08:00-11:00,14:00-16:00"]),
    st.sampled_from(["", "Tết", "lệnh, của phường"]),
)


@given(
    usual=st.sampled_from([USUAL, "24/7", "Mo-Fr 08:00-17:00; Sa 08:00-12:00; PH off"]),
    other=st.lists(OTHERS, max_size=4, unique=True),
)
@settings(max_examples=80, deadline=None)
def test_what_is_joined_is_parted_again(usual: str, other: list[OtherDays]) -> None:
    hours = hours_with(usual, other, TODAY)
    assert checked_hours(hours) == hours
    assert parted(hours) == (usual, sorted(other))
    assert hours_with(*parted(hours), TODAY) == hours


@given(other=OTHERS, day=DAYS, hour=st.integers(0, 23))
@settings(max_examples=80, deadline=None)
def test_they_hold_on_their_days_and_on_no_other(other: OtherDays, day: date, hour: int) -> None:
    hours = hours_with(USUAL, [other], TODAY)
    moment = datetime(day.year, day.month, day.day, hour, 30, tzinfo=HOME_ZONE)
    inside = other.first <= day <= other.last
    plain = USUAL if not inside else other.hours if other.hours == "off" else f"Mo-Su {other.hours}"
    assert hours_at(hours, moment).is_open == hours_at(plain, moment).is_open


def test_what_is_over_is_left_out_and_what_was_never_ours_stays() -> None:
    over = OtherDays(date(2026, 2, 16), date(2026, 2, 20), "off", "Tết")
    assert hours_with(USUAL, [over], TODAY) == USUAL
    for theirs in ("Mo-Su 07:00-21:00; Dec 24-31 off", "2027 Mo-Su 07:00-19:00", "24/7", ""):
        assert parted(theirs) == (theirs, [])
    assert parted(f"{USUAL}; 2027 Feb 31 off") == (f"{USUAL}; 2027 Feb 31 off", [])


def test_a_reason_cannot_say_more_than_words() -> None:
    told = OtherDays(TODAY, TODAY, "off", 'Tết"; 24/7; "')
    hours = hours_with(USUAL, [told], TODAY)
    assert not hours_at(hours, datetime(2027, 1, 1, 12, tzinfo=HOME_ZONE)).is_open


@pytest.fixture
def shop(app: Flask, people: People) -> uuid.UUID:
    entry = listed(app)
    with app.test_request_context():
        give(entry, people.shop.account(), by="test", how="test")
    return entry


def test_by_the_page(app: Flask, people: People, shop: uuid.UUID) -> None:
    browser, url = people.shop.browser, f"/suppliers/{shop}/days"
    first = utcnow().astimezone(HOME_ZONE).date() + timedelta(3)
    last = first + timedelta(4)
    sent = {"first": first.isoformat(), "last": last.isoformat(), "reason": "Tết"}
    assert browser.send(url, action="/days", **sent).status_code == 303
    entry = shop_now(app, shop)
    assert parted(entry.opening_hours) == (USUAL, [OtherDays(first, last, "off", "Tết")])
    assert entry.edited == "opening_hours"
    said = f"{first.day}/{first.month}–{last.day}/{last.month}/{last.year}"
    for page in (browser.page(url), browser.page(f"/suppliers/{shop}")):
        assert said.removesuffix(f"/{last.year}") in words(page)
    one_day = {"first": f"{first.day}/{first.month}/{first.year}", "hours": "7h-9h"}
    assert browser.send(url, action="/days", **one_day).status_code == 303
    assert len(parted(shop_now(app, shop).opening_hours)[1]) == 2
    # The same days again: a slip of the thumb, or other hours for them.
    for hours in ("7h-9h", "7h-10h"):
        assert browser.send(url, action="/days", **one_day | {"hours": hours}).status_code == 303
    told = parted(shop_now(app, shop).opening_hours)[1]
    assert sorted(one.hours for one in told) == ["07:00-10:00", "off"]
    # The page of the usual hours leaves them alone.
    assert browser.send(f"/responders/{shop}/edit", opening_hours="8h-20h").status_code == 303
    usual, other = parted(shop_now(app, shop).opening_hours)
    assert (usual, len(other)) == ("Mo-Su 08:00-20:00", 2)
    browser.send(url, action="/remove")
    assert len(parted(shop_now(app, shop).opening_hours)[1]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"first": ""},
        {"first": "sometime"},
        {"first": "31/2/2027"},
        {"first": "2020-01-01"},
        {"first": "0001-01-01", "last": "0001-01-02"},
        {"last": "9999-12-31"},
        {"first": "2999-01-01"},
        {"last": "2020-01-01"},
        {"hours": "often"},
        {"reason": "x" * 61},
    ],
)
def test_what_cannot_be_meant_is_refused(
    app: Flask, people: People, shop: uuid.UUID, wrong: dict[str, str]
) -> None:
    told = {"first": utcnow().date().isoformat()} | wrong
    answer = people.shop.browser.send(f"/suppliers/{shop}/days", action="/days", **told)
    assert answer.status_code == 422
    assert shop_now(app, shop).opening_hours == USUAL


def test_only_its_owner_tells(app: Flask, people: People, shop: uuid.UUID) -> None:
    for other in (people.nobody, people.chi_lan, people.root):
        assert other.browser.get(f"/suppliers/{shop}/days").status_code == 403
        browser = other.browser
        assert browser.post(f"/suppliers/{shop}/days", data=browser.csrf()).status_code == 403
        url = f"/suppliers/{shop}/days/remove"
        assert browser.post(url, data=browser.csrf()).status_code == 403


@pytest.mark.parametrize("first", ["0001-01-01", "1/1/1850", "31/12/1899", "2020-02-01"])
def test_days_that_began_long_ago_hold_from_today(
    app: Flask, people: People, shop: uuid.UUID, first: str
) -> None:
    today = utcnow().astimezone(HOME_ZONE).date()
    last = today + timedelta(2)
    told = {"first": first, "last": last.isoformat()}
    answer = people.shop.browser.send(f"/suppliers/{shop}/days", action="/days", **told)
    assert answer.status_code == 303
    assert parted(shop_now(app, shop).opening_hours)[1] == [OtherDays(today, last, "off")]


def test_usual_hours_leave_room_for_the_other_days(
    app: Flask, people: People, shop: uuid.UUID
) -> None:
    first = utcnow().astimezone(HOME_ZONE).date()
    sent = {"first": first.isoformat(), "reason": "x" * 60}
    assert people.shop.browser.send(f"/suppliers/{shop}/days", action="/days", **sent).location
    before = shop_now(app, shop).opening_hours
    url = f"/responders/{shop}/edit"
    long = "; ".join(["Dec 24 off"] * 41)
    answer = people.shop.browser.send(url, opening_hours=long)
    assert answer.status_code == 422
    said = answer.get_data(as_text=True)
    assert 'href="#opening_hours"' in said
    room = 500 - (len(before) - len(USUAL))
    assert f"{room} " in said
    assert shop_now(app, shop).opening_hours == before
    fits = "; ".join(["Dec 24 off"] * ((room + 2) // 12))
    assert people.shop.browser.send(url, opening_hours=fits).status_code == 303
    assert len(shop_now(app, shop).opening_hours) <= 500
