"""The use case of whoever waits behind a door: whoever comes says a code there."""

import uuid

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.database import transaction
from connect.foundation.errors import WrongState
from connect.help_requests import cases, notices, queries
from connect.help_requests.access import Action, Standing, permitted
from connect.help_requests.lifecycle import ENDED, Status
from connect.help_requests.models import HelpRequest


def ask_for_code(
    request_id: uuid.UUID, account: Account | None, standings: frozenset[Standing]
) -> HelpRequest:
    """From now on whoever comes, now or later, has a code that the requester sees, too.

    Asking again changes nothing. Raises `NotFound`, `NotAllowed`, and `WrongState` where nobody
    comes any more.
    """
    with transaction():
        request = permitted(queries.request_to_change(request_id), Action.ASK_CODE, standings)
        if request.status in (*ENDED, Status.DELIVERED):
            raise WrongState
        if not request.asks_code:
            request.asks_code = True
            going = cases.active_assignment(request.id)
            if going is not None:
                notices.code_asked(request, going)
            audit.record(audit.actor_of(account), "code_asked", request.id)
    return request
