"""A place is picked by position, map, suggestions or lists, whatever the phone can do."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Geolocation, expect

from connect.foundation.database import db
from connect.geo import Point, distance_m
from connect.help_requests import HelpRequest
from tests.browser.conftest import Phone
from tests.situations import HERE

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")
ONE_PAGE = "/requests/new/one-page"


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_two_lists_lead_to_a_ward(
    scripts: bool, app: Flask, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(scripts=scripts)
    phone.go("/requests")
    phone.tap("Chọn phường từ danh sách", role="link")
    phone.tap("Hồ Chí Minh", role="link")
    phone.tap("Phường Tân Hưng", role="link")
    assert "ward=" in phone.page.url
    phone.reads("Phường Tân Hưng")

    fill_in_all_but_the_place(phone)
    phone.unfold("Hoặc chọn phường từ danh sách")
    phone.page.get_by_label("Tỉnh hoặc thành phố").select_option("79")
    if not scripts:
        phone.page.get_by_role("button", name="Gửi yêu cầu").click()
        phone.reads("Giờ bạn chọn phường")
        phone.complaints.clear()  # the 422 with which the server asks for the ward
    phone.page.get_by_label("Phường, xã", exact=True).select_option(label="Phường Tân Hưng")
    phone.tap("Gửi yêu cầu")
    phone.reads("Đang chờ")
    assert distance_m(place_of_request(app), HERE) < 3_000


def test_a_suggestion_is_taken_by_the_keyboard(app: Flask, phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    fill_in_all_but_the_place(phone)
    place = phone.page.get_by_role("combobox", name="Địa chỉ hoặc phường xã")
    place.click()
    place.press_sequentially("12 Lê Lợi, tan hung q7")
    options = phone.page.locator(".options [role=option]")
    expect(options.first).to_contain_text("Phường Tân Hưng")
    expect(place).to_have_attribute("aria-expanded", "true")
    place.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    marked_id = options.first.get_attribute("id") or ""
    expect(place).to_have_attribute("aria-activedescendant", marked_id)
    place.press("Escape")
    expect(options).to_have_count(0)
    place.press("ArrowDown")
    expect(options.first).to_be_visible()
    place.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    place.press("Home")
    place.press("ArrowDown")
    place.press("Enter")
    expect(place).to_have_value("12 Lê Lợi, Phường Tân Hưng, Thành phố Hồ Chí Minh")
    phone.tap("Gửi yêu cầu")
    phone.reads("Đang chờ")
    assert distance_m(place_of_request(app), HERE) < 3_000


def test_of_list_and_suggestion_the_last_one_counts(
    app: Flask, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    fill_in_all_but_the_place(phone)
    place = phone.page.get_by_role("combobox", name="Địa chỉ hoặc phường xã")
    province = phone.page.get_by_label("Tỉnh hoặc thành phố")
    ward = phone.page.get_by_label("Phường, xã", exact=True)
    phone.unfold("Hoặc chọn phường từ danh sách")
    province.select_option("01")
    ward.select_option(label="Phường Hoàn Kiếm")
    place.press_sequentially("phuong sai gon")
    phone.page.get_by_role("option", name="Phường Sài Gòn").first.click()
    expect(province).to_have_value("")
    expect(ward).to_have_value("")
    expect(ward).to_be_hidden()
    phone.unfold("Hoặc chọn phường từ danh sách")
    province.select_option("79")
    ward.select_option(label="Phường Tân Hưng")
    expect(phone.page.locator("[name=place_choice]")).to_have_count(0)
    place.fill("phuong hoan kiem")
    phone.page.get_by_role("option", name="Phường Hoàn Kiếm").first.click()
    phone.tap("Gửi yêu cầu")
    phone.reads("Đang chờ")
    assert place_of_request(app).lat > 20, "it is in Hà Nội"


def test_a_position_goes_into_no_address_of_a_page(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    asked: list[str] = []
    phone.page.on("request", lambda one: asked.append(one.url))
    fill_in_all_but_the_place(phone)
    phone.page.get_by_role("button", name="Lấy vị trí").click()
    phone.reads("gần Phường")
    [near] = [url for url in asked if "near=" in url]
    assert not re.search(r"\.\d{4}", near), "to within 100 metres, and no nearer"


def test_a_pin_is_set_by_a_tap_moved_by_a_drag_and_put_by_the_keyboard(
    app: Flask, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    fill_in_all_but_the_place(phone)
    page = phone.page
    lat, lon = page.locator("[name=lat]"), page.locator("[name=lon]")
    page.get_by_role("button", name="Lấy vị trí").click()
    phone.reads("gần Phường")
    page.get_by_role("button", name="Chọn trên bản đồ").click()
    pin = page.locator(".pin--drop")
    pin.wait_for()
    assert float(lat.input_value()) == pytest.approx(HERE.lat)
    pin.scroll_into_view_if_needed()

    box = pin.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + 20
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=6)
    page.mouse.up()
    expect(lat).not_to_have_value(str(HERE.lat))
    dragged = float(lat.input_value())
    assert HERE.lat < dragged < HERE.lat + 0.01

    page.locator(".map").tap(position={"x": 60, "y": 250})
    expect(lat).not_to_have_value(f"{dragged:.6f}")
    assert float(lon.input_value()) < HERE.lon

    middle = page.get_by_role("button", name="Đặt ghim vào giữa bản đồ")
    middle.focus()
    page.keyboard.press("Enter")
    expect(lon).to_have_value(re.compile(r"106\.721[45]"))  # the middle of a pixel
    phone.tap("Gửi yêu cầu")
    phone.reads("Đang chờ")
    assert distance_m(place_of_request(app), HERE) < 100


def test_denied_a_position_the_other_ways_stay(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.context.clear_permissions()
    fill_in_all_but_the_place(phone)
    phone.page.get_by_role("button", name="Lấy vị trí").click()
    phone.reads("chưa cho xem vị trí")
    expect(phone.page.get_by_role("button", name="Chọn trên bản đồ")).to_be_visible()
    expect(phone.page.locator("#place")).to_be_editable()
    expect(phone.page.locator("[name=lat]")).to_have_value("")


@pytest.mark.parametrize(
    ("position", "words"),
    [
        ({"latitude": 48.85, "longitude": 2.35, "accuracy": 20}, "ngoài Việt Nam"),
        ({"latitude": HERE.lat, "longitude": HERE.lon, "accuracy": 5_000}, "vòng 5 km"),
    ],
    ids=["in Paris", "to within 5 km"],
)
def test_a_position_that_cannot_be_right_is_not_taken(
    position: Geolocation, words: str, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    phone.context.set_geolocation(position)
    fill_in_all_but_the_place(phone)
    phone.page.get_by_role("button", name="Lấy vị trí").click()
    phone.reads(words)
    expect(phone.page.locator("[name=lat]")).to_have_value("")
    if "km" in words:  # the map shows where to look
        phone.page.locator(".map__rough").wait_for()


def test_a_browser_without_positions_offers_the_rest(phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'geolocation', {get: () => undefined})"
    )
    fill_in_all_but_the_place(phone)
    expect(phone.page.get_by_role("button", name="Lấy vị trí")).to_be_hidden()
    expect(phone.page.get_by_role("button", name="Chọn trên bản đồ")).to_be_visible()
    phone.go("/requests")
    expect(phone.page.get_by_role("button", name="Gần chỗ tôi")).to_be_hidden()


def fill_in_all_but_the_place(phone: Phone) -> None:
    phone.go(ONE_PAGE)
    phone.page.locator("label[for=categories-food]").click()
    phone.fill("Số điện thoại", "0912 345 699")


def place_of_request(app: Flask) -> Point:
    with app.test_request_context():
        [request] = db.session.scalars(sa.select(HelpRequest))
        return request.point
