"""What strangers may learn of a request: its card, and its rows in the public index."""

from typing import Any

import phonenumbers
import sqlalchemy as sa

from connect.foundation.database import db
from connect.foundation.phones import HOME_REGION
from connect.geo import Cell
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import URGENCIES, HelpRequest, ListedRequest, RequestItem

ANY = 0


def slot_of(category_id: int = ANY, urgency: str | None = None) -> int:
    """The compartment of the public index for a filter by category, urgency, both or neither."""
    return category_id * (1 + len(URGENCIES)) + (1 + URGENCIES.index(urgency) if urgency else ANY)


def place_in_cell(request: HelpRequest, cell: Cell) -> None:
    """Sets the public place of a request."""
    request.cell_id, request.cell_lat, request.cell_lon = cell.id, cell.lat, cell.lon
    request.card = {
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
        items = _open_items(request)
        request.card = _card(request, items or request.items)
        if request.status == Status.OPEN:
            categories = {ANY, *(item.category_id for item in items)}
            rows += [
                _row(request, slot_of(category, urgency))
                for category in sorted(categories)
                for urgency in (None, request.urgency)
            ]
    ids = [request.id for request in requests]
    db.session.execute(sa.delete(ListedRequest).where(ListedRequest.request_id.in_(ids)))
    if rows:
        db.session.execute(sa.insert(ListedRequest), rows)


def without_phones(text: str) -> str:
    """`text` with every phone number that someone typed into it struck out."""
    for match in reversed(list(phonenumbers.PhoneNumberMatcher(text, HOME_REGION))):
        text = f"{text[: match.start]}…{text[match.end :]}"
    return text


def _open_items(request: HelpRequest) -> list[RequestItem]:
    return [item for item in request.items if item.delivered_by_id is None]


def _card(request: HelpRequest, items: list[RequestItem]) -> dict[str, Any]:
    return {
        "id": str(request.id),
        "items": [
            {
                "category": item.category.code,
                "goods": without_phones(item.goods),
                "quantity": without_phones(item.quantity),
            }
            for item in items
        ],
        "urgency": request.urgency,
        "people": request.people,
        "status": request.status,
        "verified": request.verified,
        "created_at": request.created_at.isoformat(),
        "cell": request.card["cell"],
        "area": request.card["area"],
    }


def _row(request: HelpRequest, slot: int) -> dict[str, Any]:
    return {
        "request_id": request.id,
        "slot": slot,
        "lat": request.cell_lat,
        "lon": request.cell_lon,
    }
