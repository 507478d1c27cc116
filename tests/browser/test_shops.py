"""Shops, by the people who keep them and the people who look for one, in a real Chromium."""

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect.geo import Point
from connect.responders import GoodDetails, responders_of
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import HERE, help_from

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

WARD = "Phường Tân Hưng, TP.HCM"
scripts = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
MOST_TABS = 80


@pytest.fixture
def rice(app: Flask, people: People) -> None:
    """Rice at three shops: the nearest has shut for good, the next one is always open."""
    with app.test_request_context():
        for number, hours in enumerate(("off", "24/7", "Mo-Su 00:00-24:00"), 1):
            help_from(
                people.shop.account(),
                kind="supplier",
                name=f"Gạo số {number}",
                point=Point(HERE.lat + number / 200, HERE.lon),
                opening_hours=hours,
                phone="+842838221234",
                goods=[GoodDetails(name="Gạo ST25", price=32_000)],
            )


def names(phone: Phone) -> list[str]:
    return phone.page.locator(".cards h2").all_inner_texts()


@scripts
def test_a_shop_lists_itself_and_somebody_else_finds_its_rice(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    keeper = phone_of(scripts=scripts).sign_in(people.shop)
    keeper.go("/responders/new?kind=supplier")
    keeper.fill("Tên", "Tạp hoá Shop")
    keeper.page.locator("label[for=categories-food]").click()
    keeper.page.locator("#place").fill(WARD)
    keeper.page.locator("#opening_hours").fill("0h-24h")
    keeper.unfold("Có ngày giờ khác")
    keeper.page.locator("#hours_ph").fill("7h-21h")
    keeper.unfold("Hàng hóa, giá")
    keeper.page.locator("[name='goods-0-name']").fill("gạo nàng thơm")
    keeper.page.locator("[name='goods-0-price']").fill("28.000")
    keeper.tap("Đăng ký")
    keeper.page.wait_for_url("**/mine")
    with app.test_request_context():
        [shop] = responders_of(people.shop.id)
        assert shop.opening_hours == "Mo-Su 00:00-24:00; PH 07:00-21:00"

    seeker = phone_of(scripts=scripts)
    seeker.go("/")
    seeker.tap("Mua hàng thiết yếu", role="link")
    seeker.page.locator("#place").fill(WARD)
    seeker.page.locator("#goods").fill("gao")
    seeker.page.get_by_label("Đang mở cửa").check()
    seeker.tap("Tìm")
    expect(seeker.page.locator(".cards")).to_contain_text("28.000 đ")
    seeker.page.locator(".cards h2 a").click()
    seeker.reads("gạo nàng thơm")
    seeker.check()
    assert (
        seeker.page.locator("a[href^='tel:']").get_attribute("href") == f"tel:{people.shop.phone}"
    )


@scripts
def test_open_rice_is_two_taps_from_a_place(
    rice: None, scripts: bool, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(scripts=scripts)
    phone.go(f"/suppliers?{urlencode({'near': f'{HERE.lat},{HERE.lon}'})}")
    assert names(phone) == ["Gạo số 1", "Gạo số 2", "Gạo số 3"]
    phone.tap("Gạo", role="link")
    phone.tap("Đang mở cửa", role="link")
    assert names(phone) == ["Gạo số 2", "Gạo số 3"]
    # All of a card leads to its shop, not its name alone.
    phone.page.locator(".cards .facts").first.click(force=True)
    phone.page.wait_for_url("**/suppliers/*-*")
    phone.reads("Gạo ST25")
    phone.tap("Hàng thiết yếu quanh đây", role="link")
    assert names(phone)[0] == "Gạo số 2"


def test_open_rice_is_found_by_the_keyboard_alone(
    rice: None, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    page = phone.page
    phone.go("/suppliers")
    reach(page, "#place")
    page.keyboard.type(WARD)
    page.keyboard.press("Escape")  # no suggestion is wanted
    reach(page, "#goods")
    page.keyboard.type("gạo")
    reach(page, "[name=open_now]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**open_now=1**")
    expect(page.locator(".cards h2")).to_have_text(["Gạo số 2", "Gạo số 3"])
    reach(page, ".cards h2 a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/suppliers/*-*")
    phone.reads("Gạo ST25")
    phone.check()


def test_what_search_engines_read_breaks_no_rule_of_the_page(
    rice: None, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    phone.page.add_init_script(
        "window.broken = [];"
        "document.addEventListener('securitypolicyviolation', e => broken.push(e.blockedURI))"
    )
    with app.test_request_context():
        shop = responders_of(people.shop.id)[0]
    phone.go(f"/suppliers/{shop.id}")
    read = (
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').text)['@type']"
    )
    assert phone.page.evaluate(read) == "GroceryStore"
    assert phone.page.evaluate("broken") == []


def reach(page: Page, selector: str) -> None:
    """Goes on with the tab key until the focus is there."""
    for _tab in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")
