"""The lists that many open at once, against an answer that costs nothing; start and memory."""

import random
import statistics
import time
from collections.abc import Iterator, Sequence

from bench import world
from bench.report import Figure
from bench.server import Client, memory_mb, rate, serving, wait_for, worker_of
from bench.stages import Stage

SLOT_S = 0.4
SLOTS = 9
PLACES = 200
GOALS = {"json": 0.35, "html": 0.2}
NAMES = {
    "json": "GET /api/v1/requests?near=",
    "html": "GET /requests?near=",
}
MIXED = (
    "/",
    "/requests",
    "/requests?near={place}",
    "/requests/new",
    "/suppliers?near={place}",
    "/sign-up",
    "/sign-in",
    "/api/v1/requests?near={place}",
    "/api/v1/requests?near={place}&category=food&radius_m=5000",
    "/api/v1/categories",
    "/api/v1/suppliers?near={place}",
    "/api/v1/places?q=quan+7+tphcm",
    "/api/v1/requests/00000000-0000-4000-8000-000000000000",
    "/live",
)


def figures(stages: Sequence[Stage], rows: int) -> Iterator[Figure]:
    """All figures of the web, on stages that hold `rows` open requests."""
    for stage in stages:
        stage.vacuum()  # else PostgreSQL does, beside what is measured
        yield from _lists(stage, rows)
        yield from _start_and_memory(stage)


def _lists(stage: Stage, rows: int) -> Iterator[Figure]:
    asked = {
        "json": [f"/api/v1/requests?near={place}&limit=20" for place in _places()],
        "html": [f"/requests?near={place}" for place in _places()],
    }
    with serving(stage, "bench.wsgi:app") as (port, _pid):
        wait_for(port, "/live")
        for kind, paths in asked.items():
            constant = [f"/bench/constant/{kind}"]
            ours, reference = [], []
            for warm in (paths, constant):
                rate(port, warm, SLOT_S)
            for _slot in range(SLOTS):
                ours.append(rate(port, paths, SLOT_S))
                reference.append(rate(port, constant, SLOT_S))
            yield Figure(
                name=f"{NAMES[kind]} of {rows:,}, against a constant answer",
                database=stage.database,
                ours=statistics.median(ours),
                reference=statistics.median(reference),
                unit="/s",
                at_least=GOALS[kind],
            )


def _start_and_memory(stage: Stage) -> Iterator[Figure]:
    begun = time.perf_counter()
    with serving(stage, "wsgi:app") as (port, pid):
        wait_for(port, "/")
        yield Figure(
            name="start of the server to its first page",
            database=stage.database,
            ours=time.perf_counter() - begun,
            reference=3,
            unit="s",
            at_most=1,
        )
        client, places = Client(port), _places()
        for number in range(1_000):
            path = MIXED[number % len(MIXED)].format(place=places[number % len(places)])
            status, _body = client.get(path)
            assert status in (200, 404), f"{path} answered {status}"
        memory = memory_mb(worker_of(pid))
    for kind, words in (("Rss", "resident"), ("Pss", "its share of what is shared counted once")):
        yield Figure(
            name=f"a web process after 1,000 mixed requests: memory, {words}",
            database=stage.database,
            ours=memory[kind],
            reference=150,
            unit="MB",
            at_most=1 if kind == "Rss" else None,
        )


def _places() -> list[str]:
    dice = random.Random(12)
    return [f"{point.lat},{point.lon}" for point in (world.place(dice) for _i in range(PLACES))]
