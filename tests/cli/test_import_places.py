"""An import's shops in the sea or abroad: put aside with a reason, unless any country is taken."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.cli.files import rejected, run, write_csv

ROWS = [
    {"source_id": "1", "kind": "supplier", "name": "Chợ Bến Thành", "categories": "food",
     "lat": "10.7725", "lon": "106.6980"},
    {"source_id": "2", "kind": "supplier", "name": "In the sea", "categories": "food",
     "lat": "12", "lon": "112"},
    {"source_id": "3", "kind": "supplier", "name": "Nowhere", "categories": "food",
     "lat": "0", "lon": "0"},
    {"source_id": "4", "kind": "volunteer", "name": "In Paris", "categories": "medical_advice",
     "lat": "48.85", "lon": "2.35"},
]  # fmt: skip


def test_they_are_rejected_with_a_reason(cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "shops.csv", ROWS)
    assert run(cli, "responders", file).counts == (4, 2, 0, 0, 2)
    assert all("50 km from Viet Nam" in row["reason"] for row in rejected(file))


def test_a_setting_takes_any_country(
    app: Flask, cli: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], anywhere=True))
    assert run(cli, "responders", write_csv(tmp_path / "shops.csv", ROWS)).counts == (4, 4, 0, 0, 0)
