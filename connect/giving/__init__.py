"""Giving things: what is offered, for whom it is kept, and its way there."""

from connect.giving.access import gift_view, knows
from connect.giving.erasure import erase, forget_taken_for, gifts_to_see, take_away
from connect.giving.listing import keep_listed
from connect.giving.models import Gift, GiftPhoto, Reservation
from connect.giving.parting import end_between, hand_back_of
from connect.giving.queries import mark_of, reservation_by_id
from connect.giving.service import GiftDetails, put
from connect.giving.states import LEASE, GiftState, Held
from connect.giving.takers import taker_of
from connect.giving.taking import end_kept
from connect.giving.timekeeping import keep_gifts

__all__ = [
    "LEASE",
    "Gift",
    "GiftDetails",
    "GiftPhoto",
    "GiftState",
    "Held",
    "Reservation",
    "end_between",
    "end_kept",
    "erase",
    "forget_taken_for",
    "gift_view",
    "gifts_to_see",
    "hand_back_of",
    "keep_gifts",
    "keep_listed",
    "knows",
    "mark_of",
    "put",
    "reservation_by_id",
    "take_away",
    "taker_of",
]
