"""The benchmark's own parts: a small world on SQLite, the table, the order of turns."""

import json
from pathlib import Path

import pytest

from bench import cases, matching, references, sweeping, timing, world
from bench.report import Figure, table, write_json
from bench.stages import Theatre
from connect.foundation.clock import utcnow


def test_a_small_world_gives_the_answers_of_a_scan(tmp_path: Path) -> None:
    stage = Theatre(tmp_path, "postgresql+psycopg://nobody@/nowhere").new("sqlite", "small")
    world.fill(stage, 400)
    references.lay_out_bare_points(stage)
    asked = world.needs(20, local=True)
    scan = stage.bound(references.sort_everyone(stage, matching.K))
    answers = [[c.responder_id for c in matching.nearest_of(stage, need)] for need in asked]
    assert any(answers)
    assert answers == [scan(need) for need in asked]
    taken = timing.in_turn({"bare": stage.bound(references.bare_nearest(stage, 5))}, asked, turns=1)
    assert len(taken["bare"]) == len(asked)
    stage.engine.dispose()


def test_a_sweep_finds_what_is_due_among_what_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, small in (("DUE", 2), ("RESPONDERS", 60), ("TEMPLATES", 20)):
        monkeypatch.setattr(cases, name, small)
    stage = Theatre(tmp_path, "postgresql+psycopg://nobody@/nowhere").new("sqlite", "swept")
    cases.fill(stage, 16 + 5 * 20, now := utcnow())
    assert sweeping.sweep(stage, now) > 0  # it compares the counts itself
    stage.engine.dispose()


def test_the_table_says_what_holds(tmp_path: Path) -> None:
    kept = Figure(name="a", database="sqlite", ours=2, reference=1, unit="ms", at_most=3)
    missed = Figure(name="b", database="postgis", ours=2, reference=10, unit="/s", at_least=0.35)
    told = Figure(name="c", database="both", ours=1, reference=1, unit="MB")
    assert [figure.holds for figure in (kept, missed, told)] == [True, False, None]
    assert [line.split()[-1] for line in table([kept, missed]).splitlines()[2:]] == ["yes", "NO"]
    write_json([kept, missed], tmp_path / "figures.json")
    first = json.loads((tmp_path / "figures.json").read_text())[0]
    assert first == {
        "name": "a",
        "database": "sqlite",
        "ours": 2,
        "reference": 1,
        "unit": "ms",
        "ratio": 2.0,
        "goal": "<= 3",
        "holds": True,
    }


def test_every_question_goes_to_every_call() -> None:
    heard: list[tuple[str, int]] = []
    calls = {"a": lambda n: heard.append(("a", n)), "b": lambda n: heard.append(("b", n))}
    taken = timing.in_turn(calls, [1, 2], turns=2)
    assert {name: len(samples) for name, samples in taken.items()} == {"a": 2, "b": 2}
    assert heard.count(("a", 2)) == heard.count(("b", 2)) == 3  # once to warm up
