"""`flask upkeep`, `flask worker`, `flask outbox`, `flask backup` and `restore`."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from connect.foundation.config import Settings
from connect.help_requests.models import HelpRequest
from tests.people import a_request, count


def test_upkeep_says_what_it_did_and_does_it_once(cli: FlaskCliRunner) -> None:
    result = cli.invoke(args=["upkeep"])
    assert result.exit_code == 0, result.output
    assert result.output.split()[0] == "timed_out"


def test_the_worker_stops_when_it_is_told(settings: Settings, app: Flask) -> None:
    environment = os.environ | {
        "CONNECT_DATABASE_URL": settings.database_url,
        "CONNECT_VAR": str(settings.var),
        "CONNECT_SECRET_KEY": settings.secret_key,
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi:app", "worker"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "The worker runs.\n"
    worker.send_signal(signal.SIGTERM)
    _out, errors = worker.communicate(timeout=20)
    assert worker.returncode == 0
    assert errors == ""


def test_the_outbox_shows_what_went_to_one_phone(cli: FlaskCliRunner, client: FlaskClient) -> None:
    for phone in ("0912345678", "0912345679"):
        body = {"phone": phone, "name": "Hương", "password": "correct horse"}
        assert client.post("/api/v1/accounts", json=body).status_code == 202
    shown = cli.invoke(args=["outbox", "--to", "0912 345 678"]).output.splitlines()
    assert len(shown) == 1
    assert '"to":"+84912345678"' in shown[0]
    assert cli.invoke(args=["outbox", "--to", "x"]).exit_code == 2


def test_a_backup_brings_back_what_was_lost(
    cli: FlaskCliRunner, client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "connect.backup"
    assert client.post("/api/v1/requests", json=a_request()).status_code == 201
    saved = cli.invoke(args=["backup", str(file)])
    assert saved.exit_code == 0, saved.output
    assert file.stat().st_mode & 0o077 == 0
    assert client.post("/api/v1/requests", json=a_request(people=5)).status_code == 201
    assert count(app, HelpRequest) == 2
    restored = cli.invoke(args=["restore", "--yes", str(file)])
    assert restored.exit_code == 0, restored.output
    assert count(app, HelpRequest) == 1
    assert cli.invoke(args=["backup", str(file)]).exit_code == 1, "nothing is overwritten"


def test_a_file_that_is_no_backup_changes_nothing(
    cli: FlaskCliRunner, client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    assert client.post("/api/v1/requests", json=a_request()).status_code == 201
    wrong = tmp_path / "wrong"
    wrong.write_bytes(b"not a database at all" * 100)
    result = cli.invoke(args=["restore", "--yes", str(wrong)])
    assert result.exit_code == 1
    assert count(app, HelpRequest) == 1
