"""What clients send that they should not: a clear refusal in their language, and never a 500."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

import orjson
import pytest
from flask import Flask
from werkzeug.test import TestResponse

from connect.foundation.rest import page_of
from connect.geo import Point, Whereabouts
from connect.help_requests import HelpRequest
from connect.help_requests.models import RequestItem
from connect.responders import Responder
from tests.people import DISTRICT_7, People, a_request, a_responder, count
from tests.situations import ask, request_now, situation
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


def check_refusal(answer: TestResponse, *statuses: int) -> dict[str, list[str]]:
    """A problem document with this status; what it says of each field."""
    told = answer.get_data(as_text=True)[:300]
    assert answer.status_code in (statuses or (400, 422)), told
    assert answer.mimetype == "application/problem+json", told
    problem = answer.get_json()
    assert problem["status"] == answer.status_code
    assert problem["title"]
    errors: dict[str, list[str]] = problem.get("errors", {})
    assert errors if answer.status_code == 422 else "errors" not in problem, told
    assert all(texts and all(isinstance(t, str) for t in texts) for texts in errors.values())
    return errors


def check_sane(answer: TestResponse) -> None:
    """Accepted, or refused as it should be."""
    if answer.status_code >= 300:
        check_refusal(answer, 400, 403, 404, 409, 413, 422)


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


NEAR = f"{DISTRICT_7['lat']},{DISTRICT_7['lon']}"


@pytest.mark.parametrize(
    "query",
    [
        "near=NaN,0",
        "near=0,inf",
        "near=1e999,0",
        "near=106.7,10.7",
        "near=10.7",
        "near=10.7,106.7,1",
        "near=a,b",
        "near=,",
        "near=%00,1",
        "near=%ED%A0%80,1",
        "near=10.7;106.7",
        f"near={NEAR}&radius_m=nan",
        f"near={NEAR}&radius_m=inf",
        f"near={NEAR}&radius_m=-1",
        f"near={NEAR}&radius_m=0",
        f"near={NEAR}&radius_m=1e99",
        f"near={NEAR}&radius_m=x",
        f"near={NEAR}&limit=0",
        f"near={NEAR}&limit=101",
        f"near={NEAR}&limit=-5",
        f"near={NEAR}&limit=99999999999999999999",
        f"near={NEAR}&limit=x",
        f"near={NEAR}&limit=1.5",
        f"near={NEAR}&urgency=very",
        "radius_m=100",
        "category=food",
        "limit=1000",
        "urgency=%00",
    ],
)
def test_a_query_that_makes_no_sense_is_refused(query: str, client: Browser) -> None:
    check_refusal(client.get(f"/api/v1/requests?{query}"), 422)


@pytest.mark.parametrize("category", ["gold", "%00", "%F0%9F%92%A9", "' OR 1=1", "x" * 40])
def test_a_category_that_nobody_knows_finds_nothing(category: str, client: Browser) -> None:
    answer = client.get(f"/api/v1/requests?near={NEAR}&category={quote(category, safe='%')}")
    assert answer.json == {"items": [], "next": None}


def _cursor(position: Any) -> str:
    return str(page_of([], position)["next"])


LISTS = ["suppliers", "giving", "requests", "requests.atom", "embed/requests", "hotlines", "diary"]


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "x" * 2_000])
@pytest.mark.parametrize("path", LISTS)
def test_a_page_of_a_list_asked_for_nonsense_is_a_page(
    path: str, value: str, client: Browser
) -> None:
    names = ("category", "goods", "q", "urgency", "topic", "province", "language", "cursor")
    for name in names:
        answer = client.get(f"/{path}?near={NEAR}&{name}={value}")
        assert answer.status_code == 200, (name, answer.status)
    for name in ("near", "place", "ward", "kept"):
        answer = client.get(f"/{path}?{name}={value}")
        assert answer.status_code in (200, 422), (name, answer.status)


CURSORS = [
    "x",
    "====",
    "é",
    "%00",
    "W10",
    "bnVsbA",
    "x" * 201,
    _cursor([]),
    _cursor([1]),
    _cursor([1, 2]),
    _cursor([1, 2, 3]),
    _cursor([None, None]),
    _cursor(["nan", "00000000-0000-0000-0000-000000000000"]),
    _cursor(["inf", "00000000-0000-0000-0000-000000000000"]),
    _cursor(["-1e400", "00000000-0000-0000-0000-000000000000"]),
    _cursor(["x", "00000000-0000-0000-0000-000000000000"]),
    _cursor([[1], {"a": 1}]),
    _cursor([1.5, "not a uuid"]),
    _cursor(["2026-01-01", "00000000-0000-0000-0000-000000000000"]),
    _cursor(["0001-01-01T00:00:00+23:59", "00000000-0000-0000-0000-000000000000"]),
    _cursor(["9999-12-31T23:59:59-23:59", "00000000-0000-0000-0000-000000000000"]),
]


@pytest.mark.parametrize("cursor", CURSORS)
@pytest.mark.parametrize(
    "path",
    [f"requests?near={NEAR}&", "requests?", f"suppliers?near={NEAR}&", "responders/mine?"],
)
def test_a_cursor_that_is_not_of_this_list_is_refused(
    path: str, cursor: str, app: Flask, people: People
) -> None:
    with app.test_request_context():
        ask(app)
    errors = check_refusal(people.nobody.client.get(f"/api/v1/{path}cursor={cursor}"), 422)
    assert list(errors) == ["cursor"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "near=106.7,10.7",
        f"near={NEAR}&radius_m=nan",
        f"near={NEAR}&radius_m=600000",
        f"near={NEAR}&open_now=perhaps",
        f"near={NEAR}&q={'x' * 81}",
        f"near={NEAR}&goods={'x' * 81}",
        f"near={NEAR}&limit=1000",
    ],
)
def test_a_search_for_suppliers_that_makes_no_sense_is_refused(query: str, client: Browser) -> None:
    check_refusal(client.get(f"/api/v1/suppliers?{query}"), 422)


def _a_shop(people: People) -> str:
    goods = [{"name": "Gạo", "stock": "in", "price": 20_000}]
    shop = a_responder(kind="supplier", name="Tạp hoá", location=DISTRICT_7, goods=goods)
    answer = people.shop.client.post("/api/v1/responders", json=shop)
    assert answer.json is not None
    return str(answer.json["id"])


def _found(client: Browser, field: str, words: str) -> list[str]:
    answer = client.get(f"/api/v1/suppliers?near={NEAR}&{field}={quote(words)}").json
    assert answer is not None
    return [one["id"] for one in answer["items"]]


@pytest.mark.parametrize(
    "words", ["%", "_", "%25", "\\", "'", "***", "北京", "ＧＯ", "🍚", "\u0000*\u202e"]
)
def test_words_of_a_search_are_words_and_nothing_else(
    words: str, people: People, client: Browser
) -> None:
    """What is left of a name for searching is letters and digits: of these nothing is left."""
    shop = _a_shop(people)
    for field, known in (("q", "TẠP"), ("goods", "gao")):
        assert _found(client, field, known) == [shop]
        assert _found(client, field, words) == []
    listed = client.get(f"/suppliers?near={NEAR}&goods={quote(words)}").get_data(as_text=True)
    assert shop not in listed
    assert "Tạp hoá" not in listed


@pytest.mark.parametrize("words", ["", " ", "\u0000", "\u202e"])
def test_words_that_say_nothing_are_no_search(words: str, people: People, client: Browser) -> None:
    shop = _a_shop(people)
    assert _found(client, "q", words) == _found(client, "goods", words) == [shop]


@pytest.mark.parametrize(
    "box",
    ["", "1", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,1,1", "0,0,inf,1", "0,91,1,92", "0,2,1,1",
     "-181,0,0,1", "106,10,107,11,", "%00"],
)  # fmt: skip
@pytest.mark.parametrize("layer", ["requests", "suppliers"])
def test_a_box_that_is_none_is_refused(layer: str, box: str, client: Browser) -> None:
    errors = check_refusal(client.get(f"/api/v1/{layer}.geojson?bbox={box}"), 422)
    assert list(errors) == ["bbox"]


@pytest.mark.parametrize("query", ["", "q=", f"q={'x' * 201}", "q=quan 7&limit=0", "q=a&limit=101"])
def test_a_search_for_places_that_makes_no_sense_is_refused(query: str, client: Browser) -> None:
    if query == "q=":
        assert client.get(f"/api/v1/places?{query}").json == []
    else:
        check_refusal(client.get(f"/api/v1/places?{query}"), 422)


@pytest.mark.parametrize("words", ["\u0000", "🍚" * 20, "' --", "q" * 200, "." * 200, "đ đ đ đ đ"])
def test_odd_names_of_places_find_nothing_or_something_but_break_nothing(
    words: str, client: Browser
) -> None:
    answer = client.get(f"/api/v1/places?q={quote(words)}")
    assert answer.status_code == 200
    assert isinstance(answer.json, list)


@pytest.mark.parametrize(
    "typed",
    ["12", "0912 345 67", "0912 345 6789", "+1 23", "phone", "０９１２", "-" * 40, "1" * 99],
)
def test_a_wrong_phone_is_named_with_an_example(typed: str, client: Browser) -> None:
    answer = client.post("/api/v1/requests", json=a_request(phone=typed))
    assert "0912 345 678" in check_refusal(answer, 422)["phone"][0]


@pytest.mark.parametrize(
    "typed",
    [
        "0912 345 603",
        "+84912345603",
        "0912.345.603",
        "(091) 234 5603",
        "\u202a0912345603\u202c",
        "０９１２３４５６０３",
        "0912\u00a0345\u200b603",
    ],
)
def test_a_phone_is_understood_as_people_write_it(typed: str, app: Flask, client: Browser) -> None:
    answer = client.post("/api/v1/requests", json=a_request(phone=typed))
    assert answer.json is not None
    assert answer.status_code == 201
    shown = client.get(
        f"/api/v1/requests/{answer.json['id']}",
        headers={"X-Manage-Token": answer.json["manage_token"]},
    ).json
    assert shown is not None
    assert shown["phone"] == "+84912345603"


def test_words_are_cleaned_before_they_are_kept(app: Flask, client: Browser) -> None:
    """NUL, bidi tricks and zero-width characters go; emoji, tone marks and line ends stay."""
    answer = client.post(
        "/api/v1/requests",
        json=a_request(
            name="Ba\u0300 \u202eTư\u0000",
            description="một\u200b\r\nhai\u0007 👨‍👩‍👧",
            items=[{"category": "food", "goods": " gạo \n nếp ", "note": "\ufeff"}],
        ),
    )
    assert answer.json is not None
    with app.test_request_context():
        kept = request_now(UUID(answer.json["id"]))
        assert kept.name == "Bà Tư"
        assert kept.description == "một\nhai 👨‍👩‍👧"
        assert (kept.items[0].goods, kept.items[0].note) == ("gạo nếp", "")


@pytest.mark.parametrize("id_", ["x", "1", "0" * 32, "../etc", "%00", "00000000-0000-0000-0000"])
def test_an_id_that_is_none_is_not_there(id_: str, client: Browser) -> None:
    for path in ("requests", "responders"):
        check_refusal(client.get(f"/api/v1/{path}/{id_}"), 404)
    check_refusal(client.post(f"/api/v1/offers/{id_}/accept"), 404)


def test_an_address_that_is_none_is_not_there(client: Browser) -> None:
    for path in ("/api/", "/api/v1/nothing", "/api/v2/requests", "/api/v1/requests/"):
        check_refusal(client.get(path), 404)


def test_a_method_that_a_route_does_not_know_is_refused_with_those_it_knows(
    app: Flask, client: Browser
) -> None:
    tried = 0
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/") and not rule.arguments:
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"):
                with app.test_request_context():
                    known = app.url_map.bind("").allowed_methods(rule.rule)
                if method not in known:
                    answer = client.open(rule.rule, method=method)
                    check_refusal(answer, 405)
                    assert set(answer.headers["Allow"].split(", ")) == set(known)
                    tried += 1
    assert tried > 30


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_that_is_none_is_refused(key: str, app: Flask, client: Browser) -> None:
    answer = client.post("/api/v1/requests", json=a_request(), headers={"Idempotency-Key": key})
    assert list(check_refusal(answer, 422)) == ["Idempotency-Key"]
    assert count(app, HelpRequest) == 0


@pytest.mark.parametrize("token", ["x", "a.b", "\xff\xfe", "x" * 5_000, "IjAwIg.x"])
def test_a_manage_token_that_is_none_opens_nothing(
    token: str, app: Flask, people: People, client: Browser
) -> None:
    here = situation(app, people, "open")
    url = f"/api/v1/requests/{here.request_id}"
    shown = client.get(url, headers={"X-Manage-Token": token}).json
    assert shown is not None
    assert "phone" not in shown
    assert client.post(f"{url}/confirm", headers={"X-Manage-Token": token}).status_code == 401
    assert client.get(f"/m/{quote(token)}").status_code == 404


def test_a_manage_token_opens_its_own_request_only(
    app: Flask, people: People, client: Browser
) -> None:
    here = situation(app, people, "open")
    with app.test_request_context():
        other = ask(app).id
    manage = {"X-Manage-Token": here.manage_token}
    shown = client.get(f"/api/v1/requests/{other}", headers=manage).json
    assert shown is not None
    assert "phone" not in shown
    check_refusal(client.post(f"/api/v1/requests/{other}/confirm", headers=manage), 401)


def test_a_refusal_speaks_the_language_of_the_client(client: Browser) -> None:
    said = {}
    for language in ("vi", "en", "fr;q=1, vi;q=0.5", "*", ";;;", "x" * 3_000):
        headers = {"Accept-Language": language}
        answer = client.post("/api/v1/requests", json=a_request(phone="12"), headers=headers)
        said[language] = check_refusal(answer, 422)["phone"][0]
    assert said["vi"].startswith("Số này chưa đúng")
    assert said["en"].startswith("This number is not right yet")
    assert said["fr;q=1, vi;q=0.5"] == said[";;;"] == said["x" * 3_000] == said["vi"]


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


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1", "1.5"])
@pytest.mark.parametrize(
    "path", ["places?q=quan 7&", "responders/mine?", f"suppliers?near={NEAR}&"]
)
def test_a_page_has_one_to_a_hundred_rows(path: str, limit: str, people: People) -> None:
    client = people.nobody.client
    check_refusal(client.get(f"/api/v1/{path}limit={limit}"), 422)
    for right in ("1", "100"):
        assert client.get(f"/api/v1/{path}limit={right}").status_code == 200


def test_a_refused_request_leaves_no_part_behind(app: Flask, client: Browser) -> None:
    items = [{"category": "food"}, {"category": "gold"}]
    check_refusal(client.post("/api/v1/requests", json=a_request(items=items)), 422)
    assert count(app, HelpRequest) == count(app, RequestItem) == 0


@pytest.mark.parametrize(
    "hours",
    [
        "24",
        "Mo-Fr",
        "Mo 25:00-26:00",
        "Xx 08:00",
        "08:00-",
        "Mo-Su 99:99",
        "{{7*7}}",
        "🍚",
        "Mo 08:00-12:00 \u0000",
        "week 99",
        "2020 Jan 32",
        "easter +999999 days",
        "(sunset-99:00)",
        "9999-99999",
        "Mo[99]",
        "00:00-24:00/0",
    ],
)
def test_opening_hours_are_read_or_refused(hours: str, people: People) -> None:
    body = a_responder(opening_hours=hours)
    answer = people.huong.client.post("/api/v1/responders", json=body)
    if answer.status_code != 201:
        assert list(check_refusal(answer, 422)) == ["opening_hours"]


def test_the_answers_are_json_that_anyone_can_read(app: Flask, client: Browser) -> None:
    """No NaN and no infinity ever stands in an answer."""
    with app.test_request_context():
        ask(app, where=Whereabouts(point=Point(90.0, 0.0)))
    for url in (f"/api/v1/requests?near={NEAR}", "/api/v1/requests?near=-90,0", "/api/v1/requests"):
        assert orjson.loads(client.get(url).get_data())["items"]  # it reads no NaN
