"""What people tell stays with those involved: pages, answers, logs, messages, exports, goods."""

import logging
import random

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from connect import channels
from connect.foundation.config import Settings
from connect.geo import Whereabouts
from connect.help_requests import ItemDetails, service
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import without_phones
from tests.people import BEN_THANH, People
from tests.secret_words import readable, secrets_in
from tests.situations import REQUESTER, SECRETS, ask, situation
from tests.situations_with import with_gift, with_shopping
from tests.vantage_points import TOWNS, two_points_of_one_cell
from tests.web import Browser, browser_of


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
