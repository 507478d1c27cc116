"""The database is locked, lost, broken, full or stopped: 503, nothing torn, and on it goes."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import event

from connect.foundation import audit, database
from connect.foundation.database import db
from tests.cluster import find_postgres, throwaway_cluster
from tests.people import People, a_request
from tests.web import Browser, browser_of

KEPT = ("category", "alembic_version")
ASK = "/api/v1/requests"


@pytest.fixture
def embedded_only(on_postgis: bool) -> None:
    """These troubles are SQLite's own."""
    if on_postgis:
        pytest.skip("a file's troubles")


@pytest.fixture
def lone_app(
    another_app: Callable[..., Flask],
    migrated_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    embedded_only: None,
) -> Flask:
    """An app on a file of its own, that waits for a lock a moment only."""
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.2)
    file = tmp_path / "lone.db"
    shutil.copy(migrated_file, file)
    return another_app(database_url=f"sqlite:///{file}", var=tmp_path)


def file_of(app: Flask) -> Path:
    with app.app_context():
        return Path(str(db.engine.url.database))


def filled(app: Flask) -> dict[str, int]:
    """The tables that hold anything, with how many rows."""
    with app.app_context(), db.engine.connect() as connection:
        rows = {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in db.metadata.tables.items()
            if name not in KEPT
        }
    return {name: n for name, n in rows.items() if n}


def check_away(app: Flask, *, reads: bool) -> None:
    """Programs get a problem, people a page; `reads` where reading goes on."""
    browser = browser_of(app)
    refused = app.test_client().post(ASK, json=a_request())
    assert refused.status_code == 503
    assert refused.mimetype == "application/problem+json"
    assert refused.json is not None
    assert refused.json["status"] == 503
    form = {"phone": "0912345671", "name": "Tư", "password": "mười hai con"} | browser.csrf()
    page = browser.post("/sign-up", data=form)
    assert page.status_code == 503
    assert page.mimetype == "text/html"
    expected = 200 if reads else 503
    for url in ("/ready", f"{ASK}?near=10.7,106.7", ASK, "/requests", "/"):
        assert browser.get(url).status_code == expected, url
    assert browser.get("/live").status_code == 200


@contextmanager
def write_lock_held(file: Path) -> Iterator[None]:
    """Another process holds SQLite's one write lock."""
    hold = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", hold, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdin
    assert holder.stdout
    try:
        assert holder.stdout.readline() == b"held\n"
        yield
    finally:
        holder.stdin.close()
        holder.wait(timeout=10)
        holder.stdout.close()


def test_while_another_holds_the_lock_reading_goes_on_and_writing_waits(lone_app: Flask) -> None:
    browser = browser_of(lone_app)
    with write_lock_held(file_of(lone_app)):
        check_away(lone_app, reads=True)
    assert filled(lone_app) == {}
    assert browser.post(ASK, json=a_request()).status_code == 201


def test_who_is_signed_in_gets_the_page_too(lone_app: Flask) -> None:
    browser = People(lone_app).ba_tu.browser
    with lone_app.app_context():
        db.engine.dispose()
    file_of(lone_app).write_bytes(b"this is no database at all" * 1_000)
    for url in ("/", "/mine", "/account", "/requests"):
        assert browser.get(url).status_code == 503, url


def test_a_file_that_is_gone_is_missed_and_found_again(lone_app: Flask, tmp_path: Path) -> None:
    browser, file = browser_of(lone_app), file_of(lone_app)
    assert browser.post(ASK, json=a_request()).status_code == 201
    with lone_app.app_context(), db.engine.connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    away = tmp_path / "away"
    shutil.move(file, away)
    # The connections in the pool still hold the file that no name leads to any more.
    check_away(lone_app, reads=False)
    os.replace(away, file)
    assert browser.post(ASK, json=a_request()).status_code == 201
    assert filled(lone_app)["help_request"] == 2


