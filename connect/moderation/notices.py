"""What people are told of a decision: why, and how to disagree."""

from collections.abc import Iterable

from flask_babel import gettext as _

from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.help_requests import HelpRequest, tell_requester
from connect.moderation.models import Flag, Verdict
from connect.notifications import notify


@speaking(FIRST_LANGUAGE)
def closed(request: HelpRequest, words: str) -> None:
    """Tells who asked why it was closed."""
    text = _(
        "A coordinator has closed your request: %(why)s. If you disagree, say so on its page.",
        why=words.rstrip("."),
    )
    tell_requester("judged", text, request)


@speaking(FIRST_LANGUAGE)
def answered(request: HelpRequest, flags: Iterable[Flag], verdict: Verdict) -> None:
    """Tells those who reported that somebody has looked; what was found concerns others."""
    text = (
        _("Thank you for what you reported. We have closed the request.")
        if verdict == Verdict.CLOSED
        else _("Thank you for what you reported. We have looked into it.")
    )
    for account_id in {flag.account_id for flag in flags if flag.account_id}:
        notify(
            kind="report_answered",
            text=text,
            phone=None,
            account_id=account_id,
            request_id=request.id,
            may_wait=True,
        )


@speaking(FIRST_LANGUAGE)
def appeal_answered(request: HelpRequest, words: str, *, reopened: bool) -> None:
    """Tells who asked what came of their disagreeing."""
    text = (
        _("Your request is open again: %(why)s.", why=words.rstrip("."))
        if reopened
        else _("Your request stays closed: %(why)s.", why=words.rstrip("."))
    )
    tell_requester("appeal_answered", text, request)
