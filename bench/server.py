"""A web server of its own for a stage, and a client that costs little."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bench.stages import Stage
from connect.foundation.config import ROOT

PATIENCE_S = 30.0


class Client:
    """One keep-alive connection; it reads answers and does not look at them."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body."""
        for _attempt in range(2):
            with suppress(ConnectionError):
                return self._ask(path)
            self.close()
        return self._ask(path)

    def close(self) -> None:
        """Hangs up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _ask(self, path: str) -> tuple[int, bytes]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=PATIENCE_S)
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head, body = received[:end].lower(), received[end + 4 :]
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._more()
        return int(head.split(b" ", 2)[1]), body

    def _more(self) -> bytes:
        assert self._socket is not None
        received = self._socket.recv(65_536)
        if not received:
            raise ConnectionError("the server hung up")
        return received


@contextmanager
def serving(stage: Stage, app: str) -> Iterator[tuple[int, int]]:
    """gunicorn with one worker, as the product sets it up: its port, and its process id.

    On a machine with more than one core the server has the first for itself.
    """
    port = _free_port()
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
    client, begun = Client(port), time.monotonic()
    while time.monotonic() - begun < PATIENCE_S:
        with suppress(OSError):
            status, body = client.get(path)
            assert status == 200, f"{path} answered {status}"
            client.close()
            return body
        client.close()
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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
