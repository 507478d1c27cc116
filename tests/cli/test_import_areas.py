"""`flask import areas`: outlines out of GeoJSON, and who lies in which ward."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.foundation.database import db, table_of, transaction
from connect.geo import Point, Whereabouts, areas_of, assign_areas, locate
from connect.geo.area_models import Area
from connect.help_requests import HelpRequest
from tests.cli.files import Outcome, rejected, run
from tests.geo.outlines import TAN_HUNG, TAN_MY, TAN_THUAN, keep, multipolygon, polygon, square
from tests.people import HOAN_KIEM, People, count
from tests.plans import analyze, many_requests
from tests.situations import HERE, ask

# `HERE` lies in it, though the centre of another ward is nearer.
AROUND = square(0.5, 0)


def feature(code: Any, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"code": code} | properties, "geometry": geometry}


def written(path: Path, *features: Any) -> Path:
    lines = ",\n".join(json.dumps(one) for one in features)
    path.write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}')
    return path


def load(cli: FlaskCliRunner, file: Path, *options: str) -> Outcome:
    return run(cli, "areas", file, *options)


def test_it_is_safe_to_repeat_and_a_newer_file_counts(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    wards = (feature(TAN_HUNG, polygon(AROUND)), feature(TAN_THUAN, polygon(square(1, 0))))
    file = written(tmp_path / "wards.geojson", *wards)
    assert load(cli, file).counts == (2, 2, 0, 0, 0)
    assert load(cli, file).counts == (2, 0, 2, 0, 0)
    newer = written(tmp_path / "newer.geojson", feature(TAN_HUNG, polygon(square(5, 0))))
    assert load(cli, newer).counts == (1, 0, 1, 0, 0)
    assert count(app, Area) == 2
    with app.app_context():
        assert areas_of(Point(10.73, 106.71)) == []


def test_bad_features_are_named_and_the_others_arrive(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    swapped = [[lat, lon] for lon, lat in AROUND]
    paris = [[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]
    ha_noi = [[105.8, 21.0], [105.9, 21.0], [105.9, 21.1], [105.8, 21.0]]
    stray: list[list[float]] = [[0, 0], *AROUND[1:-1], [0, 0]]
    bad = {
        "no unit of the gazetteer has the code '99999'": feature("99999", polygon(AROUND)),
        "has no property 'code'": {"type": "Feature", "geometry": polygon(AROUND)},
        "not 'Point'": feature(TAN_MY, {"type": "Point", "coordinates": [106, 10]}),
        "not 'None'": feature(TAN_MY, None),
        "enclose no area": feature(TAN_MY, polygon([[106, 10], [106, 10], [106, 10]])),
        "48.80 and 48.90 north": feature(TAN_MY, polygon(paris)),
        "21.00 and 21.10 north": feature(TAN_MY, polygon(ha_noi)),
        "latitude is -90 to 90": feature(TAN_MY, polygon(swapped)),
        "0.00 and 10.74 north": feature(TAN_MY, polygon(stray)),
        "stood on line 2": feature(TAN_HUNG, polygon(AROUND)),
        "not an object": 7,
    }
    file = written(tmp_path / "wards.geojson", feature(TAN_HUNG, polygon(AROUND)), *bad.values())
    outcome = load(cli, file)
    assert outcome.code == 0
    assert outcome.counts == (12, 1, 0, 0, 11)
    assert "11 rejected, first line 3" in outcome.stderr
    rows = rejected(file)
    assert [int(row["line"]) for row in rows] == list(range(3, 14))
    for row, why in zip(rows, bad, strict=True):
        assert why in row["reason"]
        assert "coordinates" not in row["row"]
    assert count(app, Area) == 1


def test_a_file_that_was_cut_off_says_so_and_keeps_what_came_before(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    wards = (feature(TAN_HUNG, polygon(AROUND)), feature(TAN_THUAN, polygon(square(1, 0))))
    file = written(tmp_path / "wards.geojson", *wards)
    file.write_text(file.read_text()[:-60])
    outcome = load(cli, file)
    assert outcome.code == 1
    assert "cut off" in outcome.stderr
    assert outcome.counts == (1, 1, 0, 0, 0)
    assert count(app, Area) == 1


@pytest.mark.parametrize("content", ["", "code,name\n27475,x\n", "PK\x03\x04", '{"a": 1}', "[[["])
def test_what_is_no_geojson_is_refused_in_one_line(
    content: str, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "wards.geojson"
    file.write_text(content)
    outcome = load(cli, file)
    assert outcome.code == 1
    assert outcome.stderr.splitlines()[-1].startswith(f"Error: {file}: ")


def test_another_property_and_the_codes_of_before(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    district = {"type": "Feature", "properties": {"ma": 778}, "geometry": polygon(AROUND)}
    file = written(tmp_path / "old.geojson", district)
    assert load(cli, file, "--old", "--code", "ma").counts == (1, 1, 0, 0, 0)
    with app.app_context():
        assert [area.code for area in areas_of(HERE)] == ["63-778"]
    assert load(cli, file, "--code", "ma").counts == (1, 0, 0, 0, 1)


def test_requests_and_gifts_get_the_ward_that_they_lie_in(
    app: Flask, cli: FlaskCliRunner, people: People, tmp_path: Path
) -> None:
    with app.test_request_context():
        here = ask(app).id
        far = ask(app, phone="+84912345699", where=Whereabouts(point=Point(**HOAN_KIEM)))
        by_ward = locate(app.config["CONNECT"], ward_code=TAN_THUAN)
        middle = ask(app, phone="+84912345698", where=by_ward)
        before = {one.id: one.ward_code for one in (far, middle)}
    wide = multipolygon([AROUND], [square(-5, -5, 20)])  # around the middle of others, too
    file = written(
        tmp_path / "wards.geojson", feature(TAN_MY, wide), feature(TAN_THUAN, polygon(square(9, 9)))
    )
    outcome = load(cli, file)
    assert "1 requests and gifts lie in another ward" in outcome.output
    assert "0 requests and gifts" in load(cli, file).output
    with app.test_request_context():
        now = {one.id: one.ward_code for one in db.session.scalars(sa.select(HelpRequest))}
        assert now == before | {here: TAN_MY}
        later = ask(app, phone="+84912345697")
        assert (later.ward_code, later.province_code) == (TAN_MY, "79")
        assert later.card["area"]["code"] == TAN_MY


def test_very_many_are_assigned_by_one_statement(app: Flask) -> None:
    with app.test_request_context():
        many_requests(300)
        with transaction():
            keep(w27484=polygon(AROUND))
        analyze()
        with transaction():
            assert assign_areas(table_of(HelpRequest)) == 300
            assert assign_areas(table_of(HelpRequest)) == 0
