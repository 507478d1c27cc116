"""Numbers of which something was reported, and whose owner has no account to suspend.

What is asked for by such a number is held until a coordinator has talked to them, or they sign in:
nothing is refused, and nothing is lost. A code alone does not show it, as it tells only whose the
number is. The number itself is kept nowhere for this.
"""

import uuid
from datetime import datetime

import sqlalchemy as sa

from connect.accounts import account_by_phone
from connect.foundation import audit, caps
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.help_requests import holding, offering, queries
from connect.help_requests.holding import WATCHED, mark_of_phone
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import HelpRequest


def watch(phone: str, until: datetime) -> None:
    """From now until then, inside a transaction; what is open is held at once.

    Who goes already goes on. What its owner has asked for by an account is left alone.
    """
    holding.wait_for_watch(phone)
    caps.fill(WATCHED, mark_of_phone(phone), until)
    owner = account_by_phone(phone)
    for request in queries.requests_to_change(_asked_by(phone)):
        if owner is not None and request.requester_id == owner.id:
            continue
        request.verified = False
        hold_back(request, watched=True)


def hold_back(request: HelpRequest, *, watched: bool = False) -> None:
    """Holds a request; one that somebody goes to is held once it would be open again."""
    if request.status == Status.OPEN:
        offering.withdraw_offers(request.id)
        holding.hold(request, watched=watched)
    else:
        request.held_at = utcnow()
        keep_listed(request)
        audit.record("system", holding.HELD_LATER, request.id, watched=watched)


def watch_until(mark: str, until: datetime) -> None:
    """The same for later only, by what `mark_of_phone` says; a moment that is past ends it."""
    caps.fill(WATCHED, mark, until)


def _asked_by(phone: str) -> list[uuid.UUID]:
    found = sa.select(HelpRequest.id).where(
        HelpRequest.phone == phone, HelpRequest.status != Status.FULFILLED
    )
    return list(db.session.scalars(found))
