"""`flask export`: what anyone may know; all of it with --private; and the way back."""

import csv
import json
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.foundation.database import db
from connect.foundation.formulas import shielded, unshielded
from connect.foundation.text import clean_line, clean_text
from connect.geo import Whereabouts, checked_point
from connect.help_requests import (
    HelpRequest,
    ImportedRequest,
    ItemDetails,
    RequestDetails,
)
from connect.help_requests import save_imported as save_requests
from connect.responders import GoodDetails, ResponderDetails, Stock
from connect.responders import save_imported as save_responders
from tests.cli.files import REQUEST, RESPONDER, run, write_csv
from tests.conftest import KEPT_TABLES
from tests.laid_open import never_changed_laid_open

FEW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
ODD = st.text(alphabet=st.sampled_from("aé=+-@'\"\t\n\r,;|\\\0 ắ\u202e🍚0"), max_size=12)
CATEGORIES = ("food", "medicine", "medical_advice", "school_supplies", "shelter", "other")


def some_lines(most: int) -> st.SearchStrategy[str]:
    return (ODD | st.text(max_size=most)).map(clean_text).filter(lambda text: len(text) <= most)


def some_line(most: int) -> st.SearchStrategy[str]:
    return (ODD | st.text(max_size=most)).map(clean_line).filter(lambda text: len(text) <= most)


points = st.builds(checked_point, st.floats(-90, 90), st.floats(-180, 180))
# A supplier elsewhere is not taken.
points_at_home = st.builds(checked_point, st.floats(10.3, 11.0), st.floats(106.3, 106.9))
codes = st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=4, unique=True)
phones = st.none() | st.integers(0, 9_999_999).map(lambda n: f"+8491{n:07d}")
goods = st.builds(
    GoodDetails,
    name=some_line(80).filter(bool),
    stock=st.sampled_from(list(Stock)),
    price=st.none() | st.integers(0, 2_000_000_000),
)
some_responders = st.builds(
    ResponderDetails,
    kind=st.sampled_from(("volunteer", "organisation", "supplier")),
    name=some_line(120).filter(bool),
    point=points_at_home,
    categories=codes,
    radius_m=st.floats(0.1, 500_000),
    capacity=st.integers(1, 200),
    phone=phones,
    address=some_line(200),
    opening_hours=st.sampled_from(("", "24/7", "Mo-Su 07:00-22:00", "Mo-Fr 08:00-12:00")),
    available=st.booleans(),
    delivers=st.booleans(),
    note=some_lines(100),
    goods=st.lists(goods, max_size=3),
)
some_requests = st.builds(
    ImportedRequest,
    details=st.builds(
        RequestDetails,
        items=st.lists(
            st.builds(
                ItemDetails,
                category=st.sampled_from(CATEGORIES),
                goods=some_line(120),
                quantity=some_line(40),
                note=some_line(300),
            ),
            min_size=1,
            max_size=3,
        ),
        phone=phones,
        where=st.builds(Whereabouts, point=points, address=some_line(200)),
        people=st.integers(1, 500),
        urgency=st.sampled_from(("normal", "urgent")),
        description=some_lines(300),
        name=some_line(80),
    ),
    verified=st.booleans(),
)


def export(cli: FlaskCliRunner, *arguments: str) -> None:
    result = cli.invoke(args=["export", *arguments])
    assert result.exit_code == 0, result.output


