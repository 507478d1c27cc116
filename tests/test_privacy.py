"""The privacy attack: all that a stranger can read recovers the public cell, and nothing finer.

The strongest witness is a move. The true point goes somewhere else within its cell, and every
answer that a stranger or an uninvolved neighbour can get must stay the same, byte for byte:
whatever is left to compare cannot depend on the point. Vantage points are chosen against us: around
the cell, in it, and with radii between the distances to the old and the new point.
"""

import logging
import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect import channels
from connect.foundation.audit import AuditEntry, history
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.foundation.phones import show_phone
from connect.geo import Cell, Point, Whereabouts, cell_of, distance_m
from connect.help_requests import ItemDetails, assignments, presenting, queries, service
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import without_phones
from connect.help_requests.models import HelpRequest
from connect.responders import service as responders_service
from tests.laid_open import never_changed_laid_open
from tests.people import BEN_THANH, People
from tests.situations import (
    CLAIMANT,
    REQUESTER,
    SECRETS,
    ask,
    help_from,
    situation,
    with_gift,
    with_shopping,
)
from tests.web import Browser, browser_of

TOWNS = (
    Point(10.7340, 106.7215),  # Quận 7
    Point(21.0287, 105.8523),  # Hoàn Kiếm
    Point(16.0544, 108.2022),  # Đà Nẵng
    Point(21.3861, 103.0230),  # Điện Biên: few households, so the ward stands for the cell
    Point(10.2167, 103.9667),  # Phú Quốc
)
CATEGORIES = ("", "food", "medicine")
ANSWERS_OF_THE_MOMENT = re.compile(
    rb'name="(?:csrf_token|once)"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="(?:csrf_token|once)"'
    rb'|data-(?:ticket|made)="[^"]*"'  # what the ticket of a place names, is tried in tests/live
)


def cell(point: Point, settings: Settings) -> Cell:
    return cell_of(point, cell_metres=settings.cell_metres, households=settings.cell_households)


def shifted(point: Point, chance: random.Random, metres: float) -> Point:
    degrees = metres / 111_195
    return Point(
        point.lat + chance.uniform(-degrees, degrees), point.lon + chance.uniform(-degrees, degrees)
    )


def two_points_of_one_cell(
    near: Point, chance: random.Random, settings: Settings
) -> tuple[Point, Point]:
    """Two points of the same cell, far enough apart that a leak would show."""
    while True:
        one, other = shifted(near, chance, 2_000), shifted(near, chance, 2_000)
        if cell(one, settings) == cell(other, settings) and distance_m(one, other) > 100:
            return one, other


def urls(
    request_id: UUID, old: Point, new: Point, chance: random.Random, settings: Settings
) -> Iterator[str]:
    """What a stranger can ask for, from vantage points chosen against this request."""
    middle = cell(old, settings).point
    for vantage in [old, new, middle, *(shifted(middle, chance, m) for m in (300, 1e3, 1e4, 3e5))]:
        near = f"{vantage.lat!r},{vantage.lon!r}"
        # A filter by the true distance would tell the two points apart at these radii.
        between = (distance_m(vantage, old) + distance_m(vantage, new)) / 2
        for radius in (None, between, distance_m(vantage, middle) + 1, 700.0):
            asked: dict[str, Any] = {"near": near, "limit": chance.choice((1, 2, 50))}
            asked["category"] = chance.choice(CATEGORIES)
            if radius is not None:
                asked["radius_m"] = max(1, radius)
            if chance.random() < 0.3:
                asked["urgency"] = chance.choice(("normal", "urgent"))
            yield f"/api/v1/requests?{urlencode(asked)}"
        yield f"/requests?{urlencode({'near': near})}"
        yield f"/requests?{urlencode({'near': near, 'category': 'food'})}"
    yield "/api/v1/requests?limit=100"
    yield "/api/v1/requests?urgency=normal"
    yield f"/api/v1/requests/{request_id}"
    yield f"/requests/{request_id}"
    yield "/requests"
    yield "/"
    yield f"/api/v1/suppliers?near={middle.lat},{middle.lon}"
    yield f"/suppliers?near={middle.lat},{middle.lon}"
    yield "/api/v1/suppliers.geojson?bbox=102,8,110,24"
    # A box whose edge runs between the two points, and one around the middle of the cell alone.
    edge = (old.lon + new.lon) / 2
    for west, east in ((102.0, edge), (edge, 110.0), (middle.lon - 1e-4, middle.lon + 1e-4)):
        for more in ("", "&brief=1", "&category=food", "&urgency=normal"):
            yield f"/api/v1/requests.geojson?bbox={west!r},8,{east!r},24{more}"


