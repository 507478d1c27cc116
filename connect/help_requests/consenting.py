"""What somebody has agreed to for a request, taken back by whoever asked."""

import uuid

from connect import consents
from connect.accounts import Account
from connect.consents import Channel, Purpose
from connect.foundation import audit
from connect.foundation.database import transaction
from connect.foundation.errors import NotAllowed, NotFound, NotSignedIn
from connect.help_requests import queries
from connect.help_requests.access import Action, allowed
from connect.help_requests.models import HelpRequest
from connect.help_requests.viewer import view_of


def hide_phone(request_id: uuid.UUID | None) -> None:
    """From now on no helper sees the number, whatever the state of the request.

    Raises `NotFound`, and `NotSignedIn` or `NotAllowed` for anyone but the requester.
    """
    if request_id is None:
        raise NotFound
    view = view_of(request_id)
    if not allowed(Action.ERASE, view.standings):
        raise NotAllowed if view.account else NotSignedIn
    with transaction():
        request = queries.request_to_change(request_id)
        if request is None:
            raise NotFound
        if request.share_phone:
            request.share_phone = False
            actor = audit.actor_of(view.account)
            audit.record(actor, "edited", request_id, fields=["share_phone"], moved=False)
        said_by, recorded_by = who_said(request, view.account)
        consents.note(
            Purpose.PHONE,
            given=False,
            channel=Channel.WEB,
            account_id=said_by,
            request_id=request_id,
            recorded_by=recorded_by,
        )


def who_said(
    request: HelpRequest, account: Account | None
) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Whose consent it is, and who wrote it down for them where that is not themselves."""
    if account is None or request.is_of(account):
        return account.id if account else None, None
    return None, account.id
