"""Maps: files with other columns, and what a map can get wrong."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.cli.importing.map_files import load_map, shipped_maps
from connect.cli.importing.mapping import OWN_COLUMNS, Rows
from connect.foundation.database import db
from connect.help_requests.models import HelpRequest
from connect.responders.models import Category, Responder
from tests.cli.files import run, write_csv

REPORT = {
    "Serial": "7",
    "INCIDENT TITLE": "Hết nước uống",
    "time": "2010-01-14T01:21:00",
    "LOCATION": "Rue des Exemples",
    "DESCRIPTION": "Ba gia đình, không còn gì ăn",
    "CATEGORY": "2a. Penurie d'aliments | Food Shortage, 1. Urgences | Emergency, ",
    "LATITUDE": "18.5",
    "LONGITUDE": "-72.3",
    "APPROVED": "YES",
    "VERIFIED": "YES",
}
POINT = {
    "osm_type": "nodes",
    "osm_id": "77",
    "kind": "shop=convenience",
    "name": "",
    "name_en": "",
    "opening_hours": "Mo-Sun 07:00",
    "housenumber": "5",
    "street": "Lê Lợi",
    "city": "",
    "lat": "10.77",
    "lon": "106.70",
}


def test_reports_of_ushahidi_become_requests(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    news = REPORT | {"Serial": "8", "CATEGORY": "8e. Nouvelles | Persons News, ", "VERIFIED": "NO"}
    sick = REPORT | {"Serial": "9", "CATEGORY": "1b. Urgence medicale | Medical Emergency"}
    file = write_csv(tmp_path / "a.csv", [REPORT, news, sick])
    assert run(cli, "requests", file, "--map", "ushahidi").counts == (3, 3, 0, 0, 0)
    with app.app_context():
        saved = {r.source_id: r for r in db.session.scalars(sa.select(HelpRequest))}
        hungry, told, ill = saved["7"], saved["8"], saved["9"]
        assert [i.category.code for i in hungry.items] == ["food"]
        assert (hungry.urgency, hungry.verified, hungry.phone) == ("urgent", True, None)
        assert hungry.description == "Hết nước uống\nBa gia đình, không còn gì ăn"
        assert hungry.address == "Rue des Exemples"
        # Half past one at night in Port-au-Prince, UTC-5.
        assert hungry.created_at.isoformat() == "2010-01-14T06:21:00+00:00"
        assert [i.category.code for i in told.items] == ["other"]
        assert (told.urgency, told.verified) == ("normal", False)
        assert [i.category.code for i in ill.items] == ["medical_advice", "medicine"]


def test_points_of_openstreetmap_become_responders(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    fuel = POINT | {"osm_id": "78", "kind": "amenity=fuel"}
    file = write_csv(tmp_path / "a.csv", [POINT, fuel])
    assert run(cli, "responders", file, "--map", "osm_points").counts == (2, 1, 0, 1, 0)
    with app.app_context():
        shop = db.session.scalars(sa.select(Responder)).one()
        assert shop.source_id == "node/77"
        assert (shop.kind, shop.name, shop.address) == (
            "supplier",
            "Cửa hàng tạp hóa",
            "5, Lê Lợi",
        )
        assert shop.opening_hours == "", "hours that are not understood are not shown"


def test_a_file_that_nobody_here_made(app: Flask, cli: FlaskCliRunner, tmp_path: Path) -> None:
    map_ = tmp_path / "map.toml"
    map_.write_text(
        """
        rows = "requests"
        timezone = "Asia/Ho_Chi_Minh"
        keep_without = ["phone"]
        [fields]
        source_id = { text = "hotline-{no}" }
        name = { first = ["contact", "caller"] }
        description = { join = ["what", "where"], with = " · " }
        created_at = "called"
        lat = "y"
        lon = "x"
        phone = "tel"
        [otherwise]
        categories = ["other"]
        [[rule]]
        when = ["what=*gạo*", "what=*sữa*"]
        categories = ["food"]
        people = 5
        """,
        encoding="utf-8",
    )
    rows = [
        {"no": "1", "contact": "", "caller": "Ba", "what": "xin gạo", "where": "hẻm 3",
         "called": "2026-02-01 07:00", "y": "10.7", "x": "106.7", "tel": "?"},
        {"no": "2", "contact": "Tư", "what": "hỏi thăm", "y": "10.7", "x": "106.7"},
    ]  # fmt: skip
    file = write_csv(tmp_path / "a.csv", rows)
    assert run(cli, "requests", file, "--map", str(map_)).counts == (2, 2, 0, 0, 0)
    with app.app_context():
        saved = {r.source_id: r for r in db.session.scalars(sa.select(HelpRequest))}
        first, second = saved["hotline-1"], saved["hotline-2"]
        assert (first.name, first.description, first.people) == ("Ba", "xin gạo · hẻm 3", 5)
        assert first.created_at.isoformat() == "2026-02-01T00:00:00+00:00"
        assert [r.items[0].category.code for r in (first, second)] == ["food", "other"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rows = ", "Invalid value"),
        ("", "rows"),
        ('rows = "responders"', "rows"),
        ('rows = "requests"\ncolour = 1', "colour"),
        ('rows = "requests"\ntimezone = "Mars"', "Mars"),
        ('rows = "requests"\nkeep_without = ["name"]', "keep_without"),
        ('rows = "requests"\n[fields]\nsize = "x"', "size"),
        ('rows = "requests"\n[fields]\nname = 5', "name"),
        ('rows = "requests"\n[[rule]]\ncategories = ["food"]', "rule 1"),
        ('rows = "requests"\n[[rule]]\nwhen = ["food"]\n', "column=value"),
        ('rows = "requests"\n[[rule]]\nwhen = ["a=b"]\ncategories = ["gold"]', "gold"),
        ('rows = "requests"\nsplit = 5', "split"),
        ('rows = "requests"\nrules_from = "nowhere"', "nowhere"),
        ('rows = "requests"\n[fields]\nlat = "y"\nlon = "x"', "x, y"),
    ],
)
def test_a_map_that_cannot_be_meant_is_refused_in_one_line(
    cli: FlaskCliRunner, tmp_path: Path, text: str, said: str
) -> None:
    map_ = tmp_path / "map.toml"
    map_.write_text(text, encoding="utf-8")
    file = write_csv(tmp_path / "a.csv", [{"a": "b"}])
    outcome = run(cli, "requests", file, "--map", str(map_))
    assert outcome.code == 1
    assert said in outcome.stderr
    assert len(outcome.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("name", ["nothing.toml", ".", "tests"])
def test_a_map_that_is_not_there(cli: FlaskCliRunner, tmp_path: Path, name: str) -> None:
    file = write_csv(tmp_path / "a.csv", [{"a": "b"}])
    outcome = run(cli, "requests", file, "--map", name)
    assert outcome.code == 1
    assert "ushahidi" in outcome.stderr


def test_every_map_that_ships_can_be_read_and_names_categories_that_there_are(app: Flask) -> None:
    with app.app_context():
        known = set(db.session.scalars(sa.select(Category.code)))
    for name in shipped_maps():
        rows: Rows = "requests" if name == "ushahidi" else "responders"
        given = load_map(name, rows, known)
        assert (
            {"source_id", "lat", "lon"}
            <= set(given.extract)
            <= set(OWN_COLUMNS[given.rows]) | {"verified"}
        )
