"""Organisations have members, and a case knows who of them goes.

Revision: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KNOWN = sa.text("account_id IS NOT NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "responder_member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("invited_at", moment, nullable=False),
        sa.Column("joined_at", moment, nullable=True),
        sa.Column("declined_at", moment, nullable=True),
        sa.CheckConstraint("(account_id IS NULL) = (joined_at IS NULL)", name="joined"),
        sa.ForeignKeyConstraint(
            ["responder_id"],
            ["responder.id"],
            name="fk_responder_member_responder_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name="fk_responder_member_account_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"],
            ["account.id"],
            name="fk_responder_member_invited_by_id",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_responder_member"),
    )
    op.create_index(
        "uq_responder_member_phone", "responder_member", ["responder_id", "phone"], unique=True
    )
    for column in ("phone", "account_id", "invited_by_id"):
        op.create_index(f"ix_responder_member_{column}", "responder_member", [column])
    _add_who_goes()


def _add_who_goes() -> None:
    # With its reference in one go: SQLite cannot add one to a table that is there.
    kind = sa.Uuid().compile(dialect=op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE assignment ADD COLUMN account_id {kind} "
        "CONSTRAINT fk_assignment_account_id REFERENCES account (id) ON DELETE SET NULL"
    )
    op.execute(
        "UPDATE assignment SET account_id = "
        "(SELECT owner_id FROM responder WHERE responder.id = assignment.responder_id) "
        "WHERE claimed_at IS NOT NULL"
    )
    op.create_index(
        "ix_assignment_account_id",
        "assignment",
        ["account_id"],
        sqlite_where=KNOWN,
        postgresql_where=KNOWN,
    )


def downgrade() -> None:
    op.drop_index("ix_assignment_account_id", "assignment")
    op.drop_column("assignment", "account_id")
    op.drop_table("responder_member")
