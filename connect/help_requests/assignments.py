"""Use cases of whoever helps: claim, hand back, deliver, answer an offer.

A claim is won by one conditional UPDATE that must change exactly one row, and the partial unique
index on active assignments stands behind it. Reading first and writing then told too many winners.

What is done to a request raises `NotFound`, `NotAllowed` for who may not (`access`), and
`WrongState` where it is over, or another's by now.
"""

import uuid
from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect import responders
from connect.accounts import Account, account_by_id, refuse_suspended
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.geo import Point
from connect.help_requests import cases, holding, measure, notices, offering, queries, shielded
from connect.help_requests.access import Action, Standing, permitted
from connect.help_requests.apart import is_apart, strangers_to
from connect.help_requests.lifecycle import ACTIVE, AssignmentState, Event, Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.transitions import move
from connect.responders import Responder

LEASE = timedelta(hours=4)


def claim(
    request_id: uuid.UUID,
    account: Account,
    standings: frozenset[Standing] = frozenset(),
    responder_id: uuid.UUID | None = None,
) -> Assignment:
    """Takes a request for a responder that the account acts for: the named one, else itself.

    A group is to be named. The first claim for oneself makes a volunteer profile. Raises
    `NotFound`, `NotAllowed` for one's own request, `Invalid` for a responder that is not theirs,
    `WrongState` when someone was faster, the account or the responder carries enough, or the two
    may not meet, and `TooOften`.
    """
    try:
        with transaction():
            responders.hold_membership(account.id)
            request = to_take(request_id, account)
            if Standing.REQUESTER in standings:
                raise NotAllowed(_("This is your own request."))
            _begin(request, account)
            return _take(request, _responder_for(request, account, responder_id), account)
    except IntegrityError:
        raise WrongState(_("Someone was faster: this request is taken.")) from None


def accept(offer_id: uuid.UUID, account: Account) -> Assignment:
    """Answers an offer with yes: a claim for the responder that was asked.

    Of an organisation anyone may answer, and the first answer counts. Who says yes again has it.
    """
    try:
        with transaction():
            responders.hold_membership(account.id)
            request = to_take(_own_offer(offer_id, account).request_id, account)
            offer = _offer_now(offer_id)
            if offer.state in ACTIVE and offer.account_id == account.id:
                return offer
            _check_still_asked(offer)
            _begin(request, account)
            return _take(request, offer.responder, account)
    except IntegrityError:
        raise WrongState(_("Someone was faster: this request is taken.")) from None


def decline(offer_id: uuid.UUID, account: Account) -> None:
    """Answers an offer with no: this responder is not proposed for the request again.

    Saying no again changes nothing.
    """
    with transaction():
        # The request first, as everyone does: two who lock in another order wait for each other.
        request = queries.request_to_change(_own_offer(offer_id, account).request_id)
        if request is not None:
            _check_strangers(request, account)
        offer = _offer_now(offer_id)
        if offer.state == AssignmentState.DECLINED:
            return
        _check_still_asked(offer)
        offer.state, offer.ended_at = AssignmentState.DECLINED, utcnow()
        audit.record(str(account.id), "declined", offer.request_id)
    offering.ask_nearest(offer.request_id)


def set_out(request_id: uuid.UUID, account: Account, standings: frozenset[Standing]) -> HelpRequest:
    """The responder is on the way: a sign of life, from which the lease counts anew.

    Doing it again only counts the lease anew.
    """
    with transaction():
        request, assignment = _held(request_id, account, Action.SET_OUT, standings)
        if assignment.state != AssignmentState.ON_THE_WAY:
            assignment.state = AssignmentState.ON_THE_WAY
            audit.record(str(account.id), "on_the_way", request.id)
            notices.set_out(request, assignment)
        assignment.lapses_at, assignment.reminded_at = utcnow() + LEASE, None
    return request


def release(
    request_id: uuid.UUID, account: Account, standings: frozenset[Standing], reason: str = ""
) -> HelpRequest:
    """Hands a claimed request back: it is open again at once."""
    with transaction():
        request, assignment = _held(request_id, account, Action.RELEASE, standings)
        move(request, Event.RELEASE)
        # The owner gives it back for who is ill: that is no no of the group, nor held against them.
        let_go(assignment, reason, willingly=assignment.account_id == account.id)
        notices.let_go(request)
        audit.record(str(account.id), "released", request.id)
        holding.record_held(request)
    offering.ask_nearest(request.id)
    return request


def deliver(
    request_id: uuid.UUID,
    account: Account,
    standings: frozenset[Standing],
    items: Collection[uuid.UUID] | None = None,
) -> HelpRequest:
    """The responder says what has arrived: all of it, or some items, and the rest reopens.

    Raises also `Invalid` for items that are not missing.
    """
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
        notices.delivered(request, in_part=in_part)
        audit.record(str(account.id), "delivered_in_part" if in_part else "delivered", request.id)
        holding.record_held(request)
    if in_part:
        offering.ask_nearest(request.id)
    return request


