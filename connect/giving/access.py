"""Who is looking at a gift: its giver, whoever something of it is kept for, or anybody."""

import uuid
from typing import NamedTuple

from connect.accounts import Account, current_account
from connect.foundation import audit
from connect.foundation.errors import ConnectError, NotFound, NotSignedIn
from connect.giving import queries
from connect.giving.models import Gift, Reservation
from connect.giving.service import coordinates
from connect.giving.states import Held, Side
from connect.help_requests import Standing, View, ids_spoken_for, view_of


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
    """The gift of this id as the caller stands to it. Raises `NotFound`.

    Beside its giver and takers nobody can tell a gift that has ended from one that never was.
    """
    gift = queries.gift_by_id(gift_id)
    if gift is None:
        raise NotFound
    account = current_account()
    gives = account is not None and account.id == gift.giver_id
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


def takes(reservation: Reservation) -> bool:
    """Whether the caller is who it is kept for: by account, or by the link of their request."""
    account = current_account()
    if account is not None and account.id == reservation.taker_id:
        return True
    if reservation.request_id is None:
        return False
    return Standing.REQUESTER in view_of(reservation.request_id).standings


def side_of(reservation_id: uuid.UUID) -> tuple[Side, str]:
    """The side on which the caller is, and their name in the audit log.

    For whom it does not concern as `nothing_here` says: its id tells nobody anything.
    """
    reservation = queries.reservation_by_id(reservation_id)
    if reservation is None:
        raise nothing_here()
    account = current_account()
    actor = str(account.id) if account else "requester"
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
    audit.record_look(str(account.id) if account else "requester", gift.id)
