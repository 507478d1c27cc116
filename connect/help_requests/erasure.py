"""What this room holds of an account: taken away, or forgotten."""

import uuid
from typing import Any

from connect.accounts import account_by_id
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import cases, offering, presenting, queries
from connect.help_requests.access import Standing
from connect.help_requests.assignments import let_go
from connect.help_requests.colleagues import give_back
from connect.help_requests.lifecycle import CloseReason, Event, Status, target
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import HelpRequest
from connect.help_requests.transitions import move
from connect.notifications import forget_request

OWN = frozenset((Standing.REQUESTER,))


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every request that the account has posted; of those for others, what is public."""
    account = account_by_id(account_id)
    return [
        presenting.private_fields(request, OWN)
        if account and request.is_of(account)
        else request.card
        for request in queries.requests_of(account_id)
    ]


def erase(account_id: uuid.UUID) -> None:
    """Hands back what the account carries, and takes the person out of what they asked for.

    What they posted for somebody else goes on without them.
    """
    with transaction():
        account = account_by_id(account_id)
        for case in cases.cases_of(account_id):
            give_back(case.request_id, account_id, "erased")
        for posted in queries.requests_of(account_id):
            request = queries.request_to_change(posted.id)
            if request and account and request.is_of(account):
                _forget(request)
            elif request is not None:
                request.requester_id = None


def _forget(request: HelpRequest) -> None:
    active = cases.active_assignment(request.id)
    if active is not None:
        let_go(active, "erased", willingly=False)
    if target(Status(request.status), Event.CLOSE):
        move(request, Event.CLOSE)
        request.close_reason = CloseReason.WITHDRAWN
        offering.withdraw_offers(request.id)
    request.name = request.description = request.address = ""
    request.phone = request.requester_id = None
    request.erased_at = utcnow()
    request.lat, request.lon = request.cell_lat, request.cell_lon
    for item in request.items:
        item.goods = item.quantity = item.note = ""
    keep_listed(request)
    db.session.flush()
    forget_request(request.id)
    audit.record("system", "erased", request.id)
