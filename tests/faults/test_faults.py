"""The fault runs of `bench/faults` in short; the long ones are told of in `docs/reliability.md`."""

import pytest

from bench.faults.findings import Finding, table
from bench.faults.runs import ON_A_SERVER_ONLY, RUNS, rehearse

KILLS = 2


@pytest.mark.parametrize("name", RUNS)
def test_every_promise_is_kept(name: str, on_postgis: bool) -> None:
    if name in ON_A_SERVER_ONLY and not on_postgis:
        pytest.skip("one machine has one clock")
    database = "postgis" if on_postgis else "sqlite"
    found = rehearse(name, database, KILLS)
    told = table([one.cells(name, database) for one in found])
    assert not [one for one in found if one.kept is False], f"\n{told}"
    assert sum(one.kept is True for one in found) > 5


def test_a_broken_promise_is_seen() -> None:
    kept, broken = Finding("lost", 0, at_most=0), Finding("lost", 1, at_most=0)
    missing, told = Finding("written", 0, at_least=1), Finding("kills", 3)
    assert [one.kept for one in (kept, broken, missing, told)] == [True, False, False, None]
    assert [one.cells("web", "sqlite")[-1] for one in (kept, broken, told)] == ["yes", "NO", ""]
    assert [one.promise for one in (kept, missing, told)] == ["0", ">= 1", ""]
