"""What people own: everything held of an account, taken away or erased, room by room.

The rooms above know more of a person than this one; `features.py` registers their part at start.
"""

import uuid
from collections.abc import Callable
from typing import Any, NamedTuple

from connect.accounts import second_factor, service, sessions
from connect.accounts.models import Account
from connect.foundation.database import transaction


class Holdings(NamedTuple):
    """A room's part: what it holds of an account, and how it forgets it."""

    name: str
    take_away: Callable[[uuid.UUID], list[dict[str, Any]]]
    erase: Callable[[uuid.UUID], None]


_rooms: dict[str, Holdings] = {}


def hold(holdings: Holdings) -> None:
    """Registers a room's part."""
    _rooms[holdings.name] = holdings


def take_away(account: Account) -> dict[str, Any]:
    """All that is held, ready for JSON."""
    held: dict[str, Any] = {
        "account": {
            "id": str(account.id),
            "phone": account.phone,
            "name": account.name,
            "role": account.role,
            "area_code": account.area_code,
            "areas": list(account.area_codes),
            "created_at": account.created_at.isoformat(),
        },
        "sessions": [
            {
                "device": one.device,
                "program": one.program,
                "made_at": one.made_at.isoformat(),
                "seen_at": one.seen_at.isoformat() if one.seen_at else None,
            }
            for one in sessions.sessions_of(account.id)
        ],
        "second_factor": _second_factor(account.id),
    }
    return held | {room.name: room.take_away(account.id) for room in _rooms.values()}


def _second_factor(account_id: uuid.UUID) -> dict[str, Any] | None:
    factor = second_factor.of(account_id)
    if factor is None:
        return None
    left = second_factor.codes_left(account_id)
    return {"since": factor.since.isoformat(), "recovery_codes_left": left}


def erase(account: Account) -> None:
    """Erases all that is held, in one transaction."""
    with transaction():
        for room in _rooms.values():
            room.erase(account.id)
        service.delete_account(account.id)
