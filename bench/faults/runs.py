"""All fault runs by name, each on an empty database with processes of its own."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.faults import clocks_apart, gateway_down, kill_database, kill_web, kill_worker
from bench.faults.findings import Finding
from bench.faults.processes import House, house
from bench.stages import Stage, Theatre
from tests.cluster import throwaway_cluster

DATABASES = ("sqlite", "postgis")
RUNS: dict[str, Callable[[House, int], Iterator[Finding]]] = {
    "worker": kill_worker.run,
    "web": kill_web.run,
    "database": kill_database.run,
    "gateway": gateway_down.run,
    "clocks": clocks_apart.run,
}
# The embedded database has one machine, and so one clock.
ON_A_SERVER_ONLY = {"clocks"}


def rehearse(name: str, database: str, kills: int) -> list[Finding]:
    """Does one run; nothing where it has no meaning on this database."""
    if database == "sqlite" and name in ON_A_SERVER_ONLY:
        return []
    with _stage(database, name) as stage, house(stage) as here:
        return list(RUNS[name](here, kills))


@contextmanager
def _stage(database: str, name: str) -> Iterator[Stage]:
    with TemporaryDirectory(prefix="connect-faults-") as folder:
        if database == "sqlite":
            yield from _made(Theatre(Path(folder), "postgresql://"), database, name)
        else:
            with throwaway_cluster(durable=True) as url:
                yield from _made(Theatre(Path(folder), url), database, name)


def _made(place: Theatre, database: str, name: str) -> Iterator[Stage]:
    stage = place.new(database, name)
    stage.engine.dispose()
    try:
        yield stage
    finally:
        stage.engine.dispose()
