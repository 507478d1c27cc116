"""What two have begun ends when one blocks the other; what somebody carries, when they may not."""

import uuid
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from connect.accounts import Account, Pairs, account_by_phone
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db
from connect.help_requests import cases, holding, notices, queries
from connect.help_requests.assignments import let_go
from connect.help_requests.colleagues import give_back
from connect.help_requests.lifecycle import ACTIVE, AssignmentState, Event
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.transitions import move
from connect.notifications import forget_told
from connect.responders import ids_of_phones

# What names who went.
NAMING = ("claimed", "on_the_way", "message")
# As a case ends that is no longer needed: nobody learns of a block.
NOT_NEEDED, SUSPENDED = "not_needed", "suspended"


def end_between(pairs: Pairs) -> None:
    """Ends what one of two does or is asked for the other, inside the transaction of the block.

    Whoever went hears that it is no longer needed, unless it was they who blocked. What they were
    told of the other's requests is forgotten.
    """
    ending: list[tuple[list[uuid.UUID], Account, bool]] = []
    for blocker_phone, blocked_phone in pairs:
        for asker, helper in ((blocker_phone, blocked_phone), (blocked_phone, blocker_phone)):
            account = account_by_phone(helper)
            if account is not None:
                own = [request.id for request in _requests_of(asker)]
                ending.append((own, account, helper == blocked_phone))
    # Those of all pairs at once, in the order of all locks.
    queries.requests_to_change(id_ for own, helper, _ in ending for id_ in _under_way(own, helper))
    for own, helper, tells in ending:
        end_on(own, helper, tells=tells)


def hand_back_of(account_id: uuid.UUID) -> None:
    """Gives back all that an account carries, inside the transaction that suspends it."""
    carried = [one.request_id for one in cases.cases_of(account_id)]
    queries.requests_to_change(carried)
    for request_id in carried:
        give_back(request_id, account_id, SUSPENDED)


def end_on(request_ids: Collection[uuid.UUID], helper: Account, *, tells: bool) -> None:
    """Ends what an account does or is asked for these requests, inside a transaction.

    With `tells` it hears that it is not needed any more, else whoever asked that others are asked.
    """
    theirs = ids_of_phones([helper.phone])
    # All of them before any responder, in the order of all locks.
    for request in queries.requests_to_change(_under_way(request_ids, helper)):
        _end_offers(request, theirs)
        active = cases.active_assignment(request.id)
        if active is not None and active.account_id == helper.id:
            move(request, Event.RELEASE)
            let_go(active, NOT_NEEDED, willingly=False)
            if tells:
                notices.gone(request, helper.id)
            else:
                notices.let_go(request)
            audit.record("system", "released", request.id)
            holding.record_held(request)
    forget_told(helper.id, request_ids)
    went = db.session.scalars(
        sa.select(Assignment.request_id).where(
            Assignment.request_id.in_(request_ids), Assignment.account_id == helper.id
        )
    )
    for request in queries.requests_by_ids(went):
        if request.requester_id is not None:
            forget_told(request.requester_id, [request.id], NAMING)


def _under_way(request_ids: Collection[uuid.UUID], helper: Account) -> Iterable[uuid.UUID]:
    theirs = ids_of_phones([helper.phone])
    return db.session.scalars(
        sa.select(Assignment.request_id).where(
            Assignment.request_id.in_(request_ids),
            Assignment.state.in_((AssignmentState.OFFERED, *ACTIVE)),
            sa.or_(Assignment.account_id == helper.id, Assignment.responder_id.in_(theirs)),
        )
    )


def _end_offers(request: HelpRequest, theirs: Iterable[uuid.UUID]) -> None:
    changed(
        sa.update(Assignment)
        .where(
            Assignment.request_id == request.id,
            Assignment.responder_id.in_(theirs),
            Assignment.state == AssignmentState.OFFERED,
        )
        .values(state=AssignmentState.TIMED_OUT, ended_at=utcnow())
    )


def _requests_of(phone: str) -> list[HelpRequest]:
    """What whoever has this phone has asked for, by it or by the account."""
    account = account_by_phone(phone)
    by_account = [HelpRequest.requester_id == account.id] if account else []
    found = db.session.scalars(
        sa.select(HelpRequest).where(sa.or_(HelpRequest.phone == phone, *by_account))
    )
    return [one for one in found if account is None or one.phone == phone or one.is_of(account)]
