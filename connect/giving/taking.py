"""Use cases of the two sides: reserve, give, agree, let go, collect, nobody came, thank.

The last of something is won by one conditional UPDATE that must change exactly one row. Everybody
locks in one order: the request, then the gift, then what is kept of it.
"""

import uuid
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from connect.accounts import Account, refuse_suspended
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.giving import notices, queries
from connect.giving.listing import keep_listed
from connect.giving.matching import item_for
from connect.giving.models import Gift, Reservation
from connect.giving.states import (
    LEASE,
    MAY,
    MOST_NO_SHOWS,
    Act,
    GiftState,
    Held,
    Side,
    after,
)
from connect.giving.takers import Taker, check_may_meet, taker_by, taker_for, taker_of
from connect.help_requests import HelpRequest, Status, request_by_id, request_to_change


def reserve(
    gift_id: uuid.UUID, amount: int, account: Account | None, request_id: uuid.UUID | None = None
) -> Reservation:
    """Keeps a part of a gift for an account, or for an open request that asks for such a thing.

    That the caller may act for the request is for them to have checked. Raises `NotFound`,
    `NotAllowed` for one's own gift, and `WrongState` where someone was faster, the two may not
    meet, one holds as much as one may, or too many have waited in vain.
    """
    try:
        refuse_suspended(account if request_id is None else None)
        with transaction():
            request = _open_request(request_id) if request_id else None
            gift = _found(gift_id)
            taker = taker_by(account, request)
            if request is not None and item_for(gift.card, request.card) is None:
                raise WrongState(_("Your request does not ask for this."))
            check_may_meet(gift, taker, _too_late())
            if queries.no_shows(taker.mark) >= MOST_NO_SHOWS:
                raise WrongState(
                    _("Three people have waited for you in vain, so nothing is kept for you now.")
                )
            reservation = _hold(gift, amount, taker, giver_agreed=False)
            notices.asked_for(reservation)
            audit.record(audit.actor_of(account), "gift_reserved", gift.id, amount=amount)
    except IntegrityError:
        raise WrongState(_("It is kept for you already.")) from None
    return reservation


def give(gift_id: uuid.UUID, request_id: uuid.UUID, amount: int, account: Account) -> Reservation:
    """The giver chooses who shall have it; it is kept until they say yes or no.

    Raises `NotFound`, `NotAllowed`, and `WrongState`, also where they were asked before.
    """
    refuse_suspended(account)
    try:
        with transaction():
            if _found(gift_id).giver_id != account.id:
                raise NotAllowed
            request, gift = _open_request(request_id), _found(gift_id)
            taker, changed_mind = taker_for(request), _("They do not ask for this any more.")
            if item_for(gift.card, request.card) is None:
                raise WrongState(changed_mind)
            check_may_meet(gift, taker, changed_mind)
            if queries.was_kept_for(gift.id, taker.mark):
                raise WrongState(_("You have asked them already."))
            reservation = _hold(gift, amount, taker, giver_agreed=True)
            notices.given(reservation)
            audit.record(str(account.id), "gift_given", gift.id, amount=amount)
    except IntegrityError:
        raise WrongState(_("You have asked them already.")) from None
    return reservation


def agree(reservation_id: uuid.UUID, side: Side, actor: str) -> Reservation:
    """The side that was asked says yes: now both know of each other, for a day.

    Whoever has said yes before changes nothing. Raises `WrongState`, also where the two may not
    meet any more.
    """
    with transaction():
        reservation = _locked(reservation_id)
        _check_may(Act.AGREE, side)
        said = reservation.giver_agreed if side == Side.GIVER else reservation.taker_agreed
        if said and reservation.active:
            return reservation
        _check_lease(reservation)
        reservation.state = after(Held(reservation.state), Act.AGREE)
        _check_may_still_meet(reservation)
        reservation.giver_agreed = reservation.taker_agreed = True
        _lease(reservation, utcnow())
        notices.agreed(reservation, side)
        audit.record(actor, "gift_agreed", reservation.gift_id)
    return reservation


def release(reservation_id: uuid.UUID, side: Side, actor: str) -> Reservation:
    """One of the two lets go: while its days last it is there for others at once."""
    with transaction():
        reservation = _locked(reservation_id)
        _check_may(Act.RELEASE, side)
        put_back(reservation, Act.RELEASE)
        notices.released(reservation, side)
        audit.record(actor, "gift_released", reservation.gift_id)
    return reservation


def collect(reservation_id: uuid.UUID, side: Side, actor: str) -> Reservation:
    """It has changed hands, says one of the two."""
    with transaction():
        reservation = _locked(reservation_id)
        _check_may(Act.COLLECT, side)
        end(reservation, Act.COLLECT)
        gift = reservation.gift
        finish_if_gone(gift)
        keep_listed(gift)
        notices.collected(reservation, side)
        audit.record(actor, "gift_collected", gift.id, amount=reservation.amount)
    return reservation


