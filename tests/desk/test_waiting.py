"""Coordinators see who waits in their area, and on top for whom nobody is left to ask."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.geo import Point, Whereabouts
from connect.help_requests import ItemDetails, keep_time, waiting_in
from connect.help_requests.assignments import decline
from tests.people import HOAN_KIEM, People
from tests.plans import analyze, each_plan, many_requests
from tests.situations import ask, help_from, request_now
from tests.web import words

IN_HA_NOI = Whereabouts(point=Point(**HOAN_KIEM))
MEDICINE = [ItemDetails(category="medicine")]


def codes(client: Any, **query: Any) -> list[str]:
    answer = client.get("/api/v1/desk/requests", query_string=query)
    assert answer.status_code == 200, answer.get_json()
    return [one["code"] for one in answer.get_json()["items"]]


def test_who_nobody_is_left_to_ask_for_is_on_top(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        asked = ask(app, phone="+84912345611").code  # Hương is asked for it
        urgent = ask(app, phone="+84912345612", urgency="urgent").code
        lonely = ask(app, phone="+84912345613", items=MEDICINE).code  # nobody gives it here
        ask(app, phone="+84912345614", where=IN_HA_NOI)
    assert codes(people.chi_lan.client) == [lonely, urgent, asked]
    assert len(codes(people.anh_ha.client)) == 1
    assert len(codes(people.root.client)) == 4
    shown = people.chi_lan.browser.page("/desk")
    assert words(shown).index(lonely) < words(shown).index(urgent) < words(shown).index(asked)


def test_it_is_on_top_as_soon_as_the_last_one_says_no(app: Flask, people: People) -> None:
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


def test_page_by_page(app: Flask, people: People) -> None:
    with app.test_request_context():
        for n in range(5):
            ask(app, phone=f"+8491234562{n}", urgency="urgent" if n % 2 else "normal")
    client = people.chi_lan.client
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        told = client.get(f"/api/v1/desk/requests?limit=2{cursor}").get_json()
        found += [one["code"] for one in told["items"]]
        cursor = f"&cursor={told['next']}" if told["next"] else None
    assert found == codes(client)
    assert len(set(found)) == 5
    assert client.get("/api/v1/desk/requests?cursor=x").status_code == 422


def test_the_next_page_follows_where_the_last_one_ended(app: Flask, people: People) -> None:
    with app.test_request_context():
        for n in range(4):
            ask(app, phone=f"+8491234562{n}", items=MEDICINE)  # nobody gives it here
    client = people.chi_lan.client
    first = client.get("/api/v1/desk/requests?limit=1").get_json()
    taken = first["items"][0]["id"]
    assert people.minh.client.post(f"/api/v1/requests/{taken}/claim").status_code == 201
    rest = client.get(f"/api/v1/desk/requests?limit=9&cursor={first['next']}").get_json()
    assert len(rest["items"]) == 3


@pytest.mark.parametrize("name", ["huong", "nobody"])
def test_it_is_the_coordinators_alone(name: str, app: Flask, people: People) -> None:
    person = getattr(people, name)
    assert person.client.get("/api/v1/desk/requests").status_code == 403
    assert person.browser.get("/desk").status_code == 403
    assert app.test_client().get("/api/v1/desk/requests").status_code == 401


@pytest.mark.parametrize(("area", "index"), [("79", "province"), ("27259", "ward")])
def test_the_queue_of_an_area_is_read_in_order_from_its_index(
    area: str, index: str, context: Flask
) -> None:
    many_requests()
    analyze()
    plan = each_plan(lambda: waiting_in(area, limit=10))[0]  # then what they need is read
    assert f"ix_help_request_desk_{index}" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan
