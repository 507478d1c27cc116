"""The picture of a gift; and which good costs how much too much, in what is said of a shop.

Revision: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gift_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("gift_id", sa.Uuid(), nullable=False),
        sa.Column("jpeg", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gift_id"], ["gift.id"], name=op.f("fk_gift_photo_gift_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_photo")),
        sa.UniqueConstraint("gift_id", name=op.f("uq_gift_photo_gift_id")),
    )
    op.create_table(
        "price_seen",
        sa.Column("responder_id", sa.Uuid(), nullable=False),
        sa.Column("trouble", sa.String(8), nullable=False),
        sa.Column("reporter", sa.String(64), nullable=False),
        sa.Column("good", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.CheckConstraint("trouble = 'price'", name=op.f("ck_price_seen_trouble")),
        sa.CheckConstraint("price BETWEEN 1 AND 100000000", name=op.f("ck_price_seen_price")),
        sa.ForeignKeyConstraint(
            ["responder_id", "trouble", "reporter"],
            ["shop_report.responder_id", "shop_report.trouble", "shop_report.reporter"],
            name=op.f("fk_price_seen_responder_id_trouble_reporter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "responder_id", "trouble", "reporter", "good", name=op.f("pk_price_seen")
        ),
    )


def downgrade() -> None:
    op.drop_table("price_seen")
    op.drop_table("gift_photo")
