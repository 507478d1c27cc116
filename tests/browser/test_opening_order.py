"""An order for the shops of a ward, from the desk to who looks for an open shop, and back."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import expect

from connect.geo import Point
from connect.responders import GoodDetails, keep_orders
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import HERE, help_from

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")
NEAR = f"/suppliers?near={HERE.lat},{HERE.lon}&open_now=1"


def test_a_ward_shuts_its_shops_and_lets_them_open_again(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        for name, category in (("Nhà sách Minh Khai", "school_supplies"), ("Chợ Tân Hưng", "food")):
            help_from(
                people.shop.account(), kind="supplier", name=name, categories=[category],
                point=Point(HERE.lat + 0.001, HERE.lon), opening_hours="24/7",
                goods=[GoodDetails(name="Vở")],
            )  # fmt: skip
    seeker = phone_of(scripts=False)

    def found() -> list[str]:
        with app.app_context():
            keep_orders()  # as the worker does each half minute
        seeker.go(NEAR)
        return sorted(seeker.page.locator(".cards h2").all_inner_texts())

    assert found() == ["Chợ Tân Hưng", "Nhà sách Minh Khai"]
    seeker.page.get_by_role("link", name="Nhà sách Minh Khai").click()
    shop = seeker.page.url

    desk = phone_of(scripts=True).sign_in(people.chi_lan)
    desk.go("/desk")
    desk.tap("Lệnh cho cửa hàng", role="link")
    desk.tap("Ghi một lệnh", role="link")
    desk.unfold("Chỉ một số phường, xã")
    desk.page.get_by_label("Phường Tân Hưng", exact=True).check()
    desk.page.locator("#reason").fill("Chỉ thị 16, UBND phường")
    desk.page.locator("#link").fill("https://hochiminhcity.gov.vn/chi-thi-16")
    desk.tap("Áp dụng")
    desk.reads("Đang chuyển tới các cửa hàng")
    desk.check()

    assert found() == ["Chợ Tân Hưng"]
    seeker.page.goto(shop)
    expect(seeker.page.locator(".chips").first).to_have_text("Đóng cửa theo lệnh")
    seeker.reads("Chỉ thị 16, UBND phường")
    decree = seeker.page.get_by_role("link", name="Đọc tại hochiminhcity.gov.vn")
    expect(decree).to_have_attribute("rel", "noreferrer nofollow ugc")
    seeker.check()

    desk.tap("Bỏ lệnh này ngay")
    desk.reads("Đã bỏ lệnh.")
    assert found() == ["Chợ Tân Hưng", "Nhà sách Minh Khai"]
