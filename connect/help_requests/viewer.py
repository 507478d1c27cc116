"""Who is looking at a request: by account, by the manage token of a header or of the session."""

import uuid
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from flask import request as http
from flask import session

from connect.accounts import MANAGE_IN_SESSION, Account, current_account
from connect.foundation.errors import NotFound
from connect.help_requests import queries
from connect.help_requests.access import Standing
from connect.help_requests.apart import hidden_from_viewer, is_apart
from connect.help_requests.cases import helper_of
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.shielded import may_know
from connect.responders import acts_for

MOST_LINKS = 20
_NEVER_APART = (Standing.REQUESTER, Standing.COORDINATOR)
UNINVOLVED = frozenset((Standing.STRANGER, Standing.MEMBER))


class View(NamedTuple):
    """A request, who looks at it, and what they are to it."""

    request: HelpRequest
    account: Account | None
    standings: frozenset[Standing]


def view_of(request_id: uuid.UUID) -> View:
    """The request of this id as the caller stands to it.

    Raises `NotFound`, also where nobody but those involved may know of it, and where a block stands
    between the two: not for whoever asked, nor for coordinators of the area, who see to everybody.
    """
    request = queries.request_by_id(request_id)
    if request is None:
        raise NotFound
    account = current_account()
    found = standings(request, account, held_tokens())
    unseen = request.status == Status.HELD or not may_know(request, account)
    if found <= UNINVOLVED and unseen:
        raise NotFound
    if found.isdisjoint(_NEVER_APART) and hidden_from_viewer(request):
        raise NotFound
    return View(request, account, found)


def held_tokens() -> list[str]:
    """The manage tokens that the caller shows."""
    header = http.headers.get("X-Manage-Token")
    return ([header] if header else []) + list(session.get(MANAGE_IN_SESSION, []))


def ids_spoken_for() -> sa.Select[uuid.UUID] | None:
    """Selects the requests whose requester the caller is; None without an account and a link.

    In one statement what `view_of` says of each.
    """
    account = current_account()
    held = {id_ for token in held_tokens() if (id_ := queries.id_of_manage_token(token))}
    if account is None and not held:
        return None
    return queries.ids_spoken_for(account.id if account else None, held)


def remember_token(token: str) -> None:
    """Keeps a manage token in the session of this browser, the latest twenty at most."""
    kept = [one for one in session.get(MANAGE_IN_SESSION, []) if one != token]
    session.permanent = True
    session[MANAGE_IN_SESSION] = [*kept, token][-MOST_LINKS:]


def remember_request(request_id: uuid.UUID) -> None:
    """Lets this browser act for who asked for it, by the link of the request."""
    found = queries.request_by_id(request_id)
    if found is not None:
        remember_token(queries.manage_token(found))


def standings(
    request: HelpRequest, account: Account | None, tokens: Iterable[str]
) -> frozenset[Standing]:
    """What someone is to a request, by their account and the manage tokens that they hold."""
    found = {Standing.STRANGER}
    links = () if request.erased_at else tokens
    if any(queries.id_of_manage_token(token) == request.id for token in links):
        found.add(Standing.REQUESTER)
    if account is not None:
        found.add(Standing.MEMBER)
        if account.id == request.requester_id:
            found.add(Standing.REQUESTER)
        if account.serves(request.ward_code, request.province_code):
            found.add(Standing.COORDINATOR)
        found |= _as_helper(request, account)
    return frozenset(found)


def _as_helper(request: HelpRequest, account: Account) -> set[Standing]:
    # Who has delivered still holds the case until the requester has confirmed.
    assignment = helper_of(request)
    if assignment is None:
        return set()
    if assignment.account_id == account.id:
        return {Standing.CLAIMANT}
    if not acts_for(assignment.responder_id, account.id) or is_apart(request, account):
        return set()
    if assignment.responder.owner_id == account.id:
        return {Standing.COLLEAGUE, Standing.CHIEF}
    return {Standing.COLLEAGUE}
