"""Who was shown the name, the number and the door of a request: for whoever asked."""

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from connect.accounts import Account, Role, account_by_id
from connect.foundation import audit
from connect.help_requests.models import HelpRequest


class Look(NamedTuple):
    """A person, at how many times, and when last. Of an erased account the name is empty."""

    name: str
    staff: bool
    times: int
    last: datetime


def looks(request: HelpRequest) -> list[Look]:
    """Everybody who was shown what is private of a request, who looked last first."""
    times: dict[str, list[datetime]] = {}
    for entry in audit.history(request.id):
        if entry.action == audit.REVEALED:
            times.setdefault(entry.actor, []).append(entry.at)
    found = [_look(_account(actor), at) for actor, at in times.items()]
    return sorted(found, key=lambda look: look.last, reverse=True)


def presented(request: HelpRequest) -> Iterator[dict[str, Any]]:
    """The same for JSON."""
    for look in looks(request):
        yield {
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
