"""A responder knows what its source said of it last: a row that still says so need not be read.

Revision: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("responder", sa.Column("source_digest", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("responder", "source_digest")
