"""The picture of a gift waits until a coordinator has looked at it; those that are there stay shown.

Revision: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None
WAITS = sa.text("waiting")


def upgrade() -> None:
    op.add_column(
        "gift_photo", sa.Column("waiting", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_gift_photo_waiting",
        "gift_photo",
        ["gift_id"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def downgrade() -> None:
    # What nobody has looked at would be shown by nothing, and nobody would look for it.
    op.execute(sa.text("DELETE FROM gift_photo WHERE waiting"))
    op.drop_index("ix_gift_photo_waiting", "gift_photo")
    op.drop_column("gift_photo", "waiting")
