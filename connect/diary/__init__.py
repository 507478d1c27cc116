"""The diary: the thanks that came back for what was given, public where all agree to it."""

from connect.diary.erasure import erase, take_away, thanks_on
from connect.diary.models import Entry, Photo
from connect.diary.names import given_name
from connect.diary.service import forget_old_thanks, forget_thanks_on
from connect.diary.states import State
from connect.diary.withdrawing import keep_private, unname, unsign

__all__ = [
    "Entry",
    "Photo",
    "State",
    "erase",
    "forget_old_thanks",
    "forget_thanks_on",
    "given_name",
    "keep_private",
    "take_away",
    "thanks_on",
    "unname",
    "unsign",
]
