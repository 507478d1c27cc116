"""What people were told, and its way to their phones; who was reminded of a claim.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DUE = sa.text("state = 'due'")


def upgrade() -> None:
    op.add_column("assignment", sa.Column("reminded_at", sa.DateTime(timezone=True)))
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_notice_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_inbox", "notice", ["account_id", "created_at", "id"])
    op.create_index(op.f("ix_notice_request_id"), "notice", ["request_id"])
    op.create_index(op.f("ix_notice_created_at"), "notice", ["created_at"])
    op.create_table(
        "delivery",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("to", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.CheckConstraint("state IN ('due', 'sent', 'failed')", name=op.f("ck_delivery_state")),
        sa.ForeignKeyConstraint(
            ["notice_id"],
            ["notice.id"],
            name=op.f("fk_delivery_notice_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_notice_id"), "delivery", ["notice_id"])
    op.create_index(
        "ix_delivery_due", "delivery", ["due_at"], sqlite_where=DUE, postgresql_where=DUE
    )
    op.create_index(
        "ix_delivery_order", "delivery", ["to", "id"], sqlite_where=DUE, postgresql_where=DUE
    )


def downgrade() -> None:
    op.drop_column("assignment", "reminded_at")
    op.drop_table("delivery")
    op.drop_table("notice")
