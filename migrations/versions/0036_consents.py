"""What people have agreed to; and an audit log that cannot be edited: triggers, and its seals.

Revision: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
PURPOSES = ("help", "phone", "diary", "diary_name", "thanked_name", "push", "zalo", "email")
CHANNELS = ("web", "api", "sms", "phone", "paper")
# Of these, rows are added and never changed. A consent may go when it is older than three years.
KEPT = ("audit_entry", "audit_seal", "consent")
MAY_GO = {
    "sqlite": "OLD.at <= datetime('now', '-1095 days')",
    "postgresql": "OLD.at <= now() - interval '1095 days'",
}
REFUSE = """
CREATE FUNCTION connect_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are added, never changed', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$
"""


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.String(12), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("text_version", sa.String(12), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("channel", sa.String(5), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"purpose IN {PURPOSES}", name=op.f("ck_consent_purpose")),
        sa.CheckConstraint(f"channel IN {CHANNELS}", name=op.f("ck_consent_channel")),
        sa.CheckConstraint(
            "account_id IS NOT NULL OR request_id IS NOT NULL",
            name=op.f("ck_consent_of_somebody"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_account", "consent", ["account_id", "purpose", "id"])
    op.create_index("ix_consent_request", "consent", ["request_id", "purpose", "id"])
    op.create_index("ix_consent_at", "consent", ["at"])
    op.create_table(
        "audit_seal",
        sa.Column("last_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("last_id", name=op.f("pk_audit_seal")),
    )
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in KEPT:
        names = ["changed", "removed", "emptied"] if postgresql else ["changed", "removed", "put"]
        for name in names:
            on = f" ON {table}" if postgresql else ""
            op.execute(f"DROP TRIGGER {table}_{name}{on}")
    if postgresql:
        op.execute("DROP FUNCTION connect_refuse_change()")
    op.drop_table("audit_seal")
    op.drop_table("consent")


def _triggers(dialect: str) -> list[str]:
    made = [REFUSE] if dialect == "postgresql" else []
    for table in KEPT:
        young = f"WHEN (NOT {MAY_GO[dialect]})" if table == "consent" else ""
        if dialect == "postgresql":
            made += [
                f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} FOR EACH {each} {when} "
                "EXECUTE FUNCTION connect_refuse_change()"
                for name, act, each, when in (
                    ("changed", "UPDATE", "STATEMENT", ""),
                    ("removed", "DELETE", "ROW", young),
                    ("emptied", "TRUNCATE", "STATEMENT", ""),
                )
            ]
        else:
            # INSERT OR REPLACE removes a row without its trigger of removing.
            # Who names no id has -1 here, and pays for no look.
            there = f"WHEN NEW.rowid > 0 AND EXISTS (SELECT 1 FROM {table} WHERE rowid = NEW.rowid)"
            made += [
                f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} {when} BEGIN "
                f"SELECT RAISE(ABORT, 'rows of {table} are added, never changed'); END"
                for name, act, when in (
                    ("changed", "UPDATE", ""),
                    ("removed", "DELETE", young),
                    ("put", "INSERT", there),
                )
            ]
    return made
