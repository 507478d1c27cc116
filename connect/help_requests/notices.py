"""What people are told of a request, when it happens: short, without a phone and without a door.

A notice may be read on a lock screen by somebody else: it holds what the public card holds, the
name of who comes, and the code by which the requester finds the page. It speaks the first language:
nobody has told us theirs, and whoever causes it may speak another.
"""

from flask import current_app
from flask_babel import gettext as _

from connect.accounts import account_by_id
from connect.foundation.i18n import FIRST_LANGUAGE, clock_time, metres, speaking
from connect.geo import Point, distance_m
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.words import headline
from connect.notifications import notify
from connect.responders import Responder, category_labels


@speaking(FIRST_LANGUAGE)
def offered(request: HelpRequest, offer: Assignment, responder: Responder) -> None:
    """Asks a responder; at night only what is urgent rings."""
    own = Point(responder.lat, responder.lon)
    text = _(
        "Near you (about %(away)s): %(what)s. Can you help? Answer before %(time)s: %(link)s",
        away=metres(distance_m(own, Point(request.cell_lat, request.cell_lon))),
        what=_what(request),
        time=clock_time(offer.lapses_at),
        link=f"{current_app.config['CONNECT'].base_url}/mine",
    )
    _to_responder("offer", text, responder, request, may_wait=request.urgency != "urgent")


@speaking(FIRST_LANGUAGE)
def taken(request: HelpRequest, responder: Responder) -> None:
    """Tells the requester who comes."""
    text = _("%(name)s has taken your request and will call you.", name=responder.name)
    _to_requester("claimed", text, request)


@speaking(FIRST_LANGUAGE)
def set_out(request: HelpRequest, responder: Responder) -> None:
    """Tells the requester that the helper is on the way."""
    _to_requester("on_the_way", _("%(name)s is on the way to you.", name=responder.name), request)


@speaking(FIRST_LANGUAGE)
def delivered(request: HelpRequest, *, in_part: bool) -> None:
    """Asks the requester whether it has arrived."""
    text = (
        _("Some of it was delivered. We ask others for the rest.")
        if in_part
        else _("Delivered. Has it arrived? Please confirm on the page of your request.")
    )
    _to_requester("delivered", text, request)


@speaking(FIRST_LANGUAGE)
def let_go(request: HelpRequest) -> None:
    """Tells the requester that somebody else is asked."""
    text = _("Your helper cannot come. We are asking others now.")
    _to_requester("let_go", text, request)


@speaking(FIRST_LANGUAGE)
def expired(request: HelpRequest) -> None:
    """Tells the requester that nobody is asked any more, and how to be on the list again."""
    text = _("Your request is off the list after a week. Reopen it if you still need help.")
    _to_requester("expired", text, request)


@speaking(FIRST_LANGUAGE)
def lapsed(request: HelpRequest, responder: Responder) -> None:
    """Tells the helper that the case is no longer theirs."""
    text = _("Four hours without news, so we ask others: %(what)s.", what=_what(request))
    _to_responder("lapsed", text, responder, request)


@speaking(FIRST_LANGUAGE)
def still_coming(request: HelpRequest, responder: Responder) -> None:
    """Reminds the helper at half time."""
    text = _(
        "Are you still coming? %(what)s. Say so on the page, or hand it back to others.",
        what=_what(request),
    )
    _to_responder("reminder", text, responder, request)


@speaking(FIRST_LANGUAGE)
def confirmed(request: HelpRequest, responder: Responder) -> None:
    """Thanks the helper."""
    text = _("It has arrived: %(what)s. Thank you!", what=_what(request))
    _to_responder("confirmed", text, responder, request)


@speaking(FIRST_LANGUAGE)
def closed(request: HelpRequest, responder: Responder) -> None:
    """Tells the helper under way that it is not needed any more."""
    text = _("This is no longer needed: %(what)s. Thank you!", what=_what(request))
    _to_responder("closed", text, responder, request)


@speaking(FIRST_LANGUAGE)
def written(request: HelpRequest, responder: Responder, *, by_requester: bool) -> None:
    """Tells the other side that there is a message; what it says stays on the page."""
    if by_requester:
        text = _("You have a message about: %(what)s.", what=_what(request))
        _to_responder("message", text, responder, request)
    else:
        text = _("%(name)s has written to you.", name=responder.name)
        _to_requester("message", text, request)


def _what(request: HelpRequest) -> str:
    return headline(request.card["items"], category_labels(), FIRST_LANGUAGE)


def _to_requester(kind: str, text: str, request: HelpRequest) -> None:
    account = account_by_id(request.requester_id) if request.requester_id else None
    own = account is not None and request.is_of(account)
    notify(
        kind=kind,
        text=_("%(text)s Code %(code)s.", text=text, code=request.code),
        phone=request.phone,
        account_id=account.id if account and own else None,
        request_id=request.id,
    )


def _to_responder(
    kind: str, text: str, responder: Responder, request: HelpRequest, *, may_wait: bool = False
) -> None:
    owner = account_by_id(responder.owner_id) if responder.owner_id else None
    if owner is not None:
        notify(
            kind=kind,
            text=text,
            phone=owner.phone,
            account_id=owner.id,
            request_id=request.id,
            may_wait=may_wait,
        )
