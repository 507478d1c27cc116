"""The first schema: people, responders, help requests, and three spatial indexes.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LAYERS = ("responder_offer", "supplier_point", "listed_request")
WITH_REACH = ("responder_offer",)

CATEGORIES = (
    (1, "food", "Nhu yếu phẩm", "Food and essentials", False),
    (2, "medical_advice", "Tư vấn y khoa", "Medical advice", True),
    (3, "medicine", "Thuốc", "Medicine", False),
    (4, "school_supplies", "Đồ dùng học tập", "School supplies", False),
    (5, "shopping", "Đi chợ hộ", "Shopping for someone", False),
    (6, "transport", "Đưa đón", "Transport", False),
    (7, "shelter", "Chỗ ở", "Shelter", False),
    (8, "other", "Khác", "Other", False),
)

# Each layer's index is the database's own business. SQLite: an R*Tree kept by triggers, slots side
# by side as maps on a table. PostgreSQL: a generated geography under one GiST index with the slot.
# Where rows have a radius, the index also holds the box around each row's circle.
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE {layer}_rtree USING rtree(id, x0, x1, y0, y1{reach_columns})",
    """CREATE TRIGGER {layer}_put AFTER INSERT ON {layer} BEGIN
        INSERT INTO {layer}_rtree VALUES ({rectangle});
    END""",
    """CREATE TRIGGER {layer}_move AFTER UPDATE ON {layer} BEGIN
        DELETE FROM {layer}_rtree WHERE id = old.id;
        INSERT INTO {layer}_rtree VALUES ({rectangle});
    END""",
    """CREATE TRIGGER {layer}_remove AFTER DELETE ON {layer} BEGIN
        DELETE FROM {layer}_rtree WHERE id = old.id;
    END""",
)
RECTANGLE = "new.id, new.lon + 360 * new.slot, new.lon + 360 * new.slot, new.lat, new.lat"
POSTGRESQL_INDEX = (
    """ALTER TABLE {layer} ADD COLUMN location geography(POINT, 4326) NOT NULL
        GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography) STORED""",
    "CREATE INDEX ix_{layer}_location ON {layer} USING gist (slot, location)",
    # After a mass change the index answers ten times slower until it is vacuumed.
    """ALTER TABLE {layer} SET (
        autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02)""",
)
POSTGRESQL_REACH = (
    """ALTER TABLE {layer} ADD COLUMN reach geometry(POLYGON, 4326) NOT NULL
        GENERATED ALWAYS AS (ST_MakeEnvelope({west}, {south}, {east}, {north}, 4326)) STORED""",
    "DROP INDEX ix_{layer}_location",
    "CREATE INDEX ix_{layer}_location ON {layer} USING gist (slot, location, reach)",
)


def reach(row: str) -> dict[str, str]:
    """SQL for the box around the circle of `radius_m` around (lat, lon): never too small.

    A degree is taken a little short, so the circle a little large; around the antimeridian and the
    poles the box is the whole band. The same expressions work on both databases.
    """
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


def create_index(layer: str, on_sqlite: bool) -> None:
    """The spatial index beside the table of a layer."""
    if on_sqlite:
        box = reach("new.") if layer in WITH_REACH else {}
        for statement in SQLITE_INDEX:
            op.execute(
                statement.format(
                    layer=layer,
                    reach_columns="".join(f", {name}" for name in box),
                    rectangle=", ".join((RECTANGLE, *box.values())),
                )
            )
        return
    for statement in POSTGRESQL_INDEX:
        op.execute(statement.format(layer=layer))
    if layer in WITH_REACH:
        for statement in POSTGRESQL_REACH:
            op.execute(statement.format(layer=layer, **reach("")))


def upgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    if not on_sqlite:
        op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    _create_tables()
    for layer in LAYERS:
        create_index(layer, on_sqlite)
    category = sa.table(
        "category",
        *(sa.column(name) for name in ("id", "code", "name_vi", "name_en", "remote", "active")),
    )
    op.bulk_insert(
        category,
        [
            {"id": i, "code": code, "name_vi": vi, "name_en": en, "remote": remote, "active": True}
            for i, code, vi, en, remote in CATEGORIES
        ],
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for layer in LAYERS:
            op.execute(f"DROP TABLE {layer}_rtree")
    for table in reversed(TABLES):
        op.drop_table(table)


TABLES = (
    "account",
    "audit_entry",
    "block",
    "category",
    "idempotent_call",
    "sign_up",
    "access_token",
    "responder",
    "good",
    "help_request",
    "responder_category",
    "responder_offer",
    "supplier_point",
    "assignment",
    "listed_request",
    "request_item",
)


def _create_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('resident', 'coordinator', 'admin')", name=op.f("ck_account_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("phone", name=op.f("uq_account_phone")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index("ix_audit_entry_subject", "audit_entry", ["subject_id", "id"], unique=False)
    op.create_table(
        "block",
        sa.Column("blocker_phone", sa.String(length=20), nullable=False),
        sa.Column("blocked_phone", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("blocker_phone", "blocked_phone", name=op.f("pk_block")),
    )
    op.create_index(op.f("ix_block_blocked_phone"), "block", ["blocked_phone"], unique=False)
    op.create_table(
        "category",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name_vi", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("remote", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("id BETWEEN 1 AND 63", name=op.f("ck_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("code", name=op.f("uq_category_code")),
    )
    op.create_table(
        "idempotent_call",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("body_hash", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_idempotent_call")),
    )
    op.create_index(
        op.f("ix_idempotent_call_created_at"), "idempotent_call", ["created_at"], unique=False
    )
    op.create_table(
        "sign_up",
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_sign_up")),
    )
    op.create_table(
        "access_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_access_token_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_access_token")),
    )
    op.create_index(
        op.f("ix_access_token_account_id"), "access_token", ["account_id"], unique=False
    )
    op.create_table(
        "responder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_folded", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("load", sa.Integer(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("opening_hours", sa.String(length=500), nullable=False),
        sa.Column("hours_open", sa.Boolean(), nullable=False),
        sa.Column("hours_change_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivers", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("stock_updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('volunteer', 'organisation', 'supplier')", name=op.f("ck_responder_kind")
        ),
        sa.CheckConstraint("capacity BETWEEN 1 AND 200", name=op.f("ck_responder_capacity")),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name=op.f("ck_responder_lat")),
        sa.CheckConstraint("load >= 0", name=op.f("ck_responder_load")),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name=op.f("ck_responder_lon")),
        sa.CheckConstraint(
            "radius_m > 0 AND radius_m <= 500000", name=op.f("ck_responder_radius_m")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name=op.f("fk_responder_owner_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responder")),
        sa.UniqueConstraint("source_id", name=op.f("uq_responder_source_id")),
    )
    op.create_index(
        op.f("ix_responder_hours_change_at"), "responder", ["hours_change_at"], unique=False
    )
    op.create_index(op.f("ix_responder_owner_id"), "responder", ["owner_id"], unique=False)
    op.create_index(op.f("ix_responder_phone"), "responder", ["phone"], unique=False)
    op.create_table(
        "good",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_folded", sa.String(length=80), nullable=False),
        sa.Column("stock", sa.String(length=3), nullable=False),
        sa.Column("price", sa.Integer(), nullable=True),
        sa.CheckConstraint("stock IN ('in', 'low', 'out')", name=op.f("ck_good_stock")),
        sa.ForeignKeyConstraint(
            ["responder_id"],
            ["responder.id"],
            name=op.f("fk_good_responder_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_good")),
    )
    op.create_index(op.f("ix_good_responder_id"), "good", ["responder_id"], unique=False)
    op.create_table(
        "help_request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=True),
        sa.Column("requester_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("close_reason", sa.String(length=20), nullable=True),
        sa.Column("urgency", sa.String(length=10), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("ward_code", sa.String(length=12), nullable=True),
        sa.Column("province_code", sa.String(length=12), nullable=True),
        sa.Column("cell_id", sa.String(length=40), nullable=False),
        sa.Column("cell_lat", sa.Double(), nullable=False),
        sa.Column("cell_lon", sa.Double(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "close_reason IS NULL OR close_reason IN ('withdrawn', 'done_by_others', 'unreachable', 'duplicate', 'out_of_area', 'rejected', 'expired')",
            name=op.f("ck_help_request_close_reason"),
        ),
        sa.CheckConstraint(
            "status IN ('open', 'claimed', 'delivered', 'fulfilled', 'closed')",
            name=op.f("ck_help_request_status"),
        ),
        sa.CheckConstraint("urgency IN ('normal', 'urgent')", name=op.f("ck_help_request_urgency")),
        sa.CheckConstraint("lat BETWEEN -90 AND 90", name=op.f("ck_help_request_lat")),
        sa.CheckConstraint("lon BETWEEN -180 AND 180", name=op.f("ck_help_request_lon")),
        sa.CheckConstraint("people BETWEEN 1 AND 500", name=op.f("ck_help_request_people")),
        sa.ForeignKeyConstraint(
            ["requester_id"],
            ["account.id"],
            name=op.f("fk_help_request_requester_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["responder.id"],
            name=op.f("fk_help_request_supplier_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request")),
        sa.UniqueConstraint("code", name=op.f("uq_help_request_code")),
        sa.UniqueConstraint("source_id", name=op.f("uq_help_request_source_id")),
    )
    op.create_index(op.f("ix_help_request_phone"), "help_request", ["phone"], unique=False)
    op.create_index(
        op.f("ix_help_request_province_code"), "help_request", ["province_code"], unique=False
    )
    op.create_index(
        op.f("ix_help_request_requester_id"), "help_request", ["requester_id"], unique=False
    )
    op.create_index(
        "ix_help_request_status_changed", "help_request", ["status", "status_at"], unique=False
    )
    op.create_index(
        "ix_help_request_status_created",
        "help_request",
        ["status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_help_request_supplier_id"), "help_request", ["supplier_id"], unique=False
    )
    op.create_index(op.f("ix_help_request_ward_code"), "help_request", ["ward_code"], unique=False)
    op.create_table(
        "responder_category",
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_responder_category_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["responder_id"],
            ["responder.id"],
            name=op.f("fk_responder_category_responder_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("responder_id", "category_id", name=op.f("pk_responder_category")),
    )
    op.create_table(
        "responder_offer",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("radius_m", sa.Double(), nullable=False),
        sa.Column("valid_until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["responder_id"],
            ["responder.id"],
            name=op.f("fk_responder_offer_responder_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responder_offer")),
    )
    op.create_index(
        "ix_responder_offer_category_slot", "responder_offer", ["category_id", "slot"], unique=False
    )
    op.create_index(
        op.f("ix_responder_offer_responder_id"), "responder_offer", ["responder_id"], unique=False
    )
    op.create_table(
        "supplier_point",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["responder_id"],
            ["responder.id"],
            name=op.f("fk_supplier_point_responder_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_point")),
    )
    op.create_index(
        op.f("ix_supplier_point_responder_id"), "supplier_point", ["responder_id"], unique=False
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'accepted', 'on_the_way', 'delivered', 'declined', 'timed_out', 'released')",
            name=op.f("ck_assignment_state"),
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_request.id"],
            name=op.f("fk_assignment_request_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["responder_id"],
            ["responder.id"],
            name=op.f("fk_assignment_responder_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_due", "assignment", ["state", "lapses_at"], unique=False)
    op.create_index(op.f("ix_assignment_request_id"), "assignment", ["request_id"], unique=False)
    op.create_index(
        "ix_assignment_responder", "assignment", ["responder_id", "state"], unique=False
    )
    op.create_index(
        "uq_assignment_active",
        "assignment",
        ["request_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('accepted', 'on_the_way')"),
        postgresql_where=sa.text("state IN ('accepted', 'on_the_way')"),
    )
    op.create_table(
        "listed_request",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_request.id"],
            name=op.f("fk_listed_request_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_request")),
    )
    op.create_index(
        op.f("ix_listed_request_request_id"), "listed_request", ["request_id"], unique=False
    )
    op.create_table(
        "request_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("goods", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("delivered_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["category_id"], ["category.id"], name=op.f("fk_request_item_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["delivered_by_id"],
            ["assignment.id"],
            name=op.f("fk_request_item_delivered_by_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_request.id"],
            name=op.f("fk_request_item_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_item")),
    )
    op.create_index(
        op.f("ix_request_item_delivered_by_id"), "request_item", ["delivered_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_request_item_request_id"), "request_item", ["request_id"], unique=False
    )
