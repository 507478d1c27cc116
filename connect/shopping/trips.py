"""Use cases of who shops, and the answers to them: what came of it, the money, the receipt."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import TooOften, WrongState
from connect.foundation.pictures import Picture
from connect.help_requests import Assignment, HelpRequest, Status, View, helper_of
from connect.responders import Kind
from connect.shopping import access, notices, queries
from connect.shopping.models import Receipt, ShoppingList, Trip
from connect.shopping.service import actor, locked
from connect.shopping.states import Answer, Outcome, must_ask

# Each question may be an SMS.
DAY, QUESTIONS_A_DAY = timedelta(days=1), 5


@dataclass(frozen=True, kw_only=True)
class TripDetails:
    """What came of each line, by its id, with what was taken instead; and the cost in đồng."""

    outcomes: Mapping[uuid.UUID, tuple[Outcome | None, str]]
    cost: int | None = None


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
        if told.cost is not None and told.cost != trip.cost:
            trip.cost = told.cost
            _ask_about(request, going, trip, wanted.budget if wanted else None)
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
        going = helper_of(request)
        trip = queries.trip_of(going)
        if going is None or trip is None or trip.cost is None or trip.answer != Answer.ASKED:
            raise WrongState
        trip.answer = Answer.AGREED if agreed else Answer.REFUSED
        if agreed:
            trip.agreed_up_to = trip.cost
        notices.answered(request, going, trip.cost, agreed=agreed)
        audit.record(actor(view.account), f"cost_{trip.answer}", request.id)


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
    # Since the caller looked, the case may have gone to somebody else.
    going = helper_of(request)
    if going is None or going.account_id != account_id:
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


def _ask_about(request: HelpRequest, going: Assignment, trip: Trip, budget: int | None) -> None:
    cost = trip.cost or 0
    if budget is None or not must_ask(cost, budget, trip.agreed_up_to):
        trip.answer = Answer.AGREED if trip.agreed_up_to else None
        return
    if queries.count_acts(request.id, "cost_asked", utcnow() - DAY) >= QUESTIONS_A_DAY:
        raise TooOften(_("You have asked them five times today. Please call them instead."))
    trip.answer = Answer.ASKED
    notices.costs_more(request, going, cost, budget)
    audit.record(str(going.account_id), "cost_asked", request.id)


def _keep_receipt(request: HelpRequest, going: Assignment, picture: Picture) -> None:
    before = changed(sa.delete(Receipt).where(Receipt.assignment_id == going.id))
    db.session.add(Receipt(assignment_id=going.id, **picture._asdict()))
    if not before:
        notices.receipt_added(request, going)
    audit.record(str(going.account_id), "receipt_added", request.id)
