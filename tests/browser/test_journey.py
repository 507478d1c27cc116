"""Ask → found → claimed → delivered → confirmed, by the pages, in a real Chromium on a phone."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import expect

from connect.foundation.database import db
from connect.geo import distance_m
from connect.help_requests import HelpRequest, Status
from connect.responders import Responder
from tests.accounts.codes import last_code
from tests.browser.conftest import Phone
from tests.every_table import fill_every_table
from tests.people import PASSWORD, People, count
from tests.situations import HERE, help_from

scripts = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


def use_position(phone: Phone) -> None:
    phone.page.get_by_role("button", name="Lấy vị trí của tôi").click()
    expect(phone.page.locator("[name=lat]")).not_to_have_value("")


def ask(phone: Phone, *, scripts: bool) -> None:
    """Bà Tư asks for rice, by the position of her phone or by her ward."""
    phone.go("/")
    phone.tap("Tôi cần giúp đỡ", role="link")
    phone.page.locator("label[for=categories-food]").click()
    phone.fill("Cụ thể là gì?", "Gạo")
    phone.tap("Tiếp tục")
    if scripts:
        phone.page.get_by_role("button", name="Lấy vị trí của tôi").click()
        phone.page.wait_for_url("**/phone")  # by itself: the place was all that was asked
    else:
        phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
        phone.tap("Tiếp tục")
    phone.fill("Số điện thoại", "0912 345 699")
    phone.unfold("Tên bạn")
    phone.fill("Tên của bạn", "Bà Tư")
    phone.tap("Tiếp tục: người đến")
    phone.reads("Bà Tư")
    phone.tap("Gửi yêu cầu")
    phone.reads("Đang chờ")


def sign_in(phone: Phone, number: str) -> None:
    phone.fill("Số điện thoại", number)
    phone.fill("Mật khẩu", PASSWORD)
    phone.tap("Đăng nhập")


@scripts
def test_help_arrives(
    scripts: bool, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    huong = people.huong
    with app.test_request_context():
        help_from(huong.account())
    tu, volunteer = phone_of(scripts=scripts), phone_of(scripts=scripts)
    ask(tu, scripts=scripts)
    code = tu.page.locator(".code").inner_text()
    assert len(code) == 7

    volunteer.go("/requests?near=10.7340,106.7215")
    volunteer.tap("Gạo", role="link")
    assert "0912 345 699" not in volunteer.page.content()
    volunteer.tap("Tôi giúp")
    sign_in(volunteer, huong.phone)
    volunteer.claim()  # back on the request's page
    volunteer.reads("0912 345 699")
    volunteer.tap("Tôi đã giao đủ")

    tu.page.reload()
    tu.reads("Hương")
    tu.tap("Tôi đã nhận được")
    tu.check()
    with app.test_request_context():
        [request] = db.session.scalars(sa.select(HelpRequest))
        assert request.status == Status.FULFILLED
        assert distance_m(request.point, HERE) < (1 if scripts else 10_000)


@scripts
def test_a_new_volunteer_proves_the_phone_and_registers(
    scripts: bool, app: Flask, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(scripts=scripts)
    phone.go("/responders/new")
    assert "/sign-in" in phone.page.url
    phone.page.locator("main").get_by_role("link").first.click()
    phone.fill("Tên của bạn", "Hương")
    phone.fill("Số điện thoại", "0912 345 671")
    phone.fill("Mật khẩu", PASSWORD)
    phone.tap("Gửi mã cho tôi")
    phone.fill("Mã sáu chữ số", last_code(app, "+84912345671"))
    phone.tap("Tiếp tục")
    assert "/responders/new" in phone.page.url
    phone.page.locator("label[for=categories-food]").click()
    if scripts:
        use_position(phone)
    else:
        phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.tap("Đăng ký")
    phone.reads("Hương")
    with app.test_request_context():
        [responder] = db.session.scalars(sa.select(Responder))
        assert (responder.name, responder.available) == ("Hương", True)
        assert [category.code for category in responder.categories] == ["food"]


@scripts
def test_a_refused_form_leads_to_what_is_wrong(
    scripts: bool, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(scripts=scripts)
    phone.go("/requests/new/one-page")
    phone.fill("Số điện thoại", "12")
    phone.page.get_by_role("button", name="Gửi yêu cầu").click()
    alert = phone.page.get_by_role("alert")
    alert.wait_for()
    assert phone.page.title().startswith("Lỗi:")
    assert [one for one in phone.complaints if "422" not in one] == []
    alert.get_by_role("link").filter(has_text="0912 345 678").click()
    assert phone.page.url.endswith("#phone")
    assert phone.page.locator("#phone").input_value() == "12"


def test_a_second_tap_sends_nothing_twice(app: Flask, phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.go("/requests/new/one-page")
    phone.page.locator("label[for=categories-food]").click()
    phone.fill("Số điện thoại", "0912 345 699")
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.page.get_by_role("button", name="Gửi yêu cầu").dblclick()
    phone.reads("Đang chờ")
    assert count(app, HelpRequest) == 1


@pytest.mark.usefixtures("seen_on_sqlite")  # no database changes how wide a page is
@pytest.mark.parametrize(
    "path",
    ["/", "/requests", "/requests?near=10.7340,106.7215", "/suppliers?near=10.77,106.69",
     "/requests/new", "/sign-up", "/sign-in", "/find-request", "/mine", "/api/docs"],
)  # fmt: skip
def test_a_page_fits_a_small_phone_in_either_language(
    path: str, app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    fill_every_table(app, people)
    phone = phone_of()
    phone.go(path)
    assert phone.page.locator("html").get_attribute("lang") == "vi"
    if path != "/api/docs":
        phone.page.locator("header form button").click()
        phone.check()
        assert phone.page.locator("html").get_attribute("lang") == "en"
