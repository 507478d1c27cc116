"""Nothing typed is lost and nothing is sent twice: reloads, other windows, phones that turn off."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Page, expect

from connect.accounts import close_all_sessions
from connect.conversations.models import Message
from connect.foundation.database import db
from connect.help_requests import HelpRequest
from tests.browser.conftest import Phone
from tests.people import PASSWORD, People, count
from tests.situations import situation

pytestmark = pytest.mark.usefixtures("seen_on_postgis")

STEP = "/requests/new"
WARD = "Phường Tân Hưng, TP.HCM"
KEPT = "Những gì bạn viết dở vẫn còn đây."


def answer_all(phone: Phone) -> None:
    """Up to the page that asks whether everything is right."""
    phone.go(STEP)
    phone.page.locator("label[for=categories-food]").click()
    phone.fill("Cụ thể là gì?", "Gạo")
    phone.tap("Tiếp tục")
    phone.page.locator("#place").fill(WARD)
    phone.page.keyboard.press("Tab")  # no suggestion is wanted
    phone.tap("Tiếp tục")
    phone.fill("Số điện thoại", "0912 345 678")
    phone.tap("Tiếp tục")
    phone.reads("Gạo")


def typed(page: Page) -> None:
    """Waits until the browser has kept what was typed."""
    while not kept(page):
        page.wait_for_timeout(50)


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((k) => k.startsWith('keep-'))"
    )
    return found


def test_what_is_typed_and_not_yet_sent_outlives_the_page(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.go(STEP)
    phone.page.locator("label[for=categories-medicine]").click()
    phone.page.locator("#goods_medicine").fill("Thuốc huyết áp")
    phone.page.locator("#people").fill("4")
    phone.page.get_by_label("Gấp: trong hôm nay").check()
    typed(phone.page)
    phone.go("/")  # away, and the browser is closed
    phone.go(STEP)
    phone.reads(KEPT)
    expect(phone.page.locator("#categories-medicine")).to_be_checked()
    expect(phone.page.locator("#categories-food")).not_to_be_checked()
    expect(phone.page.locator("#goods_medicine")).to_have_value("Thuốc huyết áp")
    expect(phone.page.locator("#people")).to_have_value("4")
    expect(phone.page.get_by_label("Gấp: trong hôm nay")).to_be_checked()
    phone.tap("Bỏ đi")
    expect(phone.page.locator("#goods_medicine")).to_have_value("")
    assert kept(phone.page) == []
    phone.again()
    expect(phone.page.locator("[data-kept]")).to_be_hidden()


def test_what_was_taken_is_not_put_back(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    answer_all(phone)
    phone.tap("Gửi yêu cầu")
    phone.page.locator(".code").wait_for()
    phone.go(STEP)
    expect(phone.page.locator("[data-kept]")).to_be_hidden()
    expect(phone.page.locator("#categories-food")).not_to_be_checked()
    assert kept(phone.page) == []


def test_the_phone_turns_off_on_the_third_page(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.go(STEP)
    phone.page.locator("label[for=categories-food]").click()
    phone.tap("Tiếp tục")
    phone.page.locator("#place").fill(WARD)
    phone.page.keyboard.press("Tab")  # no suggestion is wanted
    phone.tap("Tiếp tục")
    phone.fill("Số điện thoại", "0912 345 678")
    typed(phone.page)
    later = phone.context.new_page()  # what was open is gone, what the browser keeps is not
    phone.page.close()
    phone.page = later
    phone.go(f"{STEP}/check")
    assert phone.page.url.endswith("/phone")
    expect(phone.page.locator("#phone")).to_have_value("0912 345 678")
    phone.tap("Tiếp tục")
    phone.reads("0912 345 678")


def test_who_starts_again_leaves_no_word_behind(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.go(STEP)
    phone.page.locator("label[for=categories-food]").click()
    phone.fill("Cụ thể là gì?", "Gạo")
    phone.tap("Tiếp tục")
    phone.page.locator("#place").fill(WARD)
    typed(phone.page)
    phone.go(STEP)
    phone.fill("Cụ thể là gì?", "Thuốc huyết áp")  # and at once, before it is kept
    phone.tap("Bỏ hết, viết lại từ đầu")
    phone.page.wait_for_timeout(500)
    assert kept(phone.page) == []
    expect(phone.page.locator("#goods_food")).to_have_value("")


@pytest.mark.parametrize("path", [f"{STEP}/where", f"{STEP}/one-page"])
def test_a_ward_from_the_list_outlives_the_page(path: str, phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    if path.endswith("where"):
        phone.go(STEP)
        phone.page.locator("label[for=categories-food]").click()
        phone.tap("Tiếp tục")
    else:
        phone.go(path)
    phone.unfold("Hoặc chọn phường từ danh sách")
    ward = phone.page.get_by_label("Phường, xã", exact=True)
    phone.page.get_by_label("Tỉnh hoặc thành phố").select_option("79")
    ward.select_option(label="Phường Tân Hưng")
    typed(phone.page)
    phone.page.wait_for_timeout(500)  # for the second of the two lists
    phone.go("/")
    phone.go(path)
    phone.reads(KEPT)
    expect(ward.locator("option").nth(100)).to_be_attached()  # the whole list is there again
    expect(ward).to_be_visible()
    expect(ward.locator("option:checked")).to_have_text("Phường Tân Hưng")
    phone.tap("Bỏ đi")
    expect(ward).to_be_hidden()


def test_kept_for_a_day_and_no_longer(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.go(f"{STEP}/one-page")
    phone.page.locator("#name").fill("Bà Tư")
    typed(phone.page)
    phone.page.evaluate(
        "for (const key of Object.keys(localStorage).filter((k) => k.startsWith('keep-')))"
        ' localStorage[key] = localStorage[key].replace(/"at":\\d+/, \'"at":1000\')'
    )
    phone.go(f"{STEP}/one-page")
    expect(phone.page.locator("#name")).to_have_value("")
    assert kept(phone.page) == []


def test_a_message_outlives_a_login_that_has_run_out(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    here = situation(app, people, "claimed")
    before = count(app, Message)
    phone = phone_of().sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    phone.fill("Tin nhắn của bạn", "Cháu đến lúc năm giờ.")
    with app.test_request_context():
        close_all_sessions(people.huong.id)
    phone.page.get_by_role("button", name="Gửi", exact=True).click()
    phone.page.wait_for_url("**/sign-in**")
    phone.fill("Số điện thoại", people.huong.phone)
    phone.fill("Mật khẩu", PASSWORD)
    phone.tap("Đăng nhập")
    phone.reads("Cháu đến lúc năm giờ.")
    phone.tap("Gửi ngay")
    phone.page.locator(".talk").get_by_text("Cháu đến lúc năm giờ.").wait_for()
    expect(phone.page.locator("#body")).to_have_value("")
    assert count(app, Message) == before + 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_page_that_was_open_too_long(scripts: bool, phone_of: Callable[..., Phone]) -> None:
    phone = phone_of(scripts=scripts)
    phone.go(STEP)
    phone.page.locator("label[for=categories-food]").click()
    phone.fill("Cụ thể là gì?", "Gạo nếp thơm")
    phone.context.clear_cookies()
    phone.page.get_by_role("button", name="Tiếp tục").click()
    phone.reads("Gạo nếp thơm")
    phone.complaints.clear()  # the browser told of a 400
    phone.tap("Gửi ngay")
    assert phone.page.url.endswith("/where")
    phone.go(STEP)
    expect(phone.page.locator("#goods_food")).to_have_value("Gạo nếp thơm")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_back_button_after_sending_leads_to_what_was_sent(
    scripts: bool, app: Flask, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(scripts=scripts)
    answer_all(phone)
    phone.tap("Gửi yêu cầu")
    phone.page.locator(".code").wait_for()
    sent = phone.page.url
    phone.page.go_back()
    phone.page.wait_for_load_state()
    if phone.page.url.endswith("/check"):  # shown as it was left: sent once more
        phone.page.get_by_role("button", name="Gửi yêu cầu").click()
    phone.page.wait_for_url(sent)
    assert count(app, HelpRequest) == 1


def test_the_back_button_shows_every_step_as_it_was_answered(
    phone_of: Callable[..., Phone],
) -> None:
    phone = phone_of()
    answer_all(phone)
    phone.page.go_back()
    expect(phone.page.locator("#phone")).to_have_value("0912 345 678")
    phone.page.go_back()
    expect(phone.page.locator("#place")).to_have_value(WARD)
    phone.page.go_back()
    expect(phone.page.locator("#goods_food")).to_have_value("Gạo")


def test_two_windows_send_one_request(app: Flask, phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    answer_all(phone)
    other = phone.context.new_page()
    other.goto(f"{phone.address}{STEP}/check")
    phone.page.get_by_role("button", name="Gửi yêu cầu").dblclick()
    phone.page.locator(".code").wait_for()
    other.get_by_role("button", name="Gửi yêu cầu").click()
    other.wait_for_url(phone.page.url)
    other.get_by_text("Yêu cầu này đã gửi rồi").wait_for()
    with app.test_request_context():
        [request] = db.session.scalars(sa.select(HelpRequest))
        assert request.items[0].goods == "Gạo"