def reading_all(browser: Browser, asked: list[str], api_token: str | None) -> dict[str, bytes]:
    """The answers, following cursors to the end."""
    headers = {"Authorization": f"Bearer {api_token}"} if api_token else {}
    answers = {}
    for url in asked:
        following: str | None = url
        while following:
            answer = browser.get(following, headers=headers if "/api/" in url else {})
            assert answer.status_code == 200, following
            answers[following] = ANSWERS_OF_THE_MOMENT.sub(b"", answer.get_data())
            cursor = answer.json.get("next") if answer.is_json and answer.json else None
            joint = "&" if "?" in url else "?"
            following = f"{url}{joint}cursor={cursor}" if cursor else None
    return answers


def listed(browser: Browser, near: Point, **filters: Any) -> list[dict[str, Any]]:
    asked = urlencode({"near": f"{near.lat!r},{near.lon!r}", "limit": 100} | filters)
    answer = browser.get(f"/api/v1/requests?{asked}")
    assert answer.json is not None
    return list(answer.json["items"])


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages that say how long ago something was say the same all through a test."""
    monkeypatch.setattr("connect.foundation.i18n.utcnow", _a_fixed_moment)


def _a_fixed_moment() -> datetime:
    return datetime(2031, 5, 1, tzinfo=UTC)


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("town", TOWNS, ids=lambda town: f"{town.lat},{town.lon}")
def test_a_move_within_the_cell_changes_nothing_that_a_stranger_can_read(
    town: Point, app: Flask, client: Browser, people: People, settings: Settings
) -> None:
    chance = random.Random(f"{town}")
    old, new = two_points_of_one_cell(town, chance, settings)
    neighbour = people.nobody
    with app.test_request_context():
        # Others around it, some in the same cell, so that order and pages have something to tell.
        for _i in range(12):
            ask(app, where=Whereabouts(point=shifted(old, chance, 1_500)))
        request = ask(app, where=Whereabouts(point=old))
        request_id, moved = request.id, Whereabouts(point=new)
    asked = list(urls(request_id, old, new, chance, settings))
    signed_in = neighbour.browser
    before = reading_all(client, asked, None), reading_all(signed_in, asked, neighbour.token)
    with app.test_request_context():
        service.edit(request_id, {"where": moved}, None, REQUESTER, settings)
    after = reading_all(client, asked, None), reading_all(signed_in, asked, neighbour.token)
    assert before[0].keys() == after[0].keys()
    for url, answer in before[0].items():
        assert after[0][url] == answer, url
    assert after[1] == before[1]
    with app.test_request_context():
        assert db.session.get_one(HelpRequest, request_id).point == new


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: f"{town.lat},{town.lon}")
def test_every_distance_and_every_radius_is_measured_to_the_cell(
    town: Point, app: Flask, client: Browser, settings: Settings
) -> None:
    chance = random.Random(f"radius {town}")
    true_point = shifted(town, chance, 1_000)
    with app.test_request_context():
        ask(app, where=Whereabouts(point=true_point))
    public = cell(true_point, settings).point
    for _i in range(10):
        vantage = shifted(true_point, chance, 8_000)
        away = distance_m(vantage, public)
        assert [one["distance_m"] for one in listed(client, vantage)] == [round(away, 1)]
        assert len(listed(client, vantage, radius_m=away + 0.5)) == 1
        assert listed(client, vantage, radius_m=away - 0.5) == []


def test_trilateration_finds_the_middle_of_the_cell(
    app: Flask, client: Browser, settings: Settings
) -> None:
    """Least squares over many distances: the attack that rounded or noisy distances fall to."""
    chance = random.Random("trilateration")
    true_point = Point(10.73537, 106.72249)
    with app.test_request_context():
        ask(app, where=Whereabouts(point=true_point))
    vantages = [shifted(true_point, chance, 5_000) for _i in range(30)]
    told = [(v, listed(client, v)[0]["distance_m"]) for v in vantages]
    guess = true_point  # the attacker may even start from the truth
    for step in (100.0, 10.0, 1.0, 0.1):
        for _round in range(60):
            around = [
                shifted_by(guess, north * step, east * step)
                for north in (-1, 0, 1)
                for east in (-1, 0, 1)
            ]
            guess = min(around, key=lambda p: sum((distance_m(p, v) - d) ** 2 for v, d in told))
    public = cell(true_point, settings).point
    assert distance_m(guess, public) < 1
    assert distance_m(public, true_point) > 50


def shifted_by(point: Point, north_m: float, east_m: float) -> Point:
    return Point(point.lat + north_m / 111_195, point.lon + east_m / 109_200)


def test_an_asked_volunteer_reads_the_distance_of_the_cell(
    app: Flask, people: People, settings: Settings
) -> None:
    here = situation(app, people, Status.OPEN)
    before = people.huong.client.get("/api/v1/offers").get_data()
    chance = random.Random("offer")
    with app.test_request_context():
        request = db.session.get(HelpRequest, here.request_id)
        assert request is not None
        same_cell = request.point
        while distance_m(same_cell, request.point) < 50:
            same_cell = shifted(request.point, chance, 400)
            if cell(same_cell, settings) != cell(request.point, settings):
                same_cell = request.point
        where = Whereabouts(point=same_cell)
        service.edit(here.request_id, {"where": where}, None, REQUESTER, settings)
    assert people.huong.client.get("/api/v1/offers").get_data() == before


def test_where_a_volunteer_lives_does_not_show_in_what_a_requester_reads(
    app: Flask, people: People, settings: Settings
) -> None:
    here = situation(app, people, Status.OPEN)
    manage = {"X-Manage-Token": here.manage_token}
    asked = [f"/api/v1/requests/{here.request_id}/candidates?limit={limit}" for limit in (1, 5, 50)]
    browser = browser_of(app)
    before = [browser.get(url, headers=manage).get_data() for url in asked]
    chance = random.Random("volunteer")
    volunteer = people.huong
    with app.test_request_context():
        old, new = two_points_of_one_cell(Point(10.7725, 106.6980), chance, settings)
        for point in (old, new):
            responders_service.change(volunteer.account(), here.responder_id, {"point": point})
            answers = [browser.get(url, headers=manage).get_data() for url in asked]
            if point is old:
                before = answers
        assert answers == before
    # A coordinator, who sends people out, reads the true distance.
    exact = people.chi_lan.client.get(asked[0]).json
    assert exact is not None
    assert exact["items"][0]["distance_m"] == round(distance_m(new, Point(10.7340, 106.7215)), 1)


def test_the_edge_of_a_volunteers_reach_gives_no_door_away(
    app: Flask, people: People, settings: Settings
) -> None:
    """Who is on a requester's list hangs on the public cell: halving the way finds only that."""
    chance = random.Random("edge")
    home, neighbour = two_points_of_one_cell(Point(10.7725, 106.6980), chance, settings)
    with app.test_request_context():
        volunteer = help_from(people.huong.account(), point=home, radius_m=2_000.0).id

        def on_the_list(north: float, east: float) -> bool:
            where = Whereabouts(point=shifted_by(home, north, east))
            request = ask(app, phone="+84912345688", where=where)
            told = presenting.candidates(request, 5, settings, exact=False)
            return [one["responder_id"] for one in told] == [str(volunteer)]

        def edge(north: float, east: float) -> float:
            near, far = 0.0, 4_000.0
            while far - near > 1:
                middle = (near + far) / 2
                inside = on_the_list(north * middle, east * middle)
                near, far = (middle, far) if inside else (near, middle)
            return near

        ways = [(1, 0), (-1, 0), (0, 1), (0, -1)]
        seen = [edge(*way) for way in ways]
        responders_service.change(people.huong.account(), volunteer, {"point": neighbour})
        assert [edge(*way) for way in ways] == pytest.approx(seen, abs=2)
        public = cell(home, settings).point
        guess = shifted_by(home, (seen[0] - seen[1]) / 2, (seen[2] - seen[3]) / 2)
        assert distance_m(guess, public) < 20
        assert distance_m(guess, home) > 20


