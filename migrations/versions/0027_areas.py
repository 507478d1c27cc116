"""Coordinators serve several areas; outlines of areas, and the index that finds them by a point.

Revision: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ON_SQLITE = (
    "CREATE VIRTUAL TABLE area_rtree USING rtree(id, x0, x1, y0, y1)",
    """CREATE TRIGGER area_put AFTER INSERT ON area BEGIN
        INSERT INTO area_rtree VALUES (new.id, new.west, new.east, new.south, new.north);
    END""",
    """CREATE TRIGGER area_move AFTER UPDATE ON area BEGIN
        DELETE FROM area_rtree WHERE id = old.id;
        INSERT INTO area_rtree VALUES (new.id, new.west, new.east, new.south, new.north);
    END""",
    """CREATE TRIGGER area_remove AFTER DELETE ON area BEGIN
        DELETE FROM area_rtree WHERE id = old.id;
    END""",
)
ON_POSTGRESQL = (
    "ALTER TABLE area ADD COLUMN outline geometry(MULTIPOLYGON, 4326) NOT NULL",
    "CREATE INDEX ix_area_outline ON area USING gist (outline)",
)


def upgrade() -> None:
    op.create_table(
        "account_area",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name="fk_account_area_account_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("account_id", "code", name="pk_account_area"),
    )
    op.execute(
        "INSERT INTO account_area (account_id, code) "
        "SELECT id, area_code FROM account WHERE area_code IS NOT NULL"
    )
    op.drop_column("account", "area_code")
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "area",
        sa.Column("id", BIG_ID, primary_key=True),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("province_code", sa.String(12), nullable=False),
        *(
            sa.Column(side, sa.Double(), nullable=False)
            for side in ("lat", "lon", "west", "south", "east", "north")
        ),
        *([sa.Column("outline", sa.LargeBinary(), nullable=False)] if on_sqlite else []),
        sa.CheckConstraint("kind IN ('ward', 'district', 'province')", name=op.f("ck_area_kind")),
        sa.CheckConstraint("west <= east AND south <= north", name=op.f("ck_area_box")),
        sa.PrimaryKeyConstraint("id", name="pk_area"),
        sa.UniqueConstraint("code", name="uq_area_code"),
    )
    for statement in ON_SQLITE if on_sqlite else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE area_rtree")
    op.drop_table("area")
    op.add_column("account", sa.Column("area_code", sa.String(12), nullable=True))
    op.execute(
        "UPDATE account SET area_code = "
        "(SELECT min(code) FROM account_area WHERE account_id = account.id)"
    )
    op.drop_table("account_area")
