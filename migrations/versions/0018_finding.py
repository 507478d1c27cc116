"""Finding suppliers: compartments for goods and for who is open, who delivers, and words.

Revision: 0018
"""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from connect.foundation.text import fold
from connect.geo.curve import cell_number
from connect.geo.points import Point
from connect.goods import CATALOGUE, code_called

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(40).with_variant(sa.String(40, collation="C"), "postgresql")
LAYERS = ("responder_offer", "supplier_point", "listed_request")
AT_ONCE = 1_000
FIRST_GOOD = 64
OPEN = (
    "(SELECT CASE WHEN available AND hours_open THEN 1 ELSE 0 END FROM responder r WHERE r.id = {})"
)

# The maps of the slots lie in rows of 32 instead of one long row.
IN_A_ROW = "new.lon + 360 * new.slot, new.lon + 360 * new.slot, new.lat, new.lat"
X, Y = "new.lon + 360 * (new.slot % 32)", "new.lat + 180 * (new.slot / 32)"
IN_ROWS = f"{X}, {X}, {Y}, {Y}"

SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE delivery_point_rtree
        USING rtree(id, x0, x1, y0, y1, west, east, south, north)""",
    """CREATE TRIGGER delivery_point_put AFTER INSERT ON delivery_point BEGIN
        INSERT INTO delivery_point_rtree VALUES (new.id, {rectangle});
    END""",
    """CREATE TRIGGER delivery_point_move AFTER UPDATE ON delivery_point BEGIN
        DELETE FROM delivery_point_rtree WHERE id = old.id;
        INSERT INTO delivery_point_rtree VALUES (new.id, {rectangle});
    END""",
    """CREATE TRIGGER delivery_point_remove AFTER DELETE ON delivery_point BEGIN
        DELETE FROM delivery_point_rtree WHERE id = old.id;
    END""",
)
POSTGRESQL_INDEX = (
    """ALTER TABLE delivery_point ADD COLUMN location geography(POINT, 4326) NOT NULL
        GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) STORED""",
    """ALTER TABLE delivery_point ADD COLUMN reach geometry(POLYGON, 4326) NOT NULL
        GENERATED ALWAYS AS (ST_MakeEnvelope({west}, {south}, {east}, {north}, 4326)) STORED""",
    "CREATE INDEX ix_delivery_point_location ON delivery_point USING gist (slot, location, reach)",
    """ALTER TABLE delivery_point SET (
        autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)""",
)


def reach(row: str) -> dict[str, str]:
    """SQL for the box around a row's circle, as in 0001."""
    lat, lon = f"{row}lat", f"{row}lon"
    degrees = f"({row}radius_m / 111194.0)"
    width = f"""CASE WHEN abs({lat}) + {degrees} > 89.9 THEN 360.0
        ELSE degrees(asin(sin(radians({degrees})) / cos(radians({lat})))) END"""
    crosses = f"abs({lon}) + {width} > 180.0"
    return {
        "west": f"CASE WHEN {crosses} THEN -180.0 ELSE {lon} - {width} END",
        "east": f"CASE WHEN {crosses} THEN 180.0 ELSE {lon} + {width} END",
        "south": f"{lat} - {degrees}",
        "north": f"{lat} + {degrees}",
    }


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        _lay_maps(IN_A_ROW, IN_ROWS)
    _create_tables()
    box = reach("new." if on_sqlite else "")
    for statement in SQLITE_INDEX if on_sqlite else POSTGRESQL_INDEX:
        rectangle = ", ".join((IN_ROWS, *box.values()))
        op.execute(statement.format(rectangle=rectangle, **box))
    op.create_index("ix_supplier_point_responder_slot", "supplier_point", ["responder_id", "slot"])
    op.drop_index("ix_supplier_point_responder_id", "supplier_point")
    op.execute(f"UPDATE supplier_point SET slot = 2 * slot + {OPEN.format('responder_id')}")
    _fill()


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DELETE FROM supplier_point WHERE slot >= {2 * FIRST_GOOD}")
    op.execute("UPDATE supplier_point SET slot = slot / 2")
    op.create_index("ix_supplier_point_responder_id", "supplier_point", ["responder_id"])
    op.drop_index("ix_supplier_point_responder_slot", "supplier_point")
    if on_sqlite:
        op.execute("DROP TABLE delivery_point_rtree")
        _lay_maps(IN_ROWS, IN_A_ROW)
    for table in ("supplier_word", "supplier_text", "delivery_point"):
        op.drop_table(table)


def _lay_maps(before: str, after: str) -> None:
    """Lays the maps of SQLite's layers otherwise, by their own triggers."""
    for layer in LAYERS:
        for name in (f"{layer}_put", f"{layer}_move"):
            asked = sa.text("SELECT sql FROM sqlite_master WHERE name = :name")
            trigger = op.get_bind().execute(asked, {"name": name}).scalar_one()
            op.execute(f"DROP TRIGGER {name}")
            op.get_bind().exec_driver_sql(trigger.replace(before, after))
        op.execute(f"UPDATE {layer} SET slot = slot")


