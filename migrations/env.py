"""Runs the migrations on the app's own engine, each in its own transaction."""

import sqlalchemy as sa
from alembic import context
from flask import current_app

from connect.foundation.database import db

# SQLite adds a reference to a table that is there only within its column, and then tells neither
# its name nor what it does on deletion.
WITHIN_COLUMN = (
    None,
    "fk_assignment_account_id",
    "fk_responder_merged_into_id",
    "fk_responder_organisation_id",
)


def _ours(
    thing: sa.schema.SchemaItem, name: str | None, kind: str, reflected: bool, other: object
) -> bool:
    """Leaves out what the databases keep for themselves: R*Tree shadows, PostGIS' own tables."""
    if kind == "table":
        return name in db.metadata.tables or not (
            reflected and (name == "spatial_ref_sys" or "_rtree" in (name or ""))
        )
    if kind == "foreign_key_constraint" and context.get_bind().dialect.name == "sqlite":
        return name not in WITHIN_COLUMN
    if kind == "column":
        return name not in ("location", "reach", "outline")
    return not (kind == "index" and reflected and (name or "").endswith(("_location", "_outline")))


def run_migrations() -> None:
    """Upgrades or downgrades as asked on the command line."""
    engine: sa.Engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=_ours,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run_migrations()
