"""Silence is asked about before anything ends; coordinators see who nobody is left to ask for.

Revision: 0010
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPEN_LIFE = timedelta(days=7)
ASKED_AFTER = {"open": timedelta(hours=48), "delivered": timedelta(hours=24)}
DESK = ["exhausted", "urgency", "created_at", "id"]
DUE = sa.text("silence_due_at IS NOT NULL")
OPEN = sa.text("status = 'open'")
UNREMINDED = sa.text("state IN ('accepted', 'on_the_way') AND reminded_at IS NULL")


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column(
        "help_request",
        sa.Column("exhausted", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "help_request",
        sa.Column("share_phone", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column("help_request", sa.Column("silence_due_at", moment))
    op.add_column("help_request", sa.Column("erased_at", moment))
    # With its check in one go: SQLite cannot add one to a table that is there.
    op.execute(
        "ALTER TABLE help_request ADD COLUMN silence VARCHAR(6) DEFAULT 'heard' NOT NULL "
        "CONSTRAINT ck_help_request_silence CHECK (silence IN ('heard', 'asked', 'hidden'))"
    )
    request = sa.table(
        "help_request",
        sa.column("status", sa.String),
        sa.column("silence_due_at", moment),
        sa.column("phone"),
    )
    now = datetime.now(UTC)
    for status, wait in ASKED_AFTER.items():
        # From today: nothing ends before somebody was asked.
        op.execute(
            request.update().where(request.c.status == status).values(silence_due_at=now + wait)
        )
    # Nobody can be asked about these: they wait for as long as ever.
    op.execute(
        request.update()
        .where(request.c.status == "open", request.c.phone.is_(None))
        .values(silence_due_at=now + OPEN_LIFE)
    )
    op.execute(
        "UPDATE help_request SET erased_at = (SELECT max(audit_entry.at) FROM audit_entry "
        "WHERE audit_entry.subject_id = help_request.id AND audit_entry.action = 'erased') "
        "WHERE help_request.phone IS NULL"
    )
    for name, columns, where in (
        ("ix_help_request_silence_due_at", ["silence_due_at"], DUE),
        ("ix_help_request_desk_ward", ["ward_code", *DESK], OPEN),
        ("ix_help_request_desk_province", ["province_code", *DESK], OPEN),
    ):
        op.create_index(name, "help_request", columns, sqlite_where=where, postgresql_where=where)
    op.create_index(
        "ix_assignment_unreminded",
        "assignment",
        ["lapses_at"],
        sqlite_where=UNREMINDED,
        postgresql_where=UNREMINDED,
    )


def downgrade() -> None:
    op.drop_index("ix_assignment_unreminded", "assignment")
    for name in ("silence_due_at", "desk_ward", "desk_province"):
        op.drop_index(f"ix_help_request_{name}", "help_request")
    for column in ("silence", "silence_due_at", "share_phone", "exhausted", "erased_at"):
        op.drop_column("help_request", column)