def _create_tables() -> None:
    op.create_table(
        "delivery_point",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        _of_responder("delivery_point"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_point")),
    )
    op.create_index("ix_delivery_point_responder_id", "delivery_point", ["responder_id"])
    op.create_table(
        "supplier_text",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("cell", sa.BigInteger(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _of_responder("supplier_text"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_text")),
        sa.UniqueConstraint("responder_id", name=op.f("uq_supplier_text_responder_id")),
    )
    op.create_table(
        "supplier_word",
        sa.Column("word", WORD, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("cell", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("text_id", BIG_ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "word", "is_open", "cell", "text_id", name=op.f("pk_supplier_word")
        ),
        sqlite_with_rowid=False,
    )


def _of_responder(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["responder_id"],
        ["responder.id"],
        name=op.f(f"fk_{table}_responder_id"),
        ondelete="CASCADE",
    )


def _fill() -> None:
    """What the shops that are there already have, and their words."""
    number = 0
    for shops in _shops():
        ids = [shop.id for shop in shops]
        goods: dict[Any, list[str]] = {id_: [] for id_ in ids}
        for responder_id, name in op.get_bind().execute(
            sa.select(GOOD.c.responder_id, GOOD.c.name).where(
                GOOD.c.responder_id.in_(ids), GOOD.c.stock != "out"
            )
        ):
            goods[responder_id].append(name)
        texts, words, points, deliveries = [], [], [], []
        for shop in shops:
            number += 1
            has = goods[shop.id]
            cell = cell_number(Point(shop.lat, shop.lon))
            text = " ".join(filter(None, map(fold, (shop.name, shop.address, *has))))
            state = {"cell": cell, "is_open": bool(shop.open)}
            texts.append({"id": number, "responder_id": shop.id, "text": f" {text} "} | state)
            words += [
                {"word": word, "text_id": number} | state
                for word in {word[:40] for word in text.split()}
            ]
            place = {"responder_id": shop.id, "lat": shop.lat, "lon": shop.lon}
            numbers = {CATALOGUE[code].number for code in map(code_called, has) if code}
            slots = [2 * (FIRST_GOOD + number) + shop.open for number in numbers]
            points += [place | {"slot": slot} for slot in slots]
            if shop.delivers:
                deliveries += [
                    place | {"slot": slot, "radius_m": shop.radius_m}
                    for slot in [*_kept_slots(shop.id), *slots]
                ]
        for table, rows in (
            (TEXT, texts), (WORDS, words), (POINT, points), (DELIVERY, deliveries)
        ):  # fmt: skip
            if rows:
                op.bulk_insert(table, rows)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval('supplier_text_id_seq', max(id)) FROM supplier_text")


def _shops() -> Iterator[Sequence[Any]]:
    open_now = sa.case((RESPONDER.c.available & RESPONDER.c.hours_open, 1), else_=0).label("open")
    names = ("id", "name", "address", "lat", "lon", "delivers", "radius_m")
    asked = (
        sa.select(*(RESPONDER.c[name] for name in names), open_now)
        .where(RESPONDER.c.kind == "supplier")
        .order_by(RESPONDER.c.id)
        .limit(AT_ONCE)
    )
    page = op.get_bind().execute(asked).all()
    while page:
        yield page
        page = op.get_bind().execute(asked.where(RESPONDER.c.id > page[-1].id)).all()


def _kept_slots(responder_id: Any) -> Iterator[int]:
    kept = sa.select(POINT.c.slot).where(POINT.c.responder_id == responder_id)
    yield from op.get_bind().execute(kept).scalars()


def _table(name: str, /, **columns: sa.types.TypeEngine[Any]) -> sa.TableClause:
    return sa.table(name, *(sa.column(column, kind) for column, kind in columns.items()))


UUID, NUMBER, DEGREES, TEXTUAL, YES_NO = (
    sa.Uuid(), sa.BigInteger(), sa.Double(), sa.Text(), sa.Boolean()
)  # fmt: skip
PLACE = {"responder_id": UUID, "slot": NUMBER, "lat": DEGREES, "lon": DEGREES}
RESPONDER = _table(
    "responder",
    id=UUID, kind=TEXTUAL, name=TEXTUAL, address=TEXTUAL, lat=DEGREES, lon=DEGREES,
    available=YES_NO, hours_open=YES_NO, delivers=YES_NO, radius_m=DEGREES,
)  # fmt: skip
GOOD = _table("good", responder_id=UUID, name=TEXTUAL, stock=TEXTUAL)
TEXT = _table(
    "supplier_text", id=NUMBER, responder_id=UUID, cell=NUMBER, is_open=YES_NO, text=TEXTUAL
)
WORDS = _table("supplier_word", word=TEXTUAL, is_open=YES_NO, cell=NUMBER, text_id=NUMBER)
POINT = _table("supplier_point", **PLACE)
DELIVERY = _table("delivery_point", **PLACE, radius_m=DEGREES)
