"""Registering who can help, changing it, pausing it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.help_requests import candidates
from connect.responders import Responder
from tests.people import BEN_THANH, People, a_responder, count
from tests.situations import ask, responder_now
from tests.web import Browser, browser_of


def register(people: People, **changes: Any) -> dict[str, Any]:
    answer = people.huong.client.post("/api/v1/responders", json=a_responder(**changes))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.get_json())


def proposed(app: Flask) -> list[str]:
    with app.test_request_context():
        return [str(one.responder_id) for one in candidates(ask(app), 10)]


def test_the_owner_reads_back_all_that_was_said(people: People) -> None:
    said = a_responder(
        opening_hours="Mo-Fr 17:00-21:00", phone="0912 345 611", delivers=True, note="Có xe máy"
    )
    made = register(people, **said)
    assert made | said | {"phone": "+84912345611"} == made
    assert (made["available"], made["load"]) == (True, 0)
    mine = people.huong.client.get("/api/v1/responders/mine").json
    assert mine is not None
    assert [one["id"] for one in mine["items"]] == [made["id"]]


def test_one_person_may_have_several(people: People) -> None:
    first = register(people)
    second = register(people, kind="supplier", name="Tạp hoá")
    mine = people.huong.client.get("/api/v1/responders/mine").json
    assert mine is not None
    assert [one["id"] for one in mine["items"]] == [first["id"], second["id"]]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "king"}, "kind"),
        ({"name": " "}, "name"),
        ({"categories": []}, "categories"),
        ({"categories": ["gold"]}, "categories"),
        ({"radius_m": 0}, "radius_m"),
        ({"radius_m": 500_001}, "radius_m"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 201}, "capacity"),
        ({"opening_hours": "Mo 25:00"}, "opening_hours"),
        ({"phone": "12"}, "phone"),
        ({"goods": [{"stock": "in"}]}, "goods.0.name"),
        ({"goods": [{"name": "Gạo", "stock": "lots"}]}, "goods.0.stock"),
        ({"goods": [{"name": "Gạo", "price": -1}]}, "goods.0.price"),
        ({"location": {}}, "location._schema"),
        ({"location": {"lat": 1}}, "location._schema"),
        ({"location": {"ward_code": "00000"}}, "location"),
        ({"owner_id": "x"}, "owner_id"),
        ({"load": 5}, "load"),
    ],
)
def test_what_is_wrong_is_named(
    change: dict[str, Any], field: str, app: Flask, people: People
) -> None:
    answer = people.huong.client.post("/api/v1/responders", json=a_responder(**change))
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [field]
    assert count(app, Responder) == 0


def test_a_stranger_registers_nothing(app: Flask, client: Browser) -> None:
    assert client.post("/api/v1/responders", json=a_responder()).status_code == 401
    assert count(app, Responder) == 0


def test_who_pauses_is_not_proposed_and_who_resumes_is(app: Flask, people: People) -> None:
    made = register(people)
    url = f"/api/v1/responders/{made['id']}"
    assert proposed(app) == [made["id"]]
    people.huong.client.patch(url, json={"available": False})
    assert proposed(app) == []
    people.huong.client.patch(url, json={"available": True})
    assert proposed(app) == [made["id"]]


@pytest.mark.parametrize(
    "change", [{"radius_m": 500}, {"categories": ["transport"]}, {"opening_hours": "off"}]
)
def test_a_change_shows_at_once_in_who_is_proposed(
    change: dict[str, Any], app: Flask, people: People
) -> None:
    made = register(people)
    assert proposed(app) == [made["id"]]
    people.huong.client.patch(f"/api/v1/responders/{made['id']}", json=change)
    assert proposed(app) == []


def test_a_place_moves_three_times_a_day(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = register(people)
    url = f"/api/v1/responders/{made['id']}"

    def move(n: int) -> int:
        place = {"lat": BEN_THANH["lat"] + n / 100, "lon": BEN_THANH["lon"]}
        return people.huong.client.patch(url, json={"location": place}).status_code

    assert [move(n) for n in (1, 2, 3, 4)] == [200, 200, 200, 422]
    assert move(3) == 200  # where it is already is no move
    assert people.huong.client.patch(url, json={"capacity": 9}).status_code == 200
    tomorrow = utcnow() + timedelta(days=1)
    monkeypatch.setattr("connect.responders.service.utcnow", lambda: tomorrow)
    assert move(4) == 200


def test_a_refused_move_changes_nothing_else(app: Flask, people: People) -> None:
    made = register(people)
    url = f"/api/v1/responders/{made['id']}"
    for n in range(4):
        place = {"lat": 10.7 + n / 100, "lon": 106.7}
        people.huong.client.patch(url, json={"location": place, "capacity": 10 + n})
    with app.test_request_context():
        responder = responder_now(UUID(made["id"]))
        assert (responder.capacity, responder.lat) == (12, 10.72)


def test_the_same_key_registers_once(app: Flask, people: People) -> None:
    key = {"Idempotency-Key": "once"}
    url = "/api/v1/responders"
    first = people.huong.client.post(url, json=a_responder(), headers=key)
    again = people.huong.client.post(url, json=a_responder(), headers=key)
    other = people.minh.client.post(url, json=a_responder(), headers=key)
    assert first.json == again.json != other.json
    assert count(app, Responder) == 2


def test_the_moment_of_the_stock_is_that_of_the_last_news(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [utcnow()]
    monkeypatch.setattr("connect.responders.service.utcnow", lambda: clock[0])
    rice = {"name": "Gạo", "stock": "in", "price": 0}
    made = register(people, kind="supplier", goods=[rice])
    url = f"/api/v1/responders/{made['id']}"
    told = clock[0].isoformat()
    assert made["stock_updated_at"] == told
    assert register(people, kind="supplier")["stock_updated_at"] is None

    def told_after(**change: object) -> str:
        clock[0] += timedelta(hours=1)
        answer = people.huong.client.patch(url, json=change)
        assert answer.status_code == 200
        return str((answer.json or {})["stock_updated_at"])

    assert told_after(capacity=9) == told
    assert told_after(goods=[rice]) == told
    assert people.huong.browser.send(f"/responders/{made['id']}/edit", note="x").status_code == 303
    kept = people.huong.client.get(url).get_json()
    assert (kept["note"], kept["stock_updated_at"], kept["goods"]) == ("x", told, made["goods"])
    for news in ({"stock": "low"}, {"price": 1}, {"name": "Nếp"}):
        before = clock[0]
        assert told_after(goods=[rice | news]) == clock[0].isoformat() > before.isoformat()
    assert told_after(goods=[]) == clock[0].isoformat()


def test_what_costs_nothing_says_so(people: People) -> None:
    goods = [{"name": "Rau", "price": 0}, {"name": "Gạo"}]
    register(people, kind="supplier", goods=goods)
    near = f"/suppliers?near={BEN_THANH['lat']},{BEN_THANH['lon']}"
    said = browser_of(people.app).page(near).root.text()
    assert " 0 đ" in said
