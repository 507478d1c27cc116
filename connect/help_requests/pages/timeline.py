"""What has happened to a request, as its page tells it: each reader sees what is theirs to know."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from connect.accounts import Account, account_by_id
from connect.foundation import audit
from connect.help_requests import words
from connect.help_requests.access import DESK_STEPS, PRIVATE_STEPS, PUBLIC_STEPS
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.who_goes import full_name, person
from connect.responders import responders_by_ids

_GOING = frozenset(("claimed", "taken_over"))
_SHAPES = {
    "claimed": "claimed",
    "taken_over": "claimed",
    "on_the_way": "claimed",
    "delivered": "helped",
    "delivered_in_part": "helped",
    "confirmed": "helped",
    "closed": "closed",
    "hidden": "closed",
    "held": "closed",
    "expired": "closed",
}
# What is still to come, so that nobody wonders what happens next.
_NEXT = {
    Status.HELD: ("phone_proved", "claimed", "delivered", "confirmed"),
    Status.OPEN: ("claimed", "delivered", "confirmed"),
    Status.CLAIMED: ("delivered", "confirmed"),
    Status.DELIVERED: ("confirmed",),
}


class Step(NamedTuple):
    """One line of the timeline; a step without a moment is still to come."""

    at: datetime | None
    text: str
    shape: str


def timeline(
    request: HelpRequest,
    acts: Iterable[audit.AuditEntry],
    *,
    private: bool,
    in_charge: bool,
    coordinates: bool,
) -> list[Step]:
    """The steps among the `acts` of a request, oldest first, then those still to come.

    Who came is for those in charge, and not for the helpers after them. How many were asked is for
    coordinators: to a requester who moves about, it would tell where volunteers live.
    """
    shown = (
        PUBLIC_STEPS
        | (PRIVATE_STEPS if private else set())
        | (DESK_STEPS if coordinates else set())
    )
    entries = [entry for entry in acts if entry.action in shown]
    names = _names(entries) if in_charge else {}
    return [*_past(entries, names, private=private), *_to_come(request)]


def _past(
    entries: Iterable[audit.AuditEntry], names: dict[int, str], *, private: bool
) -> Iterable[Step]:
    steps: list[Step] = []
    asked = 0
    for entry in entries:
        # All who were asked in one go are one line.
        asked = asked + 1 if entry.action == "asked" else 0
        if asked > 1:
            steps.pop()
        text = words.step(
            entry.action,
            name=names.get(entry.id, ""),
            reason=entry.detail.get("reason", "") if private else "",
            asked=asked,
        )
        steps.append(Step(entry.at, text, _SHAPES.get(entry.action, "open")))
    return steps


def _to_come(request: HelpRequest) -> Iterable[Step]:
    for action in _NEXT.get(Status(request.status), ()):
        yield Step(None, words.step(action), "todo")


def _names(entries: Iterable[audit.AuditEntry]) -> dict[int, str]:
    """Who came, by the id of the entry."""
    went = {
        entry.id: (uuid.UUID(entry.detail["responder"]), _account(entry.actor))
        for entry in entries
        if entry.action in _GOING
    }
    found = responders_by_ids([responder_id for responder_id, _who in went.values()])
    return {
        id_: full_name(found[responder_id], person(found[responder_id], who))
        for id_, (responder_id, who) in went.items()
        if responder_id in found
    }


def _account(actor: str) -> Account | None:
    # What was imported was done by nobody in particular.
    try:
        return account_by_id(uuid.UUID(actor))
    except ValueError:
        return None
