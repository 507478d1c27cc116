"""What time does to very many requests, against the same to few."""

import statistics
import time
from collections.abc import Iterator
from datetime import datetime
from unittest.mock import patch

from bench import cases, timing
from bench.report import Figure
from bench.stages import Stage, Theatre
from connect.cli.upkeep import keep_up
from connect.foundation.clock import utcnow
from connect.help_requests import keep_time
from connect.notifications import preferences

FEW, MANY, VERY_MANY = 1_000, 100_000, 1_000_000
IDLE_ROUNDS = 20


def figures(theatre: Theatre, database: str, *, full: bool) -> Iterator[Figure]:
    """All figures of the sweeps on a database; `full` with a million requests."""
    count = VERY_MANY if full else MANY
    now = utcnow()
    few, many = (_filled(theatre, database, size, now) for size in (FEW, count))
    taken = {stage: sweep(stage, now) for stage in (few, many)}
    name = f"of {count:,} requests, against {FEW:,}"
    yield Figure(
        name=f"a round with {cases.DUE} due of each of {len(cases.TO_DO)} kinds {name}",
        database=database,
        ours=taken[many],
        reference=taken[few],
        unit="s",
        at_most=3,
    )
    idle = timing.in_turn({"few": few.bound(_idle), "many": many.bound(_idle)}, range(IDLE_ROUNDS))
    yield Figure(
        name=f"a whole upkeep with nothing due {name}: p50",
        database=database,
        ours=statistics.median(idle["many"]),
        reference=statistics.median(idle["few"]),
        unit="ms",
        at_most=3,
    )


def _filled(theatre: Theatre, database: str, count: int, now: datetime) -> Stage:
    stage = theatre.new(database, f"cases_{count}")
    cases.fill(stage, count, now)
    return stage


def sweep(stage: Stage, now: datetime) -> float:
    """How many seconds a round takes that has everything to do; it must have done all of it."""
    # Whenever it is measured: at night nobody would be asked.
    by_day = patch.object(preferences, "is_quiet", lambda *_hours: False)
    with stage.app.app_context(), by_day:
        begun = time.perf_counter()
        done = keep_time(now)
        taken = time.perf_counter() - begun
        assert done.pop("asked") > 0
        assert done == {name: cases.DUE for name in cases.TO_DO if name != "asked"}, done
        for _n in range(10):  # what a round has left to be asked
            keep_up()
    stage.vacuum()
    return taken


def _idle(_round: int) -> None:
    keep_up()
