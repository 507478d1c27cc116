"""A price that is too high: which good costs what, beside the shop's own word and others near."""

import uuid
from typing import Any

import pytest
from flask import Flask

from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.responders import GoodDetails
from connect.suppliers.models import PriceSeen, ShopReport
from connect.suppliers.prices import MOST_GOODS, PricesTold, told_of
from connect.suppliers.reports import reports_in
from tests.people import People, count
from tests.situations import HERE, help_from
from tests.suppliers.shops import listed
from tests.web import Browser, browser_of, words


@pytest.fixture
def shop(app: Flask, people: People) -> uuid.UUID:
    """Cô Sáu's, in District 7: rice at 20,000 đ, and nem without a price."""
    goods = [GoodDetails(name="Gạo", price=20_000), GoodDetails(name="Nem chua bà Ba")]
    told: dict[str, Any] = {"kind": "supplier", "name": "Tạp hoá Cô Sáu", "point": HERE}
    with app.test_request_context():
        return help_from(people.shop.account(), goods=goods, **told).id


def say(browser: Browser, shop: uuid.UUID, good: str, price: str, trouble: str = "price") -> int:
    told = {"trouble": trouble, "good": good, "price": price}
    return browser.send(f"/suppliers/{shop}/wrong", **told).status_code


def near(app: Flask, number: int, price: int | None, good: str = "Gạo") -> uuid.UUID:
    """Another shop, some streets away."""
    point = Point(HERE.lat + number * 0.002, HERE.lon)
    return listed(
        app, f"node/{number}", point=point, name=f"Tiệm số {number}", phone=None,
        categories=["food"], goods=(GoodDetails(name=good, price=price),),
    )  # fmt: skip


def told(app: Flask, shop: uuid.UUID) -> list[PricesTold]:
    with app.test_request_context():
        db.session.expire_all()
        return told_of(reports_in(None)).get(shop, [])


def test_the_coordinator_sees_which_good_how_often_and_what_others_ask(
    app: Flask, people: People, client: Browser, shop: uuid.UUID
) -> None:
    for number, price in enumerate((19_000, 21_000, None, 30_000), start=1):
        near(app, number, price)
    assert say(client, shop, "gao", "60k") == 303
    assert say(people.huong.browser, shop, "Gạo", "75.000 đ") == 303
    [rice] = told(app, shop)
    assert rice == ("Gạo", 2, 60_000, 75_000, 20_000, 21_000, 3)
    page = words(people.chi_lan.browser.page("/desk/entries"))
    for said in ("Gạo", "60.000 – 75.000 đ", "20.000 đ", "21.000 đ"):
        assert said in page
    for other in (client, people.shop.browser, people.minh.browser):
        assert "75.000" not in words(other.page(f"/suppliers/{shop}"))
    assert "75.000" not in words(people.anh_ha.browser.page("/desk/entries"))


def test_of_fewer_than_three_shops_no_price_is_told(
    app: Flask, client: Browser, shop: uuid.UUID
) -> None:
    near(app, 1, 19_000)
    near(app, 2, 21_000)
    near(app, 3, 9_000, "Muối")
    far = near(app, 80, 22_000)  # 18 km away
    say(client, shop, "Gạo", "60k")
    [rice] = told(app, shop)
    assert (rice.around, rice.shops) == (None, 0)
    assert far
    near(app, 4, 22_000)
    [rice] = told(app, shop)
    assert (rice.around, rice.shops) == (21_000, 3)


def test_a_good_in_own_words_stands_beside_the_same_words_of_the_shop(
    app: Flask, client: Browser, people: People, shop: uuid.UUID
) -> None:
    say(client, shop, "nem  CHUA bà ba", "90k")
    say(people.huong.browser, shop, "Nem chua bà Ba", "80k")
    [nem] = told(app, shop)
    assert (nem.times, nem.lowest, nem.highest, nem.own, nem.around) == (
        2, 80_000, 90_000, None, None,
    )  # fmt: skip


def test_of_one_person_the_last_price_of_each_good_counts(
    app: Flask, client: Browser, shop: uuid.UUID
) -> None:
    for good, price in (("Gạo", "60k"), ("gạo", "65k"), ("Sữa", "50k")):
        assert say(client, shop, good, price) == 303
    assert count(app, ShopReport) == 1
    assert {(one.times, one.highest) for one in told(app, shop)} == {(1, 65_000), (1, 50_000)}
    for number in range(MOST_GOODS + 2):
        with app.test_request_context(), transaction():
            report = db.session.query(ShopReport).one()
            report.prices.append(PriceSeen(good=f"{number}", name=f"{number}", price=1_000))
    assert len(told(app, shop)) == MOST_GOODS


@pytest.mark.parametrize(
    ("good", "price"),
    [("", "60k"), ("***", "60k"), ("Gạo", ""), ("Gạo", "đắt"), ("Gạo", "0"), ("Gạo", "-5"),
     ("Gạo", "1000 triệu"), ("x" * 81, "60k")],
)  # fmt: skip
def test_a_price_without_a_good_or_an_amount_is_refused_beside_the_field(
    good: str, price: str, app: Flask, client: Browser, shop: uuid.UUID
) -> None:
    assert say(client, shop, good, price) == 422
    assert count(app, ShopReport) == 0


def test_another_trouble_keeps_no_price(app: Flask, client: Browser, shop: uuid.UUID) -> None:
    assert say(client, shop, "", "", "hours") == 303
    assert say(client, shop, "Gạo", "60k", "gone") == 303
    assert count(app, PriceSeen) == 0


def test_seen_to_the_prices_go_with_the_report(
    app: Flask, people: People, client: Browser, shop: uuid.UUID
) -> None:
    say(client, shop, "Gạo", "60k")
    say(browser_of(app), shop, "Gạo", "61k")
    assert count(app, PriceSeen) == 2
    settle = f"/desk/entries/reports/{shop}/settle"
    assert people.chi_lan.browser.send("/desk/entries", action=settle).status_code == 303
    assert count(app, PriceSeen) == 0
