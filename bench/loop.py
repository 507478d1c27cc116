"""The closed loop: asking, telling, and what only time does."""

from collections.abc import Iterator

from bench import draining, posting, sweeping
from bench.report import Figure
from bench.stages import Theatre


def figures(theatre: Theatre, *, full: bool) -> Iterator[Figure]:
    """All figures of the loop, on both databases."""
    for database in ("sqlite", "postgis"):
        yield posting.figure(theatre.new(database, "posts"))
        yield from draining.figures(theatre.new(database, "messages"), full=full)
        yield from sweeping.figures(theatre, database, full=full)
