"""Seals on the audit log: who edits it past its triggers is found out.

Triggers refuse to change or remove an entry. Whoever may drop a trigger could still do it, so the
worker seals what has been written: a seal is an HMAC, under the secret key, over the seal before
it and every entry since. The key is not in the database. Writers pay nothing for it.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

import orjson
import sqlalchemy as sa

from connect.foundation.audit import IMPORT, AuditEntry, AuditSeal
from connect.foundation.database import AnyRow, db, table_of, transaction
from connect.foundation.security import keyed_hash

# Longer than any transaction lasts: ids are given out in order, but not saved in order.
LAG = timedelta(minutes=10)
SEALED_AT_ONCE, MOST_SEALS = 10_000, 10
EVERY = timedelta(hours=1)  # a few entries wait for one seal together
_ONE_BY_ONE = 0x5EA1
_entry = table_of(AuditEntry).c


class Checked(NamedTuple):
    """What checking the seals found: how many entries are as they were sealed, how many wait.

    `broken`: the first and the last id between which something is not; behind it nothing was read.
    `expected`: whether a seal that was asked for is there.
    """

    entries: int
    unsealed: int
    last_mac: str
    expected: bool
    broken: tuple[int, int] | None


def seal_entries(now: datetime) -> int:
    """Seals what is older than ten minutes, once an hour or when it is much; how many.

    It is 100,000 entries at most: more wait for the next time.
    """
    sealed = 0
    for _time in range(MOST_SEALS):
        some = _seal_some(now)
        sealed += some
        if some < SEALED_AT_ONCE:
            break
    return sealed


def _seal_some(now: datetime) -> int:
    with transaction():
        if db.engine.dialect.name == "postgresql":  # on SQLite whoever writes is alone
            db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_BY_ONE)))
        before = db.session.scalar(sa.select(AuditSeal).order_by(AuditSeal.last_id.desc()).limit(1))
        mac, last_id, count = _first_mac(before.mac if before else ""), 0, 0
        behind = before.last_id if before else 0
        for row in _entries_behind(behind, _settled(behind, now), SEALED_AT_ONCE):
            mac.update(_as_bytes(row))
            last_id, count = row.id, count + 1
        waits = before is not None and before.at > now - EVERY and count < SEALED_AT_ONCE
        if waits or not count:
            return 0
        db.session.add(AuditSeal(last_id=last_id, entries=count, mac=mac.hexdigest(), at=now))
    return count


def check_seals(expect: str | None = None) -> Checked:
    """Reads the whole log again, and compares it with its seals."""
    entries, last_id, last_mac, expected = 0, 0, "", False
    for seal in db.session.scalars(sa.select(AuditSeal).order_by(AuditSeal.last_id)):
        mac, count = _first_mac(last_mac), 0
        for row in _entries_behind(last_id, seal.last_id):
            mac.update(_as_bytes(row))
            count += 1
        if count != seal.entries or not hmac.compare_digest(mac.hexdigest(), seal.mac):
            return Checked(entries, 0, last_mac, expected, (last_id + 1, seal.last_id))
        entries, last_id, last_mac = entries + count, seal.last_id, seal.mac
        expected = expected or seal.mac == expect
    unsealed = sa.select(sa.func.count()).where(AuditEntry.id > last_id)
    return Checked(entries, db.session.scalar(unsealed) or 0, last_mac, expected, None)


def _first_mac(before: str) -> "hmac.HMAC":
    key = bytes.fromhex(keyed_hash("audit-seal", ""))
    return hmac.new(key, before.encode(), hashlib.sha256)


def _settled(last_id: int, now: datetime) -> int:
    """Up to which entry nothing can come between any more: the last that is ten minutes old.

    What an import tells of the past is not as old as it says: it waits for what is written next.
    """
    old = (_entry.id > last_id, _entry.at <= now - LAG, _entry.actor != IMPORT)
    return db.session.scalar(sa.select(sa.func.max(_entry.id)).where(*old)) or last_id


def _entries_behind(last_id: int, end: int, most: int | None = None) -> Iterable[AnyRow]:
    between = sa.select(*_entry).where(_entry.id > last_id, _entry.id <= end)
    return db.session.execute(between.order_by(_entry.id).limit(most))


def _as_bytes(row: AnyRow) -> bytes:
    said = [row.id, row.at, row.actor, row.action, row.subject_id, row.detail]
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
