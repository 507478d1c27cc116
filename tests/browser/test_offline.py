"""The line goes: what the phone keeps, what it lets go of, and what waits in it for the line."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from werkzeug.serving import BaseWSGIServer, make_server

from connect import hotlines
from connect.foundation.database import db
from connect.help_requests import HelpRequest
from tests.browser.conftest import Phone
from tests.conftest import Silent
from tests.people import People, count
from tests.situations import SECRETS, a_hotline, situation

pytestmark = pytest.mark.usefixtures("seen_on_sqlite")

COPY = "Đang mất mạng. Đây là bản lưu lúc"
NOTHING = "Hiện không có mạng"
WAITING = "Đang chờ trên máy này"
SENDING = "/api/v1/requests"


class Line:
    """The only way to the server. It can be cut for good, or just when an answer comes back."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.port = 0
        self.lost: list[str] = []  # paths whose next answer is lost
        self.held = threading.Event()
        self.held.set()
        self._server: BaseWSGIServer | None = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        self.held.wait()
        answer = self.app(environ, start)
        if environ["PATH_INFO"] in self.lost:
            self.lost.remove(environ["PATH_INFO"])
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer

    def mend(self) -> None:
        """From here on the server answers."""
        self._server = make_server(
            "127.0.0.1", self.port, self, threaded=True, request_handler=Silent
        )
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    def cut(self) -> None:
        """From here on nobody answers."""
        if self._server:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None


@pytest.fixture
def line(app: Flask) -> Iterator[Line]:
    """A line that is there, to begin with."""
    line = Line(app)
    line.mend()
    yield line
    line.held.set()
    line.cut()


@pytest.fixture
def address(line: Line) -> str:
    """Where the other end of the line is."""
    return f"http://127.0.0.1:{line.port}"


class OldPhone(Phone):
    """A phone with a worker; it is no complaint that a line fails which is cut."""

    def ready(self) -> "OldPhone":
        """Waits until the worker has put everything away."""
        self.go("/offline")
        self.page.wait_for_function("() => navigator.serviceWorker.controller")
        return self

    def lose(self, line: Line) -> None:
        """The line is gone, and the phone knows it."""
        self.page.wait_for_timeout(300)  # for what is being put away in the background
        line.cut()
        self.context.set_offline(True)

    def regain(self, line: Line) -> None:
        """The line is back, and the phone knows it."""
        line.mend()
        self.context.set_offline(False)

    def _hear(self, kind: str, text: str) -> None:
        if "net::ERR_" not in text and "ServiceWorker" not in text:
            super()._hear(kind, text)


@pytest.fixture
def phone(phone_of: Callable[..., Phone]) -> OldPhone:
    """A small phone with a worker that is ready."""
    made = phone_of(worker=True)
    made.__class__ = OldPhone
    assert isinstance(made, OldPhone)
    return made.ready()


def write(phone: Phone, goods: str = "Sữa", number: str = "0912 345 699") -> None:
    """Writes a request on the page of the outbox, and keeps it."""
    phone.page.locator("label[for=categories-food]").click()
    phone.page.locator("[name=goods_food]").fill(goods)
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.fill("Số điện thoại", number)
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()


def waits(phone: Phone, *goods: str) -> None:
    """These and no others wait on the phone."""
    expect(phone.page.locator("#waiting b")).to_have_text(list(goods))


def opened(app: Flask) -> list[HelpRequest]:
    """Every request that there is."""
    with app.app_context():
        return list(db.session.query(HelpRequest))


