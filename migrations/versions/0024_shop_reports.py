"""What people found wrong with a shop, for the coordinators of its place.

Revision: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shop_report",
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("trouble", sa.String(8), nullable=False),
        sa.Column("reporter", sa.String(64), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("ward_code", sa.String(12), nullable=True),
        sa.Column("province_code", sa.String(12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "trouble IN ('gone', 'place', 'hours', 'price', 'other')",
            name=op.f("ck_shop_report_trouble"),
        ),
        sa.ForeignKeyConstraint(
            ["responder_id"],
            ["responder.id"],
            name="fk_shop_report_responder_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("responder_id", "trouble", "reporter", name="pk_shop_report"),
    )
    op.create_index("ix_shop_report_created_at", "shop_report", ["created_at"])


def downgrade() -> None:
    op.drop_table("shop_report")
