"""Moderation: what is reported of requests and of people, what is decided, and who disagrees."""

from connect.moderation.ageing import bring_up, forget_seen
from connect.moderation.people.erasure import erase as erase_people
from connect.moderation.people.erasure import forget_evidence as forget_evidence_of_people
from connect.moderation.people.erasure import forget_old as forget_old_of_people
from connect.moderation.people.erasure import take_away as take_people_away
from connect.moderation.service import erase, forget_evidence, forget_old, take_away

__all__ = [
    "bring_up",
    "erase",
    "erase_people",
    "forget_evidence",
    "forget_evidence_of_people",
    "forget_old",
    "forget_old_of_people",
    "forget_seen",
    "take_away",
    "take_people_away",
]
