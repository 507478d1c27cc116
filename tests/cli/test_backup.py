"""`flask restore` where things are not as they should be. The round trip is in test_upkeep.py."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from flask_migrate import upgrade

from connect.app import create_app
from connect.foundation.config import Settings
from connect.help_requests.models import HelpRequest
from tests.people import a_request, count


@pytest.fixture
def own_app(settings: Settings, tmp_path: Path, on_postgis: bool) -> Flask:
    """An app with a database file of its own, to be broken."""
    if on_postgis:
        pytest.skip("this is about the file of the embedded database")
    app = create_app(replace(settings, database_url=f"sqlite:///{tmp_path / 'own' / 'own.db'}"))
    (tmp_path / "own").mkdir()
    with app.app_context():
        upgrade()
    return app


def saved(cli: FlaskCliRunner, file: Path) -> Path:
    result = cli.invoke(args=["backup", str(file)])
    assert result.exit_code == 0, result.output
    return file


def test_a_backup_restores_onto_nothing_and_onto_a_broken_file(
    own_app: Flask, tmp_path: Path
) -> None:
    assert own_app.test_client().post("/api/v1/requests", json=a_request()).status_code == 201
    cli = own_app.test_cli_runner()
    file = saved(cli, tmp_path / "connect.backup")
    ours = tmp_path / "own" / "own.db"
    for ruin in (ours.unlink, lambda: ours.write_bytes(b"nonsense" * 4096)):
        with own_app.app_context():
            own_app.extensions["sqlalchemy"].engine.dispose()
        for rest in ("-wal", "-shm"):
            ours.with_name(ours.name + rest).unlink(missing_ok=True)
        ruin()
        result = cli.invoke(args=["restore", str(file)])
        assert result.exit_code == 0, result.output
        assert count(own_app, HelpRequest) == 1
    assert ours.with_name("own.db.broken").read_bytes().startswith(b"nonsense")


def test_a_backup_of_a_newer_connect_is_refused(
    own_app: Flask, app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    cli = own_app.test_cli_runner()
    file = saved(cli, tmp_path / "connect.backup")
    with closing(sqlite3.connect(file)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    result = cli.invoke(args=["restore", str(file)])
    assert result.exit_code == 1
    assert "does not know" in result.output


def test_a_folder_that_is_not_there_is_said_in_one_line(
    cli: FlaskCliRunner, tmp_path: Path
) -> None:
    result = cli.invoke(args=["backup", str(tmp_path / "no" / "file")])
    assert result.exit_code == 1
    assert len(result.output.strip().splitlines()) == 1
    assert not any(tmp_path.iterdir())
