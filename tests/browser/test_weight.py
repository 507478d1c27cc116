"""Bad lines: a first view weighs at most 50 kB, and is usable on a line of 400 kbit/s."""

from collections.abc import Callable
from itertools import product

import pytest
from flask import Flask

from tests.browser.conftest import Phone
from tests.every_table import fill_every_table
from tests.people import People
from tests.situations import ask

pytestmark = pytest.mark.usefixtures("seen_on_postgis")

MOST_BYTES = 50_000
NEAR = "/requests?near=10.7340,106.7215"
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}


def test_first_views_are_light(app: Flask, people: People, phone_of: Callable[..., Phone]) -> None:
    fill_every_table(app, people)
    with app.test_request_context():
        for number in range(25):  # more than one page of the list
            ask(app, phone=f"+849123457{number:02}")
    for path, language in product(("/", "/requests/new", "/requests", NEAR), ("vi-VN", "en-US")):
        weighed = weigh(phone_of(language=language), path)
        assert any("/static/vendor/fonts/" in url for url in weighed)
        assert any("/static/css/" in url for url in weighed)
        heaviest = sorted(weighed.items(), key=lambda one: -one[1])
        assert sum(weighed.values()) <= MOST_BYTES, (path, language, heaviest)


def weigh(phone: Phone, path: str) -> dict[str, int]:
    """What a phone that was never here loads for a page: bytes on the line by address."""
    look = phone.context.new_cdp_session(phone.page)
    asked: dict[str, str] = {}
    weighed: dict[str, int] = {}
    look.on(
        "Network.requestWillBeSent",
        lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
    )
    look.on(
        "Network.loadingFinished",
        lambda event: weighed.update({asked[event["requestId"]]: event["encodedDataLength"]}),
    )
    look.send("Network.enable")
    phone.go(path)
    phone.page.wait_for_load_state("networkidle")
    phone.page.evaluate("document.fonts.ready")
    return weighed


def test_a_slow_line_carries_a_request(app: Flask, phone_of: Callable[..., Phone]) -> None:
    phone = phone_of(worker=True)
    look = phone.context.new_cdp_session(phone.page)
    look.send("Network.enable")
    look.send("Network.emulateNetworkConditions", SLOW)
    phone.go("/")
    phone.tap("Tôi cần giúp đỡ", role="link")
    phone.page.locator("label[for=categories-food]").click()
    phone.tap("Tiếp tục")
    phone.page.get_by_role("button", name="Lấy vị trí").first.click()
    phone.page.locator("[name=phone]").wait_for()
    phone.fill("Số điện thoại", "0912 345 699")
    phone.tap("Tiếp tục")
    phone.page.get_by_role("button", name="Gửi yêu cầu").click()
    phone.reads("Đang chờ")
