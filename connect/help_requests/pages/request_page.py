"""What the page of one request shows to whoever is looking, and may let them do now."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import gettext as _

from connect import notifications, responders
from connect.accounts import account_by_id
from connect.consents import looks_in
from connect.foundation import audit
from connect.foundation.i18n import language, metres
from connect.geo import Point, distance_m
from connect.help_requests import (
    cases,
    lifecycle,
    merging,
    news,
    presenting,
    queries,
    service,
    words,
)
from connect.help_requests.access import Action, Standing, allowed, sees_phone
from connect.help_requests.arrival_code import arrival_code
from connect.help_requests.lifecycle import (
    ENDED,
    REQUESTERS_REASONS,
    AssignmentState,
    CloseReason,
    Event,
    Status,
)
from connect.help_requests.models import Assignment, HelpRequest
from connect.help_requests.needs import chosen_shop
from connect.help_requests.pages.proving_part import proving_part
from connect.help_requests.pages.timeline import timeline
from connect.help_requests.silence import Silence
from connect.help_requests.viewer import View
from connect.help_requests.who_goes import helper_name, tier_of_helper
from connect.help_requests.words import headline
from connect.responders import Responder, Tier, category_labels

CANDIDATES_SHOWN = 5
_EVENTS = {
    Action.CLAIM: Event.CLAIM,
    Action.RELEASE: Event.RELEASE,
    Action.DELIVER: Event.DELIVER,
    Action.CONFIRM: Event.CONFIRM,
    Action.REOPEN: Event.REOPEN,
    Action.CLOSE: Event.CLOSE,
}


class Short(NamedTuple):
    """A request in a line or two."""

    title: str
    status: str
    shape: str
    area: str
    people: int
    urgent: bool
    created_at: datetime


class Helper(NamedTuple):
    """Who comes, as the requester sees them."""

    name: str
    phone: str | None
    since: datetime | None
    lapses_at: datetime | None
    on_the_way: bool
    tier: Tier
    code: str | None  # said at the door, where one was asked for


def short(request: HelpRequest) -> Short:
    """A request as lists of one's own show it."""
    card = request.card
    return Short(
        title=headline(card["items"], category_labels(), language()),
        status=str(words.STATUS[Status(request.status)]),
        shape=words.SHAPES[Status(request.status)],
        area=card["area"]["name"] if card["area"] else "",
        people=request.people,
        urgent=request.urgency == "urgent",
        created_at=request.created_at,
    )


def request_page(view: View) -> dict[str, Any]:
    """Everything the template needs. Showing the private part is recorded by `reveal`."""
    request = view.request
    private = service.reveal(request, view.account, view.standings)
    acts = audit.history(request.id)
    in_charge = allowed(Action.SEE_CANDIDATES, view.standings)
    coordinates = Standing.COORDINATOR in view.standings
    return {
        "wanted": request,
        "topics": _topics(view, private=private),
        "short": short(request),
        "items": _items(view, private=private),
        "private": private,
        "phone": request.phone if sees_phone(view.standings, shared=request.share_phone) else None,
        "concerns": words.concerns_in_words(request.concerns) if private else [],
        "hidden": request.status == Status.OPEN and not request.seeks_helpers,
        "mine": Standing.REQUESTER in view.standings,
        "looks": looks_in(acts) if Standing.REQUESTER in view.standings else [],
        "proving": proving_part(view),
        "unreachable": _unreachable(view),
        "holds": Standing.CLAIMANT in view.standings,
        "member": view.account is not None,
        "can": actions_now(view),
        "reasons": _reasons(view.standings),
        "steps": timeline(
            request, acts, private=private, in_charge=in_charge, coordinates=coordinates
        ),
        "helper": _helper(request) if private else None,
        "shop": _shop_to_fetch_from(request) if private else None,
        "colleague": _colleague(view),
        "goes_for": _goes_for(view),
        "manage_url": _manage_url(view),
        "goes_on": merging.kept_instead_of(request.id) if in_charge else None,
        # How many, a coordinator alone may know: it hangs on where exactly they live.
        "asked": _asked(request) if coordinates else None,
        "candidates": _candidates(view) if in_charge and request.status == Status.OPEN else [],
    }


def _topics(view: View, *, private: bool) -> list[str]:
    """What this viewer's page may hear of, while it is open."""
    id_ = view.request.id
    topics = [news.request_topic(id_)]
    if private:
        topics.append(news.involved_topic(id_))
    if Standing.REQUESTER in view.standings:
        topics.append(news.requester_topic(id_))
    if Standing.COORDINATOR in view.standings:
        topics.append(news.triage_topic(id_))
    going = cases.helper_of(view.request) if Standing.CLAIMANT in view.standings else None
    if going is not None:
        topics.append(news.helper_topic(going.id))
    if view.account is not None:
        topics.append(notifications.account_topic(view.account.id))
    return topics


def _unreachable(view: View) -> bool:
    """Whether our questions and news do not reach the requester's phone: told to them only."""
    phone = view.request.phone
    ended = view.request.status in ENDED
    mine = Standing.REQUESTER in view.standings
    return mine and not ended and phone is not None and notifications.is_muted(phone)


