"""A phone whose line goes and comes, and a line that loses or holds answers back."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from werkzeug.serving import BaseWSGIServer, make_server

from connect.foundation.database import db
from connect.help_requests import HelpRequest
from tests.browser.conftest import Phone
from tests.conftest import Silent

COPY = "Đang mất mạng. Đây là bản lưu lúc"
NOTHING = "Hiện không có mạng"
WAITING = "Đang chờ trên máy này"
SENDING = "/api/v1/requests"

EVERYTHING_KEPT = """async () => {
  let all = "";
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) all += await (await cache.match(request)).text();
  }
  return all;
}"""


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
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}
        )
        self._thread.start()

    def cut(self) -> None:
        """From here on nobody answers."""
        if self._server:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
            self._server = None


class Gate:
    """Stands in the line: answers of one path wait in it, or do not come to be."""

    def __init__(self, line: Line, path: str, method: str = "GET") -> None:
        self.line, self.path, self.method = line, path, method
        self.real = line.app
        self.open = threading.Event()
        self.lost = False
        self.status = ""  # of what is answered instead, where there is one
        line.app = self  # type: ignore[assignment]  # it is called as an app is

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if (environ["PATH_INFO"], environ["REQUEST_METHOD"]) != (self.path, self.method):
            return self.real(environ, start)
        if self.status:
            start(self.status, [("Content-Type", "text/html")])
            return [b"<title>away</title>"]
        answer = self.real(environ, start)
        self.open.wait(30)
        if self.lost:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
        return answer

    def away(self) -> None:
        """Takes the gate out of the line."""
        self.open.set()
        self.line.app = self.real


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


def begin(phone: OldPhone, goods: str = "Sữa") -> None:
    """Answers the first step of asking for help."""
    phone.go("/requests/new")
    phone.page.locator("label[for=categories-food]").click()
    phone.page.locator("[name=goods_food]").fill(goods)
    phone.tap("Tiếp tục")


def soon(phone: OldPhone, is_so: Callable[[], bool]) -> None:
    """Waits until it is so, for ten seconds."""
    for _n in range(100):
        if is_so():
            return
        phone.page.wait_for_timeout(100)
    raise AssertionError("It has not come to be.")


def keeps(phone: OldPhone, words: str) -> bool:
    """Whether a copy on the phone holds these words."""
    return words in str(phone.page.evaluate(EVERYTHING_KEPT))
