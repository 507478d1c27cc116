"""Pages that are open: what one costs, and how soon each hears of a commit."""

import os
import resource
import selectors
import socket
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from bench.report import Figure
from bench.server import PATIENCE_S, free_port, memory_mb, wait_for, worker_of
from bench.stages import Stage
from connect.foundation import audit
from connect.foundation.config import ROOT
from connect.foundation.database import transaction
from connect.live import sign_ticket

VIEWERS, FULL_VIEWERS = 2_000, 8_000
THREADS = 500
ROUNDS, ALONE = 20, 60
PAUSE_S = 0.4
SOON_S = 2.0
MOST_KB = 32.0


def figures(stage: Stage, *, full: bool) -> Iterator[Figure]:
    """All figures of one database."""
    viewers = FULL_VIEWERS if full else VIEWERS
    _let_files_be_many()
    with _live(stage) as (port, pid):
        before = memory_mb(pid)["Rss"]
        one = uuid.uuid4()
        begun = time.perf_counter()
        with _listening(stage, port, [one] * viewers) as lines:
            came_in = time.perf_counter() - begun
            grown = (memory_mb(pid)["Rss"] - before) * 1024 / viewers
            threads = len(list(Path(f"/proc/{pid}/task").iterdir()))
            together = [late for _i in range(ROUNDS) for late in _delays(stage, lines, one)]
            more = (memory_mb(pid)["Rss"] - before) * 1024 / viewers
        ids = [uuid.uuid4() for _i in range(viewers)]
        with _listening(stage, port, ids) as lines:
            alone = [
                late
                for line, id_ in list(zip(lines, ids, strict=True))[:ALONE]
                for late in _delays(stage, [line], id_)
            ]
    name = f"{viewers:,} open pages, one process"

    def told(what: str, ours: float, reference: float, unit: str, **goal: float) -> Figure:
        return Figure(
            name=f"{name}: {what}",
            database=stage.database,
            ours=ours,
            reference=reference,
            unit=unit,
            **goal,
        )

    yield told("all hear one change, median", statistics.median(together), SOON_S, "s")
    yield told("all hear one change, 99 %", _p99(together), SOON_S, "s", at_most=1)
    yield told("one hears their own, median", statistics.median(alone), SOON_S, "s")
    yield told("one hears their own, 99 %", _p99(alone), SOON_S, "s", at_most=1)
    yield told("all come at one moment", came_in, 10, "s")
    yield told("threads of the process", threads, viewers, "")
    yield told("memory of a page", grown, MOST_KB, "kB", at_most=1)
    yield told("memory of a page, all told", more, MOST_KB, "kB", at_most=1)
    if stage.database == "sqlite":  # the database makes no odds to it
        yield told("memory of a page, against a bare thread", grown, _thread_each(stage), "kB")


def _delays(stage: Stage, lines: Sequence[socket.socket], id_: uuid.UUID) -> list[float]:
    """One act on a request; after how many seconds from its commit each line has heard of it."""
    with stage.app.test_request_context(), transaction():
        audit.record("system", "claimed", id_)
    committed = time.perf_counter()
    late: list[float] = []
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            waiting.register(line, selectors.EVENT_READ, line)
        while len(late) < len(lines):
            ready = waiting.select(PATIENCE_S)
            assert ready, f"{len(lines) - len(late)} never heard"
            for key, _events in ready:
                received = key.data.recv(4096)
                assert received, "the server hung up"
                if b"data: 1" in received:
                    late.append(time.perf_counter() - committed)
                    waiting.unregister(key.data)
    time.sleep(PAUSE_S)
    return late


@contextmanager
def _listening(stage: Stage, port: int, ids: Sequence[uuid.UUID]) -> Iterator[list[socket.socket]]:
    """Lines that each listen to one request and have heard hello."""
    with stage.app.app_context():
        tickets = {id_: quote(sign_ticket([f"request:{id_}"])) for id_ in set(ids)}
    with ExitStack() as stack:
        lines = []
        for number, id_ in enumerate(ids):
            here = (f"127.0.0.{2 + number % 200}", 0)  # as many addresses as people have
            dialled = socket.create_connection(("127.0.0.1", port), PATIENCE_S, here)
            line = stack.enter_context(dialled)
            path = f"/live/events?ticket={tickets[id_]}&since={2**43}"
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
            lines.append(line)
        for line in lines:
            _read_hello(line)
        yield lines


def _read_hello(line: socket.socket) -> None:
    received = b""
    while b"data: 1" not in received:
        more = line.recv(4096)
        assert more, received
        received += more


def _thread_each(stage: Stage) -> float:
    """What a page costs that holds a thread of gunicorn's: kB."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", str(THREADS)]
    command += ["-b", f"127.0.0.1:{port}", "--worker-connections", "4000", "bench.waiting:app"]
    with (stage.var / "threads.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
    with ExitStack() as stack:
        stack.callback(process.wait)
        stack.callback(process.kill)
        first = stack.enter_context(_dialled(port))
        _read_hello(first)
        pid = worker_of(process.pid)
        before = memory_mb(pid)["Rss"]
        for _i in range(THREADS - 1):
            _read_hello(stack.enter_context(_dialled(port)))
        grown = (memory_mb(pid)["Rss"] - before) * 1024 / (THREADS - 1)
        os.kill(pid, 9)
    return grown


def _dialled(port: int) -> socket.socket:
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            line = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        except OSError:
            assert time.monotonic() < until, "gunicorn does not start"
            time.sleep(0.05)
            continue
        line.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        return line


@contextmanager
def _live(stage: Stage) -> Iterator[tuple[int, int]]:
    """The process that pages listen to: its port, and its process id."""
    port = free_port()
    environment = os.environ | stage.environment | {"CONNECT_LIVE_PORT": str(port)}
    stage.var.mkdir(exist_ok=True)
    with (stage.var / "live.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "live.py"], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    try:
        wait_for(port, "/live")
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _let_files_be_many() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _p99(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=100)[98]
