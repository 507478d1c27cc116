"""What each session was opened with, and when it was last used, so that its owner can end it.

Revision: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "access_token", sa.Column("device", sa.String(60), nullable=False, server_default="")
    )
    op.add_column(
        "access_token",
        sa.Column("program", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("access_token", sa.Column("seen_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for name in ("seen_at", "program", "device"):
        op.drop_column("access_token", name)
