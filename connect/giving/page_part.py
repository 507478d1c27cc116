"""Gifts on the page of a request, and the way to what is mine."""

import uuid
from typing import NamedTuple

from connect.accounts import current_account
from connect.giving import matching, presenting, queries
from connect.giving.access import knows, record_look
from connect.giving.presenting import Kept, Shown
from connect.help_requests import Standing, view_of

SHOWN = 3


class NearGifts(NamedTuple):
    """What is kept for a request; what is near that it asks for, each with how much of it."""

    kept: list[Kept]
    near: list[tuple[Shown, int]]


def gifts_to_answer() -> int:
    """How many reservations wait for a yes of whoever is signed in; none for anybody else."""
    account = current_account()
    return queries.count_to_answer(account.id) if account else 0


def gifts_near(request_id: uuid.UUID) -> NearGifts | None:
    """For whoever speaks for the request; None for everybody else, and where there is nothing.

    That they are shown a giver's name and number is recorded.
    """
    view = view_of(request_id)
    request = view.request
    if Standing.REQUESTER not in view.standings or request.erased_at is not None:
        return None
    held = queries.reservations_for(request_id, active=True)
    kept_already = {str(one.gift_id) for one in held}
    found = matching.gifts_for(request, SHOWN + len(held))
    near = [
        (presenting.shown(card, distance_m), matching.wished(item, card["available"]))
        for card, distance_m in found
        if card["id"] not in kept_already and (item := matching.item_for(card, request.card))
    ]
    for one in filter(knows, held):
        record_look(view.account, one.gift)
    kept = [presenting.kept(one, to_giver=False) for one in held]
    return NearGifts(kept, near[:SHOWN]) if kept or near else None
