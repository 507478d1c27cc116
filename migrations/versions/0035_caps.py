"""How much goes out to whom, codes that prove the phone of one request, and requests that are held.

Revision: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BEFORE = "status IN ('open', 'claimed', 'delivered', 'fulfilled', 'closed')"
NOW = "status IN ('held', 'open', 'claimed', 'delivered', 'fulfilled', 'closed')"


def upgrade() -> None:
    op.create_table(
        "cap_count",
        sa.Column("whose", sa.String(64), nullable=False),
        sa.Column("name", sa.String(24), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("whose", "name", "begins_at", name=op.f("pk_cap_count")),
    )
    op.create_index("ix_cap_count_ends_at", "cap_count", ["ends_at"])
    op.create_table(
        "phone_code",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject_id", name=op.f("pk_phone_code")),
    )
    op.create_index("ix_phone_code_expires_at", "phone_code", ["expires_at"])
    op.add_column("help_request", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    _check_status(BEFORE, NOW)


def downgrade() -> None:
    # What was held was before nobody, and stays so; who asked can open it again.
    op.execute(
        "UPDATE help_request SET status = 'closed', close_reason = 'expired' WHERE status = 'held'"
    )
    _check_status(NOW, BEFORE)
    op.drop_column("help_request", "held_at")
    op.drop_table("phone_code")
    op.drop_table("cap_count")


def _check_status(before: str, now: str) -> None:
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_help_request_status"), "help_request", type_="check")
        op.create_check_constraint(op.f("ck_help_request_status"), "help_request", now)
        return
    # The way that SQLite documents for a CHECK alone. Making the table anew would, with foreign
    # keys in force, delete all that hangs on its rows.
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    changed = connection.execute(
        sa.text(
            "UPDATE sqlite_master SET sql = replace(sql, :before, :now) "
            "WHERE type = 'table' AND name = 'help_request' AND instr(sql, :before) > 0"
        ),
        {"before": before, "now": now},
    )
    if changed.rowcount != 1:
        raise RuntimeError("the table help_request is not as the migrations before have made it")
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")
