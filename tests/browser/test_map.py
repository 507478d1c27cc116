"""Map and list are one thing."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from connect.geo import Point, Whereabouts
from connect.help_requests import ItemDetails
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import HERE, ask, help_from

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")
NEAR = f"/requests?near={HERE.lat},{HERE.lon}"


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


def test_a_suggestion_searches_the_list(three: list[str], phone_of: Callable[..., Phone]) -> None:
    phone = phone_of()
    phone.go("/requests")
    phone.page.get_by_role("combobox").press_sequentially("q7 tphcm")
    phone.page.get_by_role("option", name="Quận 7").click()
    phone.page.wait_for_url("**near=*")
    phone.reads("Gần Quận 7")
    expect(phone.page.locator(".cards li")).to_have_count(3)
