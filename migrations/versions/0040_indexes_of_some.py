"""Columns that are empty in most rows are indexed without those: writing many rows is quicker.

Revision: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

COLUMNS = (
    ("help_request", "requester_id"),
    ("help_request", "supplier_id"),
    ("request_item", "delivered_by_id"),
    ("responder", "owner_id"),
    ("responder", "merged_into_id"),
    ("responder", "hours_change_at"),
)


def upgrade() -> None:
    for table, column in COLUMNS:
        held = sa.text(f"{column} IS NOT NULL")
        op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(
            f"ix_{table}_{column}", table, [column], sqlite_where=held, postgresql_where=held
        )


def downgrade() -> None:
    for table, column in COLUMNS:
        op.drop_index(f"ix_{table}_{column}", table)
        op.create_index(f"ix_{table}_{column}", table, [column])
