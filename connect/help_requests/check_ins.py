"""Asking after who has not been heard of: is help still needed, has it arrived; and the answers.

An answer comes from the request's page, by the short link in a message, or by a reply to it. The
link knows nothing private and can do nothing but answer. The same answer twice changes nothing.
"""

import uuid
from enum import StrEnum

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.database import transaction
from connect.foundation.errors import NotFound, WrongState
from connect.help_requests import cases, offering, queries, service
from connect.help_requests.access import Action, Standing, permitted
from connect.help_requests.lifecycle import CloseReason, Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.silence import Silence
from connect.help_requests.transitions import hear

_REQUESTER = frozenset((Standing.REQUESTER,))


class Answer(StrEnum):
    """What a requester can say to a message of ours."""

    STILL_NEEDED = "still_needed"
    NOT_NEEDED = "not_needed"
    ARRIVED = "arrived"
    NOT_ARRIVED = "not_arrived"


def still_needed(
    request_id: uuid.UUID, account: Account | None, standings: frozenset[Standing]
) -> HelpRequest:
    """The request stays on the list. Raises `NotFound`, `NotAllowed`, `WrongState`."""
    with transaction():
        request = permitted(queries.request_to_change(request_id), Action.KEEP, standings)
        if request.status != Status.OPEN:
            raise WrongState
        if request.silence != Silence.HEARD:
            audit.record(audit.actor_of(account), "kept", request.id)
        hear(request)
    offering.ask_nearest(request.id)
    return request


def answers_to(request: HelpRequest) -> tuple[Answer, ...]:
    """What the requester may answer now, the hopeful one first; nothing where nobody asks."""
    if request.status == Status.OPEN:
        return Answer.STILL_NEEDED, Answer.NOT_NEEDED
    if request.status == Status.DELIVERED:
        return Answer.ARRIVED, Answer.NOT_ARRIVED
    if request.status == Status.CLOSED and service.may_reopen(request, _REQUESTER):
        return (Answer.STILL_NEEDED,)
    return ()


def answer(request_id: uuid.UUID, said: Answer) -> HelpRequest:
    """Does what the requester says; nothing where it is so already, or not asked any more.

    Raises `NotFound`.
    """
    request = queries.request_by_id(request_id)
    if request is None:
        raise NotFound
    if said not in answers_to(request):
        return request
    try:
        return _do(request, said)
    except WrongState:
        return request  # somebody was faster, and the page shows what is so now


def answer_by_phone(phone: str, *, yes: bool) -> HelpRequest | None:
    """A reply to the latest question that this phone was asked; None where none is open."""
    request = cases.asked_last(phone)
    if request is None:
        return None
    hopeful, other = answers_to(request)
    return answer(request.id, hopeful if yes else other)


def _do(request: HelpRequest, said: Answer) -> HelpRequest:
    if said == Answer.ARRIVED:
        return service.confirm(request.id, None, _REQUESTER)
    if said == Answer.NOT_NEEDED:
        return service.close(request.id, CloseReason.WITHDRAWN, None, _REQUESTER)
    if request.status == Status.OPEN:
        return still_needed(request.id, None, _REQUESTER)
    return service.reopen(request.id, None, _REQUESTER)
