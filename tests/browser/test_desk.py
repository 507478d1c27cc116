"""The coordinator's desk: a case by keyboard alone, and the same without JavaScript."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Route, expect

from connect.help_requests import CloseReason, ItemDetails
from tests.browser.conftest import Phone
from tests.people import People
from tests.situations import SECRETS, ask, help_from, request_now

DESK = "Ai đang chờ"
SQUARE = [[[106.7, 10.7], [106.8, 10.7], [106.8, 10.8], [106.7, 10.7]]]
pytestmark = pytest.mark.usefixtures("seen_on_sqlite")


def test_a_case_by_eight_keys(app: Flask, people: People, phone_of: Callable[..., Phone]) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        ask(app, phone="+84912345611")  # Hương is asked for it
        last = ask(app, items=[ItemDetails(category="medicine", goods="Thuốc huyết áp")]).id
    lan = phone_of().sign_in(people.chi_lan)
    lan.go("/desk")
    lan.reads("1 yêu cầu không còn ai để hỏi.")
    press = lan.page.keyboard.press
    press("j")  # the first, for whom nobody is left
    press("x")
    expect(lan.page.locator("[name=ids]:checked")).to_have_value(str(last))
    press("Enter")
    lan.reads("Thuốc huyết áp")
    lan.does_not_read("0912 345 699")
    press("p")
    lan.reads("0912 345 699")
    lan.reads(SECRETS["description"])
    press("t")
    lan.reads("Đã đổi người phụ trách.")
    press("n")
    lan.page.keyboard.type("jkx?c")  # words, and no keys
    press("Tab")
    press("Enter")
    lan.reads("jkx?c")
    press("c")
    press("ArrowDown")  # the second reason
    press("Enter")
    lan.reads("Yêu cầu đã đóng.")
    assert lan.page.url.endswith("/desk?tab=all")
    with app.test_request_context():
        assert request_now(last).close_reason == CloseReason.DONE_BY_OTHERS
    lan.check()


def test_two_coordinators_see_each_other_and_many_go_at_once(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        ids = [ask(app, phone=f"+8491234562{n}").id for n in range(2)]
    lan = phone_of(scripts=False).sign_in(people.chi_lan)
    root = phone_of(scripts=False).sign_in(people.root)
    lan.go("/mine")
    lan.tap(DESK, role="link")
    lan.page.locator(".queue a").first.click()
    root.go("/desk")
    root.reads("Chi Lan đang xem")
    for box in root.page.locator("[name=ids]").all():
        box.check()
    root.unfold("Với các yêu cầu đã đánh dấu")
    root.page.get_by_label("Đóng, vì").check()
    root.tap("Làm")
    root.reads("Đã làm cho 2 yêu cầu.")
    with app.test_request_context():
        assert {request_now(id_).status for id_ in ids} == {"closed"}
    huong = phone_of(scripts=False).sign_in(people.huong)
    huong.go("/mine")
    assert huong.page.get_by_role("link", name=DESK).count() == 0


def test_a_ward_in_want_only_since_leaves_the_map_as_it_is(
    app: Flask, people: People, phone_of: Callable[..., Phone]
) -> None:
    with app.test_request_context():
        code = ask(app).ward_code
    shapes = [
        {
            "type": "Feature",
            "id": one,
            "properties": {},
            "geometry": {"type": "MultiPolygon", "coordinates": [SQUARE]},
        }
        for one in ("since", code)
    ]

    def tell(route: Route) -> None:
        route.fulfill(json={"type": "FeatureCollection", "features": shapes})

    lan = phone_of().sign_in(people.chi_lan)
    lan.page.route(re.compile(r"/desk/supply\.geojson"), tell)
    lan.go("/desk/supply?category=food")
    expect(lan.page.locator(".ward")).to_have_count(1)
    expect(lan.page.locator("[data-failed]")).to_be_hidden()
    lan.check()
