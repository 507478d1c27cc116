"""Codes by SMS stay at their caps: for a number, its block, a network, a day, for all together."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect import channels
from connect.accounts import code_caps, phone_codes, service
from connect.accounts.breaker import COUNTED_BY, Codes
from connect.foundation import caps, codes
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, TooOften
from tests.people import People
from tests.web import Browser, browser_of

NOON = datetime(2026, 11, 22, 12, 0, 30, tzinfo=UTC)
PASSWORD = "mười hai con giáp"
MOST = 150  # a day


class Clock:
    """The moment that caps and codes go by: no test runs across the end of an hour."""

    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (caps, code_caps, codes, phone_codes, service):
        monkeypatch.setattr(module, "utcnow", clock)
    return clock


@pytest.fixture
def limited(another_app: Callable[..., Flask], app: Flask, clock: Clock) -> Flask:
    """The app as it is outside of tests, with few codes a day."""
    assert app, clock
    return another_app(limits=True, codes_a_day=MOST)


@pytest.fixture
def inside(limited: Flask) -> Iterator[Flask]:
    with limited.test_request_context():
        yield limited


def sign_up(n: int, network: str = "", password: str = PASSWORD) -> bool:
    """Whether a code goes to one of many numbers, each of a block of its own."""
    with suppress(TooOften):
        service.sign_up(phone=phone(n), name="Ai đó", password=password, network=network)
        return True
    return False


def phone(n: int) -> str:
    return f"+849{n % 100_000:05d}678"


def sent() -> int:
    return len([one for one in channels.sent() if one["kind"] == "code"])


def from_address(app: Flask, address: str) -> Browser:
    browser = browser_of(app)
    browser.environ_base["REMOTE_ADDR"] = address
    return browser


def ask(browser: Browser, way: str = "api", **changes: str) -> int:
    """Asks for a code; the answer's status."""
    told = {"phone": "0912 345 671", "name": "Ai đó", "password": PASSWORD} | changes
    if way == "api":
        answer = browser.post("/api/v1/accounts", json=told)
    else:
        answer = browser.post("/sign-up", data=told | browser.csrf())
    if answer.status_code == 429:
        assert 0 < int(answer.headers["Retry-After"]) <= 86_400
    return answer.status_code


def test_a_thousand_asked_for_are_sent_up_to_the_cap(inside: Flask) -> None:
    """Ten thousand by HTTP: `attacks/test_without_end.py`."""
    asked = [sign_up(n % 200, f"network {n % 7}") for n in range(1_000)]
    assert asked.count(True) == sent() == MOST


def used_up(cap: caps.Cap, whose: str, but: int) -> None:
    """As if so many codes but a few had left by now."""
    with transaction():
        for _time in range(cap.most - but):
            caps.take([(cap, whose)])


def test_a_network_has_its_share_and_the_others_get_theirs(inside: Flask) -> None:
    used_up(code_caps.NETWORK, "theirs", but=2)
    assert [sign_up(n, "theirs") for n in range(3)] == [True] * 2 + [False]
    assert sign_up(3, "another")
    assert sign_up(4)  # none is known, as on the command line


def test_a_block_of_numbers_has_a_share(inside: Flask) -> None:
    used_up(code_caps.BLOCK, "+84912345", but=2)
    for n in range(3):
        with suppress(TooOften):
            service.sign_up(phone=f"+84912345{n:03d}", name="Ai đó", password=PASSWORD)
    assert sent() == 2
    assert sign_up(1)


def test_what_is_asked_for_at_the_same_moment_ends_at_the_cap(limited: Flask) -> None:
    def one(n: int) -> bool:
        with limited.test_request_context():
            return sign_up(7, f"network {n}")

    with ThreadPoolExecutor(8) as crowd:
        asked = list(crowd.map(one, range(16)))
    with limited.test_request_context():
        assert asked.count(True) == sent() == 10


def test_who_asks_twice_at_one_moment_has_a_code(limited: Flask) -> None:
    def ask_for_one(_n: int) -> None:
        with limited.test_request_context():
            phone_codes.send_phone_code(subject, phone(7), "a network")

    subject = uuid.uuid4()
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(ask_for_one, range(4)))
    with limited.test_request_context():
        assert sent() == 4
        assert phone_codes.waits_for_phone_code(subject)


def test_the_caps_hold_after_a_restart_and_end_with_their_time(
    inside: Flask, another_app: Callable[..., Flask], clock: Clock
) -> None:
    assert [sign_up(7, f"network {n}") for n in range(11)] == [True] * 10 + [False]
    with another_app(limits=True).test_request_context():
        assert not sign_up(7)
        clock.now += timedelta(hours=1)
        assert [sign_up(7, f"network {n}") for n in range(11)] == [True] * 10 + [False]
        clock.now += timedelta(hours=1)
        assert not sign_up(7)  # twenty a day
        assert caps.forget_old_counts(utcnow() + timedelta(days=3)) > 0


@pytest.mark.parametrize("way", ["page", "api"])
def test_one_phone_is_not_flooded_from_many_networks(way: str, limited: Flask) -> None:
    asked = [ask(from_address(limited, f"203.0.{n}.7"), way) for n in range(12)]
    assert [status != 429 for status in asked] == [True] * 10 + [False] * 2
    assert ask(browser_of(limited), way, phone="0912 345 672") != 429


