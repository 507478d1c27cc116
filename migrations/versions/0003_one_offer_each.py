"""A responder stands once in each category of the index of offers; all hours are looked at again.

Revision: 0003
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Two transactions that kept one responder's offers at once could leave both of theirs: the
    # later one knew more. Nothing here may make the table anew, or its triggers would be lost.
    op.execute(
        "DELETE FROM responder_offer AS twice WHERE EXISTS ("
        "SELECT 1 FROM responder_offer AS later WHERE later.responder_id = twice.responder_id "
        "AND later.category_id = twice.category_id AND later.id > twice.id)"
    )
    op.create_index(
        "uq_responder_offer_category",
        "responder_offer",
        ["responder_id", "category_id"],
        unique=True,
    )
    op.drop_index(op.f("ix_responder_offer_responder_id"), table_name="responder_offer")
    _look_at_hours_again()


def downgrade() -> None:
    op.create_index(
        op.f("ix_responder_offer_responder_id"), "responder_offer", ["responder_id"], unique=False
    )
    op.drop_index("uq_responder_offer_category", table_name="responder_offer")


def _look_at_hours_again() -> None:
    """Hours without a change for a year had no moment to be looked at again: the next sweep does.

    Until then matching reads these responders apart, so they leave the index.
    """
    responder = sa.table(
        "responder",
        sa.column("id", sa.Uuid),
        sa.column("opening_hours", sa.String),
        sa.column("hours_change_at", sa.DateTime(timezone=True)),
    )
    offer = sa.table("responder_offer", sa.column("responder_id", sa.Uuid))
    forgotten = sa.and_(
        responder.c.hours_change_at.is_(None), responder.c.opening_hours.not_in(("", "24/7"))
    )
    stale = sa.select(responder.c.id).where(forgotten)
    op.execute(sa.delete(offer).where(offer.c.responder_id.in_(stale)))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    op.execute(sa.update(responder).where(forgotten).values(hours_change_at=long_ago))
