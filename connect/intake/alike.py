"""What may be the same: shown to whoever takes a request down, before it is kept."""

from collections.abc import Collection
from typing import NamedTuple

from connect import help_requests
from connect.accounts import Account
from connect.geo import Whereabouts
from connect.help_requests import HelpRequest
from connect.intake import queries


class Alike(NamedTuple):
    """A request that is under way: under the same number, or next door."""

    request: HelpRequest
    title: str
    status: str
    shape: str
    same_phone: bool


def find_alike(phones: Collection[str], where: Whereabouts | None, account: Account) -> list[Alike]:
    """Those under these numbers first, then what is open next door, where the door is known."""
    same = queries.under_way_of(phones, account) if phones else []
    known = {one.id for one in same}
    door = where.point if where is not None and where.code is None else None
    near = queries.next_door_to(door, account) if door else []
    return [
        *(_told(one, same_phone=True) for one in same),
        *(_told(one, same_phone=False) for one in near if one.id not in known),
    ]


def _told(request: HelpRequest, *, same_phone: bool) -> Alike:
    short = help_requests.short(request)
    return Alike(request, short.title, short.status, short.shape, same_phone)
