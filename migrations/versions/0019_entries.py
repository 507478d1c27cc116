"""Entries of shops: claimed, edited, removed for good, and merged where one shop stood twice.

Revision: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("responder", sa.Column("edited", sa.String(200), nullable=True))
    # With its reference in one go: SQLite cannot add one to a table that is there.
    kind = sa.Uuid().compile(dialect=op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE responder ADD COLUMN merged_into_id {kind} "
        "CONSTRAINT fk_responder_merged_into_id REFERENCES responder (id) ON DELETE CASCADE"
    )
    op.create_index("ix_responder_merged_into_id", "responder", ["merged_into_id"])
    op.create_table(
        "removed_source",
        sa.Column("source_id", sa.String(120), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("source_id", name="pk_removed_source"),
    )
    _add_claims()
    _add_doubles()


def downgrade() -> None:
    for table in ("entry_merge", "look_alike", "entry_claim", "claim_code", "removed_source"):
        op.drop_table(table)
    op.drop_index("ix_responder_merged_into_id", "responder")
    op.drop_column("responder", "merged_into_id")
    op.drop_column("responder", "edited")


def _add_claims() -> None:
    op.create_table(
        "claim_code",
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        _reference("claim_code", "responder_id", "responder"),
        _reference("claim_code", "account_id", "account"),
        sa.PrimaryKeyConstraint("responder_id", "account_id", name="pk_claim_code"),
    )
    op.create_index("ix_claim_code_account_id", "claim_code", ["account_id"])
    op.create_index("ix_claim_code_expires_at", "claim_code", ["expires_at"])
    op.create_table(
        "entry_claim",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(500), nullable=False),
        sa.Column("ward_code", sa.String(12), nullable=True),
        sa.Column("province_code", sa.String(12), nullable=True),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'granted', 'refused')", name="state"),
        _reference("entry_claim", "responder_id", "responder"),
        _reference("entry_claim", "account_id", "account"),
        _reference("entry_claim", "decided_by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_entry_claim"),
    )
    waits = sa.text("state = 'waiting'")
    op.create_index(
        "uq_entry_claim_waiting",
        "entry_claim",
        ["responder_id", "account_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )
    for column in ("account_id", "decided_by_id", "created_at"):
        op.create_index(f"ix_entry_claim_{column}", "entry_claim", [column])


def _add_doubles() -> None:
    op.create_table(
        "look_alike",
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("ward_code", sa.String(12), nullable=True),
        sa.Column("province_code", sa.String(12), nullable=True),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("told_apart_at", MOMENT, nullable=True),
        _reference("look_alike", "first_id", "responder"),
        _reference("look_alike", "second_id", "responder"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_look_alike"),
    )
    op.create_index("ix_look_alike_second_id", "look_alike", ["second_id"])
    op.create_table(
        "entry_merge",
        sa.Column("gone_id", sa.Uuid(), nullable=False),
        sa.Column("stays_id", sa.Uuid(), nullable=False),
        sa.Column("ward_code", sa.String(12), nullable=True),
        sa.Column("province_code", sa.String(12), nullable=True),
        sa.Column("merged_at", MOMENT, nullable=False),
        sa.Column("was_available", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_followed", sa.Boolean(), nullable=False),
        sa.Column("goods", sa.JSON(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        _reference("entry_merge", "gone_id", "responder"),
        _reference("entry_merge", "stays_id", "responder"),
        _reference("entry_merge", "owner_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("gone_id", name="pk_entry_merge"),
    )
    for column in ("stays_id", "owner_id", "merged_at"):
        op.create_index(f"ix_entry_merge_{column}", "entry_merge", [column])


def _reference(
    table: str, column: str, other: str, on_deletion: str = "CASCADE"
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=on_deletion
    )
