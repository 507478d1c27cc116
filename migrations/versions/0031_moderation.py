"""What people report of a request, and what a coordinator decides of it.

Revision: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judgement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(6), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("appeal", sa.String(500), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("verdict IN ('stays', 'closed')", name=op.f("ck_judgement_verdict")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_request.id"],
            name=op.f("fk_judgement_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["account.id"], name=op.f("fk_judgement_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index("ix_judgement_request_id", "judgement", ["request_id"])
    op.create_index("ix_judgement_by_id", "judgement", ["by_id"])
    op.create_table(
        "flag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("reporter", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("side", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(8), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("ward_code", sa.String(12), nullable=True),
        sa.Column("province_code", sa.String(12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judgement_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('fraud', 'untrue', 'unkind', 'private', 'other')",
            name=op.f("ck_flag_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_request.id"], name=op.f("fk_flag_request_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_flag_account_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["judgement_id"],
            ["judgement.id"],
            name=op.f("fk_flag_judgement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag")),
        sa.UniqueConstraint("request_id", "reporter", name=op.f("uq_flag_request_id_reporter")),
    )
    op.create_index("ix_flag_account_id", "flag", ["account_id"])
    op.create_index("ix_flag_judgement_id", "flag", ["judgement_id"])


def downgrade() -> None:
    op.drop_table("flag")
    op.drop_table("judgement")