def test_the_place_of_a_volunteer_is_on_no_map_and_in_no_list(
    app: Flask, client: Browser, people: People
) -> None:
    volunteer = people.huong
    with app.test_request_context():
        account = volunteer.account()
        group = help_from(account, kind="organisation", phone="+84912345610").id
        shop = help_from(account, kind="supplier", name="Tạp hoá cô Ba").id
        person = help_from(account, phone="+84912345611").id
    on_map = client.get("/api/v1/suppliers.geojson?bbox=106,10,107,11").json
    near = client.get("/api/v1/suppliers?near=10.77,106.69").json
    assert on_map is not None
    assert near is not None
    assert [one["id"] for one in on_map["features"]] == [str(shop)]
    assert [one["id"] for one in near["items"]] == [str(shop)]
    for hidden in (person, group):
        shown = client.get(f"/api/v1/responders/{hidden}").json
        assert shown is not None
        assert {"location", "address", "phone", "note", "radius_m"}.isdisjoint(shown)


def secrets_in(text: str) -> list[str]:
    return [
        name
        for name, secret in (SECRETS | {"shown phone": show_phone(SECRETS["phone"])}).items()
        if secret in text
    ]


QUERIES = {
    "requests": ("?near=10.7340,106.7215",),
    "suppliers": ("?near=10.7340,106.7215",),
    "requests.geojson": ("?bbox=106,10,107,11", "?bbox=106,10,107,11&brief=1"),
    "suppliers.geojson": ("?bbox=106,10,107,11", "?bbox=106,10,107,11&brief=1"),
    "places": ("?q=quan+7", "?near=10.73,106.72", "?province=79"),
}


