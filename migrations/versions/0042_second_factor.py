"""A second factor: an app that makes codes, recovery codes, and sign-ins that wait for one.

Revision: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factor",
        _account("second_factor"),
        sa.Column("sealed", sa.String(200), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(64), nullable=False),
        _account("recovery_code"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "half_sign_in",
        sa.Column("token_hash", sa.String(64), nullable=False),
        _account("half_sign_in"),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_half_sign_in")),
    )
    op.create_index("ix_recovery_code_account_id", "recovery_code", ["account_id"])
    op.create_index("ix_half_sign_in_account_id", "half_sign_in", ["account_id"])
    op.create_index("ix_half_sign_in_expires_at", "half_sign_in", ["expires_at"])


def _account(table: str) -> sa.Column[object]:
    held = sa.ForeignKey("account.id", name=op.f(f"fk_{table}_account_id"), ondelete="CASCADE")
    return sa.Column("account_id", sa.Uuid(), held, nullable=False)


def downgrade() -> None:
    for table in ("half_sign_in", "recovery_code", "second_factor"):
        op.drop_table(table)
