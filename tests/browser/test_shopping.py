"""Shopping for someone, from ask to receipt: two people in two windows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from connect.geo import Point
from connect.responders import GoodDetails
from tests.browser.conftest import Phone
from tests.browser.test_diary import photo
from tests.people import People
from tests.shopping.buying import an_order, receipts, taken
from tests.situations import help_from

__all__ = ["photo"]  # the fixture: a large one, as a phone writes it
pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

scripts = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def a_town(app: Flask, people: People) -> None:
    """Hương shops for people, and two shops lie on her way."""
    with app.test_request_context():
        help_from(people.huong.account(), name="Huong", categories=["shopping"])
        told = {"kind": "supplier", "categories": ["food"], "point": Point(10.7530, 106.7100)}
        for name, goods in (("Tạp hoá Cô Sáu", "Gạo;Trứng gà"), ("Chợ Tân Hưng", "Gạo")):
            has = [GoodDetails(name=one) for one in goods.split(";")]
            help_from(people.shop.account(), name=name, goods=has, **told)


def ask_for_shopping(tu: Phone) -> None:
    """No longer than asking for anything else; the list is written afterwards."""
    tu.go("/requests/new/one-page")
    tu.page.locator("label[for=categories-shopping]").click()
    tu.fill("Số điện thoại", "0912 345 699")
    tu.fill("Tên của bạn", "Bà Tư")
    tu.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    tu.tap("Gửi yêu cầu")


def write_the_list(tu: Phone) -> None:
    tu.tap("Ghi danh sách đi chợ", role="link")
    for number, (goods, quantity) in enumerate((("Gạo", "5 kg"), ("Trứng gà", "1 vỉ"))):
        tu.page.locator(f"#lines-{number}-goods").fill(goods)
        tu.page.locator(f"#lines-{number}-quantity").fill(quantity)
    tu.tap("Thêm dòng")
    assert tu.page.locator("#lines-1-goods").input_value() == "Trứng gà"
    tu.page.locator("#lines-4-goods").fill("Bánh tráng")
    tu.fill("Tất cả khoảng bao nhiêu tiền?", "300k")
    tu.fill("Họ cần biết thêm gì?", "Bà bị dị ứng đậu phộng.")
    tu.tap("Lưu danh sách")
    tu.reads("Đã lưu danh sách.")
    tu.reads("300.000 đ")


@scripts
def test_from_ask_to_receipt(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone], photo: Path
) -> None:
    a_town(app, people)
    tu = phone_of(scripts=scripts)
    ask_for_shopping(tu)
    write_the_list(tu)
    page = tu.page.url.removeprefix(tu.address).partition("#")[0]
    stranger = phone_of(scripts=scripts)
    stranger.go(page)
    stranger.reads("từ 200.000 đ đến 500.000 đ")
    stranger.does_not_read("dị ứng")

    huong = phone_of(scripts=scripts).sign_in(people.huong)
    huong.go("/mine")
    huong.tap("Tôi giúp")
    huong.tap("Cửa hàng, danh sách và hóa đơn", role="link")
    huong.reads("Tạp hoá Cô Sáu")
    huong.reads("Có đủ")
    huong.reads("Có 1 trong 2 món")
    huong.reads("dị ứng đậu phộng")
    huong.page.get_by_label("Gạo").first.check()
    huong.page.locator("summary").filter(has_text="Trứng gà").click()
    huong.page.get_by_label("Tôi mua thay bằng:").nth(1).fill("Trứng vịt")
    huong.fill("Tất cả hết bao nhiêu?", "350k")
    huong.tap("Lưu")
    huong.reads("xin chờ họ trả lời")
    huong.reads("350.000 đ vượt quá")

    tu.go(page)
    tu.reads("Mua hết là 350.000 đ")
    tu.reads("Trứng vịt")
    tu.tap("Được, cứ mua")
    tu.reads("chúng tôi đã báo cho họ")

    huong.go(page)
    huong.unfold("Tôi đã giao đủ")
    huong.reads("Bạn chưa thêm hóa đơn")
    huong.tap("Thêm hóa đơn", role="link")
    huong.does_not_read("vượt quá")
    huong.page.locator("input[type=file]").set_input_files(photo)
    huong.tap("Lưu")
    huong.reads("Đã có hóa đơn")
    [kept] = receipts(app)
    assert len(kept) <= 200_000
    assert b"Canary" not in kept
    huong.go(page)
    huong.tap("Tôi đã giao đủ")

    tu.go(page)
    tu.unfold("Xem hóa đơn")
    seen = tu.page.get_by_alt_text("Hóa đơn")
    seen.wait_for()
    assert seen.evaluate("async image => { await image.decode(); return image.naturalWidth }")
    tu.reads("Hết: 350.000 đ")
    tu.tap("Tôi đã nhận được")
    told = ["Đã ghi danh sách đi chợ", "Đã hỏi: mua hết thì quá", "Đồng ý số tiền", "Đã có hóa đơn"]
    for step in told:
        assert any(one.startswith(step) for one in tu.steps), step
    stranger.go(page)
    stranger.does_not_read("350.000")
    assert not any(one.startswith("Đã có hóa đơn") for one in stranger.steps)


def test_taking_back_is_told_of_before(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    order = an_order(app)
    taken(app, people, order)
    tu = phone_of()
    tu.go(f"/m/{order.token}")
    tu.unfold("Đóng yêu cầu này")
    tu.reads("Đã có người nhận đi giúp bạn")
