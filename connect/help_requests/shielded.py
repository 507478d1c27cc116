"""Who may know of a request at whose door is a child, somebody alone or somebody ill.

To everybody else it is not there: on no list, map or count, and not found where its id is known.
"""

from connect import responders
from connect.accounts import Account
from connect.help_requests.models import HelpRequest
from connect.responders import Kind, Responder, Tier


def may_know(request: HelpRequest, account: Account | None) -> bool:
    """Whether somebody who has nothing to do with a request yet may know that it is there."""
    return not request.shielded or responders.tier_of(account) == Tier.VOUCHED


def may_come(request: HelpRequest, responder: Responder) -> bool:
    """Whether whoever `may_know` of a request may go for it as this responder.

    All who act for a group read of its cases, so it is vouched for itself.
    """
    if not request.shielded or responder.kind == Kind.VOLUNTEER:
        return True
    return bool(responders.vouched_among([responder.id]))
