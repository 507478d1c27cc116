"""Words in: the one filter that every string passes, folding for search, the order of names."""

import re
import unicodedata
from functools import lru_cache

_DROPPED_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_KEPT_CONTROLS = frozenset("\n\t")
# Zero-width joiner: emoji families are built with it. Everything else of its class is dropped.
_KEPT_FORMATS = frozenset("\u200d")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
# The marks of Vietnamese and of most others are among these; all of them combine.
_MARKS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
# The Vietnamese alphabet, with the letters of other names where the Latin one has them.
_LETTERS = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", 1)}
# As dictionaries order the tones: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {mark: place for place, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}
_NUMBER_OR_LETTER = re.compile(r"[0-9]{1,18}|.", re.DOTALL)


def clean_text(value: str) -> str:
    """`value` in NFC, trimmed, one kind of line end, without what only deceives or breaks.

    Dropped: NUL and other controls, lone surrogates, private-use and unassigned characters, bidi
    controls, zero-width characters.
    """
    if value.isascii() and value.isprintable():
        return value.strip()
    # Nearly every text is printable; the look at each character is for the others.
    if not value.isprintable():
        value = value.replace("\r\n", "\n").replace("\r", "\n")
        if not all(map(str.isprintable, value.split("\n"))):
            value = "".join(filter(_is_kept, value))
    # Composed last: what was dropped may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", value).strip()


def _is_kept(c: str) -> bool:
    return (
        unicodedata.category(c) not in _DROPPED_CATEGORIES
        or c in _KEPT_CONTROLS
        or c in _KEPT_FORMATS
    )


def clean_line(value: str) -> str:
    """`clean_text` on one line: every run of white space becomes one space."""
    if value.isascii() and value.isprintable() and "  " not in value:
        return value.strip()
    return " ".join(clean_text(value).split())


def fold(value: str) -> str:
    """The form that search compares: lower case, no diacritics, đ as d, words by one space."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", value.lower().replace("đ", "d")))
    if not bare.isascii():
        bare = "".join(c for c in bare if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()


@lru_cache(maxsize=4096)
def in_order(value: str) -> tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]:
    """The key by which names are sorted as Vietnamese readers look them up, on every database.

    Letter by letter of the alphabet (a ă â b c d đ e ê …), tones only where those are the same, a
    space before any letter, numbers by their size: Quận 2 before Quận 10.
    """
    letters: list[tuple[int, int]] = []
    tones: list[int] = []
    for part in _NUMBER_OR_LETTER.findall(unicodedata.normalize("NFC", value.casefold())):
        if part.isascii() and part.isdigit():
            letters.append((1, int(part)))
            tones.append(0)
            continue
        # A letter is its base with breve, circumflex or horn; the mark that is left is its tone.
        marks = unicodedata.normalize("NFD", part)
        bare = unicodedata.normalize("NFC", "".join(c for c in marks if c not in _TONES))
        place = _LETTERS.get(bare) or _LETTERS.get(bare[:1])
        letters.append((2, place) if place else (3, ord(bare[0])) if bare.isalpha() else (0, 0))
        tones.append(next((_TONES[c] for c in marks if c in _TONES), 0))
    return tuple(letters), tuple(tones), value
