"""No cell of a file that we write is calculated by a spreadsheet, whatever people are called."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.foundation.database import db, transaction
from connect.help_requests.models import HelpRequest, RequestItem
from connect.hotlines import Hotline
from connect.responders import Responder
from connect.responders.models import Good
from tests.every_table import fill_every_table
from tests.people import People

FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"//evil.example\")",
            "=cmd|'/c calc'!A1", "'=1")  # fmt: skip
SIGNS = ("=", "+", "-", "@", "\t", "\r")
WORDS = ("name", "name_vi", "note", "address", "description", "goods", "quantity")
NUMBERS = {"lat", "lon"}  # a minus before a number is none


def cells(text: str) -> list[tuple[str, str]]:
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    return [(name, cell) for row in rows[1:] for name, cell in zip(rows[0], row, strict=False)]


@pytest.fixture
def evil(app: Flask, people: People) -> None:
    """Every word that somebody wrote begins like a formula."""
    fill_every_table(app, people)
    with app.app_context(), transaction():
        models: list[type[Any]] = [HelpRequest, RequestItem, Responder, Good, Hotline]
        for model in models:
            for n, row in enumerate(db.session.query(model)):
                for m, name in enumerate(WORDS):
                    column = model.__table__.columns.get(name)
                    if column is not None and isinstance(column.type, sa.String):
                        setattr(row, name, FORMULAS[(n + m) % len(FORMULAS)])


@pytest.mark.usefixtures("evil")
def test_no_export_and_no_file_of_the_desk_calculates(
    cli: FlaskCliRunner, people: People, tmp_path: Path
) -> None:
    file = tmp_path / "out.csv"
    for what, *private in (("requests", "--private"), ("responders", "--private"), ("hotlines",)):
        done = cli.invoke(args=["export", what, "--format", "csv", "--out", str(file), *private])
        assert done.exit_code == 0, done.output
        found = cells(file.read_text(encoding="utf-8"))
        assert [cell for _name, cell in found if cell.startswith("'")]
        assert [one for one in found if one[1].startswith(SIGNS) and one[0] not in NUMBERS] == []
    desk = people.chi_lan.browser
    every = [rule.rule for rule in desk.application.url_map.iter_rules()]
    rules = [rule for rule in every if rule.endswith(".csv")]
    assert "/desk/figures.csv" in rules
    for rule in rules:
        answer = desk.get(rule)
        assert answer.mimetype == "text/csv"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        found = cells(answer.get_data(as_text=True))
        assert [one for one in found if one[1].startswith(SIGNS)] == [], rule


def test_no_rejected_row_calculates(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    assert app
    file = tmp_path / "evil.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["source_id", "kind", "name", "categories", "lat", "lon", "=HEAD"])
        rows.writerows([[one, one, one, one, "=91", one, one] for one in FORMULAS])
    done = cli.invoke(args=["import", "responders", str(file)])
    assert f"{len(FORMULAS)} rejected" in done.output + done.stderr
    found = cells(Path(f"{file}.rejected.csv").read_text(encoding="utf-8"))
    assert len(found) >= len(FORMULAS) * 7
    assert [one for one in found if one[1].startswith(SIGNS)] == []
    assert not any(name.startswith(SIGNS) for name, _cell in found)
