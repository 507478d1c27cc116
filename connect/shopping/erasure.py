"""What is held of a person's shopping: theirs to take away, and to have erased."""

import base64
import uuid
from typing import Any

import sqlalchemy as sa

from connect.accounts import account_by_id
from connect.foundation.database import changed, db, transaction
from connect.help_requests import Assignment, request_by_id, requests_of
from connect.shopping import presenting, queries
from connect.shopping.models import Receipt, Trip


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """The lists of the account's own requests, and its trips with their receipts (base64)."""
    account = account_by_id(account_id)
    asked = [one for one in requests_of(account_id) if account and one.is_of(account)]
    lists = [presenting.list_for_those_involved(one) for one in asked if queries.list_of(one.id)]
    trips = db.session.scalars(
        sa.select(Trip).where(Trip.assignment_id.in_(_gone_for(account_id))).order_by(Trip.begun_at)
    )
    return [{"role": "requester"} | one for one in lists] + [_trip(one) for one in trips]


def list_on(request_id: uuid.UUID) -> dict[str, Any] | None:
    """The list of one request, for whoever asked."""
    request = request_by_id(request_id)
    if request is None or queries.list_of(request_id) is None:
        return None
    return presenting.list_for_those_involved(request)


def _trip(trip: Trip) -> dict[str, Any]:
    receipt = queries.receipt_of(trip.assignment_id)
    return {
        "role": "shopper",
        "request_id": str(trip.request_id),
        "cost": trip.cost,
        "begun_at": trip.begun_at.isoformat(),
        "receipt": base64.b64encode(receipt).decode() if receipt else None,
    }


def erase(account_id: uuid.UUID) -> None:
    """Removes the receipts that the account has added: its name, or card, may stand on them.

    The lists of its own requests went with these; what it spent stays for whom it was spent.
    """
    with transaction():
        changed(sa.delete(Receipt).where(Receipt.assignment_id.in_(_gone_for(account_id))))


def _gone_for(account_id: uuid.UUID) -> sa.Select[uuid.UUID]:
    return sa.select(Assignment.id).where(Assignment.account_id == account_id)
