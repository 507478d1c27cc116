"""What clients send that they should not: a clear refusal in their language, and never a 500."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from connect.geo import Point, Whereabouts
from connect.help_requests import HelpRequest
from connect.help_requests.models import RequestItem
from connect.responders import Responder
from tests.people import People, a_request, a_responder, count
from tests.refusing import check_refusal, check_sane
from tests.situations import ask, situation
from tests.web import Browser

WRONG: list[Any] = [
    None,
    True,
    -1,
    0,
    10**30,
    1e308,
    "",
    " \t ",
    "\u0000",
    "\u202e\u2066\u200b",
    "x" * 900_000,
    "'; DROP TABLE help_request; --",
    "{{ 7 * 7 }}<script>alert(1)</script>",
    [],
    {},
    [[[[[[[[]]]]]]]],
    {"a": {"b": {"c": None}}},
    ["food"] * 1_000,
]
RAW = ["NaN", "Infinity", "-Infinity", "1e999", '"\\ud800"', '"\\udfff\\ud800"', "1" * 5_000,
       "[" * 5_000 + "]" * 5_000, "[" * 200_000, "-", "nul", "'x'", "0x10", "01"]  # fmt: skip


def bodies(app: Flask, people: People) -> Iterator[tuple[str, str, dict[str, Any], Any]]:
    """Every call with a body: method, address, a right body, and the client that may make it."""
    here = situation(app, people, "open")
    tu, huong = people.ba_tu.client, people.huong.client
    stranger = app.test_client()
    yield "POST", "/api/v1/requests", a_request(people=1, urgency="normal"), stranger
    yield "PATCH", f"/api/v1/requests/{here.request_id}", a_request(), tu
    yield "POST", f"/api/v1/requests/{here.request_id}/release", {"reason": "x"}, huong
    yield "POST", f"/api/v1/requests/{here.request_id}/deliver", {"items": []}, huong
    yield "POST", f"/api/v1/requests/{here.request_id}/close", {"reason": "withdrawn"}, tu
    yield "POST", f"/api/v1/requests/{here.request_id}/messages", {"body": "Chào"}, tu
    good = {"name": "Gạo", "stock": "in", "price": 1, "code": "x"}
    full = a_responder(
        opening_hours="", phone="0912345678", delivers=True, goods=[good], note="", available=True
    )
    yield "POST", "/api/v1/responders", full, huong
    known = {name: value for name, value in full.items() if name != "kind"}
    yield "PATCH", f"/api/v1/responders/{here.responder_id}", known, huong
    account = {"phone": "0912345671", "name": "Ai", "password": "mười hai con"}
    yield "POST", "/api/v1/accounts", account, stranger
    yield "POST", "/api/v1/accounts/verify", {"phone": "0912345671", "code": "1"}, stranger
    yield "POST", "/api/v1/tokens", {"phone": "0912345671", "password": "12345678"}, stranger


def test_no_value_of_any_field_breaks_a_call(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connect.responders.moves.MOVES_A_DAY", 10_000)
    calls = 0
    for method, url, right, client in bodies(app, people):
        for field in right:
            for value in WRONG:
                check_sane(client.open(url, method=method, json=right | {field: value}))
            for raw in RAW:
                rest = json.dumps({name: right[name] for name in right if name != field})[1:]
                body = f'{{"{field}": {raw}{", " if len(right) > 1 else ""}{rest}'
                answer = client.open(url, method=method, data=body, content_type="application/json")
                check_refusal(answer)
                calls += 1
    assert calls > 300


ODD: tuple[Any, ...] = ([], {}, None, "x" * 41)
INSIDE: list[dict[str, Any]] = [
    *({"items": [{"category": value}]} for value in WRONG),
    *({"items": [{"category": "food", "quantity": value}]} for value in ODD),
    *({"location": {"lat": value, "lon": 106.7}} for value in WRONG if value not in (0, -1, True)),
]


@pytest.mark.parametrize("inner", INSIDE, ids=lambda inner: json.dumps(inner)[:40])
def test_what_is_wrong_inside_is_named_by_its_path(inner: dict[str, Any], client: Browser) -> None:
    errors = check_refusal(client.post("/api/v1/requests", json=a_request(**inner)), 422)
    assert all(name.startswith(("items", "location")) for name in errors)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("NaN", "1"), ("1", "NaN"), ("Infinity", "1"), ("1e999", "1"), ("-Infinity", "-Infinity")],
)
def test_coordinates_that_are_no_numbers_cannot_be_read(
    lat: str, lon: str, app: Flask, client: Browser
) -> None:
    body = json.dumps(a_request(location={"lat": 1, "lon": 2}))
    body = body.replace('"lat": 1, "lon": 2', f'"lat": {lat}, "lon": {lon}')
    check_refusal(client.post("/api/v1/requests", data=body, content_type="application/json"))
    assert count(app, HelpRequest) == 0


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(106.7, 10.7), (90.0001, 0), (-90.0001, 0), (0, 180.0001), (0, -180.0001), (1e308, 0),
     ("NaN", 0), (0, "inf"), ("1e999", 0), ("x", 0), (None, 0), ([], 0), (True, True)],
)  # fmt: skip
def test_coordinates_out_of_range_are_refused(
    lat: Any, lon: Any, app: Flask, client: Browser, people: People
) -> None:
    location = {"lat": lat, "lon": lon}
    errors = check_refusal(client.post("/api/v1/requests", json=a_request(location=location)), 422)
    assert all(name.startswith("location") for name in errors)
    body = a_responder(location=location)
    check_refusal(people.huong.client.post("/api/v1/responders", json=body), 422)
    assert count(app, HelpRequest) == 0


@pytest.mark.parametrize(
    ("lat", "lon"),
    [(90, 0), (-90, 0), (90, 180), (0, 180), (0, -180), (-89.9999, 179.9999)],
)
def test_the_edges_of_the_earth_are_places(
    lat: float, lon: float, app: Flask, client: Browser, people: People
) -> None:
    place = {"lat": lat, "lon": lon}
    made = people.huong.client.post("/api/v1/responders", json=a_responder(location=place))
    assert made.status_code == 201
    opened = client.post("/api/v1/requests", json=a_request(location=place))
    assert opened.status_code == 201
    near = client.get(f"/api/v1/requests?near={lat},{lon}&radius_m=50000").json
    assert near is not None
    assert [one["id"] for one in near["items"]] == [opened.get_json()["id"]]
    offers = people.huong.client.get("/api/v1/offers").json
    assert offers is not None
    assert len(offers["items"]) == 1


def test_the_antimeridian_is_no_wall(app: Flask, client: Browser) -> None:
    with app.test_request_context():
        east = ask(app, where=Whereabouts(point=Point(-16.5, 179.99))).id
        west = ask(app, where=Whereabouts(point=Point(-16.5, -179.99))).id
    for lon in (179.98, -179.98, 180.0, -180.0):
        near = client.get(f"/api/v1/requests?near=-16.5,{lon}&radius_m=10000").json
        assert near is not None
        assert {one["id"] for one in near["items"]} == {str(east), str(west)}


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 422),
        (b"null", "application/json", 422),
        (b"[]", "application/json", 422),
        (b'"x"', "application/json", 422),
        (b"17", "application/json", 422),
        (b"{", "application/json", 400),
        (b"\xff\xfe{}", "application/json", 400),
        ('{"phone": "é'.encode("latin-1") + b'"}', "application/json", 400),
        (b"not json at all", "application/json", 400),
        (b"{}{}", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"phone=1", "application/x-www-form-urlencoded", 415),
        (b"<a/>", "application/xml", 415),
        (b"{}", "application/json; charset=utf-8", 422),
        (b"{}", "application/problem+json", 422),
        (b'{"description": "' + b"x" * 1_000_000 + b'"}', "application/json", 413),
    ],
)
def test_a_body_that_is_no_request_is_refused(
    body: bytes, kind: str, status: int, app: Flask, client: Browser
) -> None:
    answer = client.post("/api/v1/requests", data=body, content_type=kind or None)
    check_refusal(answer, status)
    assert count(app, HelpRequest) == 0


@pytest.mark.parametrize("body", [b"null", b"[]", b'"x"', b"17"])
def test_where_a_body_is_optional_it_is_still_an_object(
    body: bytes, app: Flask, people: People
) -> None:
    here = situation(app, people, "claimed")
    url = f"/api/v1/requests/{here.request_id}/release"
    answer = people.huong.client.post(url, data=body, content_type="application/json")
    check_refusal(answer, 422)


@pytest.mark.parametrize("code", ["79", "63-74", "63-778"])
def test_a_province_or_a_district_is_no_place_of_a_household(
    code: str, app: Flask, people: People, client: Browser
) -> None:
    location = {"ward_code": code}
    asked = client.post("/api/v1/requests", json=a_request(location=location))
    offered = people.huong.client.post(
        "/api/v1/responders", json=a_responder(location=location), headers={"Accept-Language": "en"}
    )
    assert list(check_refusal(asked, 422)) == ["location"]
    assert "choose the ward" in check_refusal(offered, 422)["location"][0]
    assert count(app, HelpRequest) == count(app, Responder) == 0


@pytest.mark.parametrize("code", ["27475", "63-27475"])
def test_a_ward_in_force_or_old_is_a_place(code: str, client: Browser) -> None:
    asked = client.post("/api/v1/requests", json=a_request(location={"ward_code": code}))
    assert asked.status_code == 201


def test_a_refused_request_leaves_no_part_behind(app: Flask, client: Browser) -> None:
    items = [{"category": "food"}, {"category": "gold"}]
    check_refusal(client.post("/api/v1/requests", json=a_request(items=items)), 422)
    assert count(app, HelpRequest) == count(app, RequestItem) == 0
