"""The scan through the words of a message: what is taken out, what is left as a place. Pure.

What stands behind a word like "phường" is left alone, for names of places hold words of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from connect.foundation import spelling
from connect.sms_intake.vocabulary import (
    AT,
    ENGLISH,
    FILLERS,
    IN_NAMES,
    MEANINGS,
    NO_SLIPS,
    PERSONS,
    PLACE_WORDS,
    UNITS,
    Mark,
    Want,
)

LONGEST_PHRASE = 3  # words
MOST_PEOPLE = 500
BEFORE_HELP = 3  # a word for "help" with a slip in it stands among the first


class Word(NamedTuple):
    """A word of a message, or the comma between two."""

    folded: str  # "" for what parts words
    written: str


@dataclass
class Reading:
    """What has been found so far; `taken` are the words that are no part of a place."""

    wants: dict[tuple[str, str], Want] = field(default_factory=dict)
    marks: set[Mark] = field(default_factory=set)
    people: int | None = None
    quantity: str = ""
    taken: set[int] = field(default_factory=set)
    first: int | None = None  # where the first known word stands
    in_place: bool = False
    says_place: bool = False
    english: bool = False


def read(words: list[Word], guessed: Mapping[str, Want | Mark]) -> Reading:
    """Finds the words that are known, and with a slip in them those that are `guessed`."""
    reading = Reading()
    at = 0
    while at < len(words):
        length = (
            _read_number(words, at, reading)
            or _read_known(words, at, reading)
            or _read_slip(words, at, reading, guessed)
        )
        if length:
            at += length
            continue
        word, pair = words[at].folded, _run(words, at, 2)
        if word in AT:
            reading.taken.add(at)
        if word in AT or word in PLACE_WORDS or pair in PLACE_WORDS:
            reading.in_place = True
            reading.says_place |= word not in AT
        elif word and word not in FILLERS and reading.wants:
            reading.in_place = True
        at += 1
    return reading


def _read_number(words: list[Word], at: int, reading: Reading) -> int:
    """`4 nguoi`, `5 kg`: how many words that takes."""
    number, behind = words[at].folded, _run(words, at + 1, 1)
    if not (number.isdecimal() and len(number) < 6):
        return 0
    if behind in PERSONS:
        reading.people = int(number) if 0 < int(number) <= MOST_PEOPLE else None
    elif behind in UNITS and not reading.in_place:
        reading.quantity = f"{int(number)} {UNITS[behind]}"
        if at - 1 in reading.taken and _run(words, at + 2, 1) not in MEANINGS:
            _give_quantity(reading)
    else:
        return 0
    reading.taken |= {at, at + 1}
    return 2


def _give_quantity(reading: Reading) -> None:
    """To the thing just named ("gạo 5kg"); otherwise it waits for the next ("5kg gạo")."""
    if reading.wants:
        key, want = list(reading.wants.items())[-1]
        if not want.quantity:
            reading.wants[key] = want._replace(quantity=reading.quantity)
            reading.quantity = ""


def _read_known(words: list[Word], at: int, reading: Reading) -> int:
    for length in range(LONGEST_PHRASE, 0, -1):
        run = _run(words, at, length)
        known = run if run in MEANINGS else spelling.without_keys(run)
        if known not in MEANINGS:
            continue
        if known in IN_NAMES and reading.in_place and (reading.wants or reading.says_place):
            # It may be a part of the name: it stays there, and counts if nothing else does.
            if not reading.wants and isinstance(MEANINGS[known], Want):
                _note(reading, known, at)
            return length
        _note(reading, known, at)
        reading.taken |= set(range(at, at + length))
        return length
    return 0


def _read_slip(
    words: list[Word], at: int, reading: Reading, guessed: Mapping[str, Want | Mark]
) -> int:
    if reading.in_place or words[at].folded in FILLERS:
        return 0
    for length in range(LONGEST_PHRASE, 0, -1):
        run = _run(words, at, length)
        known = spelling.meant(run, guessed) if run and run not in NO_SLIPS else None
        if known is None or (MEANINGS[known] == Mark.HELP and at >= BEFORE_HELP):
            continue
        _note(reading, known, at)
        reading.taken |= set(range(at, at + length))
        return length
    return 0


def _note(reading: Reading, known: str, at: int) -> None:
    meaning = MEANINGS[known]
    if isinstance(meaning, Mark):
        reading.marks.add(meaning)
    else:
        want = meaning._replace(quantity=reading.quantity)
        reading.wants.setdefault((want.category, want.goods), want)
        reading.quantity = ""
    reading.first = at if reading.first is None else reading.first
    reading.english |= known in ENGLISH


def _run(words: list[Word], at: int, length: int) -> str:
    """Some words run together; "" where a comma parts them, or there are not so many."""
    parts = [word.folded for word in words[at : at + length]]
    return "".join(parts) if len(parts) == length and all(parts) else ""
