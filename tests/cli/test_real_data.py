"""Real files that nobody here made, where they are at hand; and candidates for all of them."""

import json
import math
import shutil
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.foundation.database import db, transaction
from connect.geo import Point, distance_m
from connect.help_requests.models import HelpRequest
from connect.responders.models import Responder
from tests.cli.files import run

HAITI = "haiti_2010_requests.csv"
POINTS = "vn_essential_points_hcmc_hanoi.csv"
PHARMACIES = "osm_hanoi_pharmacies_2025-10.geojson"


@pytest.fixture
def files(real_data: Path, tmp_path: Path) -> Path:
    """Copies: rejects are written beside the file."""
    for name in (HAITI, POINTS, PHARMACIES):
        shutil.copyfile(real_data / name, tmp_path / name)
    return tmp_path


def test_every_file_arrives_and_every_open_request_has_its_line(
    app: Flask, cli: FlaskCliRunner, files: Path
) -> None:
    assert run(cli, "requests", files / HAITI, "--map", "ushahidi").counts == (2155, 2155, 0, 0, 0)
    points = run(cli, "responders", files / POINTS, "--map", "osm_points")
    assert points.counts == (6728, 4710, 0, 2018, 0)
    # Most of these pharmacies are among the points too, and stay one shop each.
    pharmacies = run(cli, "responders", files / PHARMACIES, "--map", "overpass")
    assert pharmacies.counts == (205, 23, 182, 0, 0)
    again = run(cli, "requests", files / HAITI, "--map", "ushahidi")
    assert again.counts == (2155, 0, 2155, 0, 0)
    _move_some_to_hanoi(app)
    result = cli.invoke(args=["match", "all", "--limit", "4"])
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.output.splitlines()]
    assert len(lines) == 2155
    assert all(line["source_id"] for line in lines)
    with app.app_context():
        _compare_with_a_scan(lines)


def _move_some_to_hanoi(app: Flask) -> None:
    """Haiti is out of every shop's reach: sixty reports move where there are some."""
    with app.app_context(), transaction():
        some = db.session.scalars(sa.select(HelpRequest).order_by(HelpRequest.code).limit(60)).all()
        for number, request in enumerate(some):
            request.lat = 20.9 + 0.25 * math.modf(number * 0.618)[0]
            request.lon = 105.7 + 0.25 * math.modf(number * 0.754)[0]


def _compare_with_a_scan(lines: list[dict[str, Any]]) -> None:
    responders = db.session.scalars(sa.select(Responder)).all()
    requests = {
        str(request.id): request
        for request in db.session.scalars(sa.select(HelpRequest).where(HelpRequest.lon > 0))
    }
    assert len(requests) == 60
    found_any = 0
    for line in lines:
        request = requests.get(str(line["request"]))
        if request is None:
            continue
        wanted = {item.category for item in request.items}
        near, far = [], []
        for responder in responders:
            if not (responder.available and responder.hours_open):
                continue
            offers = wanted & set(responder.categories)
            away = distance_m(request.point, Point(responder.lat, responder.lon))
            if any(not c.remote for c in offers) and away <= responder.radius_m:
                near.append((away, responder.id))
            elif any(c.remote for c in offers):
                far.append((responder.load, away, responder.id))
        expected = [*sorted(near), *((away, id_) for _load, away, id_ in sorted(far))][:4]
        found = [(c["distance_m"], c["responder"]) for c in line["candidates"]]
        found_any += bool(found)
        assert [id_ for _away, id_ in found] == [str(id_) for _away, id_ in expected]
        for (ours, _id), (scanned, _same) in zip(found, expected, strict=True):
            assert ours == pytest.approx(scanned, abs=0.001)
    assert found_any > 10
