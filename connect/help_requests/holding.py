"""Requests of phones that nobody has proved: so many are shown, and more are held back.

Nobody is turned away. What is held is kept whole: its requester and the coordinators of its area
see it, nobody else, until the phone is proved by a code or by a call. It is a state of its own, so
that whatever reads open requests knows nothing of it. What is proved from the start never counts.

Held, too, is what is asked for by a number of which something was reported (`watching.py`).
"""

from connect.accounts import Account
from connect.foundation import audit, caps
from connect.foundation.caps import DAY, HOUR, Cap, Taken
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db
from connect.foundation.security import keyed_hash
from connect.foundation.text import fold
from connect.foundation.turns import wait_turn
from connect.help_requests.lifecycle import Event, Status
from connect.help_requests.models import HelpRequest
from connect.help_requests.transitions import move

PHONE = Cap("post_phone", 30, DAY)
# A tower of flats is one pin on the map.
DOOR = Cap("post_door", 30, DAY)
# Carriers put thousands of phones behind one address, so these are large.
NETWORK_HOUR, NETWORK_DAY = Cap("post_network_hour", 200, HOUR), Cap("post_network_day", 600, DAY)
# Full for as long as a coordinator looks first at what is asked for by a number.
WATCHED = Cap("post_watched", 1, DAY)
HELD, HELD_LATER = "held", "held_later"


def too_many(
    request: HelpRequest,
    by: Account | None,
    network: str,
    settings: Settings,
    *,
    counts: bool = True,
) -> bool:
    """Counts a request of a phone that is not proved: whether it has to be held.

    So has each one of a phone that is watched, also where it `counts` no more. Inside the
    transaction that opens it. What staff write down for somebody is theirs to answer for, and does
    not count. Of those who post at the same moment each waits for the other: never more than the
    cap are shown.
    """
    if request.verified or (by is not None and by.has_desk):
        return False
    if request.phone is not None:
        wait_for_watch(request.phone)
    if is_watched(request.phone):
        return True
    return counts and settings.limits and caps.take(_taken(request, network)) is not None


def mark_of_phone(phone: str) -> str:
    """64 hex digits that stand for whoever has a number."""
    return keyed_hash("person", phone)


def is_watched(phone: str | None) -> bool:
    """Whether a coordinator looks first at what is asked for by this number, and no account."""
    return phone is not None and caps.full([(WATCHED, mark_of_phone(phone))]) is not None


def wait_for_watch(phone: str) -> None:
    """Whoever begins to watch a number and whoever asks by it wait for each other."""
    wait_turn(f"watch {mark_of_phone(phone)}")


def begin_held(request: HelpRequest) -> None:
    """A request that is being opened starts as held."""
    request.status, request.held_at, request.ask_at = Status.HELD, utcnow(), None


def hold(request: HelpRequest, *, watched: bool = False) -> None:
    """An open request leaves the list, inside a transaction: its phone is another, and unproved.

    Or it is `watched` from this transaction on.
    """
    request.held_at = utcnow()
    db.session.flush()
    move(request, Event.HOLD)
    record_held(request, watched=watched)


def release(request: HelpRequest) -> None:
    """Shows a request, if it was held: its phone has just been proved.

    Inside a transaction; its nearest are asked behind it.
    """
    request.held_at = None
    if request.status == Status.HELD:
        db.session.flush()
        move(request, Event.PROVE)


def record_held(request: HelpRequest, *, watched: bool = False) -> None:
    """Keeps in the log that it is held, if it is, behind what has led to it."""
    if request.status == Status.HELD:
        watched = watched or is_watched(request.phone)
        audit.record("system", HELD, request.id, watched=watched)


def was_watched(request: HelpRequest) -> bool:
    """Whether its number is watched, or was when it was held, or was to be held later."""
    return is_watched(request.phone) or any(
        one.detail.get("watched")
        for one in audit.history(request.id)
        if one.action in (HELD, HELD_LATER) and request.held_at and one.at >= request.held_at
    )


def _taken(request: HelpRequest, network: str) -> list[Taken]:
    door = _door_of(request)
    return [
        *([(PHONE, request.phone)] if request.phone else []),
        *([(DOOR, door)] if door else []),
        *([(NETWORK_HOUR, network), (NETWORK_DAY, network)] if network else []),
    ]


def _door_of(request: HelpRequest) -> str:
    """The point to a metre; where it may be the middle of a ward, with the address; none, nothing.

    Other words for the same point are no other door.
    """
    point = f"{request.lat:.5f} {request.lon:.5f}"
    if request.card["cell"]["precision"] != "ward":
        return point
    words = "".join(filter(str.isalnum, fold(request.address)))
    return f"{point} {words}" if words else ""
