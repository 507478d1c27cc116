"""Orders for the shops of an area, and when they let each shop be open.

Revision: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column(
        "responder", sa.Column("order_hours", sa.Text(), nullable=False, server_default="")
    )
    op.create_table(
        "opening_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("hours", sa.String(80), nullable=False),
        sa.Column("but_categories", sa.JSON(), nullable=False),
        sa.Column("but_goods", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(160), nullable=False),
        sa.Column("link", sa.String(300), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_opening_order_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_order")),
    )
    op.create_index(
        "ix_opening_order_unsettled",
        "opening_order",
        ["written_at"],
        sqlite_where=sa.text("NOT settled"),
        postgresql_where=sa.text("NOT settled"),
    )


def downgrade() -> None:
    op.drop_table("opening_order")
    op.drop_column("responder", "order_hours")
