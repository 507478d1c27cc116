"""The page of a responder, open while its goods are told in one tap elsewhere: neither is lost."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from connect.responders import GoodDetails
from tests.page import Page, values_of
from tests.people import People
from tests.situations import help_from, responder_now
from tests.web import Browser, words

SAID = "Hàng đã thay đổi"


@pytest.fixture
def shop(app: Flask, people: People) -> UUID:
    goods = [GoodDetails(name="Gạo", price=20_000), GoodDetails(name="Sữa")]
    with app.test_request_context():
        return help_from(people.shop.account(), kind="supplier", goods=goods).id


def opened(browser: Browser, shop: UUID) -> dict[str, Any]:
    """What the page would send as it stands."""
    return values_of(browser.page(f"/responders/{shop}/edit").form())


def told(app: Flask, shop: UUID) -> list[tuple[str, str, int | None]]:
    with app.test_request_context():
        return [(one.name, one.stock, one.price) for one in responder_now(shop).goods]


def meanwhile(app: Flask, browser: Browser, shop: UUID) -> list[tuple[str, str, int | None]]:
    """Rice sells out, and there are eggs: told on the page of the goods. The list since then."""
    base = f"/responders/{shop}/goods"
    with app.test_request_context():
        rice = responder_now(shop).goods[0].id
    assert browser.send(base, action=f"{rice}/stock", stock="out").status_code == 303
    assert browser.send(base, action="goods", name="Trứng").status_code == 303
    return [("Gạo", "out", 20_000), ("Sữa", "in", None), ("Trứng", "in", None)]


def test_who_changes_something_else_takes_nothing_back(
    app: Flask, people: People, shop: UUID
) -> None:
    browser, url = people.shop.browser, f"/responders/{shop}/edit"
    form = opened(browser, shop)
    now = meanwhile(app, browser, shop)
    assert browser.post(url, data=form | {"name": "Tạp hoá Năm"}).status_code == 303
    assert told(app, shop) == now
    with app.test_request_context():
        assert responder_now(shop).name == "Tạp hoá Năm"


def test_goods_changed_here_and_meanwhile_are_asked_about_once(
    app: Flask, people: People, shop: UUID
) -> None:
    browser, url = people.shop.browser, f"/responders/{shop}/edit"
    form = opened(browser, shop) | {"goods-1-price": "36.000", "name": "Tạp hoá Năm"}
    now = meanwhile(app, browser, shop)
    answer = browser.post(url, data=form)
    assert answer.status_code == 422
    assert told(app, shop) == now
    page = Page(answer.get_data(as_text=True))
    assert words(page).count(SAID) == 2  # on top, and beside the goods
    again = values_of(page.form())
    assert (again["goods-1-price"], again["name"]) == (["36.000"], ["Tạp hoá Năm"])
    assert browser.post(url, data=again).status_code == 303
    assert told(app, shop) == [("Gạo", "in", 20_000), ("Sữa", "in", 36_000)]


def test_goods_changed_here_alone_are_taken(app: Flask, people: People, shop: UUID) -> None:
    browser, url = people.shop.browser, f"/responders/{shop}/edit"
    assert browser.send(url, **{"goods-0-stock": "low", "goods-1-name": ""}).status_code == 303
    assert told(app, shop) == [("Gạo", "low", 20_000)]


@pytest.mark.parametrize("shown", ["x" * 32, "\x00", "é"])
def test_a_digest_that_is_none_is_one_of_other_goods(
    app: Flask, people: People, shop: UUID, shown: str
) -> None:
    before = told(app, shop)
    sent = {"goods_shown": shown, "goods-0-stock": "low"}
    answer = people.shop.browser.send(f"/responders/{shop}/edit", **sent)
    assert answer.status_code in (303, 422)
    assert (told(app, shop) == before) == (answer.status_code == 422)