def readable(app: Flask, browser: Browser, filled: Mapping[str, object], token: str | None) -> str:
    """Everything that all addresses without a verb answer, one after the other."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    told = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.arguments <= filled.keys():
            continue
        url = rule.rule
        for name, value in filled.items():
            url = url.replace(f"<uuid:{name}>", str(value))
        for query in ("", *QUERIES.get(rule.rule.rpartition("/")[2], ())):
            answer = browser.get(url + query, headers=headers if rule.rule[:5] == "/api/" else {})
            assert answer.status_code < 500, url
            text = answer.get_json() if answer.is_json else answer.get_data(as_text=True)
            told.append(f"{url}{query}\n{text}")
    return "\n".join(told)


@pytest.mark.parametrize("state", list(Status))
def test_a_secret_shows_on_no_page_and_in_no_answer_to_the_uninvolved(
    state: str, app: Flask, client: Browser, people: People
) -> None:
    here = with_shopping(app, people, situation(app, people, state))
    here = with_gift(app, people, here)
    names = ("request_id", "responder_id", "gift_id")
    filled = {name: getattr(here, name) for name in names}
    for person in (None, people.nobody, people.anh_ha, people.minh):
        browser = person.browser if person else client
        told = readable(app, browser, filled, person.token if person else None)
        assert str(here.request_id) in told
        assert secrets_in(told) == []


def test_nobody_takes_the_secrets_of_another_away(app: Flask, people: People) -> None:
    here = with_shopping(app, people, situation(app, people, Status.FULFILLED))
    with_gift(app, people, here, giver="ba_tu")
    with app.test_request_context():
        ask(app, people.chi_lan.account())  # who coordinates types it in for somebody else
    for person in (people.huong, people.nobody, people.chi_lan, people.root):
        assert secrets_in(str(person.client.get("/api/v1/me/export").json)) == []
    own = str(people.ba_tu.client.get("/api/v1/me/export").json)
    assert set(SECRETS) <= set(secrets_in(own))


def test_no_log_line_and_no_message_to_others_holds_a_secret(
    app: Flask, people: People, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    here = situation(app, people, Status.FULFILLED)
    client = browser_of(app)
    client.post(
        "/api/v1/accounts",
        json={"phone": SECRETS["phone"], "name": SECRETS["name"], "password": "đổi mật khẩu"},
    )
    client.post("/api/v1/tokens", json={"phone": SECRETS["phone"], "password": "sai rồi nhé"})
    client.post("/api/v1/requests", json={"phone": SECRETS["phone"], "name": SECRETS["name"]})
    people.chi_lan.client.get(f"/api/v1/requests/{here.request_id}")
    assert secrets_in(caplog.text) == []
    with app.app_context():
        outbox = channels.sent()
    assert [line["to"] for line in outbox] == [SECRETS["phone"]]
    assert secrets_in("".join(line["body"] for line in outbox)) == []


def test_an_error_of_the_database_does_not_repeat_what_was_to_be_saved(
    app: Flask, client: Browser, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLAlchemy's errors name the statement; its parameters are people's words."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("connect.help_requests.service.new_code", lambda: "C" * 7)
    monkeypatch.setattr(app, "testing", False)
    body = {
        "items": [{"category": "food", "note": SECRETS["note"]}],
        "phone": SECRETS["phone"],
        "name": SECRETS["name"],
        "description": SECRETS["description"],
        "location": {"lat": 10.7, "lon": 106.7, "address": SECRETS["address"]},
    }
    assert client.post("/api/v1/requests", json=body).status_code == 201
    broken = client.post("/api/v1/requests", json=body)
    assert broken.status_code >= 500
    assert secrets_in(broken.get_data(as_text=True)) == []
    assert secrets_in(caplog.text) == []


@pytest.mark.parametrize("form", ["csv", "geojson"])
@pytest.mark.parametrize("what", ["requests", "responders"])
def test_an_export_holds_what_strangers_may_know(
    what: str, form: str, app: Flask, people: People, cli: FlaskCliRunner, settings: Settings
) -> None:
    here = situation(app, people, Status.OPEN)
    chance = random.Random("export")
    exports = []
    with app.test_request_context():
        old, new = two_points_of_one_cell(TOWNS[0], chance, settings)
    for point in (old, new):
        with app.test_request_context():
            where = Whereabouts(point=point, address=SECRETS["address"])
            service.edit(here.request_id, {"where": where}, None, REQUESTER, settings)
        done = cli.invoke(args=["export", what, "--format", form])
        assert done.exit_code == 0, done.output
        exports.append(done.output)
    assert secrets_in(exports[0]) == []
    assert str(BEN_THANH["lat"]) not in exports[0]  # where Hương lives
    assert people.huong.phone not in exports[0]
    assert "Gạo" in exports[0] if what == "requests" else "volunteer" in exports[0]
    assert exports[0] == exports[1]


@pytest.mark.parametrize(
    "typed",
    [
        "gọi 0912 345 678",
        "gọi 0912.345.678 nhé",
        "0912-345-678",
        "(091) 234 5678",
        "+84 912 345 678",
        "+84912345678",
        "84912345678",
        "0084 912 345 678",
        "sđt0912345678",
        "ĐT:0912345678, hỏi Tư",
        "０９１２３４５６７８",
        "0 9 1 2 3 4 5 6 7 8",
        "091 23\u200b45 678",
        "gạo 0912345678 hoặc 0987 654 321",
        "028 3822 1234",
        "0912,345,678",
        "0912_345_678",
        "0912*345*678",
        "0912 · 345 · 678",
        "0912 - 345 - 678 nhé",
        "0912:345678",
        "+84·912·345·678",
        "gạo, 0912, 34, 56, 78",
        "\u0660\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668",
        "\u24ea\u2468\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467",
    ],
)
def test_a_phone_typed_among_the_goods_is_struck_out(
    typed: str, app: Flask, client: Browser
) -> None:
    with app.test_request_context():
        items = [ItemDetails(category="food", goods=typed, quantity=typed[:40])]
        request_id = ask(app, items=items).id
    shown = client.get(f"/api/v1/requests/{request_id}").json
    assert shown is not None
    assert "…" in shown["items"][0]["goods"]
    for field in ("goods", "quantity"):
        assert sum(c.isdigit() for c in shown["items"][0][field]) < 4


@pytest.mark.parametrize(
    "typed",
    [
        "5 kg gạo, 10 trứng",
        "sữa số 2, 12 hộp 180 ml",
        "2 x 1.5 l nước",
        "tã size 10-14 kg",
        "gạo 1,5 kg, 2,5 lít, 0,75 kg",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
        "cỡ 05, 06, 07, 08, 09",
        "trước 05/12/2026, 10 giờ",
        "05/12/2026 - 08/12/2026",
        "08:00-10:30, 14:00-16:30",
        "1,050,000,000 đồng",
        "20 m², ½ thùng",
    ],
)
def test_what_is_no_phone_stays_as_it_was_typed(typed: str) -> None:
    assert without_phones(typed) == typed


def reveals(request_id: UUID) -> list[str]:
    db.session.expire_all()
    return [entry.actor for entry in history(request_id) if entry.action == "revealed"]


def test_each_look_of_a_claimant_or_coordinator_is_on_record(app: Flask, people: People) -> None:
    """Once in a quarter of an hour for each of them: an open page looks again by itself."""
    here = situation(app, people, Status.CLAIMED)
    url = f"/requests/{here.request_id}"
    huong, lan = str(people.huong.id), str(people.chi_lan.id)
    looks: list[tuple[Callable[[], Any], list[str]]] = [
        (lambda: people.huong.client.get(f"/api/v1{url}"), [huong]),
        (lambda: people.chi_lan.client.get(f"/api/v1{url}"), [lan]),
        (lambda: people.chi_lan.client.get(f"/api/v1{url}"), [lan]),
        (lambda: people.chi_lan.client.patch(f"/api/v1{url}", json={"people": 4}), [lan]),
        (lambda: people.huong.browser.get(url), [huong]),
        (lambda: people.chi_lan.browser.get(url), [lan]),
    ]
    with app.test_request_context():
        expected = reveals(here.request_id)
        assert expected == [huong]  # the claim itself told the phone and the place
    for look, who in looks:
        with app.test_request_context(), transaction():
            before = utcnow() - timedelta(minutes=15, seconds=1)
            with never_changed_laid_open(db.session.connection()):
                db.session.execute(sa.update(AuditEntry).values(at=before))
        for _again in range(3):
            answer = look()
            assert SECRETS["address"] in str(answer.json or answer.get_data(as_text=True))
            with app.test_request_context():
                assert reveals(here.request_id) == expected + who
        expected += who


def test_who_sees_only_the_card_leaves_no_record(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    stranger, url = browser_of(app), f"/api/v1/requests/{here.request_id}"
    for look in (
        stranger.get(url),
        people.nobody.client.get(url),
        people.anh_ha.client.get(url),
        stranger.get(url, headers={"X-Manage-Token": here.manage_token}),
    ):
        assert look.status_code == 200
    with app.test_request_context():
        assert reveals(here.request_id) == [str(people.huong.id)]


def test_who_has_delivered_no_longer_sees_the_secrets_after_the_end(
    app: Flask, people: People, settings: Settings
) -> None:
    here = situation(app, people, Status.DELIVERED)
    url = f"/api/v1/requests/{here.request_id}"
    assert secrets_in(str(people.huong.client.get(url).json))
    with app.test_request_context():
        service.confirm(here.request_id, None, REQUESTER)
    assert secrets_in(str(people.huong.client.get(url).json)) == []


def test_who_handed_it_back_no_longer_sees_the_secrets(app: Flask, people: People) -> None:
    here, volunteer = situation(app, people, Status.CLAIMED), people.huong
    with app.test_request_context():
        assignments.release(here.request_id, volunteer.account(), CLAIMANT)
    shown = people.huong.client.get(f"/api/v1/requests/{here.request_id}").json
    assert secrets_in(str(shown)) == []


def test_the_public_index_holds_cells_only(app: Flask, settings: Settings) -> None:
    """The table that lists are read from: it cannot tell what it does not hold."""
    chance = random.Random("index")
    with app.test_request_context():
        for _i in range(20):
            ask(app, where=Whereabouts(point=shifted(TOWNS[0], chance, 5_000)))
        rows = db.session.execute(
            sa.text(
                "SELECT l.lat, l.lon, r.cell_lat, r.cell_lon, r.lat AS true_lat"
                " FROM listed_request l JOIN help_request r ON r.id = l.request_id"
            )
        ).all()
    assert len(rows) == 40
    assert all((row.lat, row.lon) == (row.cell_lat, row.cell_lon) for row in rows)
    assert any(row.lat != row.true_lat for row in rows)


def test_a_request_by_ward_is_placed_at_its_ward_for_everyone(
    app: Flask, client: Browser, settings: Settings
) -> None:
    body = {
        "items": [{"category": "food"}],
        "phone": "0912345699",
        "location": {"ward_code": "27259"},
    }
    answer = client.post("/api/v1/requests", json=body).json
    assert answer is not None
    assert answer["cell"]["precision"] == "ward"
    with app.test_request_context():
        found = queries.request_by_id(UUID(answer["id"]))
        assert found is not None
        assert cell(found.point, settings).area_code == found.ward_code
