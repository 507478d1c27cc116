"""Giving things: what is offered, for whom it is kept, and its way there."""

from connect.giving.erasure import erase, forget_taken_for, take_away
from connect.giving.listing import keep_listed
from connect.giving.models import Gift, GiftPhoto, Reservation
from connect.giving.queries import mark_of
from connect.giving.service import GiftDetails, put
from connect.giving.states import LEASE, GiftState, Held
from connect.giving.taking import end_between
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
    "erase",
    "forget_taken_for",
    "keep_gifts",
    "keep_listed",
    "mark_of",
    "put",
    "take_away",
]
