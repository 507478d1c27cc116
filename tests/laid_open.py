"""What only a test may do: change rows that are added and never changed."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

KEPT = ("audit_entry", "audit_seal", "consent")
TRIGGERS = sa.text(
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN :tables"
).bindparams(sa.bindparam("tables", KEPT, expanding=True))


@contextmanager
def never_changed_laid_open(connection: sa.Connection) -> Iterator[None]:
    """Takes the triggers that refuse away inside a transaction, and puts them back at its end."""
    if connection.dialect.name == "postgresql":  # as its administrator, whom nothing stops
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        yield
        connection.exec_driver_sql("SET LOCAL session_replication_role = origin")
        return
    triggers = connection.execute(TRIGGERS).all()
    for name, _made_by in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield
    for _name, made_by in triggers:
        connection.exec_driver_sql(made_by)
