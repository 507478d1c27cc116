"""Goods have a code of the catalogue, each says when its stock was told, and owners are asked.

Revision: 0017
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ASKED_AFTER = timedelta(days=3)
DUE = sa.text("ask_stock_at IS NOT NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    with op.batch_alter_table("good") as good:
        good.add_column(sa.Column("code", sa.String(40), nullable=True))
        good.add_column(sa.Column("told_at", moment, nullable=True))
    op.execute(
        "UPDATE good SET told_at = (SELECT stock_updated_at FROM responder"
        " WHERE responder.id = good.responder_id)"
    )
    op.add_column("responder", sa.Column("ask_stock_at", moment))
    responder = sa.table("responder", sa.column("owner_id"), sa.column("ask_stock_at", moment))
    # From today: nobody is asked before they had the time to tell.
    op.execute(
        responder.update()
        .where(responder.c.owner_id.is_not(None))
        .where(sa.text("id IN (SELECT responder_id FROM good)"))
        .values(ask_stock_at=datetime.now(UTC) + ASKED_AFTER)
    )
    op.create_index(
        "ix_responder_ask_stock_at",
        "responder",
        ["ask_stock_at"],
        sqlite_where=DUE,
        postgresql_where=DUE,
    )


def downgrade() -> None:
    op.drop_index("ix_responder_ask_stock_at", "responder")
    op.drop_column("responder", "ask_stock_at")
    with op.batch_alter_table("good") as good:
        good.drop_column("told_at")
        good.drop_column("code")
