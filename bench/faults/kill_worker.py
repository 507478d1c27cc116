"""SIGKILL for the worker at random moments, while notices are written faster than it sends."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from bench.faults import checks
from bench.faults.findings import Finding
from bench.faults.load import TOLD, tell
from bench.faults.processes import House, until
from bench.stages import Stage

PHONES = 25
BACKLOG = 60


def run(house: House, kills: int) -> Iterator[Finding]:
    """Each notice is delivered, in order for each person, with at most one duplicate a kill."""
    dice = random.Random(kills)
    worker = house.worker()
    house.gateway.behave("well", slow_s=0.01)
    with telling(house.stage):
        for number in range(kills):
            before = house.gateway.size()
            worker.start()
            if number % 5 < 4:  # at work; every fifth time anywhere, as early as it likes
                until(partial(_sends, house, before), "the worker sends")
                time.sleep(dice.uniform(0.0, 0.3))
            else:
                time.sleep(dice.uniform(0.0, 2.0))
            worker.kill()
    worker.start()
    checks.drain(house)
    worker.kill()
    yield Finding("kills", kills)
    yield from checks.notices_told(house, kills, ordered=TOLD)


def _sends(house: House, before: int) -> bool:
    return house.gateway.size() > before


@contextmanager
def telling(stage: Stage) -> Iterator[None]:
    """Notices are written all the time, as many as keep the worker busy."""
    stopping = threading.Event()
    failures: list[BaseException] = []

    def go_on() -> None:
        number = 0
        try:
            while not stopping.is_set():
                if checks.count_due(stage) < BACKLOG:
                    for _n in range(20):
                        tell(stage, number, PHONES)
                        number += 1
                stopping.wait(0.05)
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(60)
    if failures:
        raise failures[0]
