"""Giving things: what is offered, for whom it is kept, and its way there."""

from connect.giving.erasure import erase, forget_taken_for, take_away
from connect.giving.timekeeping import keep_gifts

__all__ = ["erase", "forget_taken_for", "keep_gifts", "take_away"]
