"""Two phones: what one does, the other reads without reloading."""

import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from connect.foundation.clock import utcnow
from connect.help_requests import keep_time
from tests.browser.conftest import Phone
from tests.live_server import LiveServer, live_server
from tests.people import People
from tests.situations import SECRETS, ask, help_from, situation

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

LIST = "/requests?near=10.7340,106.7215"
SOON_MS = 2_000


@pytest.fixture
def live(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """A server to listen to, which the pages know."""
    with live_server(app) as server:
        settings = replace(app.config["CONNECT"], live_url=server.url)
        monkeypatch.setitem(app.config, "CONNECT", settings)
        yield server


def listens(phone: Phone, server: LiveServer, viewers: int) -> None:
    """Waits until so many pages listen."""
    until = time.monotonic() + 10
    while server.live.hub.viewers != viewers:
        assert time.monotonic() < until, f"{server.live.hub.viewers} pages listen"
        phone.page.wait_for_timeout(50)


def never_reloads(page: Page) -> Callable[[], bool]:
    """Marks a page; whether it is still the one that was marked."""
    page.evaluate("window.marked = true")
    return lambda: bool(page.evaluate("window.marked === true"))


def test_who_waits_reads_who_comes_and_what_they_write(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    here = situation(app, people, "open")
    tu, huong = phone_of(), phone_of().sign_in(people.huong)
    tu.go(f"/m/{here.manage_token}")
    same = never_reloads(tu.page)
    listens(tu, live, 1)

    huong.go(f"/requests/{here.request_id}")
    huong.unfold("Tôi giúp")
    huong.page.locator("form[action$='/claim'] button").click()
    expect(tu.page.get_by_role("heading", name="Hương")).to_be_visible(timeout=SOON_MS)
    expect(tu.page.get_by_role("status").last).to_have_text("Hương đang đến")

    tu.fill("Tin nhắn của bạn", "Cô ở cuối")  # and she goes on typing
    listens(tu, live, 2)
    huong.fill("Tin nhắn của bạn", "Mười phút nữa cháu tới.")
    huong.page.get_by_role("button", name="Gửi", exact=True).click()
    expect(tu.page.locator(".talk .said")).to_have_text("Mười phút nữa cháu tới.", timeout=SOON_MS)
    expect(tu.page.get_by_label("Tin nhắn của bạn")).to_have_value("Cô ở cuối")
    expect(tu.page.get_by_label("Tin nhắn của bạn")).to_be_focused()
    expect(tu.page.get_by_role("status").last).to_contain_text("Mười phút nữa cháu tới.")

    tu.fill("Tin nhắn của bạn", "Cô ở cuối hẻm.")
    assert same()
    tu.page.get_by_role("button", name="Gửi", exact=True).click()
    expect(huong.page.locator(".talk .said").last).to_have_text("Cô ở cuối hẻm.")
    tu.check()
    huong.check()


def somebody_asks(app: Flask, people: People) -> uuid.UUID:
    with app.test_request_context():
        return ask(app, people.ba_tu.account()).id


def test_the_list_says_how_many_are_new_and_stands_still(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    stranger = phone_of()
    stranger.go(LIST)
    stranger.reads("Lúc này không có ai đang chờ ở đây.")
    listens(stranger, live, 1)
    somebody_asks(app, people)
    expect(stranger.page.locator("#live p")).to_have_text("1 yêu cầu mới", timeout=SOON_MS)
    expect(stranger.page.locator(".cards a")).to_have_count(0)
    stranger.page.get_by_role("button", name="Xem", exact=True).click()
    expect(stranger.page.locator(".cards a")).to_have_count(1)
    expect(stranger.page.locator("#live p")).to_be_empty()


def test_who_is_asked_sees_it_on_their_own_page(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
    mine = phone_of().sign_in(people.huong)
    mine.go("/mine")
    listens(mine, live, 1)
    somebody_asks(app, people)
    expect(mine.page.get_by_text("Có người gần bạn cần giúp")).to_be_visible(timeout=SOON_MS)
    expect(mine.page.locator("#live p")).to_have_text("1 thông báo mới")
    expect(mine.page.locator("nav.bar .count")).to_contain_text("1")
    mine.check()


def test_the_inbox_fills_while_it_is_open(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
    inbox = phone_of().sign_in(people.huong)
    inbox.go("/inbox")
    inbox.reads("Chưa có gì.")
    listens(inbox, live, 1)
    for number in (1, 2):
        somebody_asks(app, people)
        expect(inbox.page.locator(".cards a")).to_have_count(number, timeout=SOON_MS)
    expect(inbox.page.locator(".cards .chip")).to_have_count(2)  # what was new when it came
    expect(inbox.page.locator("#live p")).not_to_be_empty()
    inbox.check()


def test_the_desk_fills_while_it_is_open(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    lan = phone_of().sign_in(people.chi_lan)
    lan.go("/desk")
    listens(lan, live, 1)
    somebody_asks(app, people)
    expect(lan.page.locator(".queue a")).to_have_count(1, timeout=SOON_MS)
    expect(lan.page.locator("#live p")).to_have_text("1 yêu cầu mới")
    expect(lan.page.locator(".queue")).to_contain_text("Không còn ai để hỏi", timeout=SOON_MS)
    lan.page.locator(".queue a").focus()
    somebody_asks(app, people)
    expect(lan.page.locator("#live p")).to_have_text("1 yêu cầu mới")
    expect(lan.page.locator(".queue a")).to_have_count(1)  # it moves under nobody's hand
    lan.page.get_by_role("button", name="Xem", exact=True).click()
    expect(lan.page.locator(".queue a")).to_have_count(2)


def test_what_one_may_not_see_any_more_goes_from_the_open_page(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    here = situation(app, people, "claimed")
    huong = phone_of().sign_in(people.huong)
    huong.go(f"/requests/{here.request_id}")
    huong.reads(SECRETS["address"])
    listens(huong, live, 1)
    with app.test_request_context():
        keep_time(utcnow() + timedelta(hours=3))  # reminded of
        keep_time(utcnow() + timedelta(hours=5))
    expect(huong.page.locator("main")).not_to_contain_text(SECRETS["address"], timeout=SOON_MS)


def test_where_no_stream_comes_through_the_page_asks(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    here = situation(app, people, "open")
    tu = phone_of()
    tu.context.route("**/live/events*", lambda route: route.abort())
    tu.page.goto(f"{tu.address}/m/{here.manage_token}")  # Chromium complains of what is refused
    same = never_reloads(tu.page)
    with tu.page.expect_response("**/live/since*"):
        pass
    client = people.huong.client
    assert client.post(f"/api/v1/requests/{here.request_id}/claim").status_code in (200, 201)
    expect(tu.page.get_by_role("heading", name="Hương")).to_be_visible(timeout=15_000)
    assert same()
    assert live.live.hub.viewers == 0


def test_a_hidden_window_is_quiet_and_catches_up(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    here = situation(app, people, "open")
    tu = phone_of()
    tu.go(f"/m/{here.manage_token}")
    listens(tu, live, 1)
    turn = """hidden => {
      Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    }"""
    tu.page.evaluate(turn, True)
    listens(tu, live, 0)
    client = people.huong.client
    assert client.post(f"/api/v1/requests/{here.request_id}/claim").status_code in (200, 201)
    tu.page.evaluate(turn, False)
    expect(tu.page.get_by_role("heading", name="Hương")).to_be_visible(timeout=SOON_MS)


def test_without_scripts_nothing_is_missing(
    app: Flask, people: People, phone_of: Callable[..., Phone], live: LiveServer
) -> None:
    here = situation(app, people, "claimed")
    tu = phone_of(scripts=False)
    tu.go(f"/m/{here.manage_token}")
    tu.reads("đã nhận giúp bạn.")
    expect(tu.page.locator("#live button")).to_be_hidden()
    assert live.live.hub.viewers == 0
