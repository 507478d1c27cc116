"""Cases on the desk: who has them, when to call again, notes, who looks; and requests made one.

Revision: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "desk_case",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("coordinator_id", sa.Uuid(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("call_at", MOMENT, nullable=True),
        _reference("desk_case", "request_id", "help_request", "CASCADE"),
        _reference("desk_case", "coordinator_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_desk_case")),
    )
    for column in ("coordinator_id", "call_at"):
        held = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_desk_case_{column}",
            "desk_case",
            [column],
            sqlite_where=held,
            postgresql_where=held,
        )
    op.create_table(
        "desk_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _reference("desk_note", "request_id", "help_request", "CASCADE"),
        _reference("desk_note", "author_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_note")),
    )
    op.create_index("ix_desk_note_request_id_at", "desk_note", ["request_id", "at"])
    op.create_index(op.f("ix_desk_note_author_id"), "desk_note", ["author_id"])
    op.create_table(
        "desk_look",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        _reference("desk_look", "request_id", "help_request", "CASCADE"),
        _reference("desk_look", "account_id", "account", "CASCADE"),
        sa.PrimaryKeyConstraint("request_id", "account_id", name=op.f("pk_desk_look")),
    )
    op.create_index(op.f("ix_desk_look_account_id"), "desk_look", ["account_id"])
    op.create_table(
        "merged_request",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kept_id", sa.Uuid(), nullable=False),
        sa.Column("item_ids", sa.JSON(), nullable=False),
        _reference("merged_request", "request_id", "help_request", "CASCADE"),
        _reference("merged_request", "kept_id", "help_request", "CASCADE"),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_merged_request")),
    )
    op.create_index(op.f("ix_merged_request_kept_id"), "merged_request", ["kept_id"])


def downgrade() -> None:
    for table in ("merged_request", "desk_look", "desk_note", "desk_case"):
        op.drop_table(table)


def _reference(table: str, column: str, to: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=gone
    )
