"""Reports of people and what is decided of them; where two had met who do not want to meet again.

Revision: 0034
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

PHONES = (
    sa.Column("blocker_phone", sa.String(20), nullable=False),
    sa.Column("blocked_phone", sa.String(20), nullable=False),
)
REASONS = "reason IN ('fraud', 'untrue', 'unkind', 'private', 'other')"


def upgrade() -> None:
    _make_blocks_anew(
        sa.Column("act_id", sa.Uuid(), nullable=False),
        sa.Column("met", sa.String(12), nullable=False),
        sa.Column("met_id", sa.Uuid(), nullable=True),
    )
    op.create_index("ix_block_act_id", "block", ["act_id"])
    op.create_index("ix_block_met_id", "block", ["met_id"])
    op.create_table(
        "suspension",
        sa.Column("phone", sa.String(20), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_suspension")),
    )
    op.create_table(
        "person_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.String(9), nullable=False),
        sa.Column("words", sa.String(200), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *_areas(),
        sa.Column("appeal", sa.String(500), nullable=False),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "verdict IN ('stays', 'warned', 'suspended')", name=op.f("ck_person_decision_verdict")
        ),
        *(_to_account("person_decision", name) for name in ("account_id", "by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_decision")),
    )
    for name in ("person", "account_id", "by_id"):
        op.create_index(f"ix_person_decision_{name}", "person_decision", [name])
    op.create_table(
        "person_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("reporter", sa.String(64), nullable=False),
        sa.Column("by_id", sa.Uuid(), nullable=True),
        sa.Column("met", sa.String(12), nullable=False),
        sa.Column("met_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(8), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        *_areas(),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(REASONS, name=op.f("ck_person_report_reason")),
        *(_to_account("person_report", name) for name in ("account_id", "by_id")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["person_decision.id"],
            name=op.f("fk_person_report_decision_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_report")),
        sa.UniqueConstraint("person", "reporter", name=op.f("uq_person_report_person_reporter")),
    )
    for name in ("account_id", "by_id", "met_id", "decision_id"):
        op.create_index(f"ix_person_report_{name}", "person_report", [name])


def downgrade() -> None:
    for name in ("person_report", "person_decision", "suspension"):
        op.drop_table(name)
    _make_blocks_anew()


def _areas() -> list[sa.Column]:
    return [
        sa.Column("ward_code", sa.String(12), nullable=True),
        sa.Column("province_code", sa.String(12), nullable=True),
        sa.Column("staff", sa.Boolean(), nullable=False),
    ]


def _to_account(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["account.id"], name=op.f(f"fk_{table}_{column}"), ondelete="SET NULL"
    )


def _make_blocks_anew(*more: sa.Column) -> None:
    """With these columns behind: of the few rows each gets an id of its own."""
    moment = sa.column("created_at", sa.DateTime(timezone=True))
    old = sa.table("block", sa.column("blocker_phone"), sa.column("blocked_phone"), moment)
    rows = [dict(row) for row in op.get_bind().execute(sa.select(old)).mappings()]
    op.drop_table("block")
    table = op.create_table(
        "block",
        *(column._copy() for column in PHONES),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("blocker_phone", "blocked_phone", name=op.f("pk_block")),
    )
    op.create_index("ix_block_blocked_phone", "block", ["blocked_phone"])
    told = {"met": ""} if more else {}
    for row in rows:
        new = told | ({"act_id": uuid.uuid4()} if more else {})
        op.execute(table.insert().values(**row, **new))
