"""Messages received by SMS, and what a phone has said so far.

Revision: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sms_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gateway_id", sa.String(length=100), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('opened', 'added', 'answered', 'ignored')",
            name=op.f("ck_sms_message_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_request.id"],
            name=op.f("fk_sms_message_request_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sms_message")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_sms_message_fingerprint")),
    )
    op.create_index("ix_sms_message_phone_at", "sms_message", ["phone", "at"])
    op.create_index(op.f("ix_sms_message_request_id"), "sms_message", ["request_id"])
    op.create_index(op.f("ix_sms_message_at"), "sms_message", ["at"])
    op.create_table(
        "sms_dialogue",
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_sms_dialogue")),
    )
    op.create_index(op.f("ix_sms_dialogue_until"), "sms_dialogue", ["until"])


def downgrade() -> None:
    op.drop_table("sms_dialogue")
    op.drop_table("sms_message")
