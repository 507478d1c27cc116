"""Hotlines: whom to call, by place and topic, and when somebody last checked that they answer.

Revision: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hotline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.String(120), nullable=True),
        sa.Column("name_vi", sa.String(120), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("area_code", sa.String(12), nullable=True),
        sa.Column("hours", sa.String(200), nullable=False),
        sa.Column("note_vi", sa.String(300), nullable=False),
        sa.Column("note_en", sa.String(300), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by_id", sa.Uuid(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["verified_by_id"],
            ["account.id"],
            name=op.f("fk_hotline_verified_by_id_account"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hotline")),
        sa.UniqueConstraint("source_id", name=op.f("uq_hotline_source_id")),
    )
    for column in ("area_code", "verified_by_id"):
        op.create_index(f"ix_hotline_{column}", "hotline", [column])


def downgrade() -> None:
    op.drop_table("hotline")
