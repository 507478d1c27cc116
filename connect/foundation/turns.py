"""One after the other: whoever does a thing waits for whoever is just doing it."""

import sqlalchemy as sa

from connect.foundation.database import db


def wait_turn(name: str) -> None:
    """Waits inside a transaction, and keeps the turn of this name until it ends.

    What is read behind it is what the one before has written. SQLite has one writer at any time.
    """
    if db.engine.dialect.name == "postgresql":
        key = sa.func.hashtextextended(name, 0)
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))
