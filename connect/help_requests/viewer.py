"""Who is looking at a request: by account, by the manage token of a header or of the session."""

import uuid
from typing import NamedTuple

from flask import request as http
from flask import session

from connect.accounts import MANAGE_IN_SESSION, Account, current_account
from connect.foundation.errors import NotFound
from connect.help_requests import queries
from connect.help_requests.access import Standing
from connect.help_requests.models import HelpRequest

MOST_LINKS = 20


class View(NamedTuple):
    """A request, who looks at it, and what they are to it."""

    request: HelpRequest
    account: Account | None
    standings: frozenset[Standing]


def view_of(request_id: uuid.UUID) -> View:
    """The request of this id as the caller stands to it. Raises `NotFound`."""
    request = queries.request_by_id(request_id)
    if request is None:
        raise NotFound
    account = current_account()
    return View(request, account, queries.standings(request, account, held_tokens()))


def held_tokens() -> list[str]:
    """The manage tokens that the caller shows."""
    header = http.headers.get("X-Manage-Token")
    return ([header] if header else []) + list(session.get(MANAGE_IN_SESSION, []))


def remember_token(token: str) -> None:
    """Keeps a manage token in the session of this browser, the latest twenty at most."""
    kept = [one for one in session.get(MANAGE_IN_SESSION, []) if one != token]
    session.permanent = True
    session[MANAGE_IN_SESSION] = [*kept, token][-MOST_LINKS:]
