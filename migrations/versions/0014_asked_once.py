"""An account is asked once for a request, and its moves are counted, whatever it acts for.

Who has been asked by an offer stands on the offer, and is known when the responder has gone.
Requests that somebody may still come for are found before those for which all have been asked.

Revision: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DUE = sa.text("ask_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "place_moves",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_place_moves_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_place_moves")),
    )
    op.drop_column("responder", "moved_on")
    op.drop_column("responder", "moves")
    op.add_column("assignment", sa.Column("asked_ids", sa.JSON(), nullable=True))
    op.drop_index("ix_help_request_ask_at", "help_request")
    _create_index("exhausted", "ask_at")


def downgrade() -> None:
    op.drop_index("ix_help_request_ask_at", "help_request")
    _create_index("ask_at")
    op.drop_column("assignment", "asked_ids")
    op.add_column("responder", sa.Column("moved_on", sa.Date(), nullable=True))
    op.add_column("responder", sa.Column("moves", sa.Integer(), nullable=False, server_default="0"))
    op.drop_table("place_moves")


def _create_index(*columns: str) -> None:
    op.create_index(
        "ix_help_request_ask_at",
        "help_request",
        columns,
        sqlite_where=DUE,
        postgresql_where=DUE,
    )
