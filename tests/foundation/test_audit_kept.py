"""Nobody edits the audit log: the database refuses, and who gets past that is found out."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.accounts import Account
from connect.foundation import audit, audit_seals
from connect.foundation.audit import AuditEntry, AuditSeal
from connect.foundation.audit_seals import EVERY, LAG, check_seals, seal_entries
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from tests.laid_open import never_changed_laid_open

LATER = LAG + timedelta(seconds=1)


def acts(number: int) -> list[int]:
    """So many entries; the ids of all."""
    with transaction():
        for n in range(number):
            audit.record("system", "sealed", uuid.UUID(int=n), number=n)
    return list(db.session.scalars(sa.select(AuditEntry.id).order_by(AuditEntry.id)))


def test_the_log_knows_an_account_by_its_id_and_a_link_as_whoever_asked() -> None:
    some = Account(id=uuid.uuid4())
    assert audit.actor_of(some) == str(some.id)
    assert audit.actor_of(None) == "requester"


REFUSED = {
    "change": "UPDATE audit_entry SET actor = 'nobody'",
    "remove": "DELETE FROM audit_entry",
    "empty": "TRUNCATE audit_entry",
    "replace": "INSERT OR REPLACE INTO audit_entry SELECT id, at, 'nobody', action, subject_id,"
    " detail FROM audit_entry",
    "seal": "UPDATE audit_seal SET mac = 'mine'",
    "break the seal": "DELETE FROM audit_seal",
}


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses(context: Flask, on_postgis: bool, statement: str) -> None:
    if statement == ("replace" if on_postgis else "empty"):
        pytest.skip("this database has no such statement")
    acts(2)
    seal_entries(utcnow() + LATER)
    with pytest.raises(sa.exc.DBAPIError, match="never changed"), transaction():
        db.session.execute(sa.text(REFUSED[statement]))
    assert set(db.session.scalars(sa.select(AuditEntry.actor))) == {"system"}
    assert check_seals().broken is None
    acts(1)  # and it goes on being written


def tampered(statement: sa.UpdateBase) -> None:
    """As whoever owns the database could."""
    with transaction(), never_changed_laid_open(db.session.connection()):
        db.session.execute(statement)


OTHERS: dict[str, dict[str, Any]] = {
    "actor": {"actor": "nobody"},
    "time": {"at": utcnow() - timedelta(days=1)},
    "subject": {"subject_id": uuid.UUID(int=77)},
    "detail": {"detail": {"number": 7}},
}

ANOTHER = {
    "at": utcnow(),
    "actor": "nobody",
    "action": "sealed",
    "subject_id": uuid.UUID(int=1),
    "detail": {},
}


@pytest.mark.parametrize("what", [*OTHERS, "removed", "put in", "seal removed", "beginning"])
def test_who_gets_past_it_is_found_out(
    context: Flask, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(audit_seals, "SEALED_AT_ONCE", 2)
    ids = acts(5)
    third = AuditEntry.id == ids[2]
    tampered(sa.delete(AuditEntry).where(AuditEntry.id == ids[3]))  # as one that was rolled back
    assert seal_entries(utcnow() + LATER) == 4
    assert check_seals()[:2] == (4, 0)
    macs = list(db.session.scalars(sa.select(AuditSeal.mac).order_by(AuditSeal.last_id)))
    if what == "removed":
        tampered(sa.delete(AuditEntry).where(third))
    elif what == "put in":
        tampered(sa.insert(AuditEntry).values(id=ids[3], **ANOTHER))
    elif what == "beginning":  # with its seal: the next one knows of it
        tampered(sa.delete(AuditEntry).where(AuditEntry.id <= ids[1]))
    if what in ("seal removed", "beginning"):
        tampered(sa.delete(AuditSeal).where(AuditSeal.last_id == ids[1]))
    elif what in OTHERS:
        tampered(sa.update(AuditEntry).where(third).values(OTHERS[what]))
    if what in ("seal removed", "beginning"):
        assert check_seals() == (0, 0, "", False, (1, ids[4]))
    else:
        assert check_seals() == (2, 0, macs[0], False, (ids[2], ids[4]))


def test_what_was_cut_off_at_the_end_is_missed_by_its_seal(
    context: Flask, cli: FlaskCliRunner
) -> None:
    acts(2)
    seal_entries(utcnow() + LATER)
    noted = check_seals().last_mac
    told = cli.invoke(args=["audit", "--expect", noted])
    assert (told.exit_code, noted in told.output) == (0, True)
    assert "2 entries are as they were sealed, 0 not sealed yet." in told.output
    tampered(sa.delete(AuditEntry))
    assert cli.invoke(args=["audit"]).exit_code == 1
    tampered(sa.delete(AuditSeal))
    assert cli.invoke(args=["audit"]).exit_code == 0  # of itself a log knows no end
    cut_off = cli.invoke(args=["audit", "--expect", noted])
    assert (cut_off.exit_code, "its end was cut off" in cut_off.output) == (1, True)


def test_what_an_import_tells_of_the_past_is_as_young_as_it_is(context: Flask) -> None:
    now = utcnow()
    told = {"at": now - timedelta(days=9), "actor": audit.IMPORT, "action": "opened"}
    with transaction():
        db.session.add(AuditEntry(**told, subject_id=uuid.UUID(int=1)))
    assert seal_entries(now) == 0  # somebody who began before may still save theirs before it
    acts(1)
    assert seal_entries(now) == 0
    assert seal_entries(now + LATER) == 2


def test_what_is_young_waits_for_its_seal(context: Flask) -> None:
    now = utcnow()
    acts(1)
    assert seal_entries(now) == 0  # another may still be saved before it
    assert seal_entries(now + LATER) == 1
    acts(1)
    assert seal_entries(now + LATER) == 0  # one seal an hour is enough
    assert check_seals().unsealed == 1
    assert seal_entries(now + LATER + EVERY) == 1
    assert seal_entries(now + LATER + 2 * EVERY) == 0