def test_what_is_mine_and_the_hotlines_open_without_a_line(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.go(f"/m/{here.manage_token}")
    phone.go("/mine")
    phone.lose(line)
    phone.go(f"/requests/{here.request_id}")
    phone.reads(COPY)
    phone.reads(SECRETS["address"])
    assert phone.page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Be Viet')
    phone.go("/mine")
    phone.reads(COPY)
    phone.reads("Gạo")
    phone.go("/hotlines?topic=emergency")
    phone.reads(COPY)
    phone.reads("Đường dây nóng")
    phone.go("/suppliers")
    phone.reads(NOTHING)
    phone.go("/requests/new")
    phone.reads("Viết yêu cầu")
    phone.regain(line)
    phone.go("/mine")
    phone.does_not_read(COPY)


def test_the_hotlines_of_my_ward_open_without_a_line(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    root = people.root
    with app.test_request_context():
        hotlines.add(root.account(), a_hotline(name_vi="Trạm Tân Hưng", area_code="27475"))
    phone.go("/")
    phone.go("/hotlines?place=tan+hung+q7")
    phone.go("/hotlines?topic=violence")
    phone.go("/hotlines")
    phone.lose(line)
    phone.go("/hotlines")
    phone.reads(COPY)
    phone.reads("Trạm Tân Hưng")


def test_my_cases_open_without_a_line(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go("/mine")
    phone.go(f"/requests/{here.request_id}")
    phone.lose(line)
    phone.go("/mine")
    phone.reads("Tôi đang giúp")
    phone.go(f"/requests/{here.request_id}")
    phone.reads(SECRETS["address"])


def test_who_erases_the_account_leaves_nothing_behind(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    phone.go("/account")
    erasing = phone.page.locator("details:has([action='/account/erase'])")
    erasing.locator("summary").click()
    erasing.locator("button").click()
    phone.page.wait_for_url("**/")
    phone.lose(line)
    phone.go(f"/requests/{here.request_id}")
    phone.reads(NOTHING)
    assert SECRETS["address"] not in phone.page.evaluate(EVERYTHING_KEPT)


def test_who_erases_a_request_leaves_nothing_of_it_behind(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.go("/outbox")
    write(phone)
    phone.page.locator("#sent b").wait_for()
    [request] = opened(app)
    phone.tap("Xem yêu cầu của tôi", role="link")
    phone.go("/mine")
    phone.go(f"/requests/{request.id}")
    phone.page.wait_for_timeout(300)
    kept = phone.page.evaluate(EVERYTHING_KEPT)
    assert request.code in kept
    assert "345 699" in kept.replace("\N{NO-BREAK SPACE}", " ")
    phone.unfold("Tôi không cần nữa, xóa thông tin của tôi")
    phone.tap("Xóa hẳn")
    phone.page.wait_for_url("**/mine")
    phone.lose(line)
    phone.go(f"/requests/{request.id}")
    phone.reads(NOTHING)
    kept = phone.page.evaluate(EVERYTHING_KEPT).replace("\N{NO-BREAK SPACE}", " ")
    assert len(kept) > 5000
    for secret in (request.code, "345 699"):
        assert secret not in kept
    phone.go("/outbox")
    expect(phone.page.locator("#line-gone")).to_be_visible()
    expect(phone.page.locator("#sent")).to_be_hidden()


def test_who_starts_again_finds_nothing_in_the_outbox(phone: OldPhone, line: Line) -> None:
    phone.go("/requests/new")
    phone.page.locator("label[for=categories-food]").click()
    phone.fill("Cụ thể là gì?", "Gạo")
    phone.tap("Tiếp tục")
    phone.go("/requests/new")
    phone.tap("Bỏ hết, viết lại từ đầu")
    phone.lose(line)
    phone.go("/requests/new")
    expect(phone.page.locator("#line-gone")).to_be_visible()
    expect(phone.page.locator("[name=goods_food]")).to_have_value("")


@pytest.mark.parametrize("gone", [True, False], ids=["without a line", "with a line"])
def test_who_signs_out_leaves_nothing_behind(
    gone: bool, app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    phone.go("/mine")
    phone.go("/account")
    if gone:
        phone.lose(line)
    phone.tap("Đăng xuất")
    if not gone:
        phone.lose(line)
    for path in ("/mine", f"/requests/{here.request_id}"):
        phone.go(path)
        phone.reads(NOTHING)
    kept = phone.page.evaluate(EVERYTHING_KEPT)
    assert len(kept) > 5000
    for secret in SECRETS.values():
        assert secret not in kept


def test_who_was_signed_out_elsewhere_leaves_nothing_behind(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    other = people.huong.browser
    other.post("/sign-out-everywhere", data=other.csrf())
    phone.go("/mine")
    phone.lose(line)
    phone.go(f"/requests/{here.request_id}")
    phone.reads(NOTHING)


def test_what_a_stranger_reads_is_not_kept(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "open")
    phone.go(f"/requests/{here.request_id}")
    phone.go("/sign-in")
    phone.lose(line)
    for path in (f"/requests/{here.request_id}", "/sign-in"):
        phone.go(path)
        phone.reads(NOTHING)


def test_a_case_that_one_has_handed_back_is_not_kept(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "claimed")
    phone.sign_in(people.huong)
    phone.go(f"/requests/{here.request_id}")
    people.huong.client.post(f"/api/v1/requests/{here.request_id}/release", json={})
    phone.go(f"/requests/{here.request_id}")
    phone.lose(line)
    phone.go(f"/requests/{here.request_id}")
    phone.reads(NOTHING)


def test_a_slow_line_shows_the_copy_meanwhile(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    here = situation(app, people, "open")
    phone.go(f"/m/{here.manage_token}")
    phone.page.wait_for_timeout(300)
    line.held.clear()
    phone.go(f"/requests/{here.request_id}")
    phone.reads("Mạng đang chậm. Đây là bản lưu lúc")
    line.held.set()
    phone.go(f"/requests/{here.request_id}")
    phone.does_not_read("Mạng đang chậm")


def test_a_request_written_without_a_line_can_be_read_changed_and_deleted(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.lose(line)
    phone.go("/requests/new")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    phone.reads("Bạn hãy chọn ít nhất một loại hỗ trợ")
    write(phone)
    waits(phone, "Sữa")
    phone.reads("Phường Tân Hưng")
    phone.reads("0912 345 699")
    phone.page.reload()
    waits(phone, "Sữa")
    phone.page.get_by_role("button", name="Sửa").click()
    expect(phone.page.locator("[name=goods_food]")).to_have_value("Sữa")
    phone.page.locator("[name=goods_food]").fill("Sữa và tã")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    waits(phone, "Sữa và tã")
    write(phone, "Gạo")
    waits(phone, "Sữa và tã", "Gạo")
    first = phone.page.locator("#waiting li").first
    first.locator("summary").click()
    first.get_by_role("button", name="Xóa đi").click()
    waits(phone, "Gạo")
    phone.check()
    assert opened(app) == []


def test_it_is_sent_once_when_the_line_is_back(app: Flask, phone: OldPhone, line: Line) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    phone.regain(line)
    phone.page.locator("#sent b").wait_for()
    [request] = opened(app)
    phone.reads(request.code)
    waits(phone)
    phone.page.get_by_role("link", name="Xem yêu cầu của tôi").click()
    phone.reads("Đang chờ")
    assert phone.page.url.endswith(f"/requests/{request.id}")
    phone.go("/mine")
    phone.reads(request.code)
    phone.go("/outbox")
    phone.page.locator("#sent b").wait_for()
    assert count(app, HelpRequest) == 1


def test_it_is_sent_on_whatever_page_is_opened_next(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    phone.page.goto("about:blank")  # nobody is there when the line comes back
    phone.regain(line)
    phone.go("/suppliers")
    phone.reads("Yêu cầu của bạn đã được gửi")
    assert count(app, HelpRequest) == 1
    phone.go("/")
    assert count(app, HelpRequest) == 1


def test_a_page_says_that_something_waits(phone: OldPhone, line: Line) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    phone.go("/hotlines")
    phone.reads("Một yêu cầu đang chờ trên máy này")


def test_the_browser_sends_it_while_no_page_is_open(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone)
    waits(phone, "Sữa")
    wake = phone.context.new_cdp_session(phone.page)
    found: list[dict[str, str]] = []
    wake.on("ServiceWorker.workerRegistrationUpdated", lambda e: found.extend(e["registrations"]))
    wake.send("ServiceWorker.enable")
    phone.page.goto("about:blank")
    line.mend()
    phone.context.set_offline(False)
    wake.send(
        "ServiceWorker.dispatchSyncEvent",
        {
            "origin": phone.address,
            "registrationId": found[0]["registrationId"],
            "tag": "outbox",
            "lastChance": False,
        },
    )
    for _n in range(100):
        if opened(app):
            break
        phone.page.wait_for_timeout(100)
    [request] = opened(app)
    phone.go("/outbox")
    phone.reads(request.code)
    waits(phone)


def test_an_answer_that_is_lost_does_not_make_it_two(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    line.lost += [SENDING, SENDING]
    phone.go("/outbox")
    write(phone)
    phone.reads("Chưa gửi được")
    assert count(app, HelpRequest) == 1
    phone.reads("Có thể yêu cầu đã đến nơi")
    phone.page.get_by_role("button", name="Gửi ngay").click()
    phone.page.wait_for_timeout(500)
    waits(phone, "Sữa")
    phone.go("/")
    phone.reads("Yêu cầu của bạn đã được gửi")
    [request] = opened(app)
    phone.go("/outbox")
    phone.reads(request.code)


def test_what_is_changed_after_a_lost_answer_reaches_the_one_request(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    line.lost.append(SENDING)
    phone.go("/outbox")
    write(phone)
    phone.reads("Chưa gửi được")
    phone.lose(line)
    phone.page.get_by_role("button", name="Sửa").click()
    phone.fill("Số điện thoại", "0912 345 688")
    phone.page.locator("[name=goods_food]").fill("Sữa và tã")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    waits(phone, "Sữa và tã")
    phone.regain(line)
    phone.page.locator("#sent b").wait_for()
    with app.app_context():
        [request] = db.session.query(HelpRequest)
        assert request.phone == "+84912345688"
        assert [item.goods for item in request.items] == ["Sữa và tã"]


def test_what_is_refused_stays_and_says_what_to_mend(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.lose(line)
    phone.go("/outbox")
    write(phone, number="0012 345 699")
    waits(phone, "Sữa")
    phone.regain(line)
    phone.page.locator("#waiting .wrong").wait_for()
    phone.reads("Số này chưa đúng")
    assert opened(app) == []
    phone.page.get_by_role("button", name="Sửa").click()
    phone.fill("Số điện thoại", "0912 345 699")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    phone.page.locator("#sent b").wait_for()
    assert count(app, HelpRequest) == 1


def test_the_line_goes_half_way_through_the_form(app: Flask, phone: OldPhone, line: Line) -> None:
    phone.go("/requests/new")
    phone.page.locator("label[for=categories-food]").click()
    phone.page.locator("[name=goods_food]").fill("Sữa")
    phone.tap("Tiếp tục")
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.page.get_by_role("option").first.wait_for()
    phone.page.keyboard.press("Escape")
    phone.lose(line)
    phone.tap("Tiếp tục")
    phone.reads("Vừa mất mạng. Không mất gì cả")
    expect(phone.page.locator("[name=goods_food]")).to_have_value("Sữa")
    expect(phone.page.locator("#place")).to_have_value("Phường Tân Hưng, TP.HCM")
    phone.fill("Số điện thoại", "0912 345 699")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    waits(phone, "Sữa")
    phone.regain(line)
    phone.page.locator("#sent b").wait_for()
    assert count(app, HelpRequest) == 1


def test_a_last_step_whose_answer_is_lost_is_not_sent_again_by_itself(
    app: Flask, phone: OldPhone, line: Line
) -> None:
    phone.go("/requests/new/one-page")
    phone.page.locator("label[for=categories-food]").click()
    phone.page.locator("#place").fill("Phường Tân Hưng, TP.HCM")
    phone.page.get_by_role("option").first.wait_for()
    phone.page.keyboard.press("Escape")
    phone.fill("Số điện thoại", "0912 345 699")
    line.lost += ["/requests/new/one-page"] * 3  # the browser itself tries again
    phone.tap("Gửi yêu cầu")
    phone.reads("Chúng tôi chưa biết yêu cầu này đã đến nơi chưa")
    phone.page.get_by_role("button", name="Lưu ở đây và gửi đi").click()
    phone.page.locator("#waiting b").wait_for()
    phone.go("/")
    phone.reads("Một yêu cầu đang chờ trên máy này")
    assert count(app, HelpRequest) == 1


def test_a_form_that_cannot_be_sent_says_so(
    app: Flask, people: People, phone: OldPhone, line: Line
) -> None:
    phone.sign_in(people.huong)
    phone.go("/find-request")
    phone.fill("Mã", "ABC2345")
    phone.fill("Số điện thoại", "0912 345 699")
    phone.lose(line)
    phone.page.locator("main form button").first.click()
    phone.reads("Có thể nó chưa đến nơi")
    phone.regain(line)
    phone.page.reload()
    phone.reads("chưa khớp nhau")


def test_another_language_is_kept_in_that_language(phone: OldPhone, line: Line) -> None:
    phone.page.get_by_role("button", name="English").click()
    phone.page.wait_for_load_state()
    phone.page.wait_for_function(
        "async () => (await caches.keys()).some(name => name.startsWith('shell-en'))"
        " && !(await caches.keys()).some(name => name.startsWith('shell-vi'))"
    )
    phone.lose(line)
    phone.go("/suppliers")
    phone.reads("There is no connection right now")


def test_a_phone_may_put_it_on_its_home_screen(phone: OldPhone) -> None:
    look = phone.context.new_cdp_session(phone.page)
    manifest = look.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert "Connect" in manifest["data"]
    errors = look.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in errors] in ([], ["in-incognito"])  # as all windows here are


EVERYTHING_KEPT = """async () => {
  let all = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) all += await (await cache.match(request)).text();
  }
  return all;
}"""
