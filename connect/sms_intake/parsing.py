"""From the text of a message to what it asks: pure, no database, no Flask.

1. A message that is one command as a whole: `1`, `HUY`, `TT`, "không cần". Not one letter of it is
   guessed: half of the names of wards are a slip away from one ("Đông" from "dừng").
2. What a machine has answered is no message.
3. Otherwise the known words are taken out, wherever they stand: what is needed, how much, for how
   many, how urgent. The rest may be a place.
4. Slips of the thumb are looked for only among what was not found without.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from connect.foundation.text import clean_text, fold
from connect.sms_intake.reading import Reading, Word, read
from connect.sms_intake.vocabulary import (
    ALONE,
    ANSWERING_MACHINES,
    COMMANDS,
    ENGLISH,
    FILLERS,
    MEANINGS,
    NEVER_GUESSED,
    POLITE,
    SPELLINGS,
    WEAK,
    Kind,
    Mark,
    Want,
)

LONGEST = 1_000  # characters that are read
MOST_WORDS = 40
LONGEST_PLACE = 20  # words, as many as the gazetteer reads
_WORDS = re.compile(r"[^\W\d_]+|\d+|[,;\n]")
_GUESSED = {word: meaning for word, meaning in MEANINGS.items() if word not in NEVER_GUESSED}
_HELP = {word: meaning for word, meaning in _GUESSED.items() if meaning == Mark.HELP}


class Command(NamedTuple):
    """A message as it was understood. `place` is what may name a place, as it was written."""

    kind: Kind
    wants: tuple[Want, ...] = ()
    people: int | None = None
    urgent: bool = False
    emergency: bool = False
    place: str = ""
    says_place: bool = False  # by a word like "phường"
    number: int | None = None  # nothing but a figure from 1 to 9
    english: bool = False


def parse(text: str) -> Command:
    """Understands a message, whatever it is; never raises, and reads no more than its beginning."""
    text = clean_text(text[:LONGEST])
    words = [Word(fold(word).replace(" ", ""), word) for word in _WORDS.findall(text)][:MOST_WORDS]
    said = [word.folded for word in words if word.folded]
    if not said:
        return Command(Kind.STATUS if text.strip("? ") == "" and "?" in text else Kind.UNKNOWN)
    command = _whole_command([word for word in words if word.folded])
    if command is not None:
        return command
    reading = read(words, {})
    if not reading.wants:
        reading = read(words, _GUESSED)
    elif Mark.HELP not in reading.marks:
        reading = read(words, _HELP)
    return _command(words, said, reading)


def _whole_command(words: list[Word]) -> Command | None:
    core = [word for word in words if word.folded not in POLITE]
    for part in (words, core):
        known = "".join(word.folded for word in part)
        kind = COMMANDS.get(known)
        if len(known) == 1 and known in "3456789":
            return Command(Kind.UNKNOWN, number=int(known))
        if kind is None or not _is_spelt("".join(word.written for word in part), known):
            continue
        if len(part) == len(words) or kind not in ALONE:
            number = int(known) if known.isdecimal() else None
            return Command(kind, number=number, english=known in ENGLISH)
    return None


def _is_spelt(written: str, command: str) -> bool:
    """Whether the marks, where there are any, are those of the command: "đúng" is not "dừng"."""
    letters = written.lower()
    return any(
        len(letters) == len(right)
        and all(one in pair for one, *pair in zip(letters, command, right, strict=True))
        for right in SPELLINGS[command]
    )


def _command(words: list[Word], said: list[str], reading: Reading) -> Command:
    wants = list(reading.wants.values())
    for_help = Mark.HELP in reading.marks or Mark.EMERGENCY in reading.marks
    if not for_help:
        run_together = "".join(said)
        if any(phrase in run_together for phrase in ANSWERING_MACHINES):
            return Command(Kind.QUIET)
        # "Cảm ơn, đã nhận gạo" asks for nothing: what is needed stands in front.
        before = [at for at in range(reading.first or 0) if at not in reading.taken]
        if {words[at].folded for at in before} - FILLERS - {""} or all(
            want._replace(quantity="") in WEAK for want in wants
        ):
            wants = []
    if Mark.EMERGENCY in reading.marks and not wants:
        wants = [Want("medical_advice")]
    asks = for_help or bool(wants)
    return Command(
        Kind.HELP if asks else Kind.UNKNOWN,
        wants=tuple(want for want in wants if want.goods or not _is_named(want, wants)),
        people=reading.people if asks else None,
        urgent=asks and bool(reading.marks & {Mark.URGENT, Mark.EMERGENCY}),
        emergency=Mark.EMERGENCY in reading.marks,
        place=_place(words, reading.taken),
        says_place=reading.says_place,
        english=reading.english,
    )


def _is_named(want: Want, wants: Collection[Want]) -> bool:
    """Whether its goods are said too: "thực phẩm: gạo, sữa" is two things and not three."""
    return any(other.goods and other.category == want.category for other in wants)


def _place(words: list[Word], taken: Collection[int]) -> str:
    left = [word for at, word in enumerate(words) if at not in taken]
    # Names of places begin with such words too ("Anh Sơn"): a name alone stays whole.
    fillers = FILLERS if taken else frozenset()
    while left and (not left[0].folded or left[0].folded in fillers):
        left.pop(0)
    while left and not left[-1].folded:
        left.pop()
    return " ".join(word.written for word in left[:LONGEST_PLACE])