def test_a_file_of_garbage_is_no_database(lone_app: Flask, tmp_path: Path) -> None:
    browser, file = browser_of(lone_app), file_of(lone_app)
    away = tmp_path / "away"
    with lone_app.app_context(), db.engine.connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    shutil.copy(file, away)
    garbage = tmp_path / "garbage"
    garbage.write_bytes(os.urandom(100_000))
    os.replace(garbage, file)
    check_away(lone_app, reads=False)
    for left in ("-wal", "-shm"):
        Path(f"{file}{left}").unlink(missing_ok=True)
    os.replace(away, file)
    assert browser.post(ASK, json=a_request()).status_code == 201


def test_a_full_disk_saves_nothing_in_part(lone_app: Flask) -> None:
    browser = browser_of(lone_app)
    with lone_app.app_context():
        engine = db.engine

    def fill_up(connection: sqlite3.Connection, *_about: object) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    event.listen(engine, "checkout", fill_up)
    statuses = [browser.post(ASK, json=a_request()).status_code for _n in range(80)]
    event.remove(engine, "checkout", fill_up)
    saved = statuses.count(201)
    assert set(statuses) == {201, 503}  # as long as there was room on the last pages
    assert filled(lone_app)["help_request"] == filled(lone_app)["request_item"] == saved
    assert filled(lone_app)["audit_entry"] == 2 * saved  # opened, and nobody there to ask
    assert filled(lone_app)["listed_request"] == 2 * saved
    with lone_app.app_context():
        engine.dispose()
    assert browser.post(ASK, json=a_request()).status_code == 201


def test_a_connection_that_breaks_in_the_middle_saves_nothing(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_about: object, **_detail: object) -> None:
        raise sa.exc.OperationalError("INSERT", {}, Exception("server closed the connection"))

    with monkeypatch.context() as broken:
        broken.setattr(audit, "record", break_off)
        answer = client.post(ASK, json=a_request(), headers={"Idempotency-Key": "k"})
    assert answer.status_code == 503
    assert filled(app) == {}
    again = client.post(ASK, json=a_request(), headers={"Idempotency-Key": "k"})
    assert again.status_code == 201


def test_our_own_mistake_is_not_called_the_databases(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def be_wrong(*_about: object, **_detail: object) -> None:
        raise sa.exc.IntegrityError("INSERT", {}, Exception("NOT NULL constraint failed"))

    monkeypatch.setattr(audit, "record", be_wrong)
    monkeypatch.setattr(app, "testing", False)
    assert client.post(ASK, json=a_request()).status_code == 500
    assert filled(app) == {}


def test_a_stopped_server_is_missed_and_found_again(
    another_app: Callable[..., Flask], on_postgis: bool, tmp_path: Path
) -> None:
    if not on_postgis:
        pytest.skip("a server's troubles")
    programs = find_postgres()
    assert programs is not None
    with throwaway_cluster() as url:
        folder = url.partition("?host=")[2]
        owner = "postgres" if os.geteuid() == 0 else None
        control = [str(programs / "pg_ctl"), "-D", f"{folder}/data", "-w", "-s"]
        options = ["-o", f"-k {folder} -c listen_addresses=''", "-l", f"{folder}/data/log", "start"]

        def call(*arguments: str) -> None:
            groups: list[str] | None = None if owner is None else []
            subprocess.run(
                [*control, *arguments], check=True, user=owner, group=owner, extra_groups=groups,
                cwd="/", stdout=subprocess.DEVNULL,
            )  # fmt: skip

        app = another_app(database_url=url, var=tmp_path)
        with app.app_context():
            upgrade()
        browser = browser_of(app)
        assert browser.post(ASK, json=a_request()).status_code == 201
        call("-m", "fast", "stop")
        check_away(app, reads=False)
        call(*options)
        assert browser.post(ASK, json=a_request()).status_code == 201
        assert filled(app)["help_request"] == 2
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
