"""How the page of a request lets its requester prove the phone."""

from typing import NamedTuple

from connect.accounts import waits_for_phone_code
from connect.help_requests import holding, proving
from connect.help_requests.access import Action, allowed
from connect.help_requests.viewer import View


class Proving(NamedTuple):
    """How a requester can prove the phone: signed in with it, or by a code, if one arrives.

    `watched`: something was reported of it, and a coordinator looks first.
    """

    own: bool
    reachable: bool
    sent: bool
    watched: bool


def proving_part(view: View) -> Proving | None:
    """None where the phone is proved, or it is not for who is looking to do so."""
    request, account = view.request, view.account
    if not allowed(Action.PROVE, view.standings) or not proving.to_prove(request):
        return None
    return Proving(
        own=account is not None and account.phone == request.phone,
        reachable=proving.can_have_code(request),
        sent=waits_for_phone_code(request.id),
        watched=holding.is_watched(request.phone),
    )