def let_go(assignment: Assignment, reason: str, *, willingly: bool = True) -> None:
    """Ends an active assignment without delivery, inside a transaction.

    Who lets go `willingly`, or by silence, is not proposed for the request again.
    """
    assignment.state = AssignmentState.RELEASED if willingly else AssignmentState.TIMED_OUT
    assignment.ended_at = utcnow()
    assignment.reason = reason
    responders.give_back_load(assignment.responder_id)


def _begin(request: HelpRequest, account: Account) -> None:
    # First: most who come too late, or carry enough, ask for nothing else.
    if request.status == Status.OPEN:
        measure.check_room(account)
    move(request, Event.CLAIM)


def _take(request: HelpRequest, responder: Responder, account: Account) -> Assignment:
    if not shielded.may_come(request, responder):
        raise WrongState(_("This group cannot go for this one. Go for yourself."))
    responders.take_load(responder.id)
    # Whoever has been put out since the caller looked is out; from now on it has to wait.
    if not responders.acts_for(responder.id, account.id):
        raise NotAllowed
    _check_owner(request, responder, account)
    assignment = db.session.scalar(
        sa.select(Assignment).where(
            Assignment.request_id == request.id,
            Assignment.responder_id == responder.id,
            Assignment.state == AssignmentState.OFFERED,
        )
    )
    asked = assignment is not None
    if assignment is None:
        assignment = Assignment(request_id=request.id, responder=responder)
        db.session.add(assignment)
    assignment.account_id = account.id
    assignment.state, assignment.claimed_at = AssignmentState.ACCEPTED, utcnow()
    assignment.lapses_at = utcnow() + LEASE
    db.session.flush()
    offering.withdraw_offers(request.id)
    notices.taken(request, assignment)
    if asked:
        notices.answered(request, assignment)
    audit.record(str(account.id), "claimed", request.id, responder=str(responder.id))
    audit.record(str(account.id), "revealed", request.id)
    return assignment


def _responder_for(
    request: HelpRequest, account: Account, responder_id: uuid.UUID | None
) -> Responder:
    if responder_id is not None:
        chosen = responders.responder_by_id(responder_id)
        if chosen is None or not responders.acts_for(responder_id, account.id):
            raise Invalid({"responder_id": [_("You do not go for this one.")]})
        return chosen
    own = responders.own_profiles(account.id)
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
    if is_apart(request, account):
        raise NotFound


def _check_owner(request: HelpRequest, responder: Responder, account: Account) -> None:
    # Whoever looks after the group learns of the case: that is no way around a block.
    if responder.owner_id in (None, account.id):
        return
    owner = account_by_id(responder.owner_id)
    if owner and owner.phone in strangers_to(request):
        raise WrongState


def to_take(request_id: uuid.UUID, account: Account) -> HelpRequest:
    """The request that an account wants to go for, locked.

    Raises `NotFound`, also for who may not know of it or may not meet who asked, `NotAllowed` for
    one's own, and `TooOften`.
    """
    request = queries.request_to_change(request_id)
    if request is None or not shielded.may_know(request, account):
        raise NotFound
    _check_strangers(request, account)
    refuse_suspended(account)
    measure.check_day(account)
    return request


def _own_offer(offer_id: uuid.UUID, account: Account) -> Assignment:
    offer = db.session.get(Assignment, offer_id)
    if offer is None or not responders.acts_for(offer.responder_id, account.id):
        raise NotFound
    return offer


def _offer_now(offer_id: uuid.UUID) -> Assignment:
    """The offer as it is now that its request is ours to change."""
    return db.session.get_one(Assignment, offer_id, populate_existing=True)


def _check_still_asked(offer: Assignment) -> None:
    if offer.state != AssignmentState.OFFERED or (offer.lapses_at or utcnow()) <= utcnow():
        raise WrongState(_("This offer has been answered or has run out."))


def _held(
    request_id: uuid.UUID, account: Account, action: Action, standings: frozenset[Standing]
) -> tuple[HelpRequest, Assignment]:
    request = permitted(queries.request_to_change(request_id), action, standings)
    assignment = cases.active_assignment(request.id)
    # Since the caller looked, the case may have gone to somebody else.
    if assignment is None or not _may_act(assignment, account, action, standings):
        raise WrongState
    return request, assignment


def _may_act(
    assignment: Assignment, account: Account, action: Action, standings: frozenset[Standing]
) -> bool:
    chief = action == Action.RELEASE and assignment.responder.owner_id == account.id
    return assignment.account_id == account.id or chief or Standing.COORDINATOR in standings
