"""Words in: the one filter that every string passes, and folding for search."""

import re
import unicodedata

_DROPPED_CATEGORIES = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_KEPT_CONTROLS = frozenset("\n\t")
# Zero-width joiner: emoji families are built with it. Everything else of its class is dropped.
_KEPT_FORMATS = frozenset("\u200d")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def clean_text(value: str) -> str:
    """`value` in NFC, trimmed, one kind of line end, without what only deceives or breaks.

    Dropped: NUL and other controls, lone surrogates, private-use and unassigned characters, bidi
    controls, zero-width characters.
    """
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    # Nearly every text passes here; the look at each character is for the others.
    if not all(map(str.isprintable, value.split("\n"))):
        value = "".join(
            c
            for c in value
            if unicodedata.category(c) not in _DROPPED_CATEGORIES
            or c in _KEPT_CONTROLS
            or c in _KEPT_FORMATS
        )
    # Composed last: what was dropped may have stood between a letter and its accent.
    return unicodedata.normalize("NFC", value).strip()


def clean_line(value: str) -> str:
    """`clean_text` on one line: every run of white space becomes one space."""
    return " ".join(clean_text(value).split())


def fold(value: str) -> str:
    """The form that search compares: lower case, no diacritics, đ as d, words by one space."""
    decomposed = unicodedata.normalize("NFD", value.lower().replace("đ", "d"))
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", bare).strip()
