"""Whom to call, on a phone; and the quick way out of a page that somebody else may see."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect import hotlines
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import a_hotline

pytestmark = pytest.mark.usefixtures("seen_on_postgis")

scripts = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
WEATHER = "**://www.google.com/**"


@pytest.fixture
def known(app: Flask, people: People) -> None:
    """Numbers for the country and for one ward, so many that the page must be scrolled."""
    root = people.root
    with app.test_request_context():
        account = root.account()
        hotlines.add(account, a_hotline(name_vi="Cấp cứu", topics=["emergency"]))
        hotlines.add(account, a_hotline(name_vi="Trạm Tân Hưng", area_code="27475"))
        for n in range(12):
            told = a_hotline(name_vi=f"Nhà Bình yên {n}", phones=["1900969680"])
            hotlines.add(
                account, hotlines.HotlineDetails(**(vars(told) | {"topics": ["violence"]}))
            )


def sky(page: Page) -> None:
    """The weather page is answered here: tests ask nobody outside."""
    page.context.route(
        WEATHER,
        lambda route: route.fulfill(
            content_type="text/html; charset=utf-8", body="<title>Trời xanh</title>"
        ),
    )


@scripts
def test_a_number_is_one_tap_from_the_front_page(
    scripts: bool, known: None, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(scripts=scripts)
    phone.go("/")
    phone.tap("Đường dây nóng", role="link")
    call = phone.page.get_by_role("link", name="115").first
    assert call.get_attribute("href") == "tel:115"
    box = call.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    phone.fill("Xem số điện thoại ở nơi nào?", "tan hung q7")
    phone.tap("Tìm")
    phone.reads("Trạm Tân Hưng")


def stand_in_danger(phone: Phone) -> None:
    """Opens the page about violence, and scrolls to its end."""
    sky(phone.page)
    phone.go("/hotlines")
    phone.tap("Bạo lực trong nhà", role="link")
    phone.page.get_by_text("Nhà Bình yên 9").scroll_into_view_if_needed()


@scripts
def test_the_way_out_stays_in_sight_and_is_one_tap(
    scripts: bool, known: None, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(scripts=scripts)
    stand_in_danger(phone)
    out = phone.page.get_by_role("link", name="Thoát nhanh")
    expect(out).to_be_in_viewport(ratio=1)
    out.click()
    expect(phone.page).to_have_title("Trời xanh")
    phone.page.go_back()
    before = "/" if scripts else "/hotlines?topic=violence"
    expect(phone.page).to_have_url(phone.address + before)


def test_back_leads_to_no_page_of_before_and_to_those_of_after(
    known: None, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    sky(phone.page)
    phone.go("/hotlines?topic=violence")
    phone.go("/hotlines?topic=violence&ward=27475")
    phone.go("/hotlines?topic=violence&ward=79")
    phone.page.get_by_role("link", name="Thoát nhanh").click()
    expect(phone.page).to_have_title("Trời xanh")
    for _page in range(2):
        phone.page.go_back()
        expect(phone.page).to_have_url(phone.address + "/")
    phone.tap("Đường dây nóng", role="link")
    phone.tap("Bạo lực trong nhà", role="link")
    phone.go("/hotlines")
    phone.page.go_back()
    expect(phone.page).to_have_url(re.compile("topic=violence"))


def test_who_leaves_while_asking_for_a_roof_is_not_given_away_by_back(
    app: Flask, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    sky(phone.page)
    phone.go("/requests/new")
    phone.page.locator("label[for=categories-shelter]").click()
    phone.page.locator("#people").fill("2")
    phone.tap("Tiếp tục")
    phone.page.locator("#place").fill("12 Lê Lợi")
    phone.page.get_by_role("link", name="Thoát nhanh").click()
    expect(phone.page).to_have_title("Trời xanh")
    phone.page.go_back()
    expect(phone.page).to_have_url(phone.address + "/")
    kept = phone.page.evaluate("Object.keys(localStorage)")
    assert [key for key in kept if key.startswith("keep-")] == []
    phone.go("/requests/new/phone")  # what was sent before is gone, too: it begins anew
    expect(phone.page).to_have_url(phone.address + "/requests/new")
    expect(phone.page.locator("#people")).not_to_have_value("2")


def test_esc_three_times_is_the_way_out_and_less_is_not(
    known: None, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    stand_in_danger(phone)
    for key in ("Escape", "Escape", "Tab", "Escape"):
        phone.page.keyboard.press(key)
    expect(phone.page.get_by_role("heading", level=1)).to_have_text("Bạo lực trong nhà")
    for _time in range(3):
        phone.page.keyboard.press("Escape")
    expect(phone.page).to_have_title("Trời xanh")


@scripts
def test_who_asks_for_a_roof_has_the_way_out_and_others_do_not(
    scripts: bool, app: Flask, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of(scripts=scripts)
    phone.go("/requests/new")
    out = phone.page.get_by_role("link", name="Thoát nhanh")
    expect(out).to_have_count(0)
    phone.page.locator("label[for=categories-food]").click()
    expect(out).to_have_count(0)
    phone.page.locator("label[for=categories-shelter]").click()
    expect(out).to_be_visible()
    phone.page.locator("#people").fill("2")
    phone.tap("Tiếp tục")
    expect(phone.page).to_have_url(re.compile("/requests/new/where"))
    expect(out).to_be_visible()


def test_who_writes_without_a_line_has_the_way_out_while_it_waits(
    app: Flask, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    phone.go("/outbox")
    out = phone.page.get_by_role("link", name="Thoát nhanh")
    expect(out).to_have_count(0)
    phone.page.locator("label[for=categories-shelter]").click()
    expect(out).to_be_visible()
    phone.page.locator("#people").fill("2")
    phone.page.locator("#place").fill("12 Lê Lợi, Bến Nghé")
    phone.page.locator("#write [name=phone]").fill("0912 345 699")
    phone.context.set_offline(True)
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    expect(phone.page.locator("#waiting")).to_contain_text("Chỗ ở")
    expect(phone.page.locator("#categories-shelter")).not_to_be_checked()
    expect(out).to_be_visible()


def test_a_page_that_the_browser_has_kept_whole_is_not_shown_again(
    known: None, phone_of: Callable[..., Phone]
) -> None:
    phone = phone_of()
    phone.go("/hotlines?topic=violence")
    # Chromium keeps no page whole while it is looked at: it is told of here as the browser would.
    phone.page.evaluate(
        """sessionStorage.setItem("left", Date.now() + 1);
        dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))"""
    )
    expect(phone.page).to_have_url(phone.address + "/")
