"""Slips of the thumb: which known word is meant by one that is nearly it. Pure."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from itertools import takewhile

SHORTEST = 4  # letters: half of the shorter words are one slip from another
LONG, MOST_ALIKE = 10, 0.8  # letters of a word that may hold two slips, and what must then match

_DOUBLED = re.compile(r"([aeod])\1")
_TONE_KEY = re.compile(r"[sfrxj]$|(?<=[aeiouy])[sfrxj](?=[aeiouycmnpt])")


def without_keys(word: str) -> str:
    """A word as it was meant, from a phone that left the keys of its marks: `thuoocs`, `suwax`."""
    return _TONE_KEY.sub("", _DOUBLED.sub(r"\1", word.replace("w", "")))


def meant(word: str, known: Mapping[str, object], *, slips: int = 2) -> str | None:
    """The known word that is meant, or None: where none is near, or two of another meaning are.

    Two slips, which only long words may hold, are many times the work of one.
    """
    near = [one for one in known if len(one) >= SHORTEST and _is_slip(word, one)]
    if slips > 1 and not near:
        near = [one for one in known if len(one) >= LONG and _is_like(word, one)]
    return near[0] if len({known[one] for one in near}) == 1 else None


def _is_slip(word: str, known: str) -> bool:
    """Whether one letter is missing, too much, wrong, or two are swapped; or nothing is wrong."""
    if abs(len(word) - len(known)) > 1:
        return False
    start = _alike(word, known)
    one, other = word[start:], known[start:]
    end = _alike(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    swapped = len(one) == len(other) == 2 and one == other[::-1]
    return max(len(one), len(other)) <= 1 or swapped


def _alike(one: str, other: str) -> int:
    """How many letters they begin with alike."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def _is_like(word: str, known: str) -> bool:
    if abs(len(word) - len(known)) > 2:
        return False
    return SequenceMatcher(None, word, known, autojunk=False).ratio() >= MOST_ALIKE
