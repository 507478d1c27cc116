"""A web server of its own for a stage, and a client that costs little."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle
from pathlib import Path

from bench.stages import Stage
from connect.foundation.config import ROOT

PATIENCE_S = 30.0
AT_ONCE = 4


class Client:
    """One keep-alive connection; it reads answers and does not look at them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket = self._dial()

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        self.ask(path)
        return self.answer()

    def ask(self, path: str) -> None:
        """Sends a question; `answer` waits for what comes."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())

    def answer(self) -> tuple[int, bytes]:
        """Status and body of what was asked last."""
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head, body = received[:end].lower(), received[end + 4 :]
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._more()
        if b"connection: close" in head:
            self.close()
            self._socket = self._dial()
        return int(head.split(b" ", 2)[1]), body

    def close(self) -> None:
        """Hangs up."""
        self._socket.close()

    def _dial(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_S)

    def _more(self) -> bytes:
        received = self._socket.recv(65_536)
        if not received:
            raise ConnectionError("the server hung up")
        return received


def rate(port: int, paths: Sequence[str], seconds: float) -> float:
    """Answers a second, with as many questions under way as the server has threads."""
    clients = [Client(port) for _i in range(AT_ONCE)]
    turns = cycle(paths)
    for client in clients:
        client.ask(next(turns))
    begun, done = time.perf_counter(), 0
    while (passed := time.perf_counter() - begun) < seconds:
        for client in clients:
            client.answer()
            client.ask(next(turns))
        done += AT_ONCE
    for client in clients:
        client.answer()
        client.close()
    return done / passed


@contextmanager
def serving(stage: Stage, app: str) -> Iterator[tuple[int, int]]:
    """gunicorn with one worker, as the product sets it up: its port, and its process id.

    On a machine with more than one core the server has the first for itself.
    """
    port = free_port()
    environment = os.environ | stage.environment | {"PORT": str(port), "WEB_CONCURRENCY": "1"}
    cores = sorted(os.sched_getaffinity(0))
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", app]
    stage.var.mkdir(exist_ok=True)
    with (stage.var / "web.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    os.sched_setaffinity(process.pid, cores[:1])
    os.sched_setaffinity(0, cores[1:] or cores)
    try:
        yield port, process.pid
    finally:
        os.sched_setaffinity(0, cores)
        process.terminate()
        process.wait(PATIENCE_S)


def wait_for(port: int, path: str) -> bytes:
    """The first good answer."""
    begun = time.monotonic()
    while time.monotonic() - begun < PATIENCE_S:
        with suppress(OSError):
            client = Client(port)
            status, body = client.get(path)
            assert status == 200, f"{path} answered {status}"
            client.close()
            return body
        time.sleep(0.01)
    raise TimeoutError(path)


def worker_of(pid: int) -> int:
    """The process that answers: the child of gunicorn's master."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0])


def memory_mb(pid: int) -> dict[str, float]:
    """Resident and proportional memory of a process, MB."""
    found = {}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        name, _colon, rest = line.partition(":")
        if name in ("Rss", "Pss"):
            found[name] = int(rest.split()[0]) / 1024
    return found


def free_port() -> int:
    """A port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
