"""Things that are given, for whom they are kept, and a spatial index of what is there.

Revision: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNDER_WAY = "state IN ('reserved', 'settled')"
# As the layers of 0001.
X, Y = "new.lon + 360 * (new.slot % 32)", "new.lat + 180 * (new.slot / 32)"
RECTANGLE = f"new.id, {X}, {X}, {Y}, {Y}"
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE listed_gift_rtree USING rtree(id, x0, x1, y0, y1)",
    f"""CREATE TRIGGER listed_gift_put AFTER INSERT ON listed_gift BEGIN
        INSERT INTO listed_gift_rtree VALUES ({RECTANGLE});
    END""",
    f"""CREATE TRIGGER listed_gift_move AFTER UPDATE ON listed_gift BEGIN
        DELETE FROM listed_gift_rtree WHERE id = old.id;
        INSERT INTO listed_gift_rtree VALUES ({RECTANGLE});
    END""",
    """CREATE TRIGGER listed_gift_remove AFTER DELETE ON listed_gift BEGIN
        DELETE FROM listed_gift_rtree WHERE id = old.id;
    END""",
)
POSTGRESQL_INDEX = (
    """ALTER TABLE listed_gift ADD COLUMN location geography(POINT, 4326) NOT NULL
        GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) STORED""",
    "CREATE INDEX ix_listed_gift_location ON listed_gift USING gist (slot, location)",
    """ALTER TABLE listed_gift SET (
        autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)""",
)


def upgrade() -> None:
    _create_gift()
    _create_reservation()
    op.create_table(
        "listed_gift",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("gift_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        _reference("listed_gift", "gift_id", "gift.id", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_gift")),
    )
    op.create_index(op.f("ix_listed_gift_gift_id"), "listed_gift", ["gift_id"])
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_INDEX if on_sqlite else POSTGRESQL_INDEX:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE listed_gift_rtree")
    for table in ("listed_gift", "reservation", "gift"):
        op.drop_table(table)


def _create_gift() -> None:
    op.create_table(
        "gift",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("giver_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(120), nullable=False),
        sa.Column("goods", sa.JSON(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("available", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(20), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(80), nullable=False),
        sa.Column("brings_m", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("ward_code", sa.String(12), nullable=True),
        sa.Column("province_code", sa.String(12), nullable=True),
        sa.Column("cell_id", sa.String(40), nullable=False),
        sa.Column("cell_lat", sa.Double(), nullable=False),
        sa.Column("cell_lon", sa.Double(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        _check("gift", "lat", "lat BETWEEN -90 AND 90"),
        _check("gift", "lon", "lon BETWEEN -180 AND 180"),
        _check("gift", "amount", "amount BETWEEN 1 AND 10000"),
        _check("gift", "available", "available BETWEEN 0 AND amount"),
        _check("gift", "brings_m", "brings_m BETWEEN 0 AND 20000"),
        _check("gift", "state", "state IN ('offered', 'collected', 'withdrawn', 'expired')"),
        _check("gift", "days", "first_day <= last_day"),
        _reference("gift", "giver_id", "account.id", "CASCADE"),
        _reference("gift", "category_id", "category.id", None),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift")),
    )
    op.create_index(op.f("ix_gift_giver_id"), "gift", ["giver_id"])
    op.create_index("ix_gift_state_created", "gift", ["state", "created_at", "id"])
    op.create_index("ix_gift_state_ends", "gift", ["state", "ends_at"])


def _create_reservation() -> None:
    states = "'reserved', 'settled', 'collected', 'released', 'no_show', 'lapsed'"
    op.create_table(
        "reservation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gift_id", sa.Uuid(), nullable=False),
        sa.Column("taker_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("taker_mark", sa.String(64), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("giver_agreed", sa.Boolean(), nullable=False),
        sa.Column("taker_agreed", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("lapses_at", MOMENT, nullable=False),
        sa.Column("remind_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("thanks", sa.String(300), nullable=False),
        _check("reservation", "state", f"state IN ({states})"),
        _check("reservation", "amount", "amount > 0"),
        _check("reservation", "nth", "nth BETWEEN 1 AND 3"),
        _reference("reservation", "gift_id", "gift.id", "CASCADE"),
        _reference("reservation", "taker_id", "account.id", "SET NULL"),
        _reference("reservation", "request_id", "help_request.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
    )
    for column in ("gift_id", "taker_id", "request_id"):
        op.create_index(op.f(f"ix_reservation_{column}"), "reservation", [column])
    op.create_index("ix_reservation_taker_mark", "reservation", ["taker_mark", "state", "ended_at"])
    _under_way("uq_reservation_held", "taker_mark", "nth", unique=True)
    _under_way("uq_reservation_of_gift", "gift_id", "taker_mark", unique=True)
    _under_way("ix_reservation_due", "lapses_at")


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _reference(table: str, column: str, to: str, gone: str | None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), ondelete=gone)


def _under_way(name: str, *columns: str, unique: bool = False) -> None:
    where = sa.text(UNDER_WAY)
    op.create_index(
        name,
        "reservation",
        list(columns),
        unique=unique,
        sqlite_where=where,
        postgresql_where=where,
    )
