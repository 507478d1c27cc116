"""What people are told of a request, when it happens: short, without a phone and without a door.

A notice may be read on a lock screen by somebody else: it holds what the public card holds, the
name of who comes, and the code by which the requester finds the page. It speaks the first language:
nobody has told us theirs, and whoever causes it may speak another.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from flask import current_app
from flask_babel import gettext as _

from connect import responders
from connect.accounts import account_by_id
from connect.foundation.i18n import FIRST_LANGUAGE, clock_time, metres, speaking
from connect.geo import Point, distance_m
from connect.help_requests import holding
from connect.help_requests.apart import is_apart, strangers_to
from connect.help_requests.arrival_code import arrival_code
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.who_goes import helper_name, person_of
from connect.help_requests.words import headline
from connect.notifications import OfferWish, Told, notify, notify_all
from connect.responders import category_labels


@speaking(FIRST_LANGUAGE)
def offered(
    request: HelpRequest,
    until: datetime,
    asked: Collection[tuple[Point, Collection[uuid.UUID]]],
    phones: Mapping[uuid.UUID, str],
    wishes: Mapping[uuid.UUID, OfferWish],
) -> None:
    """Asks accounts, each for what is at a point of theirs; at night only what is urgent rings."""
    cell = Point(request.cell_lat, request.cell_lon)
    text = _("Near you (about %(away)s): %(what)s. Can you help? Answer before %(time)s: %(link)s")
    words = {
        "what": _what(request),
        "time": clock_time(until),
        "link": f"{current_app.config['CONNECT'].base_url}/mine",
    }
    told = (
        Told(
            kind="offer",
            text=text % {**words, "away": metres(distance_m(own, cell))},
            phone=phones[account_id],
            account_id=account_id,
            request_id=request.id,
            may_wait=request.urgency != "urgent",
        )
        for own, crew in asked
        for account_id in crew
        if account_id in phones
    )
    notify_all(told, {account_id: wish.said for account_id, wish in wishes.items()})


@speaking(FIRST_LANGUAGE)
def taken(request: HelpRequest, assignment: Assignment) -> None:
    """Tells the requester who comes."""
    name = helper_name(assignment)
    text = (
        _("%(name)s has taken your request and will call you.", name=name)
        if request.share_phone
        else _("%(name)s has taken your request and will write to you.", name=name)
    )
    to_requester("claimed", _with_code(text, request, assignment), request)


@speaking(FIRST_LANGUAGE)
def answered(request: HelpRequest, assignment: Assignment) -> None:
    """Tells the colleagues who were asked, too, that one of them goes; not by SMS."""
    crew = responders.crews([assignment.responder_id]).get(assignment.responder_id, [])
    name = person_of(assignment) or assignment.responder.name
    text = _("%(name)s goes: %(what)s.", name=name, what=_what(request))
    for account_id in may_meet(request, (one for one in crew if one != assignment.account_id)):
        to_helper("colleague", text, account_id, request, rings=False)


@speaking(FIRST_LANGUAGE)
def taken_over(request: HelpRequest, assignment: Assignment, before: uuid.UUID | None) -> None:
    """Tells the requester that another comes, and the colleague that they need not."""
    name = helper_name(assignment)
    instead = _("%(name)s now comes instead.", name=name)
    to_requester("claimed", _with_code(instead, request, assignment), request)
    text = _(
        "%(name)s goes instead of you: %(what)s.",
        name=person_of(assignment) or assignment.responder.name,
        what=_what(request),
    )
    to_helper("colleague", text, before, request)


@speaking(FIRST_LANGUAGE)
def code_asked(request: HelpRequest, assignment: Assignment) -> None:
    """Tells both that whoever comes says a code at the door; the helper reads it on the page."""
    text = _("%(name)s comes to you.", name=helper_name(assignment))
    to_requester("claimed", _with_code(text, request, assignment), request)
    to_helper(
        "code",
        _(
            "They ask for a number at the door. You find it on the page: %(what)s.",
            what=_what(request),
        ),
        assignment.account_id,
        request,
        rings=False,
    )


@speaking(FIRST_LANGUAGE)
def set_out(request: HelpRequest, assignment: Assignment) -> None:
    """Tells the requester that the helper is on the way."""
    text = _("%(name)s is on the way to you.", name=helper_name(assignment))
    to_requester("on_the_way", text, request)


@speaking(FIRST_LANGUAGE)
def delivered(request: HelpRequest, *, in_part: bool) -> None:
    """Asks the requester whether it has arrived."""
    if not in_part:
        text = _("Delivered. Has it arrived? Please confirm on the page of your request.")
    elif request.status == Status.HELD:
        text = _("Some of it was delivered. %(next)s", next=_why_held(request))
    else:
        text = _("Some of it was delivered. We ask others for the rest.")
    to_requester("delivered", text, request)


@speaking(FIRST_LANGUAGE)
def promised(request: HelpRequest, account_id: uuid.UUID) -> None:
    """Tells whoever has said yes to a coordinator that it is kept."""
    text = _(
        "You have said that you go: %(what)s. Not so? Please call the hotline.",
        what=_what(request),
    )
    to_helper("case", text, account_id, request)


@speaking(FIRST_LANGUAGE)
def let_go(request: HelpRequest) -> None:
    """Tells the requester that somebody else is asked, or what has to happen before."""
    text = (
        _("Your helper cannot come. %(next)s", next=_why_held(request))
        if request.status == Status.HELD
        else _("Your helper cannot come. Your request is open to others again.")
    )
    to_requester("let_go", text, request)


@speaking(FIRST_LANGUAGE)
def lapsed(request: HelpRequest, assignment: Assignment) -> None:
    """Tells the helper that the case is no longer theirs."""
    text = _("Four hours without news, so we ask others: %(what)s.", what=_what(request))
    to_helper("lapsed", text, assignment.account_id, request)


@speaking(FIRST_LANGUAGE)
def still_coming(request: HelpRequest, assignment: Assignment) -> None:
    """Reminds the helper at half time."""
    text = _(
        "Are you still coming? %(what)s. Say so on the page, or hand it back to others.",
        what=_what(request),
    )
    to_helper("reminder", text, assignment.account_id, request)


@speaking(FIRST_LANGUAGE)
def confirmed(request: HelpRequest, assignment: Assignment) -> None:
    """Thanks the helper."""
    text = _("It has arrived: %(what)s. Thank you!", what=_what(request))
    to_helper("confirmed", text, assignment.account_id, request)


@speaking(FIRST_LANGUAGE)
def not_arrived(request: HelpRequest, assignment: Assignment) -> None:
    """Tells whoever said that it is delivered that it was not found: they may know where it is."""
    text = _(
        "They say that it has not arrived: %(what)s. Can you still bring it? "
        "Then take it again on its page.",
        what=_what(request),
    )
    to_helper("not_arrived", text, assignment.account_id, request)


@speaking(FIRST_LANGUAGE)
def closed(request: HelpRequest, assignment: Assignment) -> None:
    """Tells the helper under way that it is not needed any more."""
    text = _("This is no longer needed: %(what)s. Thank you!", what=_what(request))
    to_helper("closed", text, assignment.account_id, request)


@speaking(FIRST_LANGUAGE)
def merged(gone: HelpRequest, kept: HelpRequest) -> None:
    """Tells who asked twice with which request it goes on; of another phone's no code is told."""
    own = kept if gone.phone is not None and gone.phone == kept.phone else gone
    to_requester("merged", _("You had asked twice, so we go on with one request."), own)


