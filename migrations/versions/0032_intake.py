"""What was taken down by phone and on paper: who did, the numbered sheets, the work orders.

Revision: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "intake",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("way", sa.String(5), nullable=False),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reporter_name", sa.String(80), nullable=False),
        sa.Column("reporter_phone", sa.String(20), nullable=True),
        sa.CheckConstraint("way IN ('phone', 'paper')", name=op.f("ck_intake_way")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_request.id"],
            name=op.f("fk_intake_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["taken_by_id"], ["account.id"], name=op.f("fk_intake_taken_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_intake")),
    )
    op.create_index("ix_intake_taken_by_id", "intake", ["taken_by_id"])
    op.create_index("ix_intake_reporter_phone", "intake", ["reporter_phone"])
    op.create_table(
        "paper_form",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("printed_by_id", sa.Uuid(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["printed_by_id"],
            ["account.id"],
            name=op.f("fk_paper_form_printed_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_request.id"],
            name=op.f("fk_paper_form_request_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_form")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_paper_form_token_hash")),
    )
    op.create_index("ix_paper_form_printed_by_id", "paper_form", ["printed_by_id"])
    op.create_index("ix_paper_form_request_id", "paper_form", ["request_id"])
    op.create_table(
        "work_order",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("printed_by_id", sa.Uuid(), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_work_order_assignment_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["printed_by_id"],
            ["account.id"],
            name=op.f("fk_work_order_printed_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_work_order")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_work_order_token_hash")),
    )
    op.create_index("ix_work_order_printed_by_id", "work_order", ["printed_by_id"])
    op.create_index("ix_work_order_expires_at", "work_order", ["expires_at"])


def downgrade() -> None:
    op.drop_table("work_order")
    op.drop_table("paper_form")
    op.drop_table("intake")
