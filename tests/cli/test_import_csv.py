"""`flask import` with our own columns: what goes in, what is refused, and that it goes on."""

import uuid
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.cli.importing import checking, csv_rows, running
from connect.foundation.database import db
from connect.help_requests.models import HelpRequest, ListedRequest, RequestItem
from connect.maps.models import MapChange, MapCount
from connect.responders.models import Good, Responder, ResponderOffer, SupplierPoint
from tests.cli.files import REQUEST, RESPONDER, rejected, run, write_csv
from tests.people import count


def test_a_responder_arrives_as_it_was_written(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    row = RESPONDER | {
        "address": "5 Nguyễn Thị Thập",
        "radius_m": "2500",
        "capacity": "7",
        "opening_hours": "24/7",
        "available": "",
        "delivers": "yes",
        "goods": "Gạo ST25;Trứng|low|32000; Sữa \\; bột|out",
        "note": "Gọi trước",
    }
    outcome = run(cli, "responders", write_csv(tmp_path / "a.csv", [row]))
    assert (outcome.code, outcome.counts) == (0, (1, 1, 0, 0, 0))
    assert outcome.output.splitlines()[-1] == "read 1 created 1 updated 0 skipped 0 rejected 0"
    with app.app_context():
        saved = db.session.scalars(sa.select(Responder)).one()
        assert saved.owner_id is None
        assert (saved.kind, saved.name, saved.phone) == (
            "supplier",
            "Tạp hóa Cô Ba",
            "+84912345678",
        )
        assert (saved.lat, saved.lon, saved.radius_m, saved.capacity) == (10.734, 106.7215, 2500, 7)
        assert (saved.available, saved.delivers, saved.hours_open) == (True, True, True)
        assert [c.code for c in saved.categories] == ["food", "medicine"]
        assert [(g.name, g.stock, g.price) for g in saved.goods] == [
            ("Gạo ST25", "in", None),
            ("Trứng", "low", 32000),
            ("Sữa ; bột", "out", None),
        ]
    assert count(app, ResponderOffer) == 2
    # Once among all, once in each category, once for each good of the catalogue that is there.
    assert count(app, SupplierPoint) == 5


def test_a_request_arrives_listed_by_its_cell(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    row = REQUEST | {"categories": "food; medicine"}
    outcome = run(cli, "requests", write_csv(tmp_path / "a.csv", [row]))
    assert outcome.counts == (1, 1, 0, 0, 0)
    with app.app_context():
        saved = db.session.scalars(sa.select(HelpRequest)).one()
        assert (saved.status, saved.people, saved.urgency) == ("open", 4, "urgent")
        assert (saved.phone, saved.name) == ("+84912345603", "Bà Tư")
        assert saved.created_at.isoformat() == "2026-01-31T08:30:00+00:00"
        assert saved.ward_code is not None
        assert (saved.cell_lat, saved.cell_lon) != (saved.lat, saved.lon)
        assert [item["category"] for item in saved.card["items"]] == ["food", "medicine"]
        assert "0912" not in str(saved.card)
        assert "Lê Lợi" not in str(saved.card)
    # Any category, and each of the two; with and without the filter by urgency.
    assert count(app, ListedRequest) == 6
    found = app.test_client().get("/api/v1/requests?near=10.77,106.70").json
    assert found is not None
    assert len(found["items"]) == 1


def test_the_same_file_again_changes_nothing_and_a_new_one_updates(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    requests = write_csv(tmp_path / "r.csv", [REQUEST])
    shops = write_csv(tmp_path / "s.csv", [RESPONDER | {"goods": "Gạo;Trứng"}])
    for file, what in ((requests, "requests"), (shops, "responders")):
        assert run(cli, what, file).counts == (1, 1, 0, 0, 0)
    with app.app_context():
        before = db.session.scalars(sa.select(RequestItem.id)).one()
    for file, what in ((requests, "requests"), (shops, "responders")):
        assert run(cli, what, file).counts == (1, 0, 1, 0, 0)
    for model, expected in ((HelpRequest, 1), (RequestItem, 1), (Responder, 1), (Good, 2)):
        assert count(app, model) == expected
    assert (count(app, ListedRequest), count(app, ResponderOffer)) == (4, 2)
    write_csv(requests, [REQUEST | {"categories": "shelter", "people": "2", "created_at": ""}])
    write_csv(shops, [RESPONDER | {"goods": "Cá", "kind": "volunteer", "categories": "food"}])
    for file, what in ((requests, "requests"), (shops, "responders")):
        assert run(cli, what, file).counts == (1, 0, 1, 0, 0)
    with app.app_context():
        request = db.session.scalars(sa.select(HelpRequest)).one()
        assert [item.category.code for item in request.items] == ["shelter"]
        assert request.items[0].id != before
        assert request.people == 2
        assert request.created_at.year == 2026
    assert (count(app, Good), count(app, ResponderOffer), count(app, SupplierPoint)) == (1, 1, 0)


def test_an_update_leaves_state_load_and_what_has_been_delivered_alone(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    requests = write_csv(tmp_path / "r.csv", [REQUEST])
    shops = write_csv(tmp_path / "s.csv", [RESPONDER | {"capacity": "1"}])
    run(cli, "requests", requests)
    run(cli, "responders", shops)
    with app.app_context():
        db.session.execute(sa.update(HelpRequest).values(status="claimed"))
        db.session.execute(sa.update(Responder).values(load=1))
        db.session.commit()
    assert run(cli, "requests", requests).counts == (1, 0, 1, 0, 0)
    assert run(cli, "responders", shops, "--anew").counts == (1, 0, 1, 0, 0)
    with app.app_context():
        assert db.session.scalars(sa.select(HelpRequest.status)).one() == "claimed"
        assert db.session.scalars(sa.select(Responder.load)).one() == 1
    assert count(app, ListedRequest) == 0
    assert count(app, ResponderOffer) == 0


def test_a_dry_run_counts_and_changes_nothing(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = write_csv(tmp_path / "a.csv", [RESPONDER, RESPONDER | {"source_id": "s2"}])
    run(cli, "responders", write_csv(tmp_path / "b.csv", [RESPONDER]))
    outcome = run(cli, "responders", file, "--dry-run")
    assert outcome.counts == (2, 1, 1, 0, 0)
    assert count(app, Responder) == 1


def test_rows_without_an_id_are_the_same_the_next_time(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    rows = [RESPONDER | {"source_id": "", "name": name} for name in ("A", "B")]
    file = write_csv(tmp_path / "a.csv", rows)
    assert run(cli, "responders", file).counts == (2, 2, 0, 0, 0)
    assert run(cli, "responders", file).counts == (2, 0, 2, 0, 0)
    assert count(app, Responder) == 2


def test_an_export_of_our_own_row_comes_home(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    run(cli, "responders", write_csv(tmp_path / "a.csv", [RESPONDER]))
    with app.app_context():
        own = db.session.scalars(sa.select(Responder.id)).one()
        db.session.execute(sa.update(Responder).values(source_id=None))
        db.session.commit()
    rows = [RESPONDER | {"source_id": str(own)}, RESPONDER | {"source_id": str(uuid.uuid4())}]
    assert run(cli, "responders", write_csv(tmp_path / "b.csv", rows)).counts == (2, 1, 1, 0, 0)
    assert count(app, Responder) == 2


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


def test_text_passes_the_one_filter(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    row = RESPONDER | {"name": "Co\u0302\0 Ba\u202e", "note": "một\r\nhai\u200b", "phone": ""}
    assert run(cli, "responders", write_csv(tmp_path / "a.csv", [row])).counts[1] == 1
    with app.app_context():
        saved = db.session.scalars(sa.select(Responder)).one()
        assert (saved.name, saved.note, saved.phone) == ("Cô Ba", "một\nhai", None)


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


@pytest.mark.parametrize("at_once", [1, 5000])
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


def test_what_is_over_elsewhere_is_not_opened_here(cli: FlaskCliRunner, tmp_path: Path) -> None:
    rows = [REQUEST | {"status": "fulfilled"}, REQUEST | {"source_id": "r2", "status": "open"}]
    file = write_csv(tmp_path / "a.csv", rows)
    assert run(cli, "requests", file).counts == (2, 1, 0, 1, 0)
