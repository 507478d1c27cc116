"""What is typed into forms: refused in words beside the field, kept as typed, and never a 500."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask

from connect.accounts import Account, Role, create_account
from connect.foundation.database import db, transaction
from connect.help_requests import HelpRequest, Status
from connect.help_requests.queries import request_by_code
from connect.responders import GoodDetails, Responder
from connect.responders.models import MOST_GOODS
from tests.page import Page, values_of
from tests.people import PASSWORD, People, count
from tests.shopping.buying import written_and_taken
from tests.situations import SECRETS, ask, help_from, request_now, responder_now, situation
from tests.typed import ASK, ONE_PAGE, REGISTER
from tests.web import Browser, browser_of

WRONG = [
    "",
    " \t\n ",
    "\u0000",
    "\u202e\u2066\u200b",
    "x" * 100_000,
    "-1",
    "0",
    "1e999",
    "NaN",
    "inf",
    "1" * 400,
    "²",
    "٣",
    "９",
    "'; DROP TABLE account; --",
    '"><script>alert(1)</script>',
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe\x00",
    "../../etc/passwd",
    "👨‍👩‍👧",
]


def forms(app: Flask, people: People) -> Iterator[tuple[Browser, str, dict[str, Any]]]:
    """Every form: a browser that may send it, its address, what is rightly sent."""
    here = situation(app, people, "open")
    with app.test_request_context():
        token = create_account(phone="+84912345655", name="Lan", role=Role.RESIDENT)
        code = request_now(here.request_id).code
        helped = ask(app, people.ba_tu.account())
        with transaction():
            request_now(helped.id).status = Status.FULFILLED
    stranger, huong = browser_of(app), people.huong.browser
    account = {"name": "Bà Tư", "phone": "0912 345 603", "password": PASSWORD}
    yield stranger, ONE_PAGE, dict(ASK)
    yield stranger, "/find-request", {"code": code, "phone": SECRETS["phone"]}
    yield stranger, "/sign-up", dict(account)
    yield stranger, "/verify", {"phone": "0912 345 603", "code": "123456"}
    yield stranger, "/sign-in", {"phone": "0912 345 603", "password": PASSWORD}
    yield stranger, f"/set-password/{token}", {"password": PASSWORD}
    yield huong, "/inbox/preferences", {"most_offers": "3", "quiet": "y"}
    mail = {"address": "huong@example.org", "password": PASSWORD}
    yield huong, "/inbox/preferences/email", mail
    huong.send("/inbox/preferences/email", **mail)
    yield huong, "/inbox/preferences/email/code", {"code": "123456"}
    yield people.ba_tu.browser, f"/requests/{helped.id}/thanks", {"text": "Cảm ơn", "public": "y"}
    order = written_and_taken(app, people)
    listed = {"lines-0-goods": "Gạo", "lines-0-most_price": "120k", "budget": "300k", "notes": "x"}
    yield order.held_by(browser_of(app)), order.list_page, listed
    yield huong, order.trip_page, {"cost": "245k"}
    yield huong, "/responders/new", dict(REGISTER)
    yield huong, "/giving/new", {"what": "Vở", "much": "12 quyển", "lat": "10.77", "lon": "106.7"}
    yield huong, f"/responders/{here.responder_id}/edit", dict(REGISTER)


@pytest.mark.usefixtures("seen_on_postgis")  # which takes fewer values than SQLite
def test_no_value_of_any_field_breaks_a_form(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    quickly = "connect.foundation.security.password_matches"
    monkeypatch.setattr(quickly, lambda _kept, typed: typed == PASSWORD)
    sent = 0
    for browser, url, right in forms(app, people):
        fields = {**values_of(browser.page(url).form()), **right}
        fields.pop("csrf_token")
        for n, field in enumerate(fields):
            for value in (WRONG * 2)[n % len(WRONG) :][:5]:  # each value on some field of each form
                data = fields | {field: value} | browser.csrf()
                answer = browser.post(url, data=data)
                assert answer.status_code in (303, 404, 409, 422), (url, field, value)
                if answer.status_code == 409:  # thanked already: the form worked
                    assert url.endswith("/thanks")
                if answer.status_code == 404:  # the link was used up: the form worked
                    assert url.startswith("/set-password/")
                sent += 1
                if "/new" not in url and answer.status_code == 303:
                    break  # it is signed in now, or done with
    assert sent > 250


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("categories", [], "chọn ít nhất một loại hỗ trợ"),
        ("categories", ["gold"], None),
        ("people", "0", None),
        ("people", "501", None),
        ("people", "hai", None),
        ("urgency", "very", None),
        ("phone", "12", "Số này chưa đúng"),
        ("phone", "", None),
        ("place", "", None),
        ("place", "cạnh nhà tôi", None),
        ("place", "Phường Tân Phong", None),
        ("name", "x" * 81, None),
        ("description", "x" * 4_001, None),
        ("goods_food", "x" * 121, None),
    ],
)
def test_a_refused_request_says_why_and_keeps_what_was_typed(
    field: str, value: object, said: str | None, app: Flask, client: Browser
) -> None:
    client.get("/", headers={"Accept-Language": "vi"})
    client.set_cookie("language", "vi")
    answer = client.send(ONE_PAGE, **ASK | {field: value})
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    assert page.all("title")[0].text().startswith("Lỗi:")
    if said:
        assert said in page.root.text()
    kept = values_of(page.form())
    for name, typed in ASK.items():
        if name != field:
            assert kept[name] == (typed if isinstance(typed, list) else [typed]), name
    assert count(app, HelpRequest) == 0


@pytest.mark.parametrize("row", ["²", "1" * 5_000, "٣", "-1", "", "99999", "x"])
def test_a_row_of_goods_with_an_odd_number_is_no_row(row: str, app: Flask, people: People) -> None:
    good = {"goods-0-name": "Gạo", f"goods-{row}-name": "Sữa", f"goods-{row}-stock": "in"}
    answer = people.huong.browser.send("/responders/new", **REGISTER | good)
    assert answer.status_code == 303
    with app.test_request_context():
        saved = db.session.query(Responder).one()
        assert [one.name for one in saved.goods] == ["Gạo"]


def test_a_shop_with_all_its_goods_can_be_edited(app: Flask, people: People) -> None:
    goods = [GoodDetails(name=f"Món {n}", price=n) for n in range(MOST_GOODS)]
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", goods=goods).id
    browser = people.shop.browser
    answer = browser.send(f"/responders/{shop}/edit", capacity="9")
    assert answer.status_code == 303
    with app.test_request_context():
        kept = responder_now(shop)
        assert [(one.name, one.price) for one in kept.goods] == [(g.name, g.price) for g in goods]
        assert kept.capacity == 9


def test_the_same_form_sent_twice_is_one_request(app: Flask, client: Browser) -> None:
    form = values_of(client.page(ONE_PAGE).form()) | ASK
    first = client.post(ONE_PAGE, data=form)
    again = client.post(ONE_PAGE, data=form)
    assert first.location == again.location
    changed = client.post(ONE_PAGE, data=form | {"people": "5"})
    assert changed.status_code == 422  # it asks whether that is another one
    assert count(app, HelpRequest) == 1
    form = values_of(Page(changed.text).form()) | ASK | {"people": "5"}
    other = client.post(ONE_PAGE, data=form)
    assert other.location not in (None, first.location)
    assert count(app, HelpRequest) == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "king"),
        ("name", ""),
        ("phone", "12"),
        ("categories", []),
        ("radius", "7"),
        ("radius_own", "0"),
        ("radius_own", "NaN"),
        ("radius_own", "501"),
        ("radius_own", "x"),
        ("capacity", "0"),
        ("capacity", "201"),
        ("opening_hours", "Mo 25:00"),
        ("lat", "NaN"),
        ("lat", "106.7"),
        ("note", "x" * 1_001),
        ("goods-0-price", "miễn phí"),
        ("goods-0-stock", "none"),
    ],
)
def test_a_refused_responder_says_why_and_keeps_what_was_typed(
    field: str, value: object, app: Flask, people: People
) -> None:
    browser = people.huong.browser
    good = {"goods-0-name": "Gạo", "goods-0-stock": "in", "goods-0-price": "20.000"}
    answer = browser.send("/responders/new", **REGISTER | good | {field: value})
    assert answer.status_code == 422
    kept = values_of(Page(answer.get_data(as_text=True)).form())
    for name in ("name", "capacity", "opening_hours", "goods-0-name"):
        if name != field:
            assert kept[name] == [(REGISTER | good)[name]], name
    assert count(app, Responder) == 0


def test_a_password_is_never_sent_back(client: Browser) -> None:
    answer = client.send("/sign-up", name="Bà Tư", phone="12", password=PASSWORD)
    assert answer.status_code == 422
    assert PASSWORD not in answer.get_data(as_text=True)


@pytest.mark.parametrize("url", ["/requests", "/suppliers"])
@pytest.mark.parametrize(
    "query",
    ["near=NaN,0", "near=106.7,10.7", "near=x", "near=%00,%ED%A0%80", "ward=99999999", "ward=%00",
     "place=" + quote("cạnh nhà tôi"), "place=" + "x" * 3_000, "cursor=x",
     "near=10.7,106.7&cursor=x", "near=10.7,106.7&cursor=W10", "near=10.7,106.7&category=gold",
     "near=10.7,106.7&urgency=very", "near=10.7,106.7&goods=%25%00", "near=10.7,106.7&open_now=%00",
     "cursor=WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzIzOjU5IiwiMDAwMDAwMDAtMDAwMC0wMDAwLTAwMDAtMDAwMDAwMDAwMDAwIl0"],
)  # fmt: skip
def test_a_query_that_makes_no_sense_still_gets_a_page(
    url: str, query: str, client: Browser
) -> None:
    answer = client.get(f"{url}?{query}")
    assert answer.status_code in (200, 422)
    assert answer.mimetype == "text/html"


def test_words_of_people_are_words_on_a_page(app: Flask, client: Browser) -> None:
    """Nothing that is typed becomes part of the page's own making."""
    evil = "\"><script>alert(1)</script>'{7*7}"
    form = ASK | {"goods_food": evil, "name": evil, "description": evil}
    answer = client.send(ONE_PAGE, **form)
    page = client.get(str(answer.location))
    assert "<script>alert" not in page.get_data(as_text=True)
    assert "{7*7}" in page.get_data(as_text=True)
    listed = client.get("/requests?near=10.74,106.70")
    assert "<script>alert" not in listed.get_data(as_text=True)


def test_the_code_and_the_phone_together_lead_back(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    with app.test_request_context():
        code = request_now(here.request_id).code
        assert request_by_code(code, SECRETS["phone"])
    browser = browser_of(app)
    typed = f" {code[:3].lower()}-{code[3:]} "
    assert browser.send("/find-request", code=typed, phone="0912 345 603").status_code == 422
    answer = browser.send("/find-request", code=typed, phone="0912 345 699")
    assert answer.status_code == 303
    assert SECRETS["address"] in browser.get(str(answer.location)).get_data(as_text=True)
    assert count(app, Account) == 2
