"""Intake by SMS: a few words from any phone become a help request, and an answer goes back."""

from connect.sms_intake.erasure import erase, forget_texts_on, take_away, texts_on
from connect.sms_intake.models import Outcome
from connect.sms_intake.replaying import Line, replay
from connect.sms_intake.service import forget_old_sms

__all__ = [
    "Line",
    "Outcome",
    "erase",
    "forget_old_sms",
    "forget_texts_on",
    "replay",
    "take_away",
    "texts_on",
]
