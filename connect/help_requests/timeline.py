"""What has happened to a request, as its page tells it: each reader sees what is theirs to know."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from connect.foundation import audit
from connect.help_requests import words
from connect.help_requests.lifecycle import Status
from connect.help_requests.models import HelpRequest
from connect.responders import responders_by_ids

# What a stranger may read; the rest is for those involved.
_PUBLIC = frozenset(
    (
        "opened",
        "claimed",
        "on_the_way",
        "released",
        "lapsed",
        "delivered",
        "delivered_in_part",
        "confirmed",
        "reopened",
        "closed",
        "expired",
    )
)
_SHAPES = {
    "claimed": "claimed",
    "on_the_way": "claimed",
    "delivered": "helped",
    "delivered_in_part": "helped",
    "confirmed": "helped",
    "closed": "closed",
    "expired": "closed",
}
# What is still to come, so that nobody wonders what happens next.
_NEXT = {
    Status.OPEN: ("claimed", "delivered", "confirmed"),
    Status.CLAIMED: ("delivered", "confirmed"),
    Status.DELIVERED: ("confirmed",),
}


class Step(NamedTuple):
    """One line of the timeline; a step without a moment is still to come."""

    at: datetime | None
    text: str
    shape: str


def timeline(request: HelpRequest, *, private: bool, coordinates: bool) -> list[Step]:
    """The steps, oldest first, then those still to come.

    How many were asked is for coordinators: to a requester who moves about, it would tell where
    volunteers live.
    """
    shown = _PUBLIC | ({"edited"} if private else set()) | ({"asked"} if coordinates else set())
    entries = [entry for entry in audit.history(request.id) if entry.action in shown]
    names = _names(entries) if private else {}
    return [*_past(entries, names, private=private), *_to_come(request)]


def _past(
    entries: Iterable[audit.AuditEntry], names: dict[str, str], *, private: bool
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
            name=names.get(entry.detail.get("responder", ""), ""),
            reason=entry.detail.get("reason", "") if private else "",
            asked=asked,
        )
        steps.append(Step(entry.at, text, _SHAPES.get(entry.action, "open")))
    return steps


def _to_come(request: HelpRequest) -> Iterable[Step]:
    for action in _NEXT.get(Status(request.status), ()):
        yield Step(None, words.step(action), "todo")


def _names(entries: Iterable[audit.AuditEntry]) -> dict[str, str]:
    ids = {entry.detail["responder"] for entry in entries if entry.action == "claimed"}
    found = responders_by_ids([uuid.UUID(id_) for id_ in ids])
    return {str(id_): responder.name for id_, responder in found.items()}
