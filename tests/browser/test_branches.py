"""A shopkeeper with two shops, on a phone without scripts: one name, one tap for both."""

from collections.abc import Callable

import pytest
from flask import Flask

from connect.responders import GoodDetails
from tests.browser.conftest import Phone
from tests.people import People
from tests.responders.branches import a_shop_of
from tests.situations import HERE

pytestmark = pytest.mark.usefixtures("seen_on_postgis")


def test_two_shops_under_one_name_told_in_one_tap(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        rice = [GoodDetails(name="Gạo"), GoodDetails(name="Trứng")]
        shop = a_shop_of(people.shop.account(), "Hạnh Phúc Một", point=HERE, goods=rice).id
    keeper = phone_of(scripts=False).sign_in(people.shop)
    keeper.go(f"/suppliers/{shop}")
    keeper.tap("Bạn có nhiều cửa hàng?", role="link")
    keeper.fill("Tên chung", "Chuỗi Hạnh Phúc")
    keeper.tap("Đặt dưới tên này")
    keeper.reads("Chuỗi Hạnh Phúc")
    # The second one: its goods are there already, and what is different is asked for.
    keeper.tap("Thêm cửa hàng", role="link")
    keeper.fill("Tên", "Hạnh Phúc Hai")
    keeper.page.locator("[name=place]").fill("Phường Bến Thành, TP HCM")
    keeper.tap("Đăng ký")
    keeper.reads("Cửa hàng đã có trong danh sách")
    keeper.tap("Các cửa hàng có gì", role="link")
    keeper.reads("2 cửa hàng · Còn hàng")
    card = keeper.page.locator(".card", has_text="Gạo")
    card.get_by_role("button", name="Hết hàng").click()
    keeper.check()
    keeper.reads("Gạo: Hết hàng · 2 cửa hàng")
    # And in one of them alone.
    keeper.page.locator(".card", has_text="Gạo").get_by_role("link").click()
    card = keeper.page.locator(".card", has_text="Hạnh Phúc Hai")
    card.get_by_role("button", name="Còn hàng").click()
    keeper.check()
    keeper.reads("Gạo: Còn hàng · 1 cửa hàng")

    neighbour = phone_of(scripts=False)
    neighbour.go(f"/suppliers/{shop}")
    neighbour.tap("Một trong 2 cửa hàng của Chuỗi Hạnh Phúc", role="link")
    neighbour.reads("Hạnh Phúc Hai")
    assert "Thêm cửa hàng" not in neighbour.page.content()
