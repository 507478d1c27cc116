"""The public cards, kept in memory: lists show the same ones again and again.

A card is kept by its row in the public index: whatever changes a card lists it anew, and no row has
an id that another had before (`listing.list_open`). So what is kept is what is stored.
"""

import uuid
from collections.abc import Collection

import sqlalchemy as sa
from flask import current_app

from connect.foundation.database import table_of
from connect.foundation.prepared import Among, Prepared
from connect.help_requests.models import HelpRequest, ListedRequest

MOST_KEPT = 10_000  # of about half a kilobyte
_KEPT = "connect_cards"
_listed = table_of(ListedRequest)
_request = table_of(HelpRequest)
_CARDS = Prepared(
    sa.select(_listed.c.id, sa.cast(_request.c.card, sa.Text).label("card"))
    .join(_request, _request.c.id == _listed.c.request_id)
    .where(Among(_listed.c.id, "ids"))
)
Row = tuple[int, uuid.UUID | str]


def cards_of(connection: sa.Connection, rows: Collection[Row]) -> list[str] | None:
    """The cards of these rows of the public index (`id`, `request_id`), as JSON, in their order.

    None where one of them has left the index since it was found.
    """
    kept: dict[Row, str] = current_app.extensions.setdefault(_KEPT, {})
    cards = {row: kept.get(row, "") for row in rows}
    missing = {row[0]: row for row, card in cards.items() if not card}
    if missing:
        found = _CARDS.rows(connection, {"ids": missing})
        if len(found) < len(missing):
            return None
        if len(kept) + len(missing) > MOST_KEPT:
            kept.clear()
        fresh = {missing[one.id]: one.card for one in found}
        kept.update(fresh)
        cards |= fresh
    return list(cards.values())
