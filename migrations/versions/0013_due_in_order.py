"""What is due is found without looking at what is not, however much of it there is.

Messages that are due at one moment, as when the night ends, are found in their order.

Revision: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

DUE = sa.text("state = 'due'")
UNDER_WAY = sa.text("state IN ('accepted', 'on_the_way')")
UNREMINDED = sa.text("state IN ('accepted', 'on_the_way') AND reminded_at IS NULL")
UNANSWERED = sa.text("joined_at IS NULL")
NEW = (
    ("ix_assignment_under_way", "assignment", ["lapses_at"], UNDER_WAY),
    ("ix_responder_member_unanswered", "responder_member", ["invited_at"], UNANSWERED),
)
OTHERWISE = (
    # index, its table, before, now
    ("ix_delivery_due", "delivery", ["due_at"], ["due_at", "id"], DUE),
    (
        "ix_assignment_unreminded",
        "assignment",
        ["lapses_at"],
        ["reminded_at", "lapses_at"],
        UNREMINDED,
    ),
)


def upgrade() -> None:
    for name, table, columns, where in NEW:
        _create(name, table, columns, where)
    for name, table, _before, columns, where in OTHERWISE:
        op.drop_index(name, table)
        _create(name, table, columns, where)


def downgrade() -> None:
    for name, table, columns, _now, where in OTHERWISE:
        op.drop_index(name, table)
        _create(name, table, columns, where)
    for name, table, _columns, _where in NEW:
        op.drop_index(name, table)


def _create(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
