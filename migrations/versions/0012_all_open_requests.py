"""On PostgreSQL the compartment of all open requests has a spatial index of its own.

A GiST index of one column splits its pages better than one of two: half the time for the nearest.

Revision: 0012
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OF_ALL = "CREATE INDEX ix_listed_request_all_location ON listed_request USING gist (location)"
OF_THE_REST = (
    "CREATE INDEX ix_listed_request_location ON listed_request USING gist (slot, location)"
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_listed_request_location")
        op.execute(f"{OF_ALL} WHERE slot = 0")
        op.execute(f"{OF_THE_REST} WHERE slot <> 0")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_listed_request_location")
        op.execute("DROP INDEX ix_listed_request_all_location")
        op.execute(OF_THE_REST)