@speaking(FIRST_LANGUAGE)
def gone(request: HelpRequest, account_id: uuid.UUID | None) -> None:
    """As `closed`, where the request is forgotten: all that is told is what is left of it."""
    area = request.card["area"]
    what = f"{_what(request)}, {area['name']}" if area else _what(request)
    text = _("This is no longer needed: %(what)s. Thank you!", what=what)
    account = account_by_id(account_id) if account_id else None
    if account is not None:
        # Without the request: its notices go with it.
        notify(kind="closed", text=text, phone=account.phone, account_id=account.id)


@speaking(FIRST_LANGUAGE)
def written(request: HelpRequest, assignment: Assignment, *, by_requester: bool) -> None:
    """Tells the other side that there is a message; what it says stays on the page."""
    if by_requester:
        text = _("You have a message about: %(what)s.", what=_what(request))
        to_helper("message", text, assignment.account_id, request)
    else:
        text = _("%(name)s has written to you.", name=helper_name(assignment))
        to_requester("message", text, request)


def _with_code(text: str, request: HelpRequest, going: Assignment) -> str:
    code = arrival_code(request, going)
    if code is None:
        return text
    told = _("Before you open, ask for the number %(code)s.", code=code)
    return f"{text} {told}"


def _why_held(request: HelpRequest) -> str:
    text: str = (
        _("A coordinator looks at your request before others see it. You can call a hotline.")
        if holding.is_watched(request.phone)
        else _("Prove your number on the page of your request, then we ask others.")
    )
    return text


def _what(request: HelpRequest) -> str:
    return headline(request.card["items"], category_labels(), FIRST_LANGUAGE)


def to_requester(kind: str, text: str, request: HelpRequest, *, may_wait: bool = False) -> None:
    """Tells who asked, inside a transaction, with the code by which they find the page."""
    account = account_by_id(request.requester_id) if request.requester_id else None
    own = account is not None and request.is_of(account)
    notify(
        kind=kind,
        text=_("%(text)s Code %(code)s.", text=text, code=request.code),
        phone=request.phone,
        account_id=account.id if account and own else None,
        request_id=request.id,
        may_wait=may_wait,
    )


def may_meet(request: HelpRequest, account_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Those of some accounts who are not the requester, and whom nothing keeps apart from them."""
    strangers = strangers_to(request)
    accounts = (account_by_id(account_id) for account_id in account_ids)
    return [one.id for one in accounts if one is not None and one.phone not in strangers]


def to_helper(
    kind: str,
    text: str,
    account_id: uuid.UUID | None,
    request: HelpRequest,
    *,
    rings: bool = True,
) -> None:
    """Tells who goes, inside a transaction; nothing where a block stands between the two.

    Without `rings` it goes where it costs nothing: to the inbox, but never as an SMS.
    """
    account = account_by_id(account_id) if account_id else None
    if account is not None and not is_apart(request, account):
        notify(
            kind=kind,
            text=text,
            phone=account.phone if rings else None,
            account_id=account.id,
            request_id=request.id,
        )
