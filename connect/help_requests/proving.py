"""Use cases of who proves that the phone of their request is theirs: by six digits sent to it.

They may have posted first and do this later, or never: it is offered to all whose phone nobody has
proved, and it is the way out for who was held.
"""

import uuid

from flask_babel import gettext as _

from connect import accounts, notifications
from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.database import transaction
from connect.foundation.errors import Invalid, WrongState
from connect.foundation.phones import takes_sms
from connect.help_requests import holding, offering, queries
from connect.help_requests.access import Action, Standing, permitted
from connect.help_requests.lifecycle import ENDED
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import HelpRequest


def ask_code(request_id: uuid.UUID, standings: frozenset[Standing], network: str) -> None:
    """Sends six digits to the phone of a request, for whoever holds it.

    Raises `NotFound`, `NotAllowed`, `WrongState` where there is nothing to prove or no text
    arrives, and what is raised where no code may go: `TooOften`, `Invalid`, `Unavailable`.
    """
    request = _theirs(queries.request_by_id(request_id), standings)
    if not can_have_code(request):
        raise WrongState(_("No code reaches this number. Please call a hotline."))
    accounts.send_phone_code(request.id, request.phone or "", network)


def can_have_code(request: HelpRequest) -> bool:
    """Whether a code can reach the phone, and will do: no landline, nobody who wants no messages.

    Where something was reported of a number, a coordinator looks, whosever it is.
    """
    phone = request.phone
    if phone is None or not takes_sms(phone) or notifications.is_muted(phone):
        return False
    return not holding.is_watched(phone)


def prove(
    request_id: uuid.UUID, code: str, account: Account | None, standings: frozenset[Standing]
) -> HelpRequest:
    """The phone is theirs: everybody sees the request, as verified.

    Who is signed in with this very phone needs no code. Raises `NotFound`, `NotAllowed`,
    `WrongState`, and `Invalid` for a wrong, used up or expired code.
    """
    with transaction():
        request = _theirs(queries.request_to_change(request_id), standings)
        own = account is not None and account.phone == request.phone
        proved = own or (
            not holding.is_watched(request.phone)
            and accounts.spend_phone_code(request.id, request.phone or "", code)
        )
        if proved:
            request.verified = True
            holding.release(request)
            keep_listed(request)  # as verified
            audit.record(audit.actor_of(account), "phone_proved", request.id)
    if not proved:  # behind the transaction, which has counted the try
        raise Invalid({"code": [_("This code is wrong or too old. Ask for a new one.")]})
    offering.ask_nearest(request.id)
    return request


def to_prove(request: HelpRequest) -> bool:
    """Whether there is a phone that nobody has proved."""
    return not request.verified and request.phone is not None and request.status not in ENDED


def _theirs(request: HelpRequest | None, standings: frozenset[Standing]) -> HelpRequest:
    theirs = permitted(request, Action.PROVE, standings)
    if not to_prove(theirs):
        raise WrongState
    return theirs
