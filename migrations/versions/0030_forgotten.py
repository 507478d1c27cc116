"""Who asked is forgotten thirty days after the end: when, and an index of those who are not yet.

Revision: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ENDED_AND_KNOWN = sa.text(
    "status IN ('closed', 'fulfilled') AND forgotten_at IS NULL AND erased_at IS NULL"
)


def upgrade() -> None:
    op.add_column(
        "help_request", sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_help_request_known",
        "help_request",
        ["forgotten_at", "status_at"],
        sqlite_where=ENDED_AND_KNOWN,
        postgresql_where=ENDED_AND_KNOWN,
    )


def downgrade() -> None:
    op.drop_index("ix_help_request_known", "help_request")
    op.drop_column("help_request", "forgotten_at")
