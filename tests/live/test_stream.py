"""The stream, from a real connection: a hello, then numbers, and never a word."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar
from urllib.parse import quote

import pytest
from flask import Flask

from connect.live import hub as hub_module
from connect.live import server as server_module
from connect.live.tickets import now_ms, sign_ticket
from tests.live_server import LiveServer, live_server
from tests.people import People
from tests.situations import situation

SOON_S = 2.0


@pytest.fixture
def server(app: Flask) -> Iterator[LiveServer]:
    with live_server(app) as running:
        yield running


class Listener:
    """Somebody who listens, line by line; the test hangs up for them."""

    there: ClassVar[list["Listener"]] = []

    def __init__(self, server: LiveServer, ticket: str, more: str = "", **headers: str) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        self.line.request("GET", f"/live/events?ticket={quote(ticket)}{more}", headers=headers)
        self.answer = self.line.getresponse()
        self.event_id = ""
        self.there.append(self)

    def event(self) -> dict[str, str]:
        """The next event, past heartbeats; empty at the end."""
        found: dict[str, str] = {}
        for raw in iter(self.answer.readline, b""):
            text = raw.decode().rstrip("\n")
            if not text and found:
                return found
            name, _colon, value = text.partition(": ")
            if name not in ("", ":"):
                found[name] = value
        return found

    def close(self) -> None:
        self.answer.close()
        self.line.close()


@pytest.fixture(autouse=True)
def _hang_up() -> Iterator[None]:
    yield
    while Listener.there:
        Listener.there.pop().close()


def ticket_for(app: Flask, *topics: str) -> str:
    with app.app_context():
        return sign_ticket(topics)


def quiet(app: Flask, server: LiveServer, *topics: str) -> Listener:
    """Who has heard hello, and all there was before."""
    listener = Listener(server, ticket_for(app, *topics), f"&since={2**43}")
    hello = listener.event()
    assert hello["event"] == "hello"
    listener.event_id = hello["id"]
    return listener


def test_a_claim_is_heard_within_two_seconds_as_a_number(
    app: Flask, people: People, server: LiveServer
) -> None:
    here = situation(app, people, "open")
    listener = quiet(app, server, f"request:{here.request_id}")
    begun = time.monotonic()
    client = people.huong.client
    assert client.post(f"/api/v1/requests/{here.request_id}/claim").status_code in (200, 201)
    event = listener.event()
    assert time.monotonic() - begun < SOON_S
    assert set(event) == {"id", "data"}
    assert event["data"] == "1"
    assert event["id"].isdecimal()


def test_the_answer_is_a_stream_that_nothing_in_between_keeps(
    app: Flask, server: LiveServer
) -> None:
    listener = quiet(app, server, "request:1")
    headers = listener.answer.headers
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Accel-Buffering"] == "no"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
    assert "Set-Cookie" not in headers


def test_without_a_ticket_of_ours_there_is_nothing(app: Flask, server: LiveServer) -> None:
    for ticket in ("", "request:1", ticket_for(app, "request:1")[:-2] + "xx"):
        assert Listener(server, ticket).answer.status == 403
    assert server.live.hub.viewers == 0


def test_who_comes_back_hears_what_they_missed(app: Flask, server: LiveServer) -> None:
    moment = int(quiet(app, server, "request:1").event_id)
    server.tell("request:1", moment + 1)
    ticket = ticket_for(app, "request:1")
    again = Listener(server, ticket, **{"Last-Event-ID": str(moment)})
    assert [again.event()["id"], again.event()["id"]][1] == str(moment + 1)
    seen = Listener(server, ticket, f"&since={moment + 1}")
    seen.event()
    server.tell("request:1", moment + 500)
    assert seen.event()["id"] == str(moment + 500)  # and the one before not again


def test_a_full_house_says_so(
    app: Flask, server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "MOST_OF_ONE_ADDRESS", 1)
    quiet(app, server, "request:1")
    assert Listener(server, ticket_for(app, "request:1")).answer.status == 503


def test_behind_a_proxy_addresses_are_those_it_saw(
    app: Flask, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "MOST_OF_ONE_ADDRESS", 1)
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], proxy_hops=1))
    with live_server(app) as server:
        ticket = ticket_for(app, "request:1")
        spoken = [
            Listener(server, ticket, **{"X-Forwarded-For": chain})
            for chain in ("1.1.1.1", "2.2.2.2", "9.9.9.9, 1.1.1.1")
        ]
        assert [one.answer.status for one in spoken] == [200, 200, 503]


def test_a_stream_ends_with_its_ticket(
    app: Flask, server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "LIFE_S", 1)
    monkeypatch.setattr(server_module, "HEARTBEAT_S", 0.2)
    listener = quiet(app, server, "request:1")
    assert listener.event() == {}


def test_hundreds_listen_in_one_thread_and_each_hears(app: Flask, server: LiveServer) -> None:
    before = threading.active_count()
    listeners = [quiet(app, server, "request:1") for _i in range(200)]
    assert server.live.hub.viewers == 200
    assert threading.active_count() <= before + 2  # one looks at the database
    server.tell("request:1", now_ms())
    assert {one.event()["data"] for one in listeners} == {"1"}
    for one in listeners:
        one.close()
    until = time.monotonic() + 10
    while server.live.hub.viewers:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_signal_lets_everybody_go_at_once(app: Flask) -> None:
    with live_server(app) as server:
        listener = quiet(app, server, "request:1")
        begun = time.monotonic()
    assert listener.event() == {}
    assert time.monotonic() - begun < 5


def test_it_tells_how_it_is(app: Flask, server: LiveServer) -> None:
    quiet(app, server, "request:1")
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    line.request("GET", "/metrics")
    text = line.getresponse().read().decode()
    assert "connect_live_viewers 1\n" in text
    line.request("GET", "/live")
    answer = line.getresponse()
    assert (answer.status, json.loads(answer.read())) == (200, {"status": "ok"})
    line.close()
