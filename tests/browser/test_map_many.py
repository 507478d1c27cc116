"""A map of more shops than fit: heaps from tiles that count them all, and each shop from nearby."""

import random
import re
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, expect

from connect import maps
from connect.foundation.bulk import insert_many
from connect.foundation.clock import utcnow
from connect.foundation.database import table_of, transaction
from connect.geo import Point, Whereabouts
from connect.responders.models import Responder, SupplierPoint
from tests.situations import HERE, ask

# PostgreSQL would plan for so many in all tests that follow.
pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

CITY, CAPITAL = 2_600, 400
MOST = 2_000  # points in one answer
NEAR = f"/suppliers?near={HERE.lat},{HERE.lon}"


@pytest.fixture
def crowd(app: Flask) -> None:
    """Three thousand shops in two cities; a few days' worth counted, the rest just come."""
    dice = random.Random(5)
    rows = []
    for number in range(CITY + CAPITAL):
        middle = HERE if number < CITY else Point(21.03, 105.85)
        rows.append(
            {
                "id": uuid.UUID(int=dice.getrandbits(128), version=4),
                "source_id": f"many-{number}",
                "kind": "supplier",
                "name": f"Tạp hoá {number}",
                "name_folded": f"tap hoa {number}",
                "lat": middle.lat + dice.gauss(0, 0.03),
                "lon": middle.lon + dice.gauss(0, 0.03),
                "address": "",
                "radius_m": 1_000.0,
                "capacity": 1,
                "load": 0,
                "available": number % 10 > 0,
                "opening_hours": "",
                "hours_open": True,
                "delivers": False,
                "note": "",
                "created_at": utcnow(),
            }
        )
    points = [
        {
            "responder_id": row["id"],
            "slot": int(bool(row["available"])),
            "lat": row["lat"],
            "lon": row["lon"],
        }
        for row in rows
    ]
    with app.app_context():
        for part in (slice(0, 2_000), slice(2_000, None)):
            maps.count_changes()
            with transaction():
                insert_many(table_of(Responder), rows[part])
                insert_many(table_of(SupplierPoint), points[part])


