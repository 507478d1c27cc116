"""Hotlines out of a file, the national ones that we bring, and home again by an export."""

import csv
import threading
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect import hotlines
from connect.foundation.database import db, transaction
from connect.foundation.phones import WrongPhone
from connect.hotlines import Hotline
from connect.hotlines.importing import NATIONAL
from connect.hotlines.numbers import parse_number, parse_numbers
from tests.people import People, count
from tests.web import Browser

HEADER = "source_id,name_vi,phones,topics,area_code,verified_on\n"
RIGHT = "a,Trạm y tế,028 3775 1234,medical_advice;covid,27475,2021-08-20\n"


def load(cli: FlaskCliRunner, file: Path, text: str, *options: str) -> str:
    file.write_text(HEADER + text)
    done = cli.invoke(args=["import", "hotlines", str(file), *options])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()[-1]


def test_a_file_is_taken_twice_and_changes_nothing(
    app: Flask, cli: FlaskCliRunner, client: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "hotlines.csv"
    assert load(cli, file, RIGHT, "--dry-run") == "read 1 created 1 updated 0 skipped 0 rejected 0"
    assert count(app, Hotline) == 0
    assert load(cli, file, RIGHT) == "read 1 created 1 updated 0 skipped 0 rejected 0"
    assert load(cli, file, RIGHT) == "read 1 created 0 updated 1 skipped 0 rejected 0"
    [told] = client.get("/api/v1/hotlines?ward=27475").get_json()["items"]
    assert told["phones"] == ["+842837751234"]
    assert told["verified_on"] == "2021-08-20"


def test_what_was_checked_here_survives_a_file_that_does_not_know(
    cli: FlaskCliRunner, client: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "hotlines.csv"
    load(cli, file, RIGHT)
    load(cli, file, RIGHT.replace("2021-08-20", ""))
    [told] = client.get("/api/v1/hotlines?ward=27475").get_json()["items"]
    assert told["verified_on"] == "2021-08-20"
    load(cli, file, RIGHT.replace("2021-08-20", "").replace("1234", "1235"))
    [told] = client.get("/api/v1/hotlines?ward=27475").get_json()["items"]
    assert told["verified_on"] is None, "nobody has called this number"


@pytest.mark.parametrize(
    ("day", "digits", "told", "by_lan"),
    [
        ("2021-08-19", "1234", "2021-08-20", True),
        ("2021-08-20", "1234", "2021-08-20", True),
        ("", "1234", "2021-08-20", True),
        ("2021-08-21", "1234", "2021-08-21", False),
        ("2021-08-19", "1235", "2021-08-19", False),
        ("", "1235", None, False),
    ],
    ids=["older", "same day", "no day", "newer", "other number", "other number, no day"],
)
def test_the_later_check_counts_and_a_file_never_speaks_for_who_called(
    day: str,
    digits: str,
    told: str | None,
    by_lan: bool,
    app: Flask,
    people: People,
    cli: FlaskCliRunner,
    tmp_path: Path,
) -> None:
    file = tmp_path / "hotlines.csv"
    load(cli, file, RIGHT)
    lan = people.chi_lan.id
    with app.app_context(), transaction():
        [here] = db.session.scalars(sa.select(Hotline))
        here.verified_by_id = lan
    load(cli, file, RIGHT.replace("2021-08-20", day).replace("1234", digits))
    with app.app_context():
        [here] = hotlines.each_hotline()
        assert here.verified_on == (date.fromisoformat(told) if told else None)
        assert here.verified_by_id == (lan if by_lan else None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("a,,115,covid,,\n", "there is no name_vi"),
        ("a,Ai đó,,covid,,\n", "phones hold no number"),
        ("a,Ai đó,12,covid,,\n", "phones hold no number, or one that cannot be called"),
        ("a,Ai đó,115,football,,\n", "topics must be of"),
        ("a,Ai đó,115,,,\n", "topics must be of"),
        ("a,Ai đó,115,covid,63-778,\n", "no ward or province in force"),
        ("a,Ai đó,115,covid,,hôm qua\n", "which is no day"),
        ("a,Ai đó,115,covid,,2999-01-01\n", "lies in the future"),
        (f"a,{'Ă' * 121},115,covid,,\n", "name_vi is too long"),
    ],
)
def test_a_bad_row_is_told_and_costs_no_other(
    row: str, reason: str, app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "hotlines.csv"
    said = load(cli, file, row + RIGHT.replace("a,", "b,", 1))
    assert said == "read 2 created 1 updated 0 skipped 0 rejected 1"
    assert reason in (tmp_path / "hotlines.csv.rejected.csv").read_text()


def test_what_an_export_writes_an_import_reads(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file, home = tmp_path / "hotlines.csv", tmp_path / "export.csv"
    with app.app_context():
        brought = hotlines.bring_national()
    load(cli, file, RIGHT)
    done = cli.invoke(args=["export", "hotlines", "--format", "csv", "--out", str(home)])
    assert done.exit_code == 0, done.output
    done = cli.invoke(args=["import", "hotlines", str(home)])
    assert done.output.splitlines()[-1].startswith(f"read {brought + 1} created 0 updated")
    assert "rejected 0" in done.output
    done = cli.invoke(args=["export", "hotlines", "--format", "geojson"])
    assert done.exit_code == 2


def test_the_national_ones_are_brought_once_and_never_over_what_was_corrected(
    app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        assert hotlines.bring_national() > 5
        police = next(one for one in hotlines.each_hotline() if one.phones == ["113"])
        hotlines.retire(people.root.account(), police.id)
        assert hotlines.bring_national() == 0
    told = client.get("/api/v1/hotlines").get_json()["items"]
    phones = [one["phones"][0] for one in told]
    assert {"111", "114", "115"} <= set(phones)
    assert "113" not in phones
    assert all(one["source"] for one in told)
    assert {one["verified_on"] for one in told} == {None}, "nobody of ours has called them"


def test_two_machines_may_start_at_once(app: Flask) -> None:
    """One brings the first number and is not done when the other begins."""
    failed: list[BaseException] = []
    brought: list[int] = []

    def start() -> None:
        try:
            with app.app_context():
                brought.append(hotlines.bring_national())
        except BaseException as error:
            failed.append(error)

    with app.app_context():
        other = threading.Thread(target=start)
        with transaction():
            with NATIONAL.open(encoding="utf-8", newline="") as file:
                row = next(csv.DictReader(file))
            mine = Hotline(source_id=row["source_id"], **asdict(hotlines.details_of(row)))
            mine.note_vi = "Đã sửa"
            db.session.add(mine)
            db.session.flush()
            other.start()
            time.sleep(0.5)  # it now waits for this row, or for this database
        other.join()
        assert failed == []
        found = list(hotlines.each_hotline())
        assert len(found) == brought[0] + 1
        assert "Đã sửa" in [one.note_vi for one in found]


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("113", "113"),
        ("1022", "1022"),
        ("1900 9095", "19009095"),
        ("1900.96.96.80", "1900969680"),
        ("1800-1119", "18001119"),
        ("096 306 1414", "+84963061414"),
        ("(028) 3829 1234", "+842838291234"),
        ("+1 202 555 0123", "+12025550123"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, dialled: str) -> None:
    assert parse_number(typed) == dialled


@pytest.mark.parametrize("typed", ["", "12", "11", "abc", "1900", "0912", "²113", ";"])
def test_what_cannot_be_called_is_no_number(typed: str) -> None:
    with pytest.raises(WrongPhone):
        parse_numbers(typed)
