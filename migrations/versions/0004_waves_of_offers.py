"""When to ask more people for a request; when a request was taken.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("help_request", sa.Column("ask_at", sa.DateTime(timezone=True)))
    op.add_column("assignment", sa.Column("claimed_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_help_request_ask_at",
        "help_request",
        ["ask_at"],
        sqlite_where=sa.text("ask_at IS NOT NULL"),
        postgresql_where=sa.text("ask_at IS NOT NULL"),
    )
    op.execute("UPDATE help_request SET ask_at = status_at WHERE status = 'open'")
    op.execute(
        "UPDATE assignment SET claimed_at = created_at "
        "WHERE state IN ('accepted', 'on_the_way', 'delivered', 'released')"
    )


def downgrade() -> None:
    op.drop_index("ix_help_request_ask_at", "help_request")
    op.drop_column("assignment", "claimed_at")
    op.drop_column("help_request", "ask_at")