def no_show(reservation_id: uuid.UUID, side: Side, actor: str) -> Reservation:
    """The giver waited in vain: it counts, and is there for others at once while its days last."""
    with transaction():
        reservation = _locked(reservation_id)
        _check_may(Act.NO_SHOW, side)
        put_back(reservation, Act.NO_SHOW)
        notices.no_show(reservation)
        audit.record(actor, "gift_no_show", reservation.gift_id)
    return reservation


def thank(reservation_id: uuid.UUID, text: str, side: Side, actor: str) -> Reservation:
    """The taker thanks, once, in words for the giver alone. Raises `WrongState`."""
    with transaction():
        reservation = _locked(reservation_id)
        if side != Side.TAKER:
            raise NotAllowed
        if reservation.state != Held.COLLECTED:
            raise WrongState(_("You can say thank you once you have it."))
        if reservation.thanks:
            raise WrongState(_("You have said thank you already."))
        reservation.thanks = text
        notices.thanked(reservation)
        audit.record(actor, "gift_thanked", reservation.gift_id)
    return reservation


def end_kept(reservation_id: uuid.UUID) -> None:
    """Ends what is kept because the two do not meet any more, inside a transaction.

    Each hears what they would if the other had let go of it, so that nobody learns of the block.
    """
    reservation = _locked(reservation_id)
    if reservation.active:
        put_back(reservation, Act.RELEASE)
        for side in Side:
            notices.released(reservation, side)
        audit.record("system", "gift_released", reservation.gift_id)


def end(reservation: Reservation, act: Act) -> None:
    """Ends a reservation, inside a transaction. Raises `WrongState`."""
    reservation.state = after(Held(reservation.state), act)
    reservation.ended_at, reservation.remind_at = utcnow(), None
    db.session.flush()


def put_back(reservation: Reservation, act: Act) -> None:
    """Ends a reservation and offers its part anew, inside a transaction that holds the gift."""
    end(reservation, act)
    gift = reservation.gift
    gift.available += reservation.amount
    keep_listed(gift)


def finish_if_gone(gift: Gift) -> None:
    """Ends an offer of which nothing is there or kept any more, inside a transaction."""
    if not gift.available and not queries.reservations_on(gift.id, active=True):
        gift.state, gift.ended_at = GiftState.COLLECTED, utcnow()


def _hold(gift: Gift, amount: int, taker: Taker, *, giver_agreed: bool) -> Reservation:
    now = utcnow()
    if amount < 1:
        raise Invalid({"amount": [_("Write how much you would like.")]})
    won = changed(
        sa.update(Gift)
        .where(
            Gift.id == gift.id,
            Gift.state == GiftState.OFFERED,
            Gift.available >= amount,
            Gift.ends_at > now,
        )
        .values(available=Gift.available - amount)
    )
    if won != 1:
        raise WrongState(_too_late())
    db.session.refresh(gift)
    nth = queries.free_place(taker.mark)
    if nth is None:
        raise WrongState(_("Three things at a time: collect one first, or let go of one."))
    reservation = Reservation(
        gift_id=gift.id,
        taker_id=taker.account.id if taker.account else None,
        request_id=taker.request.id if taker.request else None,
        taker_mark=taker.mark,
        nth=nth,
        amount=amount,
        giver_agreed=giver_agreed,
        taker_agreed=not giver_agreed,
    )
    reservation.gift = gift
    _lease(reservation, now)
    db.session.add(reservation)
    keep_listed(gift)
    return reservation


def _too_late() -> str:
    return str(_("Someone was faster: there is not so much of it any more."))


def _lease(reservation: Reservation, now: datetime) -> None:
    """A day from now; of what can be collected later only, a day from then."""
    starts = max(now, reservation.gift.starts_at)
    reservation.lapses_at = starts + LEASE
    reservation.remind_at = starts + LEASE / 2


def _open_request(request_id: uuid.UUID) -> HelpRequest:
    request = request_to_change(request_id)
    if request is None:
        raise NotFound
    if request.status != Status.OPEN or request.erased_at is not None:
        raise WrongState(_("This request is not open any more."))
    return request


def _found(gift_id: uuid.UUID) -> Gift:
    gift = queries.gift_by_id(gift_id)
    if gift is None:
        raise NotFound
    return gift


def _locked(reservation_id: uuid.UUID) -> Reservation:
    found = queries.reservation_by_id(reservation_id)
    if found is None or queries.gift_to_change(found.gift_id) is None:
        raise NotFound
    # While this waited for the gift, one of the two may have been erased, and it with them.
    reservation = queries.reservation_by_id(reservation_id, anew=True)
    if reservation is None:
        raise NotFound
    return reservation


def _check_may_still_meet(reservation: Reservation) -> None:
    asked = reservation.request_id
    request = request_by_id(asked) if asked else None
    check_may_meet(reservation.gift, taker_of(reservation, request), WrongState.title)


def _check_may(act: Act, side: Side) -> None:
    if side not in MAY[act]:
        raise NotAllowed


def _check_lease(reservation: Reservation) -> None:
    if reservation.active and reservation.lapses_at <= utcnow():
        raise WrongState(_("A day has passed, so it is no longer kept."))
