"""What strangers may learn of a request: its card, and its rows in the public index."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import phonenumbers
import sqlalchemy as sa

from connect.foundation.database import db
from connect.foundation.phones import HOME_REGION
from connect.geo import Cell
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import URGENCIES, HelpRequest, ListedRequest

ANY = 0


def slot_of(category_id: int = ANY, urgency: str | None = None) -> int:
    """The compartment of the public index for a filter by category, urgency, both or neither."""
    return category_id * (1 + len(URGENCIES)) + (1 + URGENCIES.index(urgency) if urgency else ANY)


def place_in_cell(request: HelpRequest, cell: Cell) -> None:
    """Sets the public place of a request."""
    request.cell_id, request.cell_lat, request.cell_lon = cell.id, cell.lat, cell.lon
    request.card = place_on_card(cell)


def place_on_card(cell: Cell) -> dict[str, Any]:
    """The part of a card that says where."""
    return {
        "cell": {
            "id": cell.id,
            "lat": cell.lat,
            "lon": cell.lon,
            "precision": cell.precision,
        },
        "area": {"code": cell.area_code, "name": cell.area_name} if cell.area_code else None,
    }


def keep_listed(*requests: HelpRequest) -> None:
    """Brings the cards and the public index to what these requests' rows say."""
    db.session.flush()  # what a new row leaves to its defaults is on the card too
    rows = []
    for request in requests:
        items = [item for item in request.items if item.delivered_by_id is None]
        request.card = card(
            request.id,
            [(item.category.code, item.goods, item.quantity) for item in items or request.items],
            urgency=request.urgency,
            people=request.people,
            status=request.status,
            verified=request.verified,
            created_at=request.created_at,
            place=request.card,
        )
        if request.status == Status.OPEN:
            cell = (request.cell_lat, request.cell_lon)
            categories = {item.category_id for item in items}
            rows += listed_rows(request.id, cell, categories, request.urgency)
    ids = [request.id for request in requests]
    db.session.execute(sa.delete(ListedRequest).where(ListedRequest.request_id.in_(ids)))
    if rows:
        db.session.execute(sa.insert(ListedRequest), rows)


def card(
    request_id: uuid.UUID,
    items: Iterable[tuple[str, str, str]],
    *,
    urgency: str,
    people: int,
    status: str,
    verified: bool,
    created_at: datetime,
    place: Mapping[str, Any],
) -> dict[str, Any]:
    """The public card. `items` are category code, goods, quantity; `place` holds cell and area."""
    return {
        "id": str(request_id),
        "items": [
            {
                "category": category,
                "goods": without_phones(goods),
                "quantity": without_phones(quantity),
            }
            for category, goods, quantity in items
        ],
        "urgency": urgency,
        "people": people,
        "status": status,
        "verified": verified,
        "created_at": created_at.isoformat(),
        "cell": place["cell"],
        "area": place["area"],
    }


def listed_rows(
    request_id: uuid.UUID, cell: tuple[float, float], category_ids: Iterable[int], urgency: str
) -> list[dict[str, Any]]:
    """The rows of an open request in the public index. `cell` is its centre, degrees."""
    return [
        {
            "request_id": request_id,
            "slot": slot_of(category, filtered),
            "lat": cell[0],
            "lon": cell[1],
        }
        for category in sorted({ANY, *category_ids})
        for filtered in (None, urgency)
    ]


def without_phones(text: str) -> str:
    """`text` with every phone number that someone typed into it struck out."""
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, HOME_REGION))):
        text = f"{text[: match.start]}…{text[match.end :]}"
    return text
