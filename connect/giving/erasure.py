"""What this room holds of a person: theirs to take away, and to have erased."""

import base64
import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from connect.consents import Thing
from connect.foundation.database import changed, db, transaction
from connect.giving import notices, presenting, queries
from connect.giving.models import Gift, Reservation
from connect.giving.service import stop
from connect.giving.states import Act, GiftState, Side
from connect.giving.taking import put_back


def take_away(account_id: uuid.UUID) -> list[dict[str, Any]]:
    """What the account gives or gave, with its door, and what is or was kept for it."""
    given = [_given(gift) for gift in queries.gifts_of(account_id)]
    taken = [
        {
            "role": "taker",
            "what": one.gift.card["what"],
            "amount": one.amount,
            "state": one.state,
            "created_at": one.created_at.isoformat(),
            "thanks": one.thanks,
        }
        for one in queries.reservations_of(account_id)
    ]
    return given + taken


def gifts_to_see(account_id: uuid.UUID) -> Iterator[Thing]:
    """The gifts of an account, whose door is its own, for its register of looks."""
    for gift in queries.gifts_of(account_id):
        yield Thing(gift.id, gift.card["what"], f"/giving/{gift.id}")


def _given(gift: Gift) -> dict[str, Any]:
    """A gift with its door, and its picture (base64)."""
    photo = queries.photo_of(gift.id)
    told = {"photo": base64.b64encode(photo).decode() if photo else None}
    return {"role": "giver", **gift.card, **presenting.door(gift), **told}


def erase(account_id: uuid.UUID) -> None:
    """Takes back and removes what the account gives, and lets go of what is kept for it."""
    with transaction():
        given = {gift.id for gift in queries.gifts_of(account_id)}
        taken = {one.gift_id for one in queries.reservations_of(account_id)}
        for gift_id in sorted(given | taken):
            gift = queries.gift_to_change(gift_id)
            if gift is None:
                continue
            if gift_id in given:
                stop(gift, GiftState.WITHDRAWN)
                db.session.flush()
                changed(sa.delete(Gift).where(Gift.id == gift_id))
            else:
                _leave(queries.reservations_on(gift_id), Reservation.taker_id == account_id)


def forget_taken_for(request_id: uuid.UUID) -> None:
    """Lets go of what is kept for a request that is being erased, and of what it said."""
    with transaction():
        kept = queries.reservations_for(request_id)
        for gift_id in sorted({one.gift_id for one in kept}):
            queries.gift_to_change(gift_id)
        _leave(kept, Reservation.request_id == request_id)


def _leave(kept: list[Reservation], which: sa.ColumnElement[bool]) -> None:
    """Ends those that are under way and removes all of `which`, whose gifts are locked."""
    ids = set(db.session.scalars(sa.select(Reservation.id).where(which)))
    for one in kept:
        if one.id in ids:
            db.session.refresh(one)
            if one.active:
                put_back(one, Act.RELEASE)
                notices.released(one, Side.TAKER)
    db.session.flush()
    found = [one.id for one in kept if one.id in ids]
    changed(sa.delete(Reservation).where(Reservation.id.in_(found)))
