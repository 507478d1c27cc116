"""The same file again: what still says the same is left alone, and all else is read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.cli.importing import checking, digests, running
from connect.foundation.database import db, transaction
from connect.responders.models import Good, Responder, ResponderOffer, SupplierPoint
from tests.cli.files import REQUEST, RESPONDER, rejected, run, write_csv
from tests.people import count

LEFT_ALONE = "say what they said before"


def shop(number: int, **changes: str) -> dict[str, str]:
    return RESPONDER | {"source_id": f"s{number}", "goods": "Gạo|in;Trứng|low"} | changes


def rows_of(app: Flask) -> dict[str, Any]:
    """The numbers of all rows: whatever is written anew has another one."""
    with app.app_context():
        return {
            model.__tablename__: set(db.session.scalars(sa.select(model.id)))
            for model in (Responder, Good, ResponderOffer, SupplierPoint)
        }


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Responder.name).order_by(Responder.source_id)))


def test_a_file_that_says_the_same_touches_nothing(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [shop(n) for n in range(3)])
    assert LEFT_ALONE not in run(cli, "responders", file).stderr
    before = rows_of(app)
    again = run(cli, "responders", file)
    assert again.counts == (3, 0, 3, 0, 0)
    assert f"3 of the updated {LEFT_ALONE}" in again.stderr
    assert rows_of(app) == before


def test_only_what_says_something_else_is_written(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    rows = [shop(n) for n in range(3)]
    run(cli, "responders", write_csv(tmp_path / "a.csv", rows))
    before = rows_of(app)
    rows[1] |= {"name": "Cô Tư", "goods": "Sữa"}
    rows.append(shop(3))
    outcome = run(cli, "responders", write_csv(tmp_path / "a.csv", rows))
    assert outcome.counts == (4, 1, 3, 0, 0)
    assert f"2 of the updated {LEFT_ALONE}" in outcome.stderr
    assert names(app) == ["Tạp hóa Cô Ba", "Cô Tư", "Tạp hóa Cô Ba", "Tạp hóa Cô Ba"]
    after = rows_of(app)
    assert before["responder"] < after["responder"]
    assert len(before["good"] & after["good"]) == 4
    # And the row that says again what it said the first time is a change, too.
    rows[1] = shop(1)
    run(cli, "responders", write_csv(tmp_path / "a.csv", rows))
    assert names(app)[1] == "Tạp hóa Cô Ba"


def test_another_map_reads_all_rows_again(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [{"no": "1", "who": "Ba", "y": "10.7", "x": "106.7"}])
    map_ = tmp_path / "map.toml"
    text = """
        rows = "responders"
        [fields]
        source_id = "no"
        name = "who"
        lat = "y"
        lon = "x"
        [otherwise]
        categories = ["food"]
        [[rule]]
        when = ["who=*"]
        kind = "supplier"
        """
    map_.write_text(text, encoding="utf-8")
    run(cli, "responders", file, "--map", str(map_))
    assert LEFT_ALONE in run(cli, "responders", file, "--map", str(map_)).stderr
    map_.write_text(text + 'note = "mới"', encoding="utf-8")
    assert LEFT_ALONE not in run(cli, "responders", file, "--map", str(map_)).stderr
    with app.app_context():
        assert db.session.scalars(sa.select(Responder.note)).one() == "mới"


def test_a_release_that_reads_otherwise_reads_all_rows_again(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_csv(tmp_path / "a.csv", [shop(1)])
    run(cli, "responders", file)
    monkeypatch.setattr(digests, "READING", digests.READING + 1)
    assert LEFT_ALONE not in run(cli, "responders", file).stderr
    assert LEFT_ALONE in run(cli, "responders", file).stderr


def test_all_is_read_anew_on_demand(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [shop(1)])
    run(cli, "responders", file)
    with app.app_context(), transaction():
        db.session.execute(sa.update(Responder).values(note="by hand"))
    run(cli, "responders", file)
    with app.app_context():
        assert db.session.scalars(sa.select(Responder.note)).one() == "by hand"
    anew = run(cli, "responders", file, "--anew")
    assert anew.counts == (1, 0, 1, 0, 0)
    assert LEFT_ALONE not in anew.stderr
    with app.app_context():
        assert db.session.scalars(sa.select(Responder.note)).one() == ""


@pytest.mark.parametrize("at_once", [1, 2, 4000])
def test_of_rows_with_one_id_the_last_counts_each_time(
    app: Flask,
    cli: FlaskCliRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr(checking, "ROWS_AT_ONCE", at_once)
    monkeypatch.setattr(running, "MANY_ROWS", 1)
    rows = [shop(1, name="Cũ"), shop(2), shop(1, name="Mới")]
    for _time in range(3):
        outcome = run(cli, "responders", write_csv(tmp_path / "a.csv", rows))
        assert sum(outcome.counts[1:]) == 3
        assert names(app) == ["Mới", "Tạp hóa Cô Ba"]


def test_bad_rows_are_rejected_each_time(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [shop(1), shop(2, lat="91"), shop(3), shop(1, lat="x")])
    first = run(cli, "responders", file)
    told = rejected(file)
    again = run(cli, "responders", file)
    assert (first.counts, again.counts) == ((4, 2, 0, 0, 2), (4, 0, 2, 0, 2))
    assert [row["line"] for row in told] == ["3", "5"]
    assert rejected(file) == told


def test_a_row_without_an_id_is_read_each_time(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [shop(1, source_id="")])
    for expected in ((1, 1, 0, 0, 0), (1, 0, 1, 0, 0)):
        outcome = run(cli, "responders", file)
        assert outcome.counts == expected
        assert LEFT_ALONE not in outcome.stderr
    assert count(app, Responder) == 1


def test_only_rows_whose_digests_are_kept_are_digested(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Mapping[str, Any]] = []
    digest = digests.Digests.of

    def of(self: digests.Digests, fields: Mapping[str, Any]) -> digests.Said | None:
        asked.append(fields)
        return digest(self, fields)

    monkeypatch.setattr(digests.Digests, "of", of)
    assert run(cli, "requests", write_csv(tmp_path / "a.csv", [REQUEST])).counts[1] == 1
    assert asked == []
    assert run(cli, "responders", write_csv(tmp_path / "b.csv", [shop(1)])).counts[1] == 1
    assert len(asked) == 1


def test_a_dry_run_remembers_nothing_and_tells_the_same(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [shop(1), shop(2)])
    assert run(cli, "responders", file, "--dry-run").counts == (2, 2, 0, 0, 0)
    assert run(cli, "responders", file).counts == (2, 2, 0, 0, 0)
    dry = run(cli, "responders", file, "--dry-run")
    assert dry.counts == (2, 0, 2, 0, 0)
    assert f"2 of the updated {LEFT_ALONE}" in dry.stderr


def test_a_good_without_a_stock_is_told_by_nobody_on_its_way_out_and_in_again(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    goods = "Gạo;Trứng|in;Cá:low;Bút\\|;Sữa||9000"
    run(cli, "responders", write_csv(tmp_path / "a.csv", [shop(1, goods=goods)]))
    for form, options in (("csv", ["--private"]), ("hsds", [])):
        out = tmp_path / f"out.{form}"
        args = ["export", "responders", "--format", form, "--out", str(out), *options]
        assert cli.invoke(args=args).exit_code == 0
        assert run(cli, "responders", out, "--anew").counts == (1, 0, 1, 0, 0)
        with app.app_context():
            saved = db.session.scalars(sa.select(Good).order_by(Good.position))
            assert [(one.name, one.stock, one.told_at is not None, one.price) for one in saved] == [
                ("Gạo", "in", False, None),
                ("Trứng", "in", True, None),
                ("Cá", "low", True, None),
                ("Bút|", "in", False, None),
                ("Sữa", "in", False, 9000),
            ]


def test_geojson_again_and_numbers_that_json_cannot_hold(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    plain = RESPONDER | {"source_id": "a"}
    huge = RESPONDER | {"source_id": "b", "floor": 10**40}
    file = tmp_path / "a.json"
    file.write_text(json.dumps([plain, huge]), encoding="utf-8")
    assert run(cli, "responders", file).counts == (2, 2, 0, 0, 0)
    again = run(cli, "responders", file)
    assert again.counts == (2, 0, 2, 0, 0)
    assert f"1 of the updated {LEFT_ALONE}" in again.stderr
