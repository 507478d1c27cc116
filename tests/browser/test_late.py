"""What comes late does not undo what is newer: an answer for the map, a draft of a shop's goods."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Route, expect

from connect.geo import Point
from connect.responders import GoodDetails, responders_of
from tests.browser.conftest import Phone
from tests.browser.test_nothing_lost import typed
from tests.people import People
from tests.situations import HERE, help_from

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")


def a_shop(app: Flask, people: People, **changes: Any) -> str:
    """One shop near the place that is looked around."""
    with app.test_request_context():
        told = {"kind": "supplier", "name": "Tạp hoá Cô Sáu", "phone": "+842838221234"}
        point = Point(HERE.lat + 0.002, HERE.lon)
        return str(help_from(people.shop.account(), point=point, **(told | changes)).id)


def test_a_late_answer_for_the_map_does_not_undo_a_newer_one(
    app: Flask, people: People, chromium: Chromium, address: str
) -> None:
    a_shop(app, people)
    page = chromium.new_context(
        viewport={"width": 1280, "height": 800}, locale="vi-VN", service_workers="block"
    ).new_page()
    waiting: list[Route] = []

    def keep_first(route: Route) -> None:
        if waiting:
            route.continue_()
        else:
            waiting.append(route)

    page.route("**/suppliers.geojson*", keep_first)
    # Filtered, so that points are asked for and no tiles.
    page.goto(f"{address}/suppliers?near={HERE.lat},{HERE.lon}&category=food")
    page.locator("[data-map-part][data-ready]").wait_for()
    with page.expect_response("**/suppliers.geojson*"):
        page.get_by_role("button", name="Thu nhỏ").click()
    page.wait_for_load_state()
    ghost = {
        "type": "Feature",
        "id": "ghost",
        "geometry": {"type": "Point", "coordinates": [HERE.lon + 0.01, HERE.lat]},
        "properties": {"name": "Không có", "open_now": False},
    }
    answer = {"type": "FeatureCollection", "truncated": True, "features": [ghost]}
    [first] = waiting
    with page.expect_response(first.request.url):
        first.fulfill(body=orjson.dumps(answer), content_type="application/geo+json")
    page.evaluate("() => new Promise((done) => setTimeout(done))")  # what hangs on it has run
    expect(page.locator(".pin--shop")).to_have_count(1)
    expect(page.locator(".pin--shut")).to_have_count(0)
    expect(page.locator("[data-truncated]")).to_be_hidden()
    page.context.close()


def test_a_draft_does_not_bring_back_goods_that_have_changed_since(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    shop_id = a_shop(app, people, goods=[GoodDetails(name="Gạo", stock="in")])
    edit = f"/responders/{shop_id}/edit"
    keeper = phone_of().sign_in(people.shop)
    keeper.go(edit)
    keeper.page.locator("[name='goods-0-price']").fill("28.000")
    typed(keeper.page)
    # Meanwhile, by one tap elsewhere, it has run out.
    [good] = people.shop.client.get(f"/api/v1/responders/{shop_id}").get_json()["goods"]
    stock = f"/api/v1/responders/{shop_id}/goods/{good['id']}/stock"
    assert people.shop.client.put(stock, json={"stock": "out"}).status_code == 200

    keeper.go(edit)  # the draft is here again, and what it was written beside
    expect(keeper.page.locator("[name='goods-0-price']")).to_have_value("28.000")
    keeper.page.get_by_role("button", name="Lưu").click()
    keeper.page.get_by_text("Hàng đã thay đổi từ lúc bạn mở trang này.").first.wait_for()
    with app.test_request_context():
        [shop] = responders_of(people.shop.id)
        assert [(one.stock, one.price) for one in shop.goods] == [("out", None)]
