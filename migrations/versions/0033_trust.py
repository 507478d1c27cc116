"""How far somebody is trusted: who is vouched for, whom a request wants, a code at the door.

Revision: 0033
"""

from itertools import combinations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

CONCERNS = ("minor", "alone", "ill")


def upgrade() -> None:
    op.create_table(
        "vouch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("responder_id", sa.Uuid(), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (responder_id IS NULL)", name=op.f("ck_vouch_for_one")
        ),
        _reference("account_id", "account", "CASCADE"),
        _reference("responder_id", "responder", "CASCADE"),
        _reference("by_id", "account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouch")),
    )
    op.create_index("uq_vouch_account_id", "vouch", ["account_id"], unique=True)
    op.create_index("uq_vouch_responder_id", "vouch", ["responder_id"], unique=True)
    op.create_index(op.f("ix_vouch_by_id"), "vouch", ["by_id"])
    # Nothing here may make the table anew, or its triggers would be lost.
    op.add_column(
        "responder_offer",
        sa.Column("vouched", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.drop_index("uq_responder_offer_category", "responder_offer")
    op.create_index(
        "uq_responder_offer_category",
        "responder_offer",
        ["responder_id", "category_id", "vouched"],
        unique=True,
    )
    sets = [" ".join(s) for n in range(len(CONCERNS) + 1) for s in combinations(CONCERNS, n)]
    listed = ", ".join(f"'{one}'" for one in sets)
    # With its check in one go: SQLite cannot add one to a table that is there.
    op.execute(
        "ALTER TABLE help_request ADD COLUMN concerns VARCHAR(20) DEFAULT '' NOT NULL "
        f"CONSTRAINT ck_help_request_concerns CHECK (concerns IN ({listed}))"
    )
    op.add_column(
        "help_request",
        sa.Column("asks_code", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.drop_index("ix_help_request_counted", "help_request")
    op.create_index(
        "ix_help_request_counted",
        "help_request",
        ["status", "province_code", "status_at", "silence", "concerns"],
    )


def downgrade() -> None:
    op.drop_index("ix_help_request_counted", "help_request")
    op.create_index(
        "ix_help_request_counted",
        "help_request",
        ["status", "province_code", "status_at", "silence"],
    )
    op.drop_column("help_request", "asks_code")
    op.drop_column("help_request", "concerns")
    op.execute(sa.text("DELETE FROM responder_offer WHERE vouched"))
    op.drop_index("uq_responder_offer_category", "responder_offer")
    op.create_index(
        "uq_responder_offer_category",
        "responder_offer",
        ["responder_id", "category_id"],
        unique=True,
    )
    op.drop_column("responder_offer", "vouched")
    op.drop_table("vouch")


def _reference(column: str, to: str, gone: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_vouch_{column}"), ondelete=gone
    )