def forget(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        with db.engine.begin() as connection, never_changed_laid_open(connection):
            for table in reversed(db.metadata.sorted_tables):
                if table.name not in KEPT_TABLES:
                    connection.execute(sa.delete(table))


def said(path: Path) -> list[dict[str, Any]]:
    """What a file says, by source id."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows: list[dict[str, Any]] = list(csv.DictReader(file))
    else:
        features = json.loads(path.read_bytes())["features"]
        rows = [f["properties"] | {"geometry": f["geometry"]} for f in features]
    return sorted(rows, key=lambda row: str(row["source_id"]))


def there_and_back(app: Flask, cli: FlaskCliRunner, folder: Path, what: str, form: str) -> None:
    first, second = folder / f"first.{form}", folder / f"second.{form}"
    export(cli, what, "--format", form, "--private", "--out", str(first))
    count = len(said(first))
    assert run(cli, what, first).counts == (count, 0, count, 0, 0), "it comes home"
    forget(app)
    assert run(cli, what, first).counts == (count, count, 0, 0, 0)
    export(cli, what, "--format", form, "--private", "--out", str(second))
    assert said(second) == said(first)
    forget(app)


@pytest.mark.parametrize("form", ["csv", "geojson"])
@FEW
@given(rows=st.lists(some_responders, min_size=1, max_size=4))
def test_responders_come_back_as_they_were(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, form: str, rows: list[ResponderDetails]
) -> None:
    with app.app_context():
        save_responders([(str(uuid.uuid4()), row) for row in rows])
    there_and_back(app, cli, tmp_path, "responders", form)


@pytest.mark.parametrize("form", ["csv", "geojson"])
@FEW
@given(rows=st.lists(some_requests, min_size=1, max_size=4))
def test_requests_come_back_as_they_were(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, form: str, rows: list[ImportedRequest]
) -> None:
    with app.app_context():
        save_requests([(str(uuid.uuid4()), row) for row in rows], app.config["CONNECT"])
    there_and_back(app, cli, tmp_path, "requests", form)


@settings(deadline=None)
@given(ODD)
def test_a_cell_never_begins_like_a_formula_and_keeps_its_text(text: str) -> None:
    assert not shielded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unshielded(shielded(text)) == text


def test_strangers_get_the_cell_and_nothing_private(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    secret = {
        "name": "CANARY NAME",
        "phone": "0912345603",
        "address": "CANARY STREET",
        "description": "CANARY TEXT",
        "source_id": "CANARY-ID",
        "items": '[{"category": "food", "goods": "Gạo 0912345603", "note": "CANARY NOTE"}]',
    }
    run(cli, "requests", write_csv(tmp_path / "a.csv", [REQUEST | secret]))
    with app.app_context():
        saved = db.session.scalars(sa.select(HelpRequest)).one()
    for form in ("csv", "geojson"):
        result = cli.invoke(args=["export", "requests", "--format", form])
        assert result.exit_code == 0
        for private in ("CANARY", "912345603", str(saved.lat), str(saved.lon)):
            assert private not in result.output
        assert str(saved.cell_lat) in result.output
        assert str(saved.id) in result.output
        assert "Gạo" in result.output


def test_only_suppliers_are_public_as_a_whole(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    rows = [
        RESPONDER | {"source_id": kind, "kind": kind, "name": f"The {kind}", "note": f"Note {kind}"}
        for kind in ("supplier", "organisation", "volunteer")
    ]
    run(cli, "responders", write_csv(tmp_path / "a.csv", rows))
    output = cli.invoke(args=["export", "responders", "--format", "csv"]).output
    shown = {row["kind"]: row for row in csv.DictReader(output.splitlines())}
    assert shown["supplier"]["lat"] == "10.734"
    assert shown["supplier"]["phone"] == "'+84912345678"
    assert shown["organisation"]["name"] == "The organisation"
    assert shown["volunteer"]["name"] == ""
    for kind in ("organisation", "volunteer"):
        for name in ("lat", "lon", "phone", "address", "note", "radius_m"):
            assert shown[kind][name] == ""


def test_a_private_export_is_for_its_owner_only_and_appears_when_it_is_complete(
    cli: FlaskCliRunner, tmp_path: Path
) -> None:
    run(cli, "requests", write_csv(tmp_path / "a.csv", [REQUEST]))
    out = tmp_path / "out.csv"
    export(cli, "requests", "--format", "csv", "--private", "--out", str(out))
    assert out.stat().st_mode & 0o077 == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv", "out.csv"]
    missing = tmp_path / "no" / "folder.csv"
    result = cli.invoke(args=["export", "requests", "--format", "csv", "--out", str(missing)])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
