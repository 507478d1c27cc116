"""A shop may stand under an organisation; what a merge remembers of that.

Revision: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

REMEMBERED = ("was_branch", "branch_followed")


def upgrade() -> None:
    # With its reference in one go: SQLite cannot add one to a table that is there.
    kind = sa.Uuid().compile(dialect=op.get_bind().dialect)
    op.execute(
        f"ALTER TABLE responder ADD COLUMN organisation_id {kind} "
        "CONSTRAINT fk_responder_organisation_id REFERENCES responder (id) ON DELETE SET NULL"
    )
    stands = sa.text("organisation_id IS NOT NULL")
    op.create_index(
        "ix_responder_organisation_id",
        "responder",
        ["organisation_id"],
        sqlite_where=stands,
        postgresql_where=stands,
    )
    for name in REMEMBERED:
        column = sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column("entry_merge", column)


def downgrade() -> None:
    for name in REMEMBERED:
        op.drop_column("entry_merge", name)
    op.drop_index("ix_responder_organisation_id", "responder")
    op.drop_column("responder", "organisation_id")
