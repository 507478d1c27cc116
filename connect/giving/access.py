"""Who is looking at a gift: its giver, whoever something of it is kept for, or anybody."""

import uuid
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from connect.accounts import Account, current_account, phones_apart
from connect.foundation import audit
from connect.foundation.errors import ConnectError, NotFound, NotSignedIn
from connect.giving import queries
from connect.giving.models import Gift, GiftPhoto, Reservation
from connect.giving.service import coordinates
from connect.giving.states import Held, Side
from connect.help_requests import Standing, View, ids_spoken_for, view_of

Row = TypeVar("Row")


class GiftView(NamedTuple):
    """A gift, who looks at it, and what they are to it: `own` is or was kept for them."""

    gift: Gift
    account: Account | None
    gives: bool
    coordinates: bool
    own: list[Reservation]

    @property
    def held(self) -> Reservation | None:
        """What is kept for them now."""
        return next((one for one in self.own if one.active), None)


def gift_view(gift_id: uuid.UUID) -> GiftView:
    """The gift of this id as the caller stands to it.

    Raises `NotFound`, also where a block stands between the two. Beside its giver and takers nobody
    can tell a gift that has ended from one that never was.
    """
    gift = queries.gift_by_id(gift_id)
    if gift is None:
        raise NotFound
    account = current_account()
    gives = account is not None and account.id == gift.giver_id
    if not coordinates(account, gift) and gift.giver.phone in phones_apart():
        raise NotFound
    own = [] if gives else _own(gift, account)
    view = GiftView(gift, account, gives, coordinates(account, gift), own)
    if gift.state in ("withdrawn", "expired") and not (gives or own or view.coordinates):
        raise NotFound
    return view


def _own(gift: Gift, account: Account | None) -> list[Reservation]:
    """What is or was kept for the caller: one read, and none for a stranger."""
    spoken_for = ids_spoken_for()
    if spoken_for is None:
        return []
    return queries.reservations_on_for(gift.id, account.id if account else None, spoken_for)


def looks_at(photo: GiftPhoto) -> bool:
    """Whether the caller may see a picture before others do: its giver, and who coordinates."""
    account, gift = current_account(), queries.gift_by_id(photo.gift_id)
    if account is None or gift is None:
        return False
    return account.id == gift.giver_id or coordinates(account, gift)


def takes(reservation: Reservation) -> bool:
    """Whether the caller is who it is kept for: by account, or by the link of their request."""
    account = current_account()
    if account is not None and account.id == reservation.taker_id:
        return True
    if reservation.request_id is None:
        return False
    return Standing.REQUESTER in view_of(reservation.request_id).standings


def without_apart(found: list[Row], id_of: Callable[[Row], str]) -> list[Row]:
    """Of gifts in a list those of people whom who is looking may meet."""
    apart = phones_apart()
    if not apart:
        return found
    hidden = {str(id_) for id_ in queries.ids_given_by(apart)}
    return [one for one in found if id_of(one) not in hidden]


def refuse_apart(gift_id: uuid.UUID) -> None:
    """Raises `NotFound` for a gift of somebody whom who is asking never meets."""
    apart = phones_apart()
    gift = queries.gift_by_id(gift_id) if apart else None
    if gift is not None and gift.giver.phone in apart:
        raise NotFound


def side_of(reservation_id: uuid.UUID) -> tuple[Side, str]:
    """The side on which the caller is, and their name in the audit log.

    For whom it does not concern as `nothing_here` says: its id tells nobody anything.
    """
    reservation = queries.reservation_by_id(reservation_id)
    if reservation is None:
        raise nothing_here()
    account = current_account()
    actor = audit.actor_of(account)
    if account is not None and account.id == reservation.gift.giver_id:
        return Side.GIVER, actor
    if takes(reservation):
        return Side.TAKER, actor
    raise nothing_here()


def nothing_here() -> ConnectError:
    """`NotFound`; where nobody is signed in `NotSignedIn`, whether it is there or not.

    A login may have run out: what is theirs is there again behind the sign-in.
    """
    return NotFound() if current_account() else NotSignedIn()


def for_request(request_id: uuid.UUID) -> View:
    """The request that the caller takes something for; one that is not theirs is not there."""
    view = view_of(request_id)
    if Standing.REQUESTER not in view.standings:
        raise nothing_here()
    return view


def knows(reservation: Reservation) -> bool:
    """Whether the two sides know of each other: from their yes until the taker has it."""
    return reservation.state == Held.SETTLED


def record_look(account: Account | None, gift: Gift) -> None:
    """Keeps that a side was shown the other's name, number or door."""
    audit.record_look(audit.actor_of(account), gift.id)
