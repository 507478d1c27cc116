"""From a draft to a request: opened, or added to the one of the last hour."""

from collections.abc import Callable
from typing import Any, TypeVar

from connect.consents import Channel
from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.geo import Place, locate
from connect.help_requests import (
    HelpRequest,
    ItemDetails,
    RequestDetails,
    add_items,
    open_request,
)
from connect.sms_intake.drafts import Draft, more_said

# As many as a phone may open in a day by SMS: more is not one household.
MOST_A_DAY = 5
T = TypeVar("T")


def open_for(phone: str, draft: Draft, ward: Place, settings: Settings) -> HelpRequest:
    """Opens a request that is as unverified as one without an account: a sender can be forged."""
    details = RequestDetails(
        items=_items(draft),
        phone=phone,
        where=locate(settings, ward_code=ward.code),
        people=draft.people or 1,
        urgency="urgent" if draft.urgent else "normal",
        description=draft.said,
    )
    return open_request(details, None, settings, channel=Channel.SMS)


def add_to(
    request: HelpRequest, draft: Draft, ward: Place | None, settings: Settings
) -> HelpRequest:
    """Adds what was said to a request. Raises `ConnectError` where that cannot be."""
    said = more_said(request.description, draft.said)
    changes: dict[str, Any] = {"description": said} if said != request.description else {}
    if draft.people:
        changes["people"] = draft.people
    if draft.urgent:
        changes["urgency"] = "urgent"
    where = locate(settings, ward_code=ward.code) if ward else None
    return undone_if_refused(
        lambda: add_items(request.id, _items(draft), settings, where=where, **changes)
    )


def undone_if_refused(act: Callable[[], T]) -> T:
    """Acts in a part of the transaction: what it has done before it refuses is undone."""
    with db.session.begin_nested():
        return act()


def _items(draft: Draft) -> list[ItemDetails]:
    return [
        ItemDetails(category=want.category, goods=want.goods, quantity=want.quantity)
        for want in draft.wants
    ]
