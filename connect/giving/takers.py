"""Who takes something: an account, or whoever asked for help; and whom they may meet."""

from typing import NamedTuple

from flask_babel import gettext as _

from connect.accounts import Account, account_by_id, phones_at_odds_with
from connect.foundation.errors import NotAllowed, WrongState
from connect.giving import queries
from connect.giving.models import Gift, Reservation
from connect.help_requests import HelpRequest, phones_of


class Taker(NamedTuple):
    """An account, or a request; where one has both, both."""

    account: Account | None
    request: HelpRequest | None

    @property
    def phone(self) -> str | None:
        """By which they say that they are known."""
        if self.account is not None:
            return self.account.phone
        return self.request.phone if self.request else None

    @property
    def proven(self) -> bool:
        """Whether the phone is theirs. Anybody can type anybody's into a request."""
        return self.account is not None or (self.request is not None and self.request.verified)

    @property
    def mark(self) -> str:
        """See `queries.mark_of`: an unproven phone stands for nobody, so the request does."""
        return queries.mark_of(
            self.phone if self.proven else None, self.request.id if self.request else None
        )


def taker_by(account: Account | None, request: HelpRequest | None) -> Taker:
    """Who takes: the account only where it asked for itself."""
    own = account is not None and (request is None or request.is_of(account))
    return Taker(account if own else None, request)


def taker_for(request: HelpRequest) -> Taker:
    """Who asked for help."""
    asked = request.requester_id
    return taker_by(account_by_id(asked) if asked else None, request)


def taker_of(reservation: Reservation, request: HelpRequest | None) -> Taker:
    """For whom it is kept, as things are now."""
    taker_id = reservation.taker_id
    return Taker(account_by_id(taker_id) if taker_id else None, request)


def check_may_meet(gift: Gift, taker: Taker, refusal: str) -> None:
    """Raises `NotAllowed` for one's own gift, and `WrongState` where a block keeps them apart.

    `refusal` is what is also said where it is simply too late. A phone that is not proven is never
    known for the giver's: else whoever types it would learn that it is.
    """
    if taker.proven and taker.phone == gift.giver.phone:
        raise NotAllowed(_("This is your own gift."))
    known = {taker.phone, *(phones_of(taker.request) if taker.request else ())} - {None}
    if not known.isdisjoint(phones_at_odds_with(gift.giver.phone)):
        raise WrongState(refusal)
