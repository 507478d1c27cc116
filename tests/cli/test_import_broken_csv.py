"""`flask import` of tables that are odd, broken or cut off: a bad row costs itself only."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.cli.importing import checking, csv_rows, running
from connect.foundation.database import db
from connect.help_requests.models import HelpRequest
from connect.maps.models import MapChange, MapCount
from connect.responders.models import Responder
from tests.cli.files import REQUEST, RESPONDER, rejected, run, write_csv
from tests.people import count

BAD_RESPONDERS = {
    "not a number": {"lat": "ten"},
    "not finite": {"lat": "nan"},
    "infinite": {"lon": "-inf"},
    "out of range": {"lat": "91"},
    "swapped": {"lat": "106.72", "lon": "10.73"},
    "no place": {"lat": ""},
    "no kind": {"kind": ""},
    "unknown kind": {"kind": "shop"},
    "no name": {"name": " \u200b\u202e\0 "},
    "unknown category": {"categories": "food;gold"},
    "no category": {"categories": ";"},
    "wrong phone": {"phone": "0912"},
    "no circle": {"radius_m": "0"},
    "too far": {"radius_m": "1e9"},
    "no whole number": {"capacity": "2.5"},
    "too much": {"capacity": "1000"},
    "not a number at all": {"capacity": "nan"},
    "wrong hours": {"opening_hours": "Giờ hành chính"},
    "neither yes nor no": {"available": "maybe"},
    "wrong stock": {"goods": "Gạo|lots"},
    "wrong price": {"goods": "Gạo|in|cheap"},
    "a megabyte": {"note": "a" * 1_000_000},
    "too long": {"name": "b" * 121},
    "id too long": {"source_id": "c" * 121},
}
BAD_REQUESTS = {
    "nobody": {"people": "0"},
    "unknown urgency": {"urgency": "very"},
    "no time": {"created_at": "yesterday"},
    "before time": {"created_at": "0001-01-01T00:00:00+23:59"},
    "the future": {"created_at": "2999-01-01T00:00:00Z"},
    "wrong phone": {"phone": "call me"},
    "unknown category": {"categories": "gold"},
    "no list": {"items": "food"},
    "deep": {"items": "[" * 5000},
    "no category in an item": {"items": '[{"goods": "Gạo"}]'},
}


@pytest.mark.parametrize(
    ("what", "good", "bad"),
    [("responders", RESPONDER, BAD_RESPONDERS), ("requests", REQUEST, BAD_REQUESTS)],
)
def test_a_bad_row_is_put_aside_with_its_line_and_reason(
    cli: FlaskCliRunner,
    tmp_path: Path,
    what: str,
    good: dict[str, str],
    bad: dict[str, dict[str, str]],
) -> None:
    rows = []
    for number, change in enumerate(bad.values()):
        rows += [good | {"source_id": f"x{number}"} | change, good | {"source_id": f"ok{number}"}]
    file = write_csv(tmp_path / "rows.csv", rows)
    outcome = run(cli, what, file)
    assert outcome.code == 0
    assert outcome.counts == (2 * len(bad), len(bad), 0, 0, len(bad))
    aside = rejected(file)
    assert [int(row["line"]) for row in aside] == [2 + 2 * n for n in range(len(bad))]
    assert all(len(row["reason"]) > 8 for row in aside)
    assert file.with_name("rows.csv.rejected.csv").stat().st_mode & 0o077 == 0
    assert f"{len(bad)} rejected" in outcome.stderr
    [unknown] = [row["reason"] for row in aside if "'gold'" in row["reason"]]
    assert "medicine" in unknown, "it says which there are"


def test_mended_rejects_can_be_imported_and_the_list_goes_when_all_is_well(
    cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [RESPONDER | {"lat": "-91", "note": "=1+1"}])
    run(cli, "responders", file)
    aside = tmp_path / "a.csv.rejected.csv"
    text = aside.read_text(encoding="utf-8")
    assert "'=1+1" in text, "a spreadsheet must not calculate it"
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace("'-91", "10.5"), encoding="utf-8")
    assert run(cli, "responders", mended).counts == (1, 1, 0, 0, 0)
    write_csv(file, [RESPONDER])
    run(cli, "responders", file)
    assert not aside.exists()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters_that_can_be_read(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    row = RESPONDER | {"categories": "food"}
    text = "\r\n".join((delimiter.join(row), delimiter.join(row.values()), ""))
    file = tmp_path / "a.txt"
    file.write_bytes(text.encode(encoding))
    assert run(cli, "responders", file).counts == (1, 1, 0, 0, 0)
    with app.app_context():
        assert db.session.scalars(sa.select(Responder.name)).one() == "Tạp hóa Cô Ba"


def test_a_row_in_another_encoding_costs_itself_only(cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    header = ",".join(RESPONDER)
    french = "s2,supplier,Épicerie,,food,10.7,106.7"
    good = "s3,supplier,Tạp hóa,,food,10.7,106.7"
    file.write_bytes(f"{header}\n".encode() + french.encode("cp1252") + f"\n{good}\n".encode())
    assert run(cli, "responders", file).counts == (2, 1, 0, 0, 1)
    assert "UTF-8" in rejected(file)[0]["reason"]


def test_a_quote_that_is_never_closed_costs_its_own_row_only(
    cli: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_rows, "LONGEST_RECORD", 20_000)
    lines = [",".join(RESPONDER)]
    lines += [f"s{n},supplier,Tạp hóa {n},,food,10.7,106.7" for n in range(3000)]
    lines[3] = 's2,supplier,"Tạp hóa,,food,10.7,106.7'
    lines[2990] = 's2989,"supplier,Tạp hóa,,food,10.7,106.7'
    lines[2995] = 's2994,supplier,Tạp hóa "5",,food,10.7'
    file = tmp_path / "a.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcome = run(cli, "responders", file)
    assert outcome.counts == (3000, 2997, 0, 0, 3)
    assert [row["line"] for row in rejected(file)] == ["4", "2991", "2996"]
    assert outcome.code == 0


def test_a_line_that_never_ends_is_put_aside(
    cli: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_rows, "LONGEST_RECORD", 20_000)
    good = "s1,supplier,Tạp hóa,,food,10.7,106.7\n"
    file = tmp_path / "a.csv"
    file.write_text(",".join(RESPONDER) + "\n" + "x" * 90_000 + "\n" + good, encoding="utf-8")
    assert run(cli, "responders", file).counts == (2, 1, 0, 0, 1)


@pytest.mark.parametrize("at_once", [1, 4000])
def test_a_file_that_was_cut_off_keeps_its_rows_and_names_the_last_whole_one(
    app: Flask,
    cli: FlaskCliRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at_once: int,
) -> None:
    monkeypatch.setattr(checking, "ROWS_AT_ONCE", at_once)
    file = write_csv(tmp_path / "a.csv", [REQUEST, REQUEST | {"source_id": "r2"}])
    whole = file.read_bytes()
    for cut in (whole[:-60], whole[:-60] + b'"'):
        file.write_bytes(cut)
        outcome = run(cli, "requests", file)
        assert outcome.code == 1
        assert outcome.tally["rejected"] == 1
        assert "cut off" in outcome.stderr
        assert "The last whole row begins on line 2." in outcome.stderr
    assert count(app, HelpRequest) == 1


def test_what_a_broken_file_has_brought_is_settled_too(
    app: Flask,
    cli: FlaskCliRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    on_postgis: bool,
) -> None:
    monkeypatch.setattr(running, "MANY_ROWS", 1)
    file = write_csv(tmp_path / "a.csv", [RESPONDER, RESPONDER | {"source_id": "s2"}])
    file.write_bytes(file.read_bytes()[:-20])
    asked: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", hear)
        try:
            assert run(cli, "responders", file).code == 1
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", hear)
        assert db.session.scalar(sa.select(sa.func.count()).select_from(MapCount))
    assert count(app, MapChange) == 0
    assert count(app, Responder) == 1
    tidied = {one.split()[-1] for one in asked if one.startswith("VACUUM")}
    found_by = {"responder_offer", "supplier_point", "delivery_point", "supplier_text"}
    if on_postgis:
        assert tidied == found_by | {"supplier_word", "map_count", "map_change"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b\n1,2\n", "these columns are missing"),
        (b"PK\x03\x04" + b"\0" * 100, "Excel"),
        ("name,lat\n".encode("utf-16-le") * 10, "UTF-16"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused_in_one_line(
    cli: FlaskCliRunner, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(content)
    outcome = run(cli, "responders", file)
    assert outcome.code == 1
    assert said in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1


def test_a_folder_or_nothing_at_all_is_refused(cli: FlaskCliRunner, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.csv"):
        assert run(cli, "requests", path).code == 2


def test_where_rejects_cannot_be_written_the_import_goes_on(
    cli: FlaskCliRunner, tmp_path: Path
) -> None:
    rows = [RESPONDER | {"lat": "x"}, RESPONDER]
    file = write_csv(tmp_path / "a.csv", rows)
    (tmp_path / "a.csv.rejected.csv").mkdir()
    outcome = run(cli, "responders", file)
    assert outcome.code == 0
    assert outcome.counts == (2, 1, 0, 0, 1)
    assert "could not be written" in outcome.stderr
