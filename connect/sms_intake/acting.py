"""What a message does, inside its transaction: opens a request, adds to one, asks back, answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from connect.foundation.config import Settings
from connect.foundation.errors import ConnectError
from connect.geo import Place, place_by_code
from connect.help_requests import HelpRequest, answer_by_phone, withdraw
from connect.notifications import mute_phone, unmute_phone
from connect.responders import category_labels
from connect.sms_intake import opening, queries, replies
from connect.sms_intake.drafts import Draft
from connect.sms_intake.models import Outcome
from connect.sms_intake.parsing import Command
from connect.sms_intake.places import MOST_CHOICES, Found, wards_called
from connect.sms_intake.vocabulary import ALONE, Kind

_NOTHING_SO_FAR = Draft()


class Heard(NamedTuple):
    """A message of a phone, as it was understood, and the draft of what it said before."""

    phone: str
    text: str
    command: Command
    found: Found
    draft: Draft
    now: datetime
    settings: Settings


class Done(NamedTuple):
    """What came of it; `draft` is kept for the next message."""

    outcome: Outcome
    reply: str = ""
    request: HelpRequest | None = None
    draft: Draft = _NOTHING_SO_FAR


def act(heard: Heard) -> Done:
    """Does what the message asks for."""
    number = heard.command.number
    if heard.draft.choices and number:
        return _chosen(heard, number)
    heard = _as_a_place(heard)
    done = _ACTS[heard.command.kind](heard)
    return done._replace(reply=replies.in_danger(done.reply)) if heard.command.emergency else done


def _as_a_place(heard: Heard) -> Heard:
    """Who was asked where they are, and writes the name of a ward, says that and nothing else."""
    waits = heard.draft.wants and not heard.draft.ward
    if waits and heard.command.kind not in (Kind.UNKNOWN, *ALONE):
        wards = wards_called(heard.text)
        if wards:
            command = Command(Kind.UNKNOWN, place=heard.text)
            return heard._replace(command=command, found=Found(wards))
    return heard


def _said(reply: str, draft: Draft = _NOTHING_SO_FAR) -> Done:
    return Done(Outcome.ANSWERED, reply, draft=draft)


def _asked(heard: Heard) -> Done:
    """What is needed, or where, or both; what is missing is asked for."""
    command = heard.command
    if command.kind == Kind.HELP:
        unmute_phone(heard.phone)  # who asks for help wants to be answered
    elif not command.place or not (heard.draft.wants or command.says_place):
        return _said(replies.USAGE, heard.draft)
    draft = heard.draft.told(command, heard.text)
    draft = replace(draft, wants=tuple(w for w in draft.wants if w.category in category_labels()))
    found = heard.found
    if len(found.wards) > 1:
        codes = tuple(ward.code for ward in found.wards[:MOST_CHOICES])
        return _said(replies.which_of(found.wards), replace(draft, choices=codes))
    ward = found.wards[0] if found.wards else place_by_code(draft.ward)
    draft = replace(draft, choices=(), ward=ward.code if ward else "")
    return _complete(heard, draft, ward)


def _chosen(heard: Heard, number: int) -> Done:
    """One of several places of a name."""
    known = [place for code in heard.draft.choices if (place := place_by_code(code))]
    if number > len(known):
        return _said(replies.which_of(known), heard.draft)
    ward = known[number - 1]
    draft = replace(heard.draft, choices=(), ward=ward.code)
    return _complete(heard, draft, ward)


def _complete(heard: Heard, draft: Draft, ward: Place | None) -> Done:
    """Opens or adds as soon as both are known."""
    fresh = queries.fresh_request(heard.phone, heard.now)
    if fresh is not None and (draft.wants or (ward and queries.is_by_sms(fresh))):
        return _added(heard, fresh, draft, ward)
    if ward is None and not draft.wants and heard.command.kind == Kind.UNKNOWN:
        return _said(replies.USAGE)
    if ward is None:
        unknown, larger = bool(heard.command.place), heard.found.larger
        return _said(replies.which_ward(draft.wants, larger, unknown=unknown), draft)
    if not draft.wants:
        return _said(replies.what_is_needed(ward), draft)
    if queries.count_opened(heard.phone, heard.now) >= opening.MOST_A_DAY:
        return _said(replies.enough_for_today(heard.settings.base_url))
    request = opening.open_for(heard.phone, draft, ward, heard.settings)
    reply = replies.opened(request, ward, heard.settings.base_url)
    return Done(Outcome.OPENED, reply, request)


def _added(heard: Heard, fresh: HelpRequest, draft: Draft, ward: Place | None) -> Done:
    if not queries.is_by_sms(fresh):
        # Anybody can write another's number on an SMS: a request made otherwise gets items only.
        draft, ward = Draft(wants=draft.wants), None
    try:
        request = opening.add_to(fresh, draft, ward, heard.settings)
    except ConnectError:
        return _said(replies.not_now())
    return Done(Outcome.ADDED, replies.added(request), request)


def _answered(heard: Heard) -> Done:
    yes = heard.command.kind == Kind.YES
    try:
        request = opening.undone_if_refused(lambda: answer_by_phone(heard.phone, yes=yes))
    except ConnectError:
        return _said(replies.not_now())
    told = request or queries.latest_request(heard.phone)
    return Done(
        Outcome.ANSWERED, replies.status(told, heard.settings.base_url), request, heard.draft
    )


def _cancelled(heard: Heard) -> Done:
    """Takes back what a message has just asked for, and what waits for an answer."""
    fresh = queries.fresh_request(heard.phone, heard.now)
    if fresh is None or not queries.is_by_sms(fresh):
        return _said(replies.nothing_to_cancel())
    request = opening.undone_if_refused(lambda: withdraw(fresh.id))
    return Done(Outcome.ANSWERED, replies.cancelled(request), request)


def _status(heard: Heard) -> Done:
    return _said(
        replies.status(queries.latest_request(heard.phone), heard.settings.base_url), heard.draft
    )


def _stop(heard: Heard) -> Done:
    """No more messages but the one that says so, and that once."""
    mute_phone(heard.phone)
    return _said("" if queries.has_stopped(heard.phone) else replies.stopped())


def _start(heard: Heard) -> Done:
    unmute_phone(heard.phone)
    return _said(replies.welcome_back())


def _be_quiet(heard: Heard) -> Done:
    return Done(Outcome.IGNORED, draft=heard.draft)


_ACTS: dict[Kind, Callable[[Heard], Done]] = {
    Kind.HELP: _asked,
    Kind.UNKNOWN: _asked,
    Kind.YES: _answered,
    Kind.NO: _answered,
    Kind.STATUS: _status,
    Kind.CANCEL: _cancelled,
    Kind.STOP: _stop,
    Kind.START: _start,
    Kind.QUIET: _be_quiet,
}
