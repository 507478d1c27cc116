"""What stands in addresses and should not: searches, boxes, cursors and pages of lists."""

from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from connect.foundation.rest import page_of
from tests.people import DISTRICT_7, People, a_responder
from tests.refusing import NEAR, check_refusal
from tests.situations import ask
from tests.web import Browser


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


@pytest.mark.parametrize("limit", ["0", "101", "x", "-1", "1.5"])
@pytest.mark.parametrize(
    "path", ["places?q=quan 7&", "responders/mine?", f"suppliers?near={NEAR}&"]
)
def test_a_page_has_one_to_a_hundred_rows(path: str, limit: str, people: People) -> None:
    client = people.nobody.client
    check_refusal(client.get(f"/api/v1/{path}limit={limit}"), 422)
    for right in ("1", "100"):
        assert client.get(f"/api/v1/{path}limit={right}").status_code == 200
