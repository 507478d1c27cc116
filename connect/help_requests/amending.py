"""What a requester without a page at hand adds to an open request, or takes back."""

import uuid
from collections.abc import Sequence
from typing import Any

from connect.accounts import Account
from connect.foundation.config import Settings
from connect.foundation.database import transaction
from connect.foundation.errors import NotFound, WrongState
from connect.geo import Whereabouts
from connect.help_requests import queries, service
from connect.help_requests.access import Standing
from connect.help_requests.details import ItemDetails
from connect.help_requests.lifecycle import CloseReason, Status
from connect.help_requests.models import HelpRequest

_REQUESTER = frozenset((Standing.REQUESTER,))


def add_items(
    request_id: uuid.UUID,
    items: Sequence[ItemDetails],
    settings: Settings,
    *,
    where: Whereabouts | None = None,
    by: Account | None = None,
    **changes: Any,
) -> HelpRequest:
    """Adds what is needed too; what is on the list already stays as it is, and stands there once.

    `where` moves the request; `changes` are other details by the names of `RequestDetails`; `by`
    has written it down for who needs it. Raises
    `NotFound`, `WrongState` for a request that is not open any more, and what `edit` raises.
    """
    with transaction():
        request = queries.request_to_change(request_id)
        if request is None:
            raise NotFound
        if request.status != Status.OPEN:
            raise WrongState
        missing = [
            ItemDetails(
                category=item.category.code,
                goods=item.goods,
                quantity=item.quantity,
                note=item.note,
            )
            for item in request.items
            if item.delivered_by_id is None
        ]
        known = {(item.category, item.goods) for item in missing}
        new = [item for item in items if (item.category, item.goods) not in known]
        if new:
            changes["items"] = missing + new
        if where is not None and where.point != request.point:
            changes["where"] = where
        return service.edit(request_id, changes, by, _REQUESTER, settings) if changes else request


def withdraw(request_id: uuid.UUID) -> HelpRequest:
    """Takes a request back. Raises `NotFound` and `WrongState`."""
    return service.close(request_id, CloseReason.WITHDRAWN, None, _REQUESTER)
