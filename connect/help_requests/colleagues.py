"""Use cases of those who act for one responder together: go instead, and give back who parts."""

import uuid
from datetime import timedelta

from flask_babel import gettext as _

from connect import responders
from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotAllowed, TooOften, WrongState
from connect.help_requests import cases, holding, measure, notices, queries
from connect.help_requests.access import Action, Standing, allowed
from connect.help_requests.assignments import LEASE, let_go, to_take
from connect.help_requests.lifecycle import AssignmentState, Event
from connect.help_requests.models import Assignment
from connect.help_requests.transitions import move

TAKE_OVERS_A_DAY = 3


def take_over(
    request_id: uuid.UUID, account: Account, standings: frozenset[Standing]
) -> Assignment:
    """Goes instead of a colleague, for the same responder; doing it again changes nothing.

    It is a claim of its own: what the requester and the colleague wrote stays between the two.
    Raises `NotFound`, `NotAllowed` for whoever is no colleague or asked for it themselves,
    `WrongState` when nobody goes any more, the two may not meet, or one carries enough, and
    `TooOften`: each time the requester is told by SMS, so there is an end to it.
    """
    with transaction():
        responders.hold_membership(account.id)
        request = to_take(request_id, account)
        if not allowed(Action.TAKE_OVER, standings):
            raise NotAllowed
        before = cases.active_assignment(request.id)
        if before is None:
            raise WrongState
        if before.account_id == account.id:
            return before
        # Since the caller looked, the case may have gone elsewhere, or they may have been put out.
        if not responders.acts_for(before.responder_id, account.id):
            raise WrongState
        measure.check_room(account)
        now = utcnow()
        if cases.count_taken_over(request.id, now - timedelta(days=1)) >= TAKE_OVERS_A_DAY:
            raise TooOften(
                _("You have changed places three times today. Please let them bring it.")
            )
        before.state, before.ended_at = AssignmentState.TIMED_OUT, now
        before.reason = cases.TAKEN_OVER
        db.session.flush()  # of two active ones the index would refuse the second
        taken = Assignment(
            request_id=request.id,
            responder=before.responder,
            account_id=account.id,
            state=AssignmentState.ACCEPTED,
            claimed_at=now,
            lapses_at=now + LEASE,
        )
        db.session.add(taken)
        db.session.flush()
        notices.taken_over(request, taken, before.account_id)
        actor, responder = str(account.id), str(before.responder_id)
        audit.record(actor, "taken_over", request.id, responder=responder)
        audit.record(actor, "revealed", request.id)
    return taken


def hand_back(responder_id: uuid.UUID, account_id: uuid.UUID) -> None:
    """Gives back what an account carries for a responder for which it acts no more."""
    with transaction():
        carried = [one.request_id for one in cases.cases_of(account_id, responder_id=responder_id)]
        queries.requests_to_change(carried)  # all of them before the responder
        for request_id in carried:
            give_back(request_id, account_id, cases.PARTED)


def give_back(request_id: uuid.UUID, account_id: uuid.UUID, reason: str) -> None:
    """Makes a request open again that an account carries, inside a transaction.

    The responder can be asked for it again: there are others who act for it.
    """
    request = queries.request_to_change(request_id)
    assignment = cases.active_assignment(request_id)
    # Since the caller looked, the case may have gone to somebody else.
    if request and assignment and assignment.account_id == account_id:
        move(request, Event.RELEASE)
        let_go(assignment, reason, willingly=False)
        notices.let_go(request)
        audit.record("system", "released", request.id)
        holding.record_held(request)
