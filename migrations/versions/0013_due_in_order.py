"""Messages that are due at one moment, as when the night ends, are found in their order.

Revision: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

DUE = sa.text("state = 'due'")


def upgrade() -> None:
    _index_by(["due_at", "id"])


def downgrade() -> None:
    _index_by(["due_at"])


def _index_by(columns: list[str]) -> None:
    op.drop_index("ix_delivery_due", "delivery")
    op.create_index("ix_delivery_due", "delivery", columns, sqlite_where=DUE, postgresql_where=DUE)
