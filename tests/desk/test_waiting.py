"""Coordinators see who waits in their area: due calls, then urgent and left alone, then by wait."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.accounts import Account, Role, suspend
from connect.desk import service as desk
from connect.desk.models import DeskCase
from connect.desk.queue import Asked, Tab, page_of_queue
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point, Whereabouts
from connect.help_requests import HelpRequest, keep_time
from connect.help_requests.assignments import decline
from tests.desk.cases import act
from tests.people import HOAN_KIEM, People
from tests.plans import analyze, each_plan, many_requests, spoken
from tests.situations import ask, at_the_desk, help_from, request_now
from tests.web import words

IN_HA_NOI = Whereabouts(point=Point(**HOAN_KIEM))
HOUR = timedelta(hours=1)


def codes(client: Any, **query: Any) -> list[str]:
    answer = client.get("/api/v1/desk/requests", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    return [one["code"] for one in answer.get_json()["items"]]


class Made(NamedTuple):
    id: uuid.UUID
    code: str


def asked_ago(app: Flask, hours: float, **changes: Any) -> Made:
    made = ask(app, **changes)
    request = Made(made.id, made.code)
    with transaction():
        request_now(request.id).created_at -= hours * HOUR
    return request


def call_at(app: Flask, moment: datetime) -> None:
    with app.app_context(), transaction():
        db.session.execute(sa.update(DeskCase).values(call_at=moment))


def left_alone(*requests: Made) -> None:
    """For these nobody is left to ask, for all others somebody is."""
    with transaction():
        db.session.execute(
            sa.update(HelpRequest).values(exhausted=HelpRequest.id.in_([r.id for r in requests]))
        )


def test_it_is_in_the_order_of_wait_and_urgency(app: Flask, people: People) -> None:
    with app.test_request_context():
        long = asked_ago(app, 9, phone="+84912345611")
        urgent = asked_ago(app, 2, phone="+84912345612", urgency="urgent")  # weighs eight hours
        alone = asked_ago(app, 5, phone="+84912345613")  # weighs thirty
        both = asked_ago(app, 1, phone="+84912345614", urgency="urgent")
        asked_ago(app, 99, phone="+84912345615", where=IN_HA_NOI)
        left_alone(alone, both)
    expected = [one.code for one in (both, alone, long, urgent)]
    assert codes(people.chi_lan.client) == expected
    assert len(codes(people.anh_ha.client)) == 1
    assert len(codes(people.root.client)) == 5
    shown = words(people.chi_lan.browser.page("/desk"))
    assert sorted(expected, key=shown.index) == expected


def test_whom_to_call_comes_to_the_top_when_it_is_time(app: Flask, people: People) -> None:
    lan = people.chi_lan
    with app.test_request_context():
        first, later = asked_ago(app, 3), asked_ago(app, 2, phone="+84912345611")
        left_alone()
        desk.call_again(at_the_desk(lan, first.id), utcnow() + HOUR)
    assert codes(lan.client) == [later.code]  # nobody looks at it before
    assert codes(lan.client, tab="calls") == [first.code]
    call_at(app, utcnow())
    assert codes(lan.client) == [first.code, later.code]
    call_at(app, utcnow() - timedelta(days=8))  # nobody has kept it: its wait counts again
    with app.test_request_context():
        left_alone(later)
    assert codes(lan.client) == [later.code, first.code]


def test_mine_nobodys_and_those_somebody_goes_for(app: Flask, people: People) -> None:
    lan = people.chi_lan
    with app.test_request_context():
        mine, free = asked_ago(app, 0), asked_ago(app, 0, phone="+84912345611")
        gone_for = asked_ago(app, 0, phone="+84912345612")
        desk.hand_over(at_the_desk(lan, mine.id), lan.id)
    answer = people.minh.client.post(f"/api/v1/requests/{gone_for.id}/claim")
    assert answer.status_code == 201
    assert codes(lan.client, tab="mine") == [mine.code]
    assert codes(lan.client, tab="nobodys") == [free.code]
    assert set(codes(lan.client)) == {mine.code, free.code}
    assert codes(lan.client, tab="going") == [gone_for.code]
    assert codes(people.root.client, tab="mine") == []
    assert "Minh" in words(lan.browser.page("/desk?tab=going"))
    assert lan.browser.page("/desk?tab=nonsense")


def test_page_by_page_nothing_is_twice_or_left_out(app: Flask, people: People) -> None:
    with app.test_request_context():
        made = [
            asked_ago(app, hours, phone=f"+8491234562{n}", urgency=urgency)
            for n, (hours, urgency) in enumerate(
                [(1, "urgent"), (5, "normal"), (8, "normal"), (2, "urgent"), (3, "normal")]
            )
        ]
        left_alone(made[3], made[4])
        desk.call_again(at_the_desk(people.chi_lan, made[1].id), utcnow() + HOUR)
    call_at(app, utcnow())
    client = people.chi_lan.client
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        told = client.get(f"/api/v1/desk/requests?limit=1{cursor}").get_json()
        found += [one["code"] for one in told["items"]]
        cursor = f"&cursor={told['next']}" if told["next"] else None
    assert found == codes(client) == [made[n].code for n in (1, 3, 4, 2, 0)]


def test_a_cursor_of_somebody_else_is_refused(people: People) -> None:
    lan, browser = people.chi_lan, people.chi_lan.browser
    no_place = "WyIyMDI2LTAxLTAxVDAwOjAwOjAwKzAwOjAwIiw5LDEsIngiXQ"
    for cursor in ("x", "WzFd", no_place):
        assert lan.client.get(f"/api/v1/desk/requests?cursor={cursor}").status_code == 422
        assert browser.get(f"/desk?after={cursor}").status_code == 422


def test_it_is_left_alone_as_soon_as_the_last_one_says_no(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        request = ask(app)
        assert not request_now(request.id).exhausted
        [offer] = request_now(request.id).assignments
        decline(offer.id, people.huong.account())
        assert request_now(request.id).exhausted
        help_from(people.minh.account(), name="Minh")
        keep_time(utcnow() + timedelta(hours=2))  # somebody has come since
        assert not request_now(request.id).exhausted


def _suspended(account: Account) -> None:
    suspend(account.phone, utcnow() + HOUR)


def _elsewhere_now(account: Account) -> None:
    account.area_codes = ["01"]


def _resident_now(account: Account) -> None:
    account.role = Role.RESIDENT


@pytest.mark.parametrize("falls_away", [_suspended, _elsewhere_now, _resident_now])
def test_whoever_serves_here_no_more_has_no_case_here(
    falls_away: Callable[[Account], None], app: Flask, people: People
) -> None:
    """Else the colleagues believe that somebody sees to it."""
    lan, root = people.chi_lan, people.root
    with app.test_request_context():
        here, called = asked_ago(app, 0), asked_ago(app, 0, phone="+84912345611")
        desk.hand_over(at_the_desk(lan, here.id), lan.id)
        desk.not_reached(at_the_desk(lan, called.id), utcnow() + HOUR)
    call_at(app, utcnow())
    assert codes(root.client, tab="nobodys") == []
    with app.test_request_context(), transaction():
        falls_away(lan.account())
    assert set(codes(root.client, tab="nobodys")) == {here.code, called.code}
    shown = root.client.get("/api/v1/desk/requests").get_json()["items"]
    assert [one["coordinator"] for one in shown] == [None, None]
    assert act(root, here.id, "not_reached").get_json()["coordinator"] == "Root"
    assert codes(root.client, tab="nobodys") == [called.code]


def test_it_is_the_coordinators_alone(app: Flask, people: People) -> None:
    person = people.huong
    assert person.client.get("/api/v1/desk/requests").status_code == 403
    assert person.browser.get("/desk").status_code == 403
    assert app.test_client().get("/api/v1/desk/requests").status_code == 401


@pytest.mark.parametrize(
    ("area", "index", "tab"), [("79", "province", Tab.NOBODYS), ("27259", "ward", Tab.ALL)]
)
def test_the_queue_of_an_area_is_read_in_order_from_its_index(
    tab: Tab, area: str, index: str, people: People, context: Flask
) -> None:
    touched = many_requests()[::7]
    with transaction():
        db.session.execute(
            sa.insert(DeskCase), [{"request_id": id_, "tries": 1} for id_ in touched]
        )
    analyze()
    asked = Asked([area], people.chi_lan.id, tab, utcnow())
    [plan] = each_plan(lambda: page_of_queue(asked, limit=10))
    assert "Seq Scan on help_request" not in plan
    assert plan.count(f"ix_help_request_desk_{index}") >= 4  # of each group
    # The few who are to be called are sorted, and nothing else.
    assert len(re.findall(r"Sort  |TEMP B-TREE", plan)) <= 1


def test_of_many_areas_it_is_asked_once(people: People, context: Flask) -> None:
    for areas in (["79"], ["79", "01", "27259"]):
        asked = Asked(areas, people.chi_lan.id, Tab.ALL, utcnow())
        with spoken() as heard:
            page_of_queue(asked, limit=10)
        assert len(heard) == 1
