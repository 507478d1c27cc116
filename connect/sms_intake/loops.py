"""Whether a message is answered at all: pure. Two machines must never talk to each other.

A phone gets few answers an hour and a day, the same riddle is answered twice, and what repeats our
own words was written by no person.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import NamedTuple

from connect.foundation.text import fold

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AN_HOUR, A_DAY = 5, 20
SAME_RIDDLE = 2
# Characters: shorter beginnings of ours ("GIUP GAO") are what people write.
LONGEST_OWN = 60


class Lately(NamedTuple):
    """How often a phone was answered in the last hour and day, and this very text in the hour."""

    hour: int
    day: int
    same: int


def may_answer(lately: Lately, *, riddle: bool) -> bool:
    """Whether one more answer goes out; `riddle` is a text that was not understood."""
    if riddle and lately.same >= SAME_RIDDLE:
        return False
    return lately.hour < AN_HOUR and lately.day < A_DAY


def is_echo(text: str, ours: Collection[str]) -> bool:
    """Whether a text gives words of ours back: all of an answer, or its beginning."""
    said = fold(text)
    return any(
        own in said or (len(said) >= LONGEST_OWN and own.startswith(said))
        for own in map(fold, ours)
        if own
    )
