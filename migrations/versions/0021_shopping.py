"""Shopping for someone: lists, their lines, trips to the shops, receipts, and what was taken back.

Revision: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shopping_list",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("similar", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.String(300), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("budget > 0", name=op.f("ck_shopping_list_budget")),
        _belongs_to("shopping_list", "request_id", "help_request.id"),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_shopping_list")),
    )
    flagged = sa.text("flagged")
    op.create_index(
        "ix_shopping_list_flagged",
        "shopping_list",
        ["written_at"],
        sqlite_where=flagged,
        postgresql_where=flagged,
    )
    op.create_table(
        "shopping_line",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=True),
        sa.Column("goods", sa.String(80), nullable=False),
        sa.Column("quantity", sa.String(40), nullable=False),
        sa.Column("most_price", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(8), nullable=True),
        sa.Column("instead", sa.String(80), nullable=False),
        sa.Column("told_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("most_price > 0", name=op.f("ck_shopping_line_most_price")),
        sa.CheckConstraint(
            "outcome IN ('got', 'missing', 'instead')", name=op.f("ck_shopping_line_outcome")
        ),
        _belongs_to("shopping_line", "request_id", "shopping_list.request_id"),
        sa.ForeignKeyConstraint(
            ["told_by_id"],
            ["assignment.id"],
            name=op.f("fk_shopping_line_told_by_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopping_line")),
    )
    op.create_index(op.f("ix_shopping_line_request_id"), "shopping_line", ["request_id"])
    op.create_index(op.f("ix_shopping_line_told_by_id"), "shopping_line", ["told_by_id"])
    op.create_table(
        "shopping_trip",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(8), nullable=True),
        sa.Column("agreed_up_to", sa.Integer(), nullable=True),
        sa.Column("packed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cost > 0", name=op.f("ck_shopping_trip_cost")),
        sa.CheckConstraint(
            "answer IN ('asked', 'agreed', 'refused')", name=op.f("ck_shopping_trip_answer")
        ),
        _belongs_to("shopping_trip", "assignment_id", "assignment.id"),
        _belongs_to("shopping_trip", "request_id", "help_request.id"),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_shopping_trip")),
    )
    op.create_index(op.f("ix_shopping_trip_request_id"), "shopping_trip", ["request_id"])
    op.create_table(
        "shopping_receipt",
        sa.Column("assignment_id", sa.Uuid(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _belongs_to("shopping_receipt", "assignment_id", "shopping_trip.assignment_id"),
        sa.PrimaryKeyConstraint("assignment_id", name=op.f("pk_shopping_receipt")),
    )
    op.create_table(
        "shopping_withdrawal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("phone_key", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shopping_withdrawal")),
    )
    for column in ("phone_key", "at"):
        op.create_index(f"ix_shopping_withdrawal_{column}", "shopping_withdrawal", [column])


def downgrade() -> None:
    for table in ("withdrawal", "receipt", "trip", "line", "list"):
        op.drop_table(f"shopping_{table}")


def _belongs_to(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [to], name=name, ondelete="CASCADE")
