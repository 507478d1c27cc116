"""How many points stand in each cell of a map: the counts, what has changed since, its triggers.

Revision: 0020
"""

import math

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORLD_BITS, FINEST_BITS = 34, 17
EDGE_LAT = 85.051128779
# The table, its number as a layer of the map, and of which slots a row is a point, or urgent.
LAYERS = (("supplier_point", 0, (0, 1), ()), ("listed_request", 1, (0,), (1,)))

COLUMNS = "(layer, cell_x, cell_y, n, urgent, sum_x, sum_y)"
# In whole steps of the world's square. Mercator has no poles: beyond the edge is on the edge.
STEP = """CASE WHEN {share} < 0 THEN 0 WHEN {share} >= 1 THEN {most}
    ELSE CAST(floor({share} * {world}.0) AS BIGINT) END"""
X = "(({row}lon + 180.0) / 360.0)"
SIN = f"""sin(radians(CASE WHEN {{row}}lat > {EDGE_LAT} THEN {EDGE_LAT}
    WHEN {{row}}lat < -{EDGE_LAT} THEN -{EDGE_LAT} ELSE {{row}}lat END))"""
Y = f"(0.5 - ln((1.0 + {SIN}) / (1.0 - {SIN})) / {4 * math.pi!r})"
ONE = f"""INSERT INTO map_change {COLUMNS}
    SELECT {{layer}}, x >> {FINEST_BITS}, y >> {FINEST_BITS},
        {{sign}} * n, {{sign}} * urgent, {{sign}} * n * x, {{sign}} * n * y
    FROM (SELECT {{x}} AS x, {{y}} AS y, {{n}} AS n, {{urgent}} AS urgent) AS seen
    WHERE n + urgent > 0"""
MANY = f"""INSERT INTO map_change {COLUMNS}
    SELECT {{layer}}, x >> {FINEST_BITS}, y >> {FINEST_BITS}, {{sign}} * sum(n),
        {{sign}} * sum(urgent), {{sign}} * sum(n * x), {{sign}} * sum(n * y)
    FROM (SELECT {{x}} AS x, {{y}} AS y, {{n}} AS n, {{urgent}} AS urgent FROM {{rows}}) AS seen
    WHERE n + urgent > 0 GROUP BY 2, 3"""
MOVED = """old.lat <> new.lat OR old.lon <> new.lon
    OR ({old_n}) <> ({new_n}) OR ({old_urgent}) <> ({new_urgent})"""


def parts(
    row: str, number: int, points: tuple[int, ...], urgent: tuple[int, ...]
) -> dict[str, str]:
    """What the statements are made of, for a row named `row`."""

    def step(share: str) -> str:
        whole = 1 << WORLD_BITS
        return STEP.format(share=share.format(row=row), most=whole - 1, world=whole)

    def among(slots: tuple[int, ...]) -> str:
        listed = ", ".join(map(str, slots))
        return f"CASE WHEN {row}slot IN ({listed}) THEN 1 ELSE 0 END" if slots else "0"

    return {
        "layer": str(number),
        "x": step(X),
        "y": step(Y),
        "n": among(points),
        "urgent": among(urgent),
    }


def upgrade() -> None:
    _create_tables()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, *layer in LAYERS:
        new, old, bare = (parts(row, *layer) for row in ("new.", "old.", ""))
        moved = MOVED.format(
            old_n=old["n"], new_n=new["n"], old_urgent=old["urgent"], new_urgent=new["urgent"]
        )
        put, taken = ONE.format(sign=1, **new), ONE.format(sign=-1, **old)
        if on_sqlite:
            _on_sqlite(table, put, taken, moved)
        else:
            _on_postgresql(table, put, taken, moved, bare)
        op.execute(MANY.format(sign=1, rows=table, **bare))


def _on_sqlite(table: str, put: str, taken: str, moved: str) -> None:
    for name, event, what in (
        ("counted", "INSERT", f"{put};"),
        ("moved", f"UPDATE OF lat, lon, slot ON {table} WHEN {moved}", f"{taken}; {put};"),
        ("uncounted", "DELETE", f"{taken};"),
    ):
        on = event if " ON " in event else f"{event} ON {table}"
        op.execute(f"CREATE TRIGGER {table}_{name} AFTER {on} BEGIN {what} END")


def _on_postgresql(table: str, put: str, taken: str, moved: str, bare: dict[str, str]) -> None:
    """Statements of many rows are counted at once, by cell."""
    sign = "CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END"
    for name, what in (
        ("count", f"{MANY.format(sign=sign, rows='changed', **bare)};"),
        ("move", f"{taken}; {put};"),
    ):
        op.execute(
            f"CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {what} RETURN NULL; END $$"
        )
    for name, event, rows in (("counted", "INSERT", "NEW"), ("uncounted", "DELETE", "OLD")):
        op.execute(
            f"CREATE TRIGGER {table}_{name} AFTER {event} ON {table}"
            f" REFERENCING {rows} TABLE AS changed"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {table}_count()"
        )
    op.execute(
        f"CREATE TRIGGER {table}_moved AFTER UPDATE OF lat, lon, slot ON {table}"
        f" FOR EACH ROW WHEN ({moved}) EXECUTE FUNCTION {table}_move()"
    )


def _create_tables() -> None:
    op.create_table(
        "map_count",
        sa.Column("layer", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("zoom", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("x", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("y", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cell", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Integer(), nullable=False),
        sa.Column("sum_x", sa.BigInteger(), nullable=False),
        sa.Column("sum_y", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("layer", "zoom", "x", "y", "cell", name=op.f("pk_map_count")),
        sqlite_with_rowid=False,
    )
    empty = sa.text("n = 0")
    op.create_index(
        "ix_map_count_empty", "map_count", ["layer"], sqlite_where=empty, postgresql_where=empty
    )
    op.create_table(
        "map_change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("layer", sa.SmallInteger(), nullable=False),
        sa.Column("cell_x", sa.Integer(), nullable=False),
        sa.Column("cell_y", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Integer(), nullable=False),
        sa.Column("sum_x", sa.BigInteger(), nullable=False),
        sa.Column("sum_y", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_map_change")),
    )


def downgrade() -> None:
    for table, *_layer in LAYERS:
        for name in ("counted", "moved", "uncounted"):
            on = f" ON {table}" if op.get_bind().dialect.name == "postgresql" else ""
            op.execute(f"DROP TRIGGER {table}_{name}{on}")
        if op.get_bind().dialect.name == "postgresql":
            for name in ("count", "move"):
                op.execute(f"DROP FUNCTION {table}_{name}()")
    op.drop_table("map_change")
    op.drop_table("map_count")
