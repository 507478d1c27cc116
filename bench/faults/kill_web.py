"""SIGKILL for the processes that answer, and for gunicorn itself, while people ask and claim."""

import os
import random
import signal
import time
from collections.abc import Iterator
from contextlib import suppress

from bench.faults import checks
from bench.faults.findings import Finding
from bench.faults.load import calling, make_helpers
from bench.faults.processes import House, Web


def run(house: House, kills: int) -> Iterator[Finding]:
    """Nothing acknowledged is lost; nobody has what somebody else was told to have."""
    dice = random.Random(kills)
    web, worker = house.web(), house.worker()
    web.start()
    web.wait()
    worker.start()
    with calling(web.port, make_helpers(house.stage)) as ledger:
        for number in range(kills):
            enough = ledger.acknowledged + 5
            while ledger.acknowledged < enough:
                time.sleep(0.01)
            time.sleep(dice.uniform(0.0, 0.2))
            _kill(web, dice, all_of_it=number % 3 == 1)
    checks.drain(house)
    worker.kill()
    yield Finding("kills", kills)
    yield from checks.promises_to_callers(house.stage, ledger)
    yield from checks.state_fits(house.stage)
    yield from checks.notices_told(house, 0)


def _kill(web: Web, dice: random.Random, *, all_of_it: bool) -> None:
    if not all_of_it:
        answering = web.answering
        if answering:
            with suppress(ProcessLookupError):
                os.kill(dice.choice(answering), signal.SIGKILL)
    else:
        # Alone it leaves children, who have to notice and go; together it is a machine that stops.
        if dice.random() < 0.5:
            web.kill_alone()
        else:
            web.kill()
        web.start()
        web.wait()