def test_a_stranger_elsewhere_does_not_use_up_the_codes_of_a_phone(limited: Flask) -> None:
    # Another address of the same network, and the page instead of the API, are no other stranger.
    doors = [(f"203.0.113.{n}", way) for n in range(4) for way in ("page", "api")]
    asked = [ask(from_address(limited, address), way) for address, way in doors]
    assert [status != 429 for status in asked] == [True] * 5 + [False] * 3
    assert ask(from_address(limited, "203.0.114.8")) == 202


@pytest.mark.parametrize("way", ["page", "api"])
def test_a_form_that_is_refused_does_not_count(way: str, limited: Flask) -> None:
    browser = browser_of(limited)
    assert {ask(browser, way, password="x") for _time in range(12)} == {422}
    assert {ask(browser, way, phone="not a phone") for _time in range(12)} == {422}
    assert ask(browser, way) in (202, 303)


@pytest.mark.parametrize("way", ["page", "api"])
@pytest.mark.parametrize("phone", ["+1 202 555 0123", "+855 12 345 678", "028 3822 1234"])
def test_no_code_goes_abroad_or_where_no_text_arrives(phone: str, way: str, limited: Flask) -> None:
    assert ask(browser_of(limited), way, phone=phone) == 422
    with limited.test_request_context():
        assert sent() == 0


def test_other_countries_are_a_setting(another_app: Callable[..., Flask], app: Flask) -> None:
    assert app
    with another_app(limits=True, code_countries=("VN", "KH")).test_request_context():
        service.sign_up(phone="+85512345678", name="Sok", password=PASSWORD)
        with pytest.raises(Invalid):
            service.sign_up(phone="+12025550123", name="Ann", password=PASSWORD)
        assert sent() == 1


def test_whether_there_is_an_account_makes_no_difference(limited: Flask, people: People) -> None:
    known = [ask(browser_of(limited), phone=people.huong.phone) for _time in range(7)]
    assert known == [ask(browser_of(limited), phone="0912 345 699") for _time in range(7)]


def test_a_crowd_of_people_who_type_their_codes_meets_no_breaker(
    inside: Flask, clock: Clock
) -> None:
    """Three dozen in the first minute, before anybody can have typed anything."""
    assert all(sign_up(n, "one hall") for n in range(36))
    assert not code_caps.lately().breaker_open
    clock.now += timedelta(minutes=20)
    assert all(sign_up(n, "one hall") for n in range(36, 60))


def many(sent: int, typed: int) -> None:
    with transaction():
        for name, times in ((code_caps.SENT, sent), (code_caps.TYPED, typed)):
            for _time in range(times):
                caps.count(name, COUNTED_BY)


def test_codes_that_nobody_types_slow_all_down_until_that_ends(
    inside: Flask, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    many(sent=120, typed=11)
    assert sign_up(1, "a flood")  # there was no time to type them yet
    clock.now += timedelta(minutes=15)
    asked = [sign_up(n, "a flood") for n in range(2, 10)]
    assert asked == [True] + [False] * 7
    people_elsewhere = [sign_up(n, f"home {n}") for n in range(20, 30)]
    assert people_elsewhere.count(True) == 4  # five a minute, for all
    clock.now += timedelta(minutes=1)
    assert sign_up(28, "home 28")
    assert len([line for line in caplog.messages if "slowed down: 121 were sent" in line]) == 1
    clock.now += timedelta(hours=2)
    assert all(sign_up(n, "a flood") for n in range(30, 40))


def test_who_gets_no_code_reads_where_to_call(limited: Flask, clock: Clock) -> None:
    with limited.app_context():
        many(sent=120, typed=0)
    clock.now += timedelta(minutes=15)
    page, told = from_address(limited, "203.0.113.7"), {"name": "Ai đó", "password": PASSWORD}
    assert ask(page, "page") == 303
    answer = page.post("/sign-up", data=told | {"phone": "0912 345 673"} | page.csrf())
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert 'href="/hotlines"' in answer.text
    assert page.get("/ready").status_code == 200  # the site is there for everybody


def test_the_figures_stand_in_metrics(limited: Flask, clock: Clock) -> None:
    def figures() -> dict[str, str]:
        lines = browser_of(limited).get("/metrics").text.splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if line.startswith("connect_codes"))

    assert figures()["connect_codes_breaker_open"] == "0"
    assert "connect_codes_conversion" not in figures()
    browser = browser_of(limited)
    ask(browser)
    with limited.app_context():
        code = channels.sent()[-1]["body"][:6]
    told = {"phone": "0912 345 671", "code": code}
    assert browser.post("/api/v1/accounts/verify", json=told).status_code == 200
    with limited.app_context():
        many(sent=120, typed=2)
    clock.now += timedelta(minutes=15)
    assert figures() == {
        'connect_codes{step="sent"}': "121",
        'connect_codes{step="typed"}': "3",
        "connect_codes_sent": "121",
        "connect_codes_conversion": "0.02479338843",
        "connect_codes_breaker_open": "1",
    }


@pytest.mark.parametrize(
    ("sent", "typed", "is_open"),
    [
        (0, 0, False),
        (99, 0, False),
        (100, 0, True),
        (100, 9, True),
        (100, 10, False),
        (9, 20, False),
    ],
)
def test_when_the_breaker_opens(sent: int, typed: int, is_open: bool) -> None:
    assert Codes(sent, typed).breaker_open is is_open


def test_nothing_of_a_number_or_an_address_is_kept_in_clear(inside: Flask) -> None:
    sign_up(7, "203.0.113.0/24")
    rows = db.session.execute(sa.select(caps.CapCount)).scalars().all()
    assert len(rows) == 7
    assert all(len(row.whose) in (0, 64) for row in rows)
