"""Which wires, which hours, how many offers; spare ways of a notice; who wants no messages.

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DUE = sa.text("state = 'due'")
STATES, OLD_STATES = ("due", "sent", "failed", "spare"), ("due", "sent", "failed")


def upgrade() -> None:
    account = {"name": "account_id", "type_": sa.Uuid(), "nullable": False}
    op.create_table(
        "preferences",
        sa.Column(**account),
        sa.Column("push", sa.Boolean(), nullable=False),
        sa.Column("zalo", sa.Boolean(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("urgent_at_night", sa.Boolean(), nullable=False),
        sa.Column("most_offers", sa.Integer(), nullable=False),
        sa.Column("offers", sa.Boolean(), nullable=False),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.CheckConstraint("most_offers BETWEEN 0 AND 20", name=op.f("ck_preferences_most_offers")),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_until IS NULL)", name=op.f("ck_preferences_quiet")
        ),
        _of_account("preferences"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_preferences")),
    )
    op.create_table(
        "mail_proof",
        sa.Column(**account),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        _of_account("mail_proof"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_mail_proof")),
    )
    op.create_index(op.f("ix_mail_proof_expires_at"), "mail_proof", ["expires_at"])
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(**account),
        sa.Column("session_hash", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.String(length=1000), nullable=False),
        sa.Column("p256dh", sa.String(length=87), nullable=False),
        sa.Column("auth", sa.String(length=22), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _of_account("push_subscription"),
        sa.ForeignKeyConstraint(
            ["session_hash"],
            ["access_token.token_hash"],
            name=op.f("fk_push_subscription_session_hash"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
    )
    for column in ("account_id", "session_hash"):
        op.create_index(op.f(f"ix_push_subscription_{column}"), "push_subscription", [column])
    op.create_table(
        "muted_address",
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("muted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_muted_address")),
    )
    _change_delivery(STATES, sa.String(length=254))


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE state = 'spare'")
    op.execute('DELETE FROM delivery WHERE length("to") > 200')
    _change_delivery(OLD_STATES, sa.String(length=200))
    for table in ("muted_address", "push_subscription", "mail_proof", "preferences"):
        op.drop_table(table)


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id"), ondelete="CASCADE"
    )


def _change_delivery(states: tuple[str, ...], to: sa.String) -> None:
    """Other states, another length of an address: SQLite writes the table anew for it."""
    name, named = op.f("ck_delivery_state"), ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("delivery") as delivery:
        delivery.alter_column("to", type_=to)
        delivery.drop_constraint(name, type_="check")
        delivery.create_check_constraint(name, f"state IN ({named})")