@pytest.fixture
def page(crowd: None, chromium: Chromium, address: str) -> Iterator[Page]:
    """A computer's window on that crowd; every request for points or tiles is in `page.asked`."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, locale="vi-VN", service_workers="block"
    )
    page = context.new_page()
    page.goto(address + NEAR)
    page.locator("[data-map-part][data-ready]").wait_for()
    yield page
    context.close()


def asked_of(page: Page) -> list[str]:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    return asked


def calm(page: Page) -> None:
    """Until nothing moves or is fetched, and the pins are those of a quarter of a second ago."""
    page.wait_for_timeout(300)
    expect(page.locator(".leaflet-zoom-anim")).to_have_count(0)
    page.evaluate(
        """async () => {
            const pins = () => document.querySelector(".leaflet-marker-pane").innerHTML;
            const busy = () => document.querySelector(".map[aria-busy]");
            for (let before = null; before !== pins() || busy(); ) {
                before = pins();
                await new Promise((wake) => setTimeout(wake, 250));
            }
        }"""
    )


def closer(page: Page, heap: Locator) -> None:
    """Taps a heap, and waits until the map has come closer: a slow machine begins that late."""
    scale = page.locator(".leaflet-proxy")  # by whose style Leaflet's map goes from zoom to zoom
    before = scale.get_attribute("style")
    assert before
    heap.click(force=True)
    expect(scale).not_to_have_attribute("style", before)
    calm(page)


def in_view(page: Page, pins: str) -> list[Locator]:
    """Those of the pins that can be tapped: beyond the edge of the map there are more."""
    edge = page.locator(".map").bounding_box()
    assert edge
    seen = []
    for pin in page.locator(pins).all():
        box = pin.bounding_box()
        assert box
        across = edge["x"] <= box["x"] <= edge["x"] + edge["width"] - box["width"]
        down = edge["y"] <= box["y"] <= edge["y"] + edge["height"] - box["height"]
        if across and down:
            seen.append(pin)
    return seen


def far_away(page: Page) -> None:
    """To where the whole country is seen."""
    out = page.get_by_role("button", name="Thu nhỏ")
    while out.get_attribute("aria-disabled") != "true":
        out.click()
        page.wait_for_timeout(300)  # the map takes one step at a time
    calm(page)


def counts(page: Page) -> list[int]:
    """What the heaps say, and one for each point."""
    faces = page.locator(".pin--many > span").all_inner_texts()
    alone = page.locator(".pin--shop, .pin--shut").count()
    return [*(number(face) for face in faces), *[1] * alone]


def number(face: str) -> int:
    """`2,6 N` is two thousand six hundred."""
    digits = re.match(r"[\d.,]+", face)
    assert digits, face
    told = float(digits[0].replace(".", "").replace(",", "."))
    return round(told * (1_000 if "N" in face else 1))


def test_far_away_heaps_count_everyone_and_no_list_of_points_is_asked_for(page: Page) -> None:
    calm(page)
    asked = asked_of(page)
    far_away(page)
    assert [url for url in asked if "/tiles/suppliers/" in url]
    asked.clear()
    page.locator(".map").focus()
    for _step in range(3):
        page.keyboard.press("ArrowUp")
        calm(page)
    page.keyboard.press("ArrowDown")
    calm(page)
    assert not [url for url in asked if "suppliers.geojson" in url]
    # Rounded to two figures where they are thousands.
    assert sum(counts(page)) == pytest.approx(CITY + CAPITAL, rel=0.03)
    assert len(counts(page)) <= 12
    expect(page.locator("[data-truncated]")).to_be_hidden()


def test_tap_after_tap_a_heap_comes_apart_down_to_a_shop_and_its_card(page: Page) -> None:
    far_away(page)
    for _tap in range(14):
        shops = in_view(page, ".pin--shop")
        if shops:
            shops[0].click()
            break
        heaps = in_view(page, ".pin--many")
        closer(page, max(heaps, key=lambda heap: number(heap.inner_text())))
    expect(page.locator("[data-found] [data-marked]")).to_have_count(1)


def test_what_is_filtered_is_asked_for_point_by_point(page: Page, address: str) -> None:
    asked = asked_of(page)
    page.goto(f"{address}{NEAR}&open_now=1&delivers=1")
    page.locator("[data-map-part][data-ready]").wait_for()
    calm(page)
    [url] = [url for url in asked if "suppliers.geojson" in url and "open_now=1" in url]
    assert f"delivers_to={HERE.lat}" in url
    assert counts(page) == []  # nobody of them does
    assert not [url for url in asked if "/tiles/" in url]


def test_a_line_that_breaks_leaves_the_points_of_the_list(page: Page, address: str) -> None:
    page.route("**/tiles/**", lambda route: route.abort())
    page.route("**/suppliers.geojson*", lambda route: route.abort())
    page.goto(address + NEAR)
    page.locator("[data-map-part][data-ready]").wait_for()
    calm(page)
    assert sum(counts(page)) == 20


def test_without_tiles_the_shops_are_asked_for_one_by_one(page: Page, address: str) -> None:
    page.route("**/tiles/**", lambda route: route.fulfill(status=429))
    page.goto(address + NEAR)
    page.locator("[data-map-part][data-ready]").wait_for()
    far_away(page)
    # Rounded, and with those that were seen on the way.
    assert 0.97 * MOST <= sum(counts(page)) <= 1.03 * (CITY + CAPITAL)
    expect(page.locator("[data-truncated]")).to_be_visible()


def press(page: Page, key: str) -> None:
    """As often as it takes to where the map knows nothing yet."""
    for _step in range(16):
        page.keyboard.press(key)
        page.wait_for_timeout(300)  # the map takes one step at a time
    page.wait_for_timeout(800)


def test_heaps_of_requests_are_asked_for_each_time(
    app: Flask, chromium: Chromium, address: str
) -> None:
    with app.test_request_context():
        for step in range(3):
            place = Point(HERE.lat + 0.012 * step, HERE.lon)
            ask(app, where=Whereabouts(point=place), urgency="urgent")
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, locale="vi-VN", service_workers="block"
    )
    page = context.new_page()
    asked = asked_of(page)
    page.goto(f"{address}/requests?near={HERE.lat},{HERE.lon}")
    page.locator("[data-map-part][data-ready]").wait_for()
    calm(page)
    first = {url for url in asked if "/tiles/requests/" in url}
    page.wait_for_timeout(2_000)
    asked.clear()
    page.locator(".map").focus()
    press(page, "ArrowUp")
    assert first & set(asked)
    context.close()


def test_the_card_that_has_the_focus_marks_the_heap_it_is_in(page: Page) -> None:
    far_away(page)
    page.locator("[data-point] a").first.focus()
    expect(page.locator(".pin--on")).to_have_count(1)
