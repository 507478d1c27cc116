"""On PostgreSQL the app need not own its tables: a role that only writes rows is enough for it."""

import re
import subprocess
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.consents import forget_old_consents
from connect.consents.models import Consent
from connect.foundation import bulk
from connect.foundation.audit_seals import seal_entries
from connect.foundation.caps import CapCount
from connect.foundation.clock import utcnow
from connect.foundation.config import ROOT
from connect.foundation.database import db, table_of, transaction
from tests.cluster import find_postgres
from tests.foundation.test_audit_kept import LATER
from tests.laid_open import KEPT
from tests.people import People, a_request

ROLE = "connect_app"
REFUSED = {
    "a table is changed": "ALTER TABLE account ADD COLUMN x int",
    "a table is dropped": "DROP TABLE audit_seal CASCADE",
    "a table is made": "CREATE TABLE x (y int)",
    "a table is emptied": "TRUNCATE notice",
    "a trigger is switched off": "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "all triggers are": "SET session_replication_role = replica",
    "a trigger does something else": "CREATE OR REPLACE FUNCTION connect_refuse_change()"
    " RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "another role is taken": "SET ROLE connect",
    "the log is changed": "UPDATE audit_entry SET actor = 'nobody'",
    "the log is cut": "DELETE FROM audit_entry",
    "a seal is changed": "UPDATE audit_seal SET mac = 'mine'",
    "a seal is broken": "DELETE FROM audit_seal",
    "a consent is changed": "UPDATE consent SET given = false",
    "the schema is said to be another": "UPDATE alembic_version SET version_num = '0001'",
    "a file is read": "COPY category FROM '/etc/passwd'",
    "a program is run": "COPY category FROM PROGRAM 'id'",
}


@pytest.fixture
def as_role(
    app: Flask, on_postgis: bool, database_url: str, another_app: Callable[..., Flask]
) -> Iterator[Flask]:
    """The app, as the role to which the shipped script has granted what it says."""
    if not on_postgis:
        pytest.skip("SQLite has no roles")
    url, programs = sa.make_url(database_url), find_postgres()
    assert programs is not None
    call = [str(programs / "psql"), "-X", "-q", "-h", str(url.query["host"]), "-U", "connect"]
    call += ["-d", str(url.database)]
    subprocess.run([*call, "-c", f"CREATE ROLE {ROLE} LOGIN"], check=True)
    script = ["-v", f"app={ROLE}", "-f", str(ROOT / "scripts/app_role.sql")]
    try:
        for _time in range(2):  # after each update
            subprocess.run([*call, *script], check=True)
        here = url.set(username=ROLE).render_as_string(hide_password=False)
        other = another_app(database_url=here)
        yield other
        with other.app_context():
            db.session.remove()
            db.engine.dispose()
    finally:
        end = f"DROP OWNED BY {ROLE}; DROP ROLE {ROLE}"
        subprocess.run([*call, "-c", end], check=True)


def test_it_does_all_that_the_app_does(as_role: Flask) -> None:
    """Of the tables that it may not change at will, and of sequences, COPY and VACUUM."""
    commands = as_role.test_cli_runner()
    for command in (["setup", "--no-demo"], ["upkeep"], ["audit"]):
        done = commands.invoke(args=command)
        assert done.exit_code == 0, (command, done.output, done.exception)
    huong = People(as_role).huong
    asked = huong.client.post("/api/v1/requests", json=a_request())
    assert asked.status_code == 201
    assert huong.client.delete("/api/v1/me").status_code == 204
    counts, now = table_of(CapCount), utcnow()
    window = {"name": "x", "begins_at": now, "ends_at": now, "number": 1}
    said = {"purpose": "help", "text_version": "x", "language": "vi", "channel": "web"}
    with as_role.test_request_context():
        with transaction():
            bulk.insert_many(counts, [window | {"whose": f"{n}"} for n in range(bulk.MANY)])
            at = now - timedelta(days=3 * 366)
            db.session.add(Consent(**said, request_id=uuid.uuid4(), given=True, at=at))
        bulk.vacuum(counts)
        assert seal_entries(now + LATER) > 0
        assert forget_old_consents(now) == 1


def test_it_does_nothing_else(as_role: Flask) -> None:
    taken = []
    with as_role.app_context():
        for what, statement in REFUSED.items():
            try:
                with transaction():
                    db.session.execute(sa.text(statement))
                taken.append(what)
            except sa.exc.ProgrammingError as error:
                told = str(error.orig)
                assert re.search(r"^(permission denied|must be (owner|superuser))", told), told
    assert taken == []


def test_no_table_that_is_only_added_to_is_forgotten(as_role: Flask) -> None:
    """Whichever has the trigger that refuses changes."""
    with as_role.app_context():
        found = db.session.execute(
            sa.text(
                "SELECT DISTINCT c.relname, has_table_privilege(c.oid, 'UPDATE') FROM pg_trigger t"
                " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE p.proname = 'connect_refuse_change'"
            )
        ).all()
    assert sorted((name, may) for name, may in found) == [(name, False) for name in sorted(KEPT)]
