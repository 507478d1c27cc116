"""What who asked is told when nothing was heard of them, with the link that answers."""

from flask import current_app
from flask_babel import gettext as _

from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.help_requests import queries
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.notices import to_requester


@speaking(FIRST_LANGUAGE)
def checked_in(request: HelpRequest) -> None:
    """Asks a requester of whom nothing was heard."""
    text = (
        _("Has it arrived? Reply 1 for yes, 2 for no, or tap %(link)s", link=_reply_link(request))
        if request.status == Status.DELIVERED
        else _(
            "Do you still need help? Reply 1 for yes, 2 for no, or tap %(link)s",
            link=_reply_link(request),
        )
    )
    to_requester("check_in", text, request, may_wait=True)


@speaking(FIRST_LANGUAGE)
def expired(request: HelpRequest) -> None:
    """Tells the requester that nobody is asked any more, and how to be on the list again."""
    text = _(
        "Your request is off the list after a week. Still in need? One tap: %(link)s",
        link=_reply_link(request),
    )
    to_requester("expired", text, request, may_wait=True)


@speaking(FIRST_LANGUAGE)
def goes_on_no_more(request: HelpRequest) -> None:
    """Tells who asked that the request with which theirs was joined has ended without help."""
    text = _(
        "The request that yours was joined with has ended. Still in need? One tap: %(link)s",
        link=_reply_link(request),
    )
    to_requester("expired", text, request, may_wait=True)


@speaking(FIRST_LANGUAGE)
def ended_unseen(request: HelpRequest) -> None:
    """Tells the requester that it has ended and no coordinator has talked to them."""
    text = _(
        "Your request has ended after a week without others seeing it. "
        "Still in need? Call a hotline, or ask again: %(link)s",
        link=_reply_link(request),
    )
    to_requester("expired", text, request, may_wait=True)


def _reply_link(request: HelpRequest) -> str:
    base_url: str = current_app.config["CONNECT"].base_url
    return f"{base_url}/r/{queries.reply_token(request)}"
