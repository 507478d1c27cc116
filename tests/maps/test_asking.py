"""How tiles are asked for: wrong addresses, tags and caches, packed or not, and who may."""

import gzip
from collections.abc import Callable

import pytest
from flask import Flask

from connect.help_requests import CloseReason, service
from connect.maps import drawing
from tests.maps.reading import points, seen, tile_at
from tests.people import People
from tests.situations import HERE, REQUESTER, ask, help_from
from tests.web import Browser

WHOLE = "/tiles/suppliers/0/0/0.mvt"


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What has been drawn."""
    seen: list[object] = []
    draw = drawing.draw

    def drawn(*asked: object) -> bytes:
        seen.append(asked)
        return draw(*asked)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(drawing, "draw", drawn)
    return seen


@pytest.fixture
def many(app: Flask, people: People) -> None:
    """Enough that a tile is worth packing."""
    with app.test_request_context():
        for number in range(8):
            names = {"name": f"Tạp hoá {number}", "phone": f"+8491200010{number}"}
            help_from(people.shop.account(), kind="supplier", point=HERE, **names)


@pytest.mark.parametrize(
    "path",
    [
        "suppliers/23/0/0",
        "suppliers/0/1/0",
        "suppliers/0/0/1",
        "suppliers/5/32/0",
        "suppliers/5/0/32",
        "suppliers/-1/0/0",
        "suppliers/5/-1/0",
        "suppliers/NaN/0/0",
        "suppliers/5/NaN/0",
        "suppliers/5/1e1/0",
        "suppliers/5/1.0/0",
        "suppliers/5/٣/0",
        "suppliers/5/%203/0",
        "suppliers/5/+3/0",
        "suppliers/05/0/0",
        "suppliers/5/0x1/0",
        "suppliers/22/4194304/0",
        "suppliers/22/9999999/9999999",
        f"suppliers/5/{'9' * 30}/0",
        f"suppliers/{'9' * 5000}/0/0",
        "suppliers/5/0/0%00",
        "suppliers/5//0",
        "volunteers/0/0/0",
        "responders/0/0/0",
        "SUPPLIERS/0/0/0",
    ],
)
def test_what_is_no_tile_is_not_found(path: str, app: Flask, client: Browser) -> None:
    answer = client.get(f"/tiles/{path}.mvt")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["0/0/0.pbf", "0/0/0", "0/0/0.mvt/"])
def test_a_tile_has_one_address(path: str, app: Flask, client: Browser) -> None:
    assert client.get(f"/tiles/suppliers/{path}").status_code == 404


def test_a_tile_is_only_read(app: Flask, client: Browser) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.open(WHOLE, method=method).status_code == 405


def test_a_kept_tile_is_not_drawn_again_and_not_sent_again(
    many: None, client: Browser, draws: list[object]
) -> None:
    first = client.get(WHOLE)
    again = client.get(WHOLE)
    same = client.get(WHOLE, headers={"If-None-Match": first.headers["ETag"]})
    assert first.get_data() == again.get_data() != b""
    assert (same.status_code, same.get_data()) == (304, b"")
    assert same.headers["ETag"] == first.headers["ETag"]
    assert len(draws) == 1
    other = client.get(WHOLE, headers={"If-None-Match": 'W/"another"'})
    assert other.status_code == 200


def test_after_a_moment_a_tile_shows_what_has_changed(
    many: None,
    app: Flask,
    people: People,
    client: Browser,
    draws: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr("connect.maps.drawing.time.monotonic", lambda: now[0])
    first = client.get(WHOLE)
    with app.test_request_context():
        help_from(people.shop.account(), kind="supplier", point=HERE, phone="+84912000200")
    told = {"If-None-Match": first.headers["ETag"]}
    assert client.get(WHOLE, headers=told).status_code == 304
    now[0] += drawing.KEPT_S + 0.1
    [heap] = points(client.get(WHOLE, headers=told).get_data(), "suppliers")
    assert heap.properties == {"count": 9}
    assert len(draws) == 2
    # Nothing has changed since: drawn anew it has the same tag, and need not be sent.
    tag = client.get(WHOLE).headers["ETag"]
    now[0] += drawing.KEPT_S + 0.1
    assert client.get(WHOLE, headers={"If-None-Match": tag}).status_code == 304


def test_no_more_than_so_many_are_kept(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "MOST_KEPT", 5)
    for x in range(32):
        client.get(f"/tiles/suppliers/5/{x}/0.mvt")
    assert 0 < len(app.extensions[drawing._KEPT]) <= 5


def test_a_tile_is_packed_for_who_takes_it(many: None, client: Browser) -> None:
    z, x, y = tile_at(*HERE, 16)
    near = f"/tiles/suppliers/{z}/{x}/{y}.mvt"
    plain = client.get(near, headers={"Accept-Encoding": "identity"})
    packed = client.get(near, headers={"Accept-Encoding": "gzip, br"})
    assert len(points(plain.get_data(), "suppliers")) == 8
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.get_data()) < len(plain.get_data())
    assert gzip.decompress(packed.get_data()) == plain.get_data()
    for answer in (plain, packed):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert int(answer.headers["Content-Length"]) == len(answer.get_data())
    refused = client.get(near, headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


def test_shops_may_be_kept_by_others_and_requests_are_asked_for_again(
    app: Flask, client: Browser, people: People
) -> None:
    shops = client.get(WHOLE)
    assert shops.headers["Cache-Control"] == "public, max-age=60"
    assert "Set-Cookie" not in shops.headers
    needs = client.get("/tiles/requests/0/0/0.mvt")
    assert needs.headers["Cache-Control"] == "no-cache"
    # Whoever is signed in sees the same, and a cache may give it to pages of others.
    for browser in (client, people.huong.browser, people.chi_lan.browser):
        answer = browser.get(WHOLE)
        assert answer.get_data() == shops.get_data()
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers


def test_whoever_has_been_helped_is_on_the_map_no_more(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "KEPT_S", -1.0)
    with app.test_request_context():
        request = ask(app)
    assert len(seen(client, "requests", 0, 0, 0)) == 1
    with app.test_request_context():
        service.close(request.id, CloseReason.WITHDRAWN, None, REQUESTER)
    assert seen(client, "requests", 0, 0, 0) == []


def test_too_many_tiles_at_once_are_refused(another_app: Callable[..., Flask], app: Flask) -> None:
    limited = another_app(limits=True)
    browser = limited.test_client()
    for _n in range(600):
        answer = browser.get("/tiles/suppliers/23/0/0.mvt")
    assert answer.status_code == 404
    answer = browser.get(WHOLE)
    assert (answer.status_code, answer.mimetype) == (429, "application/problem+json")
