"""`python live.py`: the process that `./run` starts beside the web server."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from http.client import HTTPResponse

from flask import Flask

from connect.foundation.config import ROOT, Settings
from connect.live.tickets import sign_ticket
from tests.people import People
from tests.situations import situation


def test_it_starts_tells_and_ends_by_a_signal(
    app: Flask, people: People, settings: Settings
) -> None:
    here = situation(app, people, "open")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "CONNECT_DATABASE_URL": settings.database_url,
        "CONNECT_SECRET_KEY": settings.secret_key,
        "CONNECT_VAR": str(settings.var),
        "CONNECT_LIVE_PORT": str(port),
    }
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


def patiently(url: str) -> HTTPResponse:
    """The answer of a server that is about to start."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(OSError):
            answer: HTTPResponse = urllib.request.urlopen(url, timeout=15)  # noqa: S310
            return answer
        time.sleep(0.1)
    raise TimeoutError(url)
