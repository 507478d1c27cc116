"""`flask import` of GeoJSON, in flat memory, however broken."""

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any, TextIO, cast

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.cli.importing import json_rows
from connect.cli.importing.json_rows import read_json
from connect.cli.importing.row import BrokenFile
from connect.foundation.database import db
from connect.responders.models import Responder
from tests.cli.files import REQUEST, RESPONDER, rejected, run, write_json
from tests.people import count


def feature(number: int = 1, **changes: Any) -> dict[str, Any]:
    properties = RESPONDER | {"source_id": f"s{number}"}
    del properties["lat"], properties["lon"]
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [106.7215, 10.734, 3.0]},
        "properties": properties,
    } | changes


def collection(*features: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "crs": {"a": [1]}, "features": list(features), "x": 1}


def test_a_feature_collection_with_our_own_names(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    lists = feature(2)
    lists["properties"] |= {"categories": ["food", "shopping"], "delivers": True, "radius_m": 900}
    file = write_json(tmp_path / "a.json", collection(feature(), lists))
    assert run(cli, "responders", file).counts == (2, 2, 0, 0, 0)
    with app.app_context():
        saved = db.session.scalars(sa.select(Responder).where(Responder.source_id == "s2")).one()
        assert (saved.lat, saved.lon, saved.radius_m, saved.delivers) == (
            10.734,
            106.7215,
            900,
            True,
        )
        assert [c.code for c in saved.categories] == ["food", "shopping"]


def test_requests_as_geojson(cli: FlaskCliRunner, tmp_path: Path) -> None:
    one = feature(
        properties=REQUEST | {"people": 3, "items": [{"category": "food", "note": "a;b"}]}
    )
    assert run(cli, "requests", write_json(tmp_path / "a", collection(one))).counts == (
        1,
        1,
        0,
        0,
        0,
    )


BAD_FEATURES = {
    "no geometry": feature(geometry=None),
    "empty": feature(geometry={"type": "Point", "coordinates": []}),
    "three dimensions of text": feature(geometry={"type": "Point", "coordinates": ["a", "b", "c"]}),
    "not finite": feature(geometry={"type": "Point", "coordinates": [float("nan"), 10]}),
    "infinite": feature(geometry={"type": "Point", "coordinates": [106, float("-inf")]}),
    "huge": feature(geometry={"type": "Point", "coordinates": [10**400, 10]}),
    "swapped": feature(geometry={"type": "Point", "coordinates": [10.73, 106.7]}),
    "truth": feature(geometry={"type": "Point", "coordinates": [True, False]}),
    "nested nothing": feature(geometry={"type": "Polygon", "coordinates": [[["x", "y"]]]}),
    "no properties": feature(properties=None),
    "a list of properties": feature(properties=[1]),
    "odd values": feature(properties=RESPONDER | {"name": {"vi": []}, "kind": None}),
    "not an object": 5,
    "nothing": None,
    "a list": [1, 2],
}


def test_a_bad_feature_costs_itself_only(cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = write_json(tmp_path / "a.geojson", collection(*BAD_FEATURES.values(), feature()))
    outcome = run(cli, "responders", file)
    bad = len(BAD_FEATURES)
    assert (outcome.code, outcome.counts) == (0, (bad + 1, 1, 0, 0, bad))
    assert json.loads(rejected(file)[3]["row"])["name"] == "Tạp hóa Cô Ba"


def test_lone_surrogates_and_nul_are_dropped_and_wrong_bytes_cost_their_row(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    text = json.dumps(collection(feature(1), feature(2)), ensure_ascii=True)
    text = text.replace("C\\u00f4 Ba", "C\\u00f4\\ud800\\u0000 Ba", 1)
    file = tmp_path / "a.json"
    file.write_bytes(text.encode().replace(b"C\\u00f4 Ba", b"C\xf4 Ba"))
    assert run(cli, "responders", file).counts == (2, 1, 0, 0, 1)
    with app.app_context():
        assert db.session.scalars(sa.select(Responder.name)).one() == "Tạp hóa Cô Ba"


def test_lines_and_areas_stand_in_their_middle(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    ring = [[106.0, 10.0], [107.0, 10.0], [107.0, 11.0], [106.0, 11.0], [106.0, 10.0]]
    file = write_json(
        tmp_path / "a.json",
        collection(feature(geometry={"type": "Polygon", "coordinates": [ring]})),
    )
    assert run(cli, "responders", file).counts == (1, 1, 0, 0, 0)
    with app.app_context():
        saved = db.session.scalars(sa.select(Responder)).one()
        assert (saved.lat, saved.lon) == (10.5, 106.5)


def test_what_is_nested_without_end_costs_itself_only(cli: FlaskCliRunner, tmp_path: Path) -> None:
    deep = '{"type": "relation", "id": 1, "members": [' * 300 + "]}" * 300
    rings = '{"type": "Feature", "geometry": {"coordinates": ' + "[" * 400 + "]" * 400 + "}}"
    text = json.dumps(feature())
    file = write_json(tmp_path / "a.json", f'{{"features": [{text}, {deep}, {rings}]}}')
    outcome = run(cli, "responders", file)
    assert outcome.code == 0
    assert outcome.counts[:2] == (3, 1)


def test_a_file_cut_off_at_any_place_keeps_the_rows_before_it(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path
) -> None:
    whole = json.dumps(collection(*(feature(n) for n in range(3))), indent=1)
    for cut in (len(whole) * 9 // 10, len(whole) // 2, 40):
        outcome = run(cli, "responders", write_json(tmp_path / "a.json", whole[:cut]))
        assert outcome.code == 1
        assert "not JSON" in outcome.stderr
        assert "line" in outcome.stderr
    assert count(app, Responder) == 2


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "{}",
        "[1, 2",
        '{"type": "FeatureCollection"}',
        '{"features": 5}',
        '{"features": [' + "[" * 100_000,
        '{"features": []} and more',
        '{"features" []}',
        '{"features": [{"a": }]}',
        "[,]",
    ],
)
def test_what_is_no_such_json_is_refused_in_one_line(
    cli: FlaskCliRunner, tmp_path: Path, content: str
) -> None:
    outcome = run(cli, "responders", write_json(tmp_path / "a.json", content))
    assert outcome.code == 1
    assert len([line for line in outcome.stderr.splitlines() if line.startswith("Error:")]) == 1


def test_an_item_that_never_ends_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_rows, "LONGEST_ITEM", 1 << 20)
    file = io.StringIO('{"features": [{"a": 1}, {"name": "' + "x" * (8 << 20))
    rows = read_json(file)
    assert next(rows).fields == {"a": 1}
    with pytest.raises(BrokenFile, match="never ends"):
        next(rows)
    assert file.tell() < 4 << 20


class Endless(io.TextIOBase):
    """A FeatureCollection of some megabytes that is never in memory as a whole."""

    def __init__(self, features: int) -> None:
        self.left = features
        self.waiting = '{"type": "FeatureCollection", "features": ['

    def read(self, size: int | None = -1) -> str:
        while len(self.waiting) < (size or 0) and self.left:
            self.left -= 1
            self.waiting += json.dumps(feature(self.left)) + ("," if self.left else "]}")
        text, self.waiting = self.waiting[:size], self.waiting[size:]
        return text


def test_memory_stays_flat() -> None:
    number = 20_000
    tracemalloc.start()
    stream = cast(TextIO, Endless(number))
    assert sum(1 for _row in read_json(stream)) == number
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 3_000_000


@pytest.mark.parametrize("at_once", [1, 2, 7, 64])
def test_it_does_not_matter_where_a_piece_ends(
    monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(json_rows, "READ_AT_ONCE", at_once)
    numbers = {"a": 12.5, "bé": [True, None, -3], "c": 'x"\\'}
    text = json.dumps({"elements": [numbers, numbers], "n": 123}, indent=1)
    rows = list(read_json(io.StringIO(text)))
    assert [row.fields for row in rows] == [numbers, numbers]
    assert [row.line for row in rows] == [3, 12]
