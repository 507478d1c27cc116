"""Map and list are one thing, and a place is picked by position, map, suggestions or lists."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from connect.foundation.database import db
from connect.geo import Point, Whereabouts, distance_m
from connect.help_requests import HelpRequest, ItemDetails
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import HERE, ask, help_from

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

NEAR = f"/requests?near={HERE.lat},{HERE.lon}"
ONE_PAGE = "/requests/new/one-page"


@pytest.fixture
def three(app: Flask) -> list[str]:
    """Three requests, each farther north than the one before; their ids."""
    made = []
    with app.test_request_context():
        for number, goods in enumerate(("Gạo", "Sữa", "Trứng")):
            place = Whereabouts(point=Point(HERE.lat + 0.012 * number, HERE.lon))
            items = [ItemDetails(category="food", goods=goods)]
            made.append(str(ask(app, where=place, items=items, urgency="urgent").id))
    return made


def wide(chromium: Chromium, address: str, path: str) -> Page:
    """A computer's window, with the map beside the list."""
    page = chromium.new_context(
        viewport={"width": 1280, "height": 800}, locale="vi-VN", service_workers="block"
    ).new_page()
    page.goto(address + path)
    page.locator("[data-map-part][data-ready]").wait_for()
    page.evaluate("document.fonts.ready")  # until then lines break elsewhere, and cards move
    return page


def card(page: Page, request_id: str) -> Locator:
    return page.locator(f"a.card[href$='{request_id}']")


def pins(page: Page) -> Locator:
    return page.locator(".pin--urgent")


def marked(page: Page) -> int:
    """How far down the marked point is, in px; there is exactly one."""
    expect(page.locator(".pin--on")).to_have_count(1)
    box = page.locator(".pin--on").bounding_box()
    assert box is not None
    return round(box["y"])


def test_a_card_marks_its_point_by_mouse_and_by_keyboard(
    three: list[str], chromium: Chromium, address: str
) -> None:
    page = wide(chromium, address, NEAR)
    expect(pins(page)).to_have_count(3)
    places = []
    for request_id in three:
        card(page, request_id).hover()
        places.append(marked(page))
    assert places == sorted(places, reverse=True)  # each one lies farther north
    page.get_by_role("heading", level=1).hover()
    expect(page.locator(".pin--on")).to_have_count(0)
    card(page, three[1]).focus()
    assert marked(page) == places[1]
    page.keyboard.press("Tab")
    assert marked(page) == places[2]
    page.context.close()


def test_a_tapped_point_brings_its_card(three: list[str], chromium: Chromium, address: str) -> None:
    page = wide(chromium, address, NEAR)
    expect(pins(page)).to_have_count(3)
    card(page, three[0]).hover()
    page.locator(".pin--on").click()
    expect(card(page, three[0])).to_be_focused()
    page.context.close()


def test_search_here_brings_the_list_of_what_the_map_shows(
    three: list[str], app: Flask, chromium: Chromium, address: str
) -> None:
    page = wide(chromium, address, NEAR)
    with app.test_request_context():
        far = Whereabouts(point=Point(HERE.lat, HERE.lon + 0.2))
        ask(app, where=far, items=[ItemDetails(category="food", goods="Bánh mì")])
    again = page.get_by_role("button", name="Tìm quanh đây")
    expect(again).to_be_hidden()
    frame = page.locator(".map").bounding_box()
    assert frame is not None
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    for _times in range(8):
        page.mouse.move(*middle)
        page.mouse.down()
        page.mouse.move(middle[0] - 280, middle[1], steps=6)
        page.mouse.up()
    again.click()
    expect(page.locator(".cards li").first).to_contain_text("Bánh mì")
    expect(page.locator("[data-map-status]")).to_contain_text("4 yêu cầu")
    assert "near=" in page.url
    assert page.url != address + NEAR
    expect(again).to_be_hidden()
    page.go_back()
    expect(page.locator(".cards li").first).to_contain_text("Gạo")
    page.context.close()


def test_a_point_that_is_not_on_the_page_of_the_list_is_fetched(
    app: Flask, chromium: Chromium, address: str
) -> None:
    with app.test_request_context():
        for number in range(22):
            place = Whereabouts(point=Point(HERE.lat + 0.01 * (number // 21), HERE.lon))
            last = ask(app, where=place, urgency="urgent" if number == 21 else "normal")
    page = wide(chromium, address, NEAR)
    expect(card(page, str(last.id))).to_have_count(0)
    pins(page).last.click()
    expect(card(page, str(last.id))).to_be_focused()
    page.context.close()


def test_the_keyboard_reaches_the_map_and_its_buttons_have_names(
    three: list[str], chromium: Chromium, address: str
) -> None:
    page = wide(chromium, address, NEAR)
    page.locator(".map").focus()
    ground = page.locator(".leaflet-map-pane")
    before = ground.get_attribute("style")
    page.keyboard.press("ArrowRight")
    expect(ground).not_to_have_attribute("style", before or "")
    for name in ("Phóng to", "Thu nhỏ"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    page.context.close()


def test_on_a_phone_the_map_comes_when_it_is_asked_for(
    three: list[str], phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    fetched: list[str] = []
    phone.page.on("request", lambda one: fetched.append(one.url))
    phone.go(NEAR)
    assert not [url for url in fetched if "/vendor/map/" in url or "map.css" in url]
    phone.tap("Xem bản đồ")
    expect(pins(phone.page)).to_have_count(3)
    expect(phone.page.locator(".cards")).to_be_hidden()
    pins(phone.page).first.tap()
    shown = phone.page.locator("[data-picked] .card")
    expect(shown).to_be_visible()
    phone.check()
    phone.tap("Danh sách")
    expect(phone.page.locator(".cards")).to_be_visible()
    expect(shown).to_be_hidden()


def test_a_map_that_does_not_load_leaves_the_list(
    three: list[str], phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    phone.page.route("**/vendor/map/leaflet.js*", lambda route: route.abort())
    phone.go(NEAR)
    phone.page.get_by_role("button", name="Xem bản đồ").click()
    phone.reads("Chưa tải được bản đồ")
    phone.page.get_by_role("button", name="Danh sách").click()
    expect(phone.page.locator(".cards li")).to_have_count(3)


def test_shops_show_on_the_map_whether_they_are_open(
    app: Flask, people: People, chromium: Chromium, address: str
) -> None:
    with app.test_request_context():
        for number, hours in enumerate(("24/7", "off")):
            point = Point(HERE.lat + 0.01 * number, HERE.lon)
            help_from(people.shop.account(), kind="supplier", point=point, opening_hours=hours)
    page = wide(chromium, address, f"/suppliers?near={HERE.lat},{HERE.lon}")
    expect(page.locator(".pin--shop")).to_have_count(1)
    expect(page.locator(".pin--shut")).to_have_count(1)
    page.context.close()


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


def test_a_suggestion_searches_the_list(three: list[str], phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.go("/requests")
    phone.page.get_by_role("combobox").press_sequentially("q7 tphcm")
    phone.page.get_by_role("option", name="Quận 7").click()
    phone.page.wait_for_url("**near=*")
    phone.reads("Gần Quận 7")
    expect(phone.page.locator(".cards li")).to_have_count(3)


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
    position: dict[str, float], words: str, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    phone.context.set_geolocation(position)  # type: ignore[arg-type]  # a dict of these keys
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
