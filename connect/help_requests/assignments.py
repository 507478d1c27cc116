"""Use cases of whoever helps: claim, hand back, deliver, answer an offer.

A claim is won by one conditional UPDATE that must change exactly one row, and the partial unique
index on active assignments stands behind it. Reading first and writing then told too many winners.
"""

import uuid
from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect import responders
from connect.accounts import Account, phones_at_odds_with
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.geo import Point
from connect.help_requests import offering, queries
from connect.help_requests.access import Action, Standing, allowed
from connect.help_requests.lifecycle import AssignmentState, Event
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.transitions import move
from connect.responders import Responder

LEASE = timedelta(hours=4)


def claim(request_id: uuid.UUID, account: Account) -> Assignment:
    """Takes a request for the account's responder; its first claim makes a volunteer profile.

    Raises `NotFound`, `NotAllowed` for one's own request, and `WrongState` when someone was
    faster, the responder is full, or the two may not meet.
    """
    try:
        with transaction():
            request = queries.request_to_change(request_id)
            if request is None:
                raise NotFound
            _check_strangers(request, account)
            move(request, Event.CLAIM)  # first: most who come too late ask for nothing else
            return _take(request, _responder_for(request, account), account)
    except IntegrityError:
        raise WrongState(_("Someone was faster: this request is taken.")) from None


def accept(offer_id: uuid.UUID, account: Account) -> Assignment:
    """Answers an offer with yes: a claim for the responder that was asked."""
    try:
        with transaction():
            offer = _own_offer(offer_id, account)
            request = queries.request_to_change(offer.request_id)
            if request is None:
                raise NotFound
            _check_strangers(request, account)
            move(request, Event.CLAIM)
            return _take(request, offer.responder, account)
    except IntegrityError:
        raise WrongState(_("Someone was faster: this request is taken.")) from None


def decline(offer_id: uuid.UUID, account: Account) -> None:
    """Answers an offer with no: this responder is not proposed for the request again."""
    with transaction():
        offer = _own_offer(offer_id, account)
        offer.state, offer.ended_at = AssignmentState.DECLINED, utcnow()
        audit.record(str(account.id), "declined", offer.request_id)


def release(
    request_id: uuid.UUID, account: Account, standings: frozenset[Standing], reason: str = ""
) -> HelpRequest:
    """Hands a claimed request back: it is open again at once."""
    with transaction():
        request, assignment = _held(request_id, account, Action.RELEASE, standings)
        move(request, Event.RELEASE)
        let_go(assignment, reason)
        audit.record(str(account.id), "released", request.id)
    offering.ask_nearest(request.id)
    return request


def deliver(
    request_id: uuid.UUID,
    account: Account,
    standings: frozenset[Standing],
    items: Collection[uuid.UUID] | None = None,
) -> HelpRequest:
    """The responder says what has arrived: all of it, or some items, and the rest reopens."""
    with transaction():
        request, assignment = _held(request_id, account, Action.DELIVER, standings)
        missing = [item for item in request.items if item.delivered_by_id is None]
        given = missing if items is None else [item for item in missing if item.id in items]
        if items is not None and (not given or len(given) < len(set(items))):
            raise Invalid({"items": [_("Choose from the items that are still missing.")]})
        for item in given:
            item.delivered_by_id = assignment.id
        in_part = len(given) < len(missing)
        assignment.state, assignment.ended_at = AssignmentState.DELIVERED, utcnow()
        responders.give_back_load(assignment.responder_id)
        move(request, Event.DELIVER_PART if in_part else Event.DELIVER)
        audit.record(str(account.id), "delivered_in_part" if in_part else "delivered", request.id)
    if in_part:
        offering.ask_nearest(request.id)
    return request


def let_go(assignment: Assignment, reason: str) -> None:
    """Ends an active assignment without delivery, inside a transaction."""
    assignment.state, assignment.ended_at = AssignmentState.RELEASED, utcnow()
    assignment.reason = reason
    responders.give_back_load(assignment.responder_id)


def _take(request: HelpRequest, responder: Responder, account: Account) -> Assignment:
    responders.take_load(responder.id)
    assignment = db.session.scalar(
        sa.select(Assignment).where(
            Assignment.request_id == request.id,
            Assignment.responder_id == responder.id,
            Assignment.state == AssignmentState.OFFERED,
        )
    )
    if assignment is None:
        assignment = Assignment(request_id=request.id, responder_id=responder.id)
        db.session.add(assignment)
    assignment.state = AssignmentState.ACCEPTED
    assignment.lapses_at = utcnow() + LEASE
    db.session.flush()
    offering.withdraw_offers(request.id)
    audit.record(str(account.id), "claimed", request.id, responder=str(responder.id))
    audit.record(str(account.id), "revealed", request.id)
    return assignment


def _responder_for(request: HelpRequest, account: Account) -> Responder:
    own = responders.responders_of(account.id)
    if not own:
        return responders.first_profile(account, Point(request.cell_lat, request.cell_lon))
    wanted = {item.category_id for item in request.items}
    # Who has room first, then who offers what is needed, then the oldest profile.
    return min(
        own,
        key=lambda r: (r.load >= r.capacity, wanted.isdisjoint(c.id for c in r.categories)),
    )


def _check_strangers(request: HelpRequest, account: Account) -> None:
    if account.id == request.requester_id or account.phone == request.phone:
        raise NotAllowed(_("This is your own request."))
    if request.phone and account.phone in phones_at_odds_with(request.phone):
        raise WrongState


def _own_offer(offer_id: uuid.UUID, account: Account) -> Assignment:
    offer = db.session.get(Assignment, offer_id)
    if offer is None or offer.responder.owner_id != account.id:
        raise NotFound
    if offer.state != AssignmentState.OFFERED or (offer.lapses_at or utcnow()) <= utcnow():
        raise WrongState(_("This offer has been answered or has run out."))
    return offer


def _held(
    request_id: uuid.UUID, account: Account, action: Action, standings: frozenset[Standing]
) -> tuple[HelpRequest, Assignment]:
    request = queries.request_to_change(request_id)
    if request is None:
        raise NotFound
    if not allowed(action, standings):
        raise NotAllowed
    assignment = queries.active_assignment(request.id)
    own = assignment is not None and assignment.responder.owner_id == account.id
    # Since the caller looked, the case may have gone to somebody else.
    if assignment is None or not (own or Standing.COORDINATOR in standings):
        raise WrongState
    return request, assignment
