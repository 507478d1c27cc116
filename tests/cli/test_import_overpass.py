"""`flask import` of Overpass JSON: where ways stand, and answers that were cut off."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.foundation.database import db
from connect.responders.models import Responder
from tests.cli.files import run, write_json
from tests.people import count

ELEMENTS = {
    "version": 0.6,
    "osm3s": {"copyright": "© OpenStreetMap"},
    "elements": [
        {
            "type": "node",
            "id": 1,
            "lat": 10.7,
            "lon": 106.7,
            "tags": {"amenity": "pharmacy", "name": "Nhà thuốc An", "phone": "x; 0912 345 678"},
        },
        {
            "type": "way",
            "id": 1,
            "center": {"lat": 10.8, "lon": 106.8},
            "tags": {"shop": "supermarket", "opening_hours": "all day", "delivery": "only"},
        },
        {
            "type": "relation",
            "id": 1,
            "bounds": {"minlat": 10, "maxlat": 12, "minlon": 106, "maxlon": 108},
            "tags": {"amenity": "clinic", "shop": "chemist"},
        },
        {"type": "node", "id": 2, "lat": 10.7, "lon": 106.7, "tags": {"amenity": "fuel"}},
        {"type": "node", "id": 3, "lat": 10.7, "lon": 106.7},
        {"type": "way", "id": 4, "tags": {"shop": "bakery"}},
    ],
}


@pytest.mark.parametrize("options", [(), ("--map", "overpass")])
def test_raw_overpass_json_is_known_by_its_look(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, options: tuple[str, ...]
) -> None:
    file = write_json(tmp_path / "export", ELEMENTS)
    assert run(cli, "responders", file, *options).counts == (6, 3, 0, 2, 1)
    with app.app_context():
        saved = {r.source_id: r for r in db.session.scalars(sa.select(Responder))}
        assert saved["node/1"].phone == "+84912345678"
        assert (saved["way/1"].name, saved["way/1"].opening_hours) == ("Siêu thị", "")
        assert saved["way/1"].delivers
        assert (saved["relation/1"].lat, saved["relation/1"].lon) == (11, 107)
        kinds = {name: responder.kind for name, responder in saved.items()}
        assert kinds == {"node/1": "supplier", "way/1": "supplier", "relation/1": "supplier"}
        assert [c.code for c in saved["relation/1"].categories] == ["medical_advice", "medicine"]


OUTLINE = [{"lat": 10.0, "lon": 106.0}, None, {"lat": 10.2, "lon": 106.4}]
PLACES: dict[str, tuple[dict[str, Any], tuple[float, float] | None]] = {
    "a way by its outline": ({"type": "way", "geometry": OUTLINE}, (10.1, 106.2)),
    "a relation by its members": (
        {
            "type": "relation",
            "members": [
                {"type": "node", "ref": 1, "role": "", "lat": 10.4, "lon": 106.0},
                {"type": "way", "ref": 2, "role": "outer", "geometry": OUTLINE},
                {"type": "relation", "ref": 3, "role": ""},
            ],
        },
        (10.2, 106.2),
    ),
    "a centre goes before a box": (
        {
            "type": "way",
            "center": {"lat": 10.5, "lon": 106.5},
            "bounds": {"minlat": 1, "maxlat": 2, "minlon": 3, "maxlon": 4},
        },
        (10.5, 106.5),
    ),
    "members without a place": ({"type": "relation", "members": [{"ref": 1}]}, None),
    "members that are none": ({"type": "relation", "members": 5, "center": [1]}, None),
    "an outline of words": ({"type": "way", "geometry": [{"lat": "a", "lon": "b"}]}, None),
    "nodes alone": ({"type": "way", "nodes": [1, 2, 3]}, None),
}


@pytest.mark.parametrize("name", PLACES)
def test_ways_and_relations_stand_in_the_middle_of_what_is_given_of_them(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, name: str
) -> None:
    element, place = PLACES[name]
    tags = {"shop": "bakery", "name": "Lò bánh"}
    file = write_json(tmp_path / "a.json", {"elements": [{"id": 7, "tags": tags} | element]})
    outcome = run(cli, "responders", file)
    assert outcome.counts == (1, int(place is not None), 0, 0, int(place is None))
    if place is not None:
        with app.app_context():
            saved = db.session.scalars(sa.select(Responder)).one()
            assert (saved.lat, saved.lon) == pytest.approx(place)
            assert [(good.name, good.code) for good in saved.goods] == [("Bánh mì", "bread")]


def test_overpass_that_gave_up_is_told_from_one_that_came_to_its_end(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    remark = 'runtime error: Query timed out in "query" at line 3 after 181 seconds.'
    outcome = run(cli, "responders", write_json(tmp_path / "a", ELEMENTS | {"remark": remark}))
    assert (outcome.code, outcome.counts) == (1, (6, 3, 0, 2, 1))
    assert "Overpass gave up before its end" in outcome.stderr
    assert "Query timed out" in outcome.stderr
    assert "saved" in outcome.stderr
    harmless = run(cli, "responders", write_json(tmp_path / "b", ELEMENTS | {"remark": "hello"}))
    assert harmless.code == 0


def test_an_overpass_answer_cut_off_half_way_tells_its_last_whole_row(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    whole = json.dumps(ELEMENTS, indent=1, ensure_ascii=False)
    at = whole.index('"id": 2')
    line = whole[: whole.index('"type": "relation"')].count("\n")
    for piece in (whole[:at], whole[: at + 40], whole[: at - 10]):
        outcome = run(cli, "responders", write_json(tmp_path / "a", piece))
        assert outcome.code == 1
        assert outcome.counts[0] == 3
        assert "it was cut off" in outcome.stderr
        assert f"The last whole row begins on line {line}" in outcome.stderr
    assert count(app, Responder) == 3