def actions_now(view: View) -> frozenset[str]:
    """What the viewer may do in this state. A claim is offered to strangers too: they sign in."""
    possible = {
        action
        for action, event in _EVENTS.items()
        if lifecycle.target(Status(view.request.status), event)
        and (allowed(action, view.standings) or action == Action.CLAIM)
    }
    if Standing.REQUESTER in view.standings:
        possible.discard(Action.CLAIM)
    if view.request.status == Status.CLAIMED and allowed(Action.SET_OUT, view.standings):
        possible.add(Action.SET_OUT)
    if _colleague(view) and Standing.REQUESTER not in view.standings:
        possible.add(Action.TAKE_OVER)
    asked = view.request.status == Status.OPEN and view.request.silence != Silence.HEARD
    if asked and allowed(Action.KEEP, view.standings):
        possible.add(Action.KEEP)
    if view.request.erased_at is None and allowed(Action.ERASE, view.standings):
        possible.add(Action.ERASE)
    can_come = view.request.status in (Status.OPEN, Status.CLAIMED)
    if can_come and not view.request.asks_code and allowed(Action.ASK_CODE, view.standings):
        possible.add(Action.ASK_CODE)
    if not service.may_reopen(view.request, view.standings):
        possible.discard(Action.REOPEN)
    return frozenset(possible)


def offers_in_words(
    pairs: Iterable[tuple[Assignment, HelpRequest]],
) -> list[tuple[Assignment, Short, str]]:
    """Offers with their requests, and how far from one's own place to the public cell."""
    shown = []
    for offer, request in pairs:
        own = Point(offer.responder.lat, offer.responder.lon)
        away = distance_m(own, Point(request.cell_lat, request.cell_lon))
        shown.append((offer, short(request), metres(away)))
    return shown


def _items(view: View, *, private: bool) -> list[dict[str, Any]]:
    labels = category_labels()
    request = view.request
    fields = presenting.private_fields(request, view.standings) if private else request.card
    return [
        item
        | {
            "kind": labels[item["category"]].name(language())
            if item["category"] in labels
            else item["category"]
        }
        for item in fields["items"]
    ]


def _helper(request: HelpRequest) -> Helper | None:
    assignment = cases.helper_of(request)
    if assignment is None:
        return None
    return Helper(
        helper_name(assignment),
        _phone_of(assignment),
        assignment.claimed_at,
        assignment.lapses_at,
        assignment.state == AssignmentState.ON_THE_WAY,
        tier_of_helper(assignment),
        arrival_code(request, assignment),
    )


def _shop_to_fetch_from(request: HelpRequest) -> Responder | None:
    """The shop that the request names, unless it is the shop itself that comes."""
    shop, going = chosen_shop(request), cases.helper_of(request)
    return None if shop and going and going.responder_id == shop.id else shop


def _phone_of(assignment: Assignment) -> str | None:
    """The number of who goes; an owner may have given another one for it."""
    responder = assignment.responder
    account = account_by_id(assignment.account_id) if assignment.account_id else None
    if account is not None and account.id != responder.owner_id:
        return account.phone
    return responder.phone or (account.phone if account else None)


def _colleague(view: View) -> Helper | None:
    """Who of one's own people goes: known without the private part."""
    if Standing.COLLEAGUE not in view.standings or view.request.status != Status.CLAIMED:
        return None
    helper = _helper(view.request)
    return helper._replace(phone=None, code=None) if helper else None


def _goes_for(view: View) -> list[tuple[str, str]]:
    """For whom one could go, by id and name, where there is a choice: oneself first."""
    if view.account is None or view.request.status != Status.OPEN:
        return []
    own = responders.own_profiles(view.account.id)
    owned = [one for one in responders.responders_of(view.account.id) if one not in own]
    groups = [*owned, *responders.joined(view.account.id)]
    if not groups:
        return []
    # Without a profile the first claim makes one.
    myself = [] if own else [("", _("Myself"))]
    return [*myself, *((str(one.id), one.name) for one in (*own, *groups))]


def _manage_url(view: View) -> str | None:
    if Standing.REQUESTER not in view.standings:
        return None
    base_url: str = current_app.config["CONNECT"].base_url
    return f"{base_url}/m/{queries.manage_token(view.request)}"


def _asked(request: HelpRequest) -> int:
    return sum(one.state == AssignmentState.OFFERED for one in request.assignments)


def _candidates(view: View) -> list[dict[str, Any]]:
    return presenting.candidates(
        view.request,
        CANDIDATES_SHOWN,
        current_app.config["CONNECT"],
        exact=Standing.COORDINATOR in view.standings,
    )


def _reasons(standings: frozenset[Standing]) -> list[tuple[str, str]]:
    """The reasons to close that the viewer may give; running out of time is nobody's choice."""
    coordinates = Standing.COORDINATOR in standings
    return [
        (reason.value, str(words.REASONS[reason]))
        for reason in CloseReason
        if reason != CloseReason.EXPIRED and (coordinates or reason in REQUESTERS_REASONS)
    ]
