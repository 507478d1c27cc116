"""`flask upkeep`, `flask worker`, `flask outbox`, `flask backup` and `restore`."""

import os
import signal
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from connect.accounts.models import AccessToken, SignUp
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, transaction
from connect.foundation.idempotency import KEPT, IdempotentCall
from connect.foundation.security import keyed_hash
from connect.help_requests.models import HelpRequest
from tests.people import People, a_request, count
from tests.situations import long_silent


def upkeep(cli: FlaskCliRunner) -> dict[str, int]:
    """Runs it; what it says it did."""
    result = cli.invoke(args=["upkeep"])
    assert result.exit_code == 0, result.output
    words = result.output.split()
    return dict(zip(words[::2], map(int, words[1::2]), strict=True))


def test_upkeep_says_what_it_did_and_does_it_once(
    cli: FlaskCliRunner, client: FlaskClient, app: Flask
) -> None:
    key = {"Idempotency-Key": "a key"}
    old, new = (
        client.post("/api/v1/requests", json=a_request(phone=phone), headers=key).get_json()["id"]
        for phone in ("0912 345 601", "0912 345 602")
    )
    with app.test_request_context():
        long_silent(uuid.UUID(old))
        with transaction():
            calls = db.session.query(IdempotentCall).all()
            calls[0].created_at -= KEPT + timedelta(minutes=1)
        kept = calls[1].key_hash

    def rows() -> tuple[list[tuple[object, ...]], list[str]]:
        with app.app_context():
            requests = sa.select(
                HelpRequest.id, HelpRequest.status, HelpRequest.close_reason, HelpRequest.status_at
            )
            return (
                [tuple(row) for row in db.session.execute(requests.order_by(HelpRequest.status))],
                list(db.session.scalars(sa.select(IdempotentCall.key_hash))),
            )

    done = upkeep(cli)
    assert (done["expired"], done["keys_forgotten"]) == (1, 1)
    assert sum(done.values()) - done["points_counted"] == 2, done
    after = rows()
    assert [row[:3] for row in after[0]] == [
        (uuid.UUID(old), "closed", "expired"),
        (uuid.UUID(new), "open", None),
    ]
    assert after[1] == [kept]
    assert set(upkeep(cli).values()) == {0}
    assert rows() == after


def test_upkeep_forgets_what_has_expired_and_keeps_the_rest(
    app: Flask, cli: FlaskCliRunner, client: FlaskClient, people: People
) -> None:
    dead, live = people.huong.token, people.minh.token
    for phone in ("0912345678", "0912345679"):
        body = {"phone": phone, "name": "Ai đó", "password": "correct horse"}
        assert client.post("/api/v1/accounts", json=body).status_code == 202
    with app.app_context(), transaction():
        for row, which in (
            (SignUp, SignUp.phone == "+84912345678"),
            (AccessToken, AccessToken.token_hash == keyed_hash("access", dead)),
        ):
            db.session.execute(sa.update(row).where(which).values(expires_at=utcnow()))
    assert "proofs_forgotten 2" in cli.invoke(args=["upkeep"]).output
    with app.app_context():
        assert db.session.scalars(sa.select(SignUp.phone)).all() == ["+84912345679"]
        kept = db.session.scalars(sa.select(AccessToken.token_hash)).all()
        assert kept == [keyed_hash("access", live)]
    assert "proofs_forgotten 0" in cli.invoke(args=["upkeep"]).output


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
