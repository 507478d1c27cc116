"""What this room holds of an account: taken away, or forgotten."""

import uuid
from typing import Any

from connect.foundation import audit
from connect.foundation.database import db, transaction
from connect.help_requests import offering, presenting, queries
from connect.help_requests.assignments import let_go
from connect.help_requests.lifecycle import CloseReason, Event, Status, target
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import HelpRequest
from connect.help_requests.transitions import move


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every request of the account, with all that it holds, ready for JSON."""
    return [presenting.private_fields(request) for request in queries.requests_of(account_id)]


def erase(account_id: uuid.UUID) -> None:
    """Hands back what the account carries, and takes the person out of what it asked for."""
    with transaction():
        for assignment in queries.cases_of(account_id):
            request = queries.request_by_id(assignment.request_id)
            if request is not None:
                move(request, Event.RELEASE)
                let_go(assignment, "erased")
                audit.record("system", "released", request.id)
        for request in queries.requests_of(account_id):
            _forget(request)


def _forget(request: HelpRequest) -> None:
    active = queries.active_assignment(request.id)
    if active is not None:
        let_go(active, "erased")
    if target(Status(request.status), Event.CLOSE):
        move(request, Event.CLOSE)
        request.close_reason = CloseReason.WITHDRAWN
        offering.withdraw_offers(request.id)
    request.name = request.description = request.address = ""
    request.phone = request.requester_id = None
    request.lat, request.lon = request.cell_lat, request.cell_lon
    for item in request.items:
        item.goods = item.quantity = item.note = ""
    keep_listed(request)
    db.session.flush()
    audit.record("system", "erased", request.id)
