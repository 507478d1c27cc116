"""The diary: thank-you notes with their pictures, and an index by which the helped are counted.

Revision: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = "'private', 'waiting', 'shown', 'refused'"
REFUSALS = "'tells_who_or_where', 'picture', 'objection', 'unkind', 'other'"


def upgrade() -> None:
    op.create_table(
        "diary_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("helper_id", sa.Uuid(), nullable=True),
        sa.Column("helper_name", sa.String(40), nullable=False),
        sa.Column("objected", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_name", sa.String(40), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("ward_code", sa.String(12), nullable=True),
        sa.Column("province_code", sa.String(12), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refusal", sa.String(20), nullable=True),
        sa.Column("has_photo", sa.Boolean(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_diary_entry_state")),
        sa.CheckConstraint(
            f"refusal IS NULL OR refusal IN ({REFUSALS})", name=op.f("ck_diary_entry_refusal")
        ),
        sa.CheckConstraint(
            "(state = 'shown') = (shown_at IS NOT NULL)", name=op.f("ck_diary_entry_shown_at")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_request.id"],
            name=op.f("fk_diary_entry_request_id"),
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint(
                [column],
                ["account.id"],
                name=op.f(f"fk_diary_entry_{column}"),
                ondelete="SET NULL",
            )
            for column in ("author_id", "helper_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary_entry")),
        sa.UniqueConstraint("request_id", name=op.f("uq_diary_entry_request_id")),
    )
    op.create_index(op.f("ix_diary_entry_author_id"), "diary_entry", ["author_id"])
    op.create_index(op.f("ix_diary_entry_helper_id"), "diary_entry", ["helper_id"])
    op.create_index(op.f("ix_diary_entry_written_at"), "diary_entry", ["written_at"])
    _partial_index("ix_diary_entry_shown", ["shown_at", "id"], "shown")
    _partial_index("ix_diary_entry_shown_in_province", ["province_code", "shown_at", "id"], "shown")
    _partial_index("ix_diary_entry_waiting", ["written_at", "id"], "waiting")
    op.create_table(
        "diary_photo",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["diary_entry.id"],
            name=op.f("fk_diary_photo_entry_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_diary_photo")),
    )
    op.create_index(
        "ix_help_request_counted",
        "help_request",
        ["status", "province_code", "status_at", "silence"],
    )


def downgrade() -> None:
    op.drop_index("ix_help_request_counted", "help_request")
    op.drop_table("diary_photo")
    op.drop_table("diary_entry")


def _partial_index(name: str, columns: list[str], state: str) -> None:
    where = sa.text(f"state = '{state}'")
    op.create_index(name, "diary_entry", columns, sqlite_where=where, postgresql_where=where)
