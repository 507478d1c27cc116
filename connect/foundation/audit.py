"""The audit log: who did what to what, and who saw what. Rows are added, never changed.

Triggers of the database refuse everything else, and `audit_seals` finds out who goes past them.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.bulk import insert_many
from connect.foundation.clock import utcnow
from connect.foundation.database import Model, db, table_of, transaction

REVEALED, ONE_LOOK = "revealed", timedelta(minutes=15)
IMPORT = "import"  # who tells what has happened elsewhere, when it has
BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class _Account(Protocol):
    id: Mapped[uuid.UUID]


class AuditEntry(Model):
    """One act. `actor` is an account's id, or `requester`, `system`, `import`."""

    __tablename__ = "audit_entry"
    __table_args__ = (sa.Index("ix_audit_entry_subject", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    actor: Mapped[str] = mapped_column(sa.String(40))
    action: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[uuid.UUID]
    detail: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)


class AuditSeal(Model):
    """Entries from the seal before it up to `last_id`, and their HMAC in hexadecimal."""

    __tablename__ = "audit_seal"

    last_id: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)
    entries: Mapped[int]
    mac: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(default=utcnow)


def actor_of(account: _Account | None) -> str:
    """By what name the log knows who acts: without an account, whoever holds a request's link."""
    return str(account.id) if account else "requester"


def record(actor: str, action: str, subject_id: uuid.UUID, **detail: Any) -> None:
    """Adds an entry to the transaction under way. `detail` holds no personal data."""
    db.session.add(AuditEntry(actor=actor, action=action, subject_id=subject_id, detail=detail))


def record_look(actor: str, subject_id: uuid.UUID) -> None:
    """An entry that somebody was shown what is private: once in a quarter of an hour for each.

    A page that is open looks again by itself, whenever something has changed.
    """
    if not looked_lately(actor, subject_id):
        with transaction():
            record(actor, REVEALED, subject_id)


def looked_lately(actor: str, subject_id: uuid.UUID) -> bool:
    """Whether somebody was shown what is private within the last quarter of an hour."""
    lately = sa.select(AuditEntry.id).where(
        AuditEntry.subject_id == subject_id,
        AuditEntry.actor == actor,
        AuditEntry.action == REVEALED,
        AuditEntry.at > utcnow() - ONE_LOOK,
    )
    return db.session.scalar(lately.limit(1)) is not None


def record_each(
    actor: str, action: str, subject_id: uuid.UUID, details: Iterable[Mapping[str, Any]]
) -> None:
    """One entry for each of `details`, as `record` makes them, by one statement."""
    entry = {"at": utcnow(), "actor": actor, "action": action, "subject_id": subject_id}
    insert_many(table_of(AuditEntry), [entry | {"detail": detail} for detail in details])


def looks_at(subject_ids: Collection[uuid.UUID]) -> list[AuditEntry]:
    """Each time that somebody was shown what is private of one of these, oldest first."""
    asked = sa.select(AuditEntry).where(
        AuditEntry.subject_id.in_(subject_ids), AuditEntry.action == REVEALED
    )
    return list(db.session.scalars(asked.order_by(AuditEntry.id)))


def history(subject_id: uuid.UUID) -> list[AuditEntry]:
    """What happened to one thing, oldest first."""
    return list(
        db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.subject_id == subject_id).order_by(AuditEntry.id)
        )
    )
