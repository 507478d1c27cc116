"""Goods have a code of the catalogue, and each says when its stock was told.

Revision: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("good") as good:
        good.add_column(sa.Column("code", sa.String(40), nullable=True))
        good.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE good SET told_at = (SELECT stock_updated_at FROM responder"
        " WHERE responder.id = good.responder_id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("good") as good:
        good.drop_column("told_at")
        good.drop_column("code")
