"""`python live.py`: the process that `./run` starts beside the web server."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from http.client import HTTPResponse

import pytest
from flask import Flask

from connect.foundation.config import ROOT, Settings
from connect.live import server
from connect.live.tickets import sign_ticket
from tests.people import People
from tests.situations import situation

BROKEN = """
from connect.app import create_app
from connect.live import listen_to
from connect.live.server import serve_live

class Broken:
    looks = 0
    def start(self, connection): return 0
    def topics(self, connection, about): return set()
    def behind(self, connection, place, limit):
        self.looks += 1
        if self.looks > LOOKS:
            raise ZeroDivisionError
        return []

app = create_app()
listen_to(app, [Broken()])
serve_live(app)
"""


def own_port(settings: Settings) -> tuple[int, dict[str, str]]:
    """A port that is free, and the environment of a process that listens there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return port, os.environ | {
        "CONNECT_DATABASE_URL": settings.database_url,
        "CONNECT_SECRET_KEY": settings.secret_key,
        "CONNECT_VAR": str(settings.var),
        "CONNECT_LIVE_PORT": str(port),
    }


def test_it_starts_tells_and_ends_by_a_signal(
    app: Flask, people: People, settings: Settings
) -> None:
    here = situation(app, people, "open")
    port, environment = own_port(settings)
    process = subprocess.Popen([sys.executable, "live.py"], cwd=ROOT, env=environment)
    try:
        with app.app_context():
            ticket = sign_ticket([f"request:{here.request_id}"])
        url = f"http://127.0.0.1:{port}/live/events?ticket={ticket}&since={2**43}"
        with patiently(url) as line:
            assert line.readline() == b"event: hello\n"
            client = people.huong.client
            assert client.post(f"/api/v1/requests/{here.request_id}/claim").status_code < 300
            heard = [line.readline() for _i in range(5)]
            assert heard[-1] == b"data: 1\n"
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
            assert line.read().strip() == b""
    finally:
        process.kill()
        process.wait()


@pytest.mark.parametrize("looks", [0, 2])
def test_who_cannot_look_any_more_ends_so_that_it_is_started_again(
    looks: int, app: Flask, settings: Settings
) -> None:
    process = subprocess.run(
        [sys.executable, "-c", BROKEN.replace("LOOKS", str(looks))],
        cwd=ROOT,
        env=own_port(settings)[1],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert process.returncode == 1
    assert process.stderr.rstrip().endswith("ZeroDivisionError")


@pytest.mark.parametrize(
    ("hard", "want"), [(-1, 65_536), (2**63 - 1, 65_536), (1_024, 1_024), (2**20, 65_536)]
)
@pytest.mark.parametrize("refusal", [None, ValueError, OSError])
def test_it_opens_as_many_files_as_the_machine_allows(
    hard: int, want: int, refusal: type[Exception] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where that is "no end" (written in two ways), too, and where it is not allowed after all."""
    asked: list[tuple[int, int]] = []

    def ask(_kind: int, limits: tuple[int, int]) -> None:
        asked.append(limits)
        if refusal is not None:
            raise refusal

    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (256, hard))
    monkeypatch.setattr(resource, "setrlimit", ask)
    server._open_many_files()
    assert asked == [(want, hard)]


def patiently(url: str) -> HTTPResponse:
    """The answer of a server that is about to start."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError):
            answer: HTTPResponse = urllib.request.urlopen(url, timeout=15)  # noqa: S310  our own
            return answer
        time.sleep(0.1)
    raise TimeoutError(url)
