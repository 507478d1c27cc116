"""SIGKILL for PostgreSQL under load; for the embedded database, for all who write at once."""

import random
import time
from collections.abc import Iterator

import sqlalchemy as sa

from bench.faults import checks
from bench.faults.findings import Finding
from bench.faults.load import Ledger, calling, make_helpers
from bench.faults.postgres import Server
from bench.faults.processes import House, Running, Web, until


def run(house: House, kills: int) -> Iterator[Finding]:
    """Nothing acknowledged is lost, the product goes on by itself, and says 503 in between."""
    web, worker = house.web(), house.worker()
    web.start()
    web.wait()
    worker.start()
    helpers = make_helpers(house.stage)
    house.stage.engine.dispose()
    embedded = house.stage.database == "sqlite"
    with calling(web.port, helpers) as ledger:
        if embedded:
            damaged = _kill_writers(house, web, worker, ledger, kills)
        else:
            _kill_server(house, ledger, kills)
    checks.drain(house)
    yield Finding("kills", kills)
    if embedded:
        yield Finding("integrity checks that failed", damaged, at_most=0)
    else:
        yield Finding("worker alive and the same", worker.alive, at_least=1)
        yield Finding("web alive and the same", web.alive, at_least=1)
    worker.kill()
    yield from checks.promises_to_callers(house.stage, ledger)
    yield from checks.state_fits(house.stage)
    yield from checks.notices_told(house, kills)


def _kill_server(house: House, ledger: Ledger, kills: int) -> None:
    """Two in three as a whole; every third time one process that serves a connection."""
    dice, server = random.Random(kills), Server(house.stage)
    for number in range(kills):
        _go_on(ledger, dice)
        backends = server.backends()
        if number % 3 == 1 and backends:
            server.kill_a_backend(dice.choice(backends))
        else:
            server.kill()
            time.sleep(dice.uniform(0.0, 0.5))
            server.start()


def _kill_writers(house: House, web: Web, worker: Running, ledger: Ledger, kills: int) -> int:
    dice, damaged = random.Random(kills), 0
    for _n in range(kills):
        _go_on(ledger, dice)
        web.kill()
        worker.kill()
        with house.stage.engine.connect() as connection:
            damaged += connection.execute(sa.text("PRAGMA integrity_check")).scalar() != "ok"
        web.start()
        worker.start()
        web.wait()
    return damaged


def _go_on(ledger: Ledger, dice: random.Random) -> None:
    enough = ledger.acknowledged + 5
    until(lambda: ledger.acknowledged >= enough, "the product goes on by itself")
    time.sleep(dice.uniform(0.0, 0.3))
