"""`flask import`: rows a second, again unchanged, and whether memory stays flat as files grow."""

import csv
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import world
from bench.report import Figure
from bench.stages import Stage
from connect.foundation.config import ROOT

FEW = 20_000
MANY = 100_000
# As many supply points as a country's directory brings every night.
NIGHTLY = 84_000
REQUESTS_A_SECOND, RESPONDERS_A_SECOND = 5_000, 8_000
TIMES_FASTER_AGAIN = 5
CODES = ("food", "medical_advice", "medicine", "school_supplies", "shopping", "transport")
# Runs a command and says its peak, kB. What a large process starts counts the peak of that one as
# its own; this one is small.
WATCHED = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]); "
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
)
GOODS = ("gạo", "sữa cho em bé", "rau", "thuốc hạ sốt", "nước uống", "")


@dataclass(frozen=True)
class Run:
    """What an import took."""

    seconds: float
    peak_mb: float


def figures(stages: list[Stage], folder: Path) -> Iterator[Figure]:
    """All figures of importing. Afterwards each stage holds `MANY` open requests and a few more."""
    responders = _write(folder / "responders.csv", NIGHTLY, _responder)
    few = write_requests(folder / "requests_few.csv", FEW)
    many = write_requests(folder / "requests.csv", MANY)
    for stage in stages:
        first = bring_in(stage, "responders", responders)
        yield _rate(stage, "responders", NIGHTLY, first, RESPONDERS_A_SECOND)
        again = bring_in(stage, "responders", responders)
        yield Figure(
            name=f"the same {NIGHTLY:,} responders again",
            database=stage.database,
            ours=again.seconds,
            reference=first.seconds,
            unit="s",
            at_most=1 / TIMES_FASTER_AGAIN,
        )
        small = bring_in(stage, "requests", few)
        large = bring_in(stage, "requests", many)
        yield _rate(stage, "requests", MANY, large, REQUESTS_A_SECOND)
        yield Figure(
            name=f"import of {MANY:,} requests against {FEW:,}: peak memory",
            database=stage.database,
            ours=large.peak_mb,
            reference=small.peak_mb,
            unit="MB",
            at_most=1.2,
        )


def write_requests(file: Path, count: int) -> Path:
    """A CSV of made-up requests."""
    return _write(file, count, _request)


def _rate(stage: Stage, what: str, rows: int, run: Run, at_least: int) -> Figure:
    return Figure(
        name=f"import of {rows:,} {what}, the whole command",
        database=stage.database,
        ours=rows / run.seconds,
        reference=at_least,
        unit="rows/s",
        at_least=1,
    )


def bring_in(stage: Stage, what: str, file: Path) -> Run:
    """One import by the command line."""
    command = [
        sys.executable,
        "-c",
        WATCHED,
        sys.executable,
        "-m",
        "flask",
        "import",
        what,
        str(file),
    ]
    environment = os.environ | stage.environment | {"FLASK_APP": "wsgi:app"}
    begun = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - begun
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return Run(seconds, int(done.stdout.split()[-1]) / 1024)


def _write(file: Path, count: int, make: Callable[[random.Random, int], dict[str, object]]) -> Path:
    dice = random.Random(count)
    with file.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, list(make(dice, 0)))
        writer.writeheader()
        writer.writerows(make(dice, number) for number in range(count))
    return file


def _request(dice: random.Random, number: int) -> dict[str, object]:
    where = world.place(dice)
    return {
        "source_id": f"bench-{number}",
        "categories": ";".join(sorted(set(dice.choices(CODES, k=dice.choice((1, 1, 2)))))),
        "description": f"Nhà có {1 + number % 7} người, cần {dice.choice(GOODS) or 'giúp đỡ'}.",
        "people": 1 + number % 7,
        "urgency": "urgent" if dice.random() < 0.1 else "normal",
        "name": f"Người cần {number}",
        "phone": world.phone(number),
        "lat": where.lat,
        "lon": where.lon,
        "address": f"{1 + number % 300} Lê Lợi",
        "created_at": f"2026-11-{1 + number % 21:02}T0{number % 10}:00:00Z",
    }


def _responder(dice: random.Random, number: int) -> dict[str, object]:
    where = world.place(dice)
    kind = dice.choices(world.KINDS, (0.7, 0.05, 0.25))[0]
    return {
        "source_id": f"bench-{number}",
        "kind": kind,
        "name": f"Người giúp {number}",
        "phone": world.phone(number),
        "categories": ";".join(sorted(set(dice.choices(CODES, k=2)))),
        "lat": where.lat,
        "lon": where.lon,
        "address": f"{1 + number % 300} Nguyễn Huệ",
        "radius_m": dice.choice((1_000, 2_000, 5_000, 10_000)),
        "capacity": dice.choice((1, 2, 3, 5)),
        "opening_hours": dice.choice(world.HOURS) if kind == "supplier" else "",
        "available": "",
        "delivers": "",
        "goods": "",
        "note": "",
    }
