"""A hundred thousand messages that wait, drained by one worker against a local gateway."""

import json
import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bench import world
from bench.report import Figure
from bench.server import PATIENCE_S, Client, free_port, memory_mb, wait_for
from bench.stages import Stage
from connect.foundation.bulk import insert_many
from connect.foundation.clock import utcnow
from connect.foundation.config import ROOT
from connect.foundation.database import table_of, transaction
from connect.notifications.models import Delivery, Notice

WAITING, PEOPLE = 100_000, 20_000
WINDOW_S, LIMIT_S = 6.0, 2.0
WARM = 500
TEXT = "Gần bạn (khoảng 1,2 km): gạo, rau. Bạn giúp được không? Trả lời trước 14:30: https://connect.vn/mine"

_delivery = table_of(Delivery)


def figures(stage: Stage, *, full: bool) -> Iterator[Figure]:
    """All figures of draining; `full` drains to the last message."""
    order = _fill(stage)
    seen = stage.var.with_suffix(".seen")
    with _gateway(seen) as port:
        limit = _own_limit(port)
        alone = _count(port)
        with _worker(stage, port) as pid:
            _wait_until(port, alone + WARM)
            begun, first, before = time.monotonic(), _count(port), memory_mb(pid)["Rss"]
            _wait_until(port, alone + WAITING) if full else time.sleep(WINDOW_S)
            passed, last, after = time.monotonic() - begun, _count(port), memory_mb(pid)["Rss"]
    came = [line.split() for line in seen.read_text().splitlines()[alone:]]
    _check(stage, came, order, full=full)
    rate = (last - first) / passed
    name = f"{WAITING:,} messages that wait, one worker"
    yield Figure(
        name=f"{name}: sent",
        database=stage.database,
        ours=rate,
        reference=300,
        unit="/s",
        at_least=1,
    )
    yield Figure(
        name=f"{name}: sent, against all that the gateway takes",
        database=stage.database,
        ours=rate,
        reference=limit,
        unit="/s",
    )
    yield Figure(
        name=f"{name}: memory after {last:,} against after {first:,}",
        database=stage.database,
        ours=after,
        reference=before,
        unit="MB",
        at_most=1.2,
    )


def _fill(stage: Stage) -> dict[str, int]:
    """Puts the messages in; the place of each in the order in which they were told, by its id.

    Half of them waited for the morning and are due at the same moment.
    """
    dice = random.Random(WAITING)
    now = utcnow()
    notices, deliveries = [], []
    for number in range(WAITING):
        id_ = uuid.UUID(int=dice.getrandbits(128), version=4)
        told = now - timedelta(hours=1) + timedelta(milliseconds=number)
        notices.append({"id": id_, "kind": "offer", "text": f"{TEXT} {number}", "created_at": told})
        deliveries.append(
            {
                "notice_id": id_,
                "channel": "sms",
                "to": world.phone(dice.randrange(PEOPLE)),
                "state": "due",
                "tries": 0,
                "due_at": max(told, now - timedelta(hours=1) + timedelta(seconds=WAITING / 2000)),
                "error": "",
            }
        )
    with stage.app.app_context(), transaction():
        insert_many(table_of(Notice), notices)
        insert_many(_delivery, deliveries)
    stage.vacuum()
    return {str(notice["id"]): number for number, notice in enumerate(notices)}


def _check(stage: Stage, came: list[list[str]], order: Mapping[str, int], *, full: bool) -> None:
    """Each once, and to each person in the order of telling; with `full`, all of them."""
    last_to: dict[str, int] = {}
    for to, id_ in came:
        assert last_to.get(to, -1) < order[id_], f"out of order or twice, to {to}"
        last_to[to] = order[id_]
    with stage.engine.connect() as connection:
        sent = connection.execute(
            sa.select(sa.func.count()).where(_delivery.c.state == "sent")
        ).scalar_one()
    assert sent == len(came), f"{sent} are kept as sent, {len(came)} came"
    assert not full or sent == WAITING, f"{sent} came"


def _own_limit(port: int) -> float:
    """Messages a second from a client that does nothing else, each by a connection of its own."""
    body = json.dumps({"to": world.phone(1), "text": TEXT, "id": str(uuid.uuid4())}).encode()
    post = (
        b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    begun, done = time.monotonic(), 0
    while (passed := time.monotonic() - begun) < LIMIT_S:
        with socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection:
            connection.sendall(post)
            while connection.recv(1_024):
                pass
        done += 1
    return done / passed


def _wait_until(port: int, count: int) -> None:
    last, since = -1, time.monotonic()
    while (now := _count(port)) < count:
        if now != last:
            last, since = now, time.monotonic()
        assert time.monotonic() - since < PATIENCE_S, f"nothing comes after {now} of {count}"
        time.sleep(0.05)


def _count(port: int) -> int:
    client = Client(port)
    _status, body = client.get("/")
    client.close()
    return int(body)


@contextmanager
def _gateway(file: Path) -> Iterator[int]:
    port = free_port()
    with _process([sys.executable, "-m", "bench.gateway", str(port), str(file)], {}, file, 1):
        wait_for(port, "/")
        yield port


@contextmanager
def _worker(stage: Stage, port: int) -> Iterator[int]:
    environment = stage.environment | {
        "FLASK_APP": "wsgi:app",
        "CONNECT_CHANNELS": "sms",
        "CONNECT_SMS_URL": f"http://127.0.0.1:{port}/",
        "CONNECT_SMS_TOKEN": "of-the-benchmark",
    }
    command = [sys.executable, "-m", "flask", "worker"]
    with _process(command, environment, stage.var, 0) as pid:
        yield pid


@contextmanager
def _process(
    command: list[str], environment: Mapping[str, str], beside: Path, core: int
) -> Iterator[int]:
    """A process on a core of its own, where there are two; told to end as a service is told."""
    cores = sorted(os.sched_getaffinity(0))
    with beside.with_suffix(".log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log
        )
    os.sched_setaffinity(process.pid, {cores[core % len(cores)]})
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE_S)
