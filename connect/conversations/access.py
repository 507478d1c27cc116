"""Who may read and write: the requester, and whoever carries the request now. Nobody else.

Coordinators and admins read the private part of a request, but not what the two write.
"""

import uuid
from enum import StrEnum
from typing import NamedTuple

from connect.foundation.errors import NotAllowed, NotSignedIn
from connect.help_requests import Standing, View, helper_of


class Side(StrEnum):
    """One of the two who talk."""

    REQUESTER = "requester"
    HELPER = "helper"


class Conversation(NamedTuple):
    """What someone may read of the messages on a request, and whether anyone would read theirs."""

    request_id: uuid.UUID
    side: Side
    account_id: uuid.UUID | None
    assignment_id: uuid.UUID | None  # None: of every claim there was
    open: bool


def conversation_of(view: View) -> Conversation | None:
    """The caller's part, or None where they have none.

    Who carries the request reads their own claim only: a helper before them wrote to somebody who
    has not agreed to show it. Who holds the manage link speaks for the requester.
    """
    carried = helper_of(view.request)
    reader = carried.account_id if carried else None
    account_id = view.account.id if view.account else None
    if Standing.REQUESTER in view.standings:
        return Conversation(view.request.id, Side.REQUESTER, account_id, None, reader is not None)
    if carried is not None and account_id is not None and reader == account_id:
        return Conversation(view.request.id, Side.HELPER, account_id, carried.id, True)
    return None


def own_conversation(view: View) -> Conversation:
    """The caller's part. Raises `NotSignedIn` and `NotAllowed`."""
    found = conversation_of(view)
    if found is None:
        raise NotAllowed if view.account else NotSignedIn
    return found
