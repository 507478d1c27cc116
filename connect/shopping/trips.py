"""Use cases of who shops, and the answers to them: what came of it, the money, the receipt."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import WrongState
from connect.foundation.pictures import Picture
from connect.help_requests import Assignment, HelpRequest, Status, View, helper_of
from connect.responders import Kind
from connect.shopping import access, asking, notices, queries
from connect.shopping.models import Receipt, ShoppingList, Trip
from connect.shopping.service import locked
from connect.shopping.states import Answer, Outcome


@dataclass(frozen=True, kw_only=True)
class TripDetails:
    """What came of each line, by its id, with what was taken instead; and the cost in đồng.

    Without `costs` nothing is said of the cost; None takes back what was said of it.
    """

    outcomes: Mapping[uuid.UUID, tuple[Outcome | None, str]]
    cost: int | None = None
    costs: bool = True


def keep_trip(view: View, told: TripDetails, picture: Picture | None) -> Trip:
    """Keeps what came of each line, what it cost, and the receipt.

    Where it costs more than the budget the requester is asked. Raises `NotAllowed` for anyone but
    who shops, `WrongState` where they do no longer, and `TooOften` for a sixth question in a day.
    """
    account_id = access.check_shops(view)
    with transaction():
        request = locked(view)
        going = _case(request, account_id)
        trip = _trip(going)
        wanted = queries.list_of(request.id)
        _tick(wanted, told.outcomes, going)
        if told.costs and told.cost != trip.cost:
            trip.cost = told.cost
            asking.ask_about(request, going, trip, wanted.budget if wanted else None)
        if picture is not None:
            _keep_receipt(request, going, picture)
    return trip


def answer(view: View, *, agreed: bool) -> None:
    """The requester says whether it may cost more than the budget.

    Raises `NotAllowed`, and `WrongState` where nobody has asked.
    """
    access.check_asked(view)
    with transaction():
        request = locked(view)
        going = queries.case_of(request)
        trip = queries.trip_of(going) if queries.carried_by(request, going) else None
        if going is None or trip is None or trip.cost is None or trip.answer != Answer.ASKED:
            raise WrongState
        trip.answer = Answer.AGREED if agreed else Answer.REFUSED
        if agreed:
            trip.agreed_up_to = trip.cost
        notices.answered(request, going, trip.cost, agreed=agreed)
        audit.record(audit.actor_of(view.account), f"cost_{trip.answer}", request.id)


def pack(view: View) -> None:
    """A shop has everything ready; saying so again changes nothing.

    Raises `NotAllowed`, and `WrongState` where no shop brings it, or not any more.
    """
    account_id = access.check_shops(view)
    with transaction():
        request = locked(view)
        going = _case(request, account_id)
        if request.status != Status.CLAIMED or going.responder.kind != Kind.SUPPLIER:
            raise WrongState
        trip = _trip(going)
        if trip.packed_at is None:
            trip.packed_at = utcnow()
            notices.packed(request, going)
            audit.record(str(account_id), "packed", request.id)


def _case(request: HelpRequest, account_id: uuid.UUID) -> Assignment:
    # Since the caller looked, the case may have gone to somebody else, or the shopping be brought.
    going = helper_of(request)
    if going is None or going.account_id != account_id:
        raise WrongState
    if not access.goes_shopping(request, going):
        raise WrongState
    return going


def _trip(going: Assignment) -> Trip:
    trip = queries.trip_of(going)
    if trip is None:
        trip = Trip(assignment_id=going.id, request_id=going.request_id)
        db.session.add(trip)
        db.session.flush()
    return trip


def _tick(
    wanted: ShoppingList | None,
    outcomes: Mapping[uuid.UUID, tuple[Outcome | None, str]],
    going: Assignment,
) -> None:
    for line in wanted.lines if wanted else ():
        if line.id in outcomes:
            line.outcome, line.instead = outcomes[line.id]
            line.told_by_id = going.id


def _keep_receipt(request: HelpRequest, going: Assignment, picture: Picture) -> None:
    before = changed(sa.delete(Receipt).where(Receipt.assignment_id == going.id))
    db.session.add(Receipt(assignment_id=going.id, **picture._asdict()))
    if not before:
        notices.receipt_added(request, going)
    audit.record(str(going.account_id), "receipt_added", request.id)
