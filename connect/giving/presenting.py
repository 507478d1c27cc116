"""A gift in JSON and for pages: the public card, and what only the two sides may read."""

from typing import Any, NamedTuple

from flask import current_app

from connect.accounts import account_by_id
from connect.foundation.i18n import language, metres
from connect.giving import queries, words
from connect.giving.access import GiftView, knows, record_look
from connect.giving.listing import card_of_photo
from connect.giving.models import Gift, Reservation
from connect.giving.states import Held
from connect.help_requests import request_by_id
from connect.responders import category_labels

Fields = dict[str, Any]


class Contact(NamedTuple):
    """How the two find each other."""

    name: str
    phone: str | None


class Kept(NamedTuple):
    """A part of a gift that is kept for somebody; with the other side once both said yes."""

    row: Reservation
    title: str
    state: str
    shape: str
    other: Contact | None


class Shown(NamedTuple):
    """A gift as lists and pages show it."""

    card: Fields
    title: str
    much: str
    state: str
    shape: str
    kind: str
    area: str
    days: str
    away: str


def public(card: Fields) -> Fields:
    """A card for programs: its picture by addresses in full."""
    photo = card.get("photo")
    return card | {"photo": _picture(photo) if photo else None}


def _picture(photo: Fields) -> Fields:
    address = f"{current_app.config['CONNECT'].base_url}/giving/photos/{photo['id']}"
    size = {"width": photo["width"], "height": photo["height"]}
    return {"url": address, "small": f"{address}/small"} | size


def listed(card: Fields, distance_m: float | None) -> Fields:
    """A row of the public list."""
    told = public(card)
    return told if distance_m is None else told | {"distance_m": round(distance_m, 1)}


def shown(card: Fields, distance_m: float | None = None) -> Shown:
    """A card in words."""
    labels = category_labels()
    label = labels.get(card["category"])
    return Shown(
        card,
        words.title(card["what"]),
        words.left_in_words(card) if card["amount"] > 1 or card["unit"] else "",
        str(words.STATES[card["state"]]),
        words.SHAPES[card["state"]],
        label.name(language()) if label else card["category"],
        card["area"]["name"] if card["area"] else "",
        words.days(card),
        metres(distance_m) if distance_m is not None else "",
    )


def kept(reservation: Reservation, *, to_giver: bool) -> Kept:
    """What is kept, as one of its two sides sees it."""
    state, gift = Held(reservation.state), reservation.gift
    other = None
    if knows(reservation):
        other = taker_of(reservation) if to_giver else giver_of(gift)
    return Kept(
        reservation,
        words.thing(gift.what, reservation.amount, gift.unit),
        str(words.HELD[state]),
        words.HELD_SHAPES[state],
        other,
    )


def seen(view: GiftView) -> Fields:
    """What this viewer may read of a gift, in JSON; looking at the other side is recorded."""
    gift = view.gift
    fields = public(gift.card)
    if (photo := unseen_photo(view)) is not None:
        fields["photo"] = _picture(photo) | {"waiting": True}
    if view.gives:
        on = queries.reservations_on(gift.id)
        if any(knows(one) for one in on):
            record_look(view.account, gift)
        return (
            fields | door(gift) | {"reservations": [reservation(one, to_giver=True) for one in on]}
        )
    if view.own:
        if view.held is not None and knows(view.held):
            record_look(view.account, gift)
            fields |= door(gift)
        fields["reservations"] = [reservation(one, to_giver=False) for one in view.own]
    return fields


def unseen_photo(view: GiftView) -> Fields | None:
    """The picture that waits to be looked at, as cards name one: for its giver and coordinators."""
    if not (view.gives or view.coordinates):
        return None
    photo = queries.waiting_photo(view.gift.id)
    return card_of_photo(photo) if photo else None


def door(gift: Gift) -> Fields:
    """Where it is: for its giver, and for whom it is kept once both said yes."""
    return {"address": gift.address, "location": {"lat": gift.lat, "lon": gift.lon}}


def reservation(one: Reservation, *, to_giver: bool) -> Fields:
    """What is kept, in JSON, as one of its two sides sees it."""
    told = kept(one, to_giver=to_giver)
    return {
        "id": str(one.id),
        "gift_id": str(one.gift_id),
        "amount": one.amount,
        "state": "thanked" if one.thanks and one.state == Held.COLLECTED else one.state,
        "giver_agreed": one.giver_agreed,
        "taker_agreed": one.taker_agreed,
        "lapses_at": one.lapses_at.isoformat() if one.active else None,
        "thanks": one.thanks,
        "other": told.other._asdict() if told.other else None,
    }


def giver_of(gift: Gift) -> Contact:
    """Whom to call for a gift."""
    return Contact(gift.giver.name, gift.giver.phone)


def taker_of(one: Reservation) -> Contact:
    """Who comes for it; a requester's number only if they share it."""
    account = account_by_id(one.taker_id) if one.taker_id else None
    if account is not None:
        return Contact(account.name, account.phone)
    request = request_by_id(one.request_id) if one.request_id else None
    if request is None:
        return Contact("", None)
    return Contact(request.name, request.phone if request.share_phone else None)
