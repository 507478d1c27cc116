"""What this room holds of an account: taken away, or forgotten."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any

from connect import responders
from connect.accounts import Account, account_by_id
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotAllowed
from connect.help_requests import cases, merging, notices, offering, presenting, queries
from connect.help_requests.access import Action, Standing, allowed, permitted
from connect.help_requests.assignments import let_go
from connect.help_requests.colleagues import give_back
from connect.help_requests.forgetting import strip
from connect.help_requests.lifecycle import CloseReason, Event, Status, target
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import HelpRequest
from connect.help_requests.transitions import move
from connect.help_requests.viewer import View
from connect.notifications import forget_request

OWN = frozenset((Standing.REQUESTER,))
_on_erasing: list[Callable[[uuid.UUID], None]] = []
_on_taking_away: dict[str, Callable[[uuid.UUID], Any]] = {}


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every request that the account has posted; of those for others, what is public."""
    account = account_by_id(account_id)
    return [
        presenting.private_fields(request, OWN)
        if account and request.is_of(account)
        else request.card
        for request in queries.requests_of(account_id)
    ]


def on_taking_away(name: str, take: Callable[[uuid.UUID], Any]) -> None:
    """Registers what a room above holds of whoever asked for one request, by its id, for JSON."""
    _on_taking_away[name] = take


def take_request_away(view: View) -> dict[str, Any]:
    """All that is held of whoever asked for one request. Raises `NotAllowed` for anyone else."""
    if not allowed(Action.ERASE, view.standings):
        raise NotAllowed
    held = {"request": presenting.private_fields(view.request, view.standings)}
    return held | {name: take(view.request.id) for name, take in _on_taking_away.items()}


def take_cases_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """Every case that the account has gone for, each with the public card of its request."""
    return [presenting.past_case(*case) for case in cases.cases_ever(account_id)]


def erase(account_id: uuid.UUID) -> None:
    """Hands back what the account carries, and takes the person out of what they asked for.

    What they posted for somebody else goes on without them.
    """
    with transaction():
        responders.end_membership(account_id)
        account = account_by_id(account_id)
        carried = [case.request_id for case in cases.cases_of(account_id)]
        posted = [request.id for request in queries.requests_of(account_id)]
        requests = queries.requests_to_change({*carried, *posted})
        _lock_helpers(requests, account_id)
        for request_id in carried:
            give_back(request_id, account_id, "erased")
        for request in requests:
            if account and request.is_of(account):
                _forget(request)
            elif request.requester_id == account_id:
                request.requester_id = None


def on_erasing(forget: Callable[[uuid.UUID], None]) -> None:
    """Registers how a room above forgets what its requester has left on one request, by its id."""
    if forget not in _on_erasing:
        _on_erasing.append(forget)


def erase_request(
    request_id: uuid.UUID, account: Account | None, standings: frozenset[Standing]
) -> None:
    """Takes whoever asked out of one request, for good; where it is still open it ends.

    Raises `NotFound`, and `NotAllowed` for anyone but the requester.
    """
    with transaction():
        request = permitted(queries.request_to_change(request_id), Action.ERASE, standings)
        active = cases.active_assignment(request_id)
        if active is not None:
            responders.lock({active.responder_id})
        _forget(request, audit.actor_of(account))


def _lock_helpers(requests: Iterable[HelpRequest], account_id: uuid.UUID) -> None:
    # All at once, as the requests before: the rooms that forget after this one lock them, too.
    active = (cases.active_assignment(request.id) for request in requests)
    go = {assignment.responder_id for assignment in active if assignment}
    responders.lock(go | set(db.session.scalars(responders.acted_for(account_id))))


def _forget(request: HelpRequest, actor: str = "system") -> None:
    for forget in _on_erasing:
        forget(request.id)
    active = cases.active_assignment(request.id)
    if active is not None:
        let_go(active, "erased", willingly=False)
    if target(Status(request.status), Event.CLOSE):
        move(request, Event.CLOSE)
        request.close_reason = CloseReason.WITHDRAWN
        offering.withdraw_offers(request.id)
        merging.ended_without_help(request)
    strip(request)
    request.requester_id = None
    request.erased_at = utcnow()
    for item in request.items:
        item.goods = item.quantity = ""
    keep_listed(request)
    db.session.flush()
    forget_request(request.id)
    if active is not None:
        notices.gone(request, active.account_id)
    audit.record(actor, "erased", request.id)
