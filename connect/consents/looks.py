"""Who was shown the name, the number and the door of somebody: for whom they are.

The rooms above know what of an account can be shown; `features.py` registers their part at start.
"""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from connect.accounts import Account, Role, account_by_id
from connect.foundation import audit


class Look(NamedTuple):
    """A person, at how many times, and when last. Of an erased account the name is empty."""

    name: str
    staff: bool
    times: int
    last: datetime


class Thing(NamedTuple):
    """A request or a gift of somebody, in a few words, and its page."""

    id: uuid.UUID
    title: str
    path: str


_rooms: list[Callable[[uuid.UUID], Iterable[Thing]]] = []


def on_looks(things_of: Callable[[uuid.UUID], Iterable[Thing]]) -> None:
    """Registers a room's part: what of an account, by its id, shows more than strangers may see."""
    if things_of not in _rooms:
        _rooms.append(things_of)


def things_of(account_id: uuid.UUID) -> dict[uuid.UUID, Thing]:
    """All that is somebody's and can be shown to others, by its id."""
    return {thing.id: thing for things in _rooms for thing in things(account_id)}


def register_of(account_id: uuid.UUID) -> list[tuple[Thing, list[Look]]]:
    """All that is somebody's and was shown to anybody, looked at last first."""
    things = things_of(account_id)
    entries: dict[uuid.UUID, list[audit.AuditEntry]] = {}
    for entry in audit.looks_at(things):
        entries.setdefault(entry.subject_id, []).append(entry)
    seen = [(things[id_], looks_in(shown, account_id)) for id_, shown in entries.items()]
    return sorted(
        ((thing, looks) for thing, looks in seen if looks),
        key=lambda one: one[1][0].last,
        reverse=True,
    )


def looks_in(entries: Iterable[audit.AuditEntry], besides: uuid.UUID | None = None) -> list[Look]:
    """The looks among these entries, oldest first: one line a person, who looked last first.

    `besides`: an account whose own looks are no news to it.
    """
    times: dict[str, list[datetime]] = {}
    for entry in entries:
        if entry.action == audit.REVEALED and entry.actor != str(besides):
            times.setdefault(entry.actor, []).append(entry.at)
    found = [_look(_account(actor), at) for actor, at in times.items()]
    return sorted(found, key=lambda look: look.last, reverse=True)


def as_json(look: Look) -> dict[str, Any]:
    """The same for JSON."""
    return {
        "name": look.name,
        "role": "coordinator" if look.staff else "helper",
        "times": look.times,
        "last": look.last.isoformat(),
    }


def _look(account: Account | None, at: list[datetime]) -> Look:
    staff = account is not None and account.role != Role.RESIDENT
    return Look(account.name if account else "", staff, len(at), at[-1])


def _account(actor: str) -> Account | None:
    try:
        return account_by_id(uuid.UUID(actor))
    except ValueError:
        return None
