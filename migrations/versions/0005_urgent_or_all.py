"""The public index holds each request once for all and, where it is urgent, once more.

Revision: 0005
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Three compartments a category (all, normal, urgent) become two.
    op.execute("DELETE FROM listed_request WHERE slot % 3 = 1")
    op.execute("UPDATE listed_request SET slot = slot / 3 * 2 + slot % 3 / 2")


def downgrade() -> None:
    op.execute("UPDATE listed_request SET slot = slot / 2 * 3 + slot % 2 * 2")
    op.execute(
        "INSERT INTO listed_request (request_id, slot, lat, lon) "
        "SELECT listed.request_id, listed.slot + 1, listed.lat, listed.lon "
        "FROM listed_request AS listed JOIN help_request ON help_request.id = listed.request_id "
        "WHERE listed.slot % 3 = 0 AND help_request.urgency = 'normal'"
    )
