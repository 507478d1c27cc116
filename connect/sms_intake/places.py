"""The ward that a message names: by the gazetteer, and where that knows none, with one slip."""

import re
from collections.abc import Collection, Iterator
from string import ascii_lowercase
from typing import NamedTuple

from connect.foundation.spelling import without_keys
from connect.foundation.text import fold
from connect.geo import Place, geocode, place_by_code
from connect.sms_intake.vocabulary import PLACE_WORDS

MOST_CHOICES = 3
# Only so many words, and only such, are looked at for a slip: what a text can cost has a bound.
READ_FOR_SLIPS = 6
_READ = re.compile("[a-z]{2,9}")
_SHORT = (
    (r"\bThành phố Hồ Chí Minh\b", "TP.HCM"),
    (r"\bThành phố ", "TP."),
    (r"\bTỉnh ", ""),
    (r"\bPhường ", "P."),
    (r"\bXã ", "X."),
    (r"\bQuận ", "Q."),
    (r"\bHuyện ", "H."),
    (r"\bThị xã ", "TX."),
    (r"\bThị trấn ", "TT."),
    (r" \(cũ\)", ""),
)


class Found(NamedTuple):
    """The wards that were named, best first; or the larger place, where only that was."""

    wards: tuple[Place, ...] = ()
    larger: Place | None = None


def find_wards(text: str) -> Found:
    """What a text names: nothing, one ward, or several of one name. It asks nobody outside."""
    for words in (text, " ".join(map(without_keys, fold(text).split()))):
        wards, larger = _named(words)
        if wards:
            return Found(wards)
    right = frozenset(fold(larger.name).split() if larger else ())
    if found := tuple(_misspelt(fold(text).split()[-READ_FOR_SLIPS:], right).values()):
        return Found(found)
    return Found(larger=larger)


def wards_called(text: str) -> tuple[Place, ...]:
    """The wards whose name is all of a text, where it has several words: "Chợ Gạo"."""
    words = fold(text).split()
    return tuple(w for w in _named(text)[0] if len(words) > 1 and _own_name(w) == words)


def short_name(place: Place) -> str:
    """As it stands in a message: `P.Tân Phong, Q.7, TP.HCM`."""
    name = place.full_name
    for pattern, short in _SHORT:
        name = re.sub(pattern, short, name)
    return name


def _named(text: str) -> tuple[tuple[Place, ...], Place | None]:
    places = [place for one in geocode(text) if one.code and (place := place_by_code(one.code))]
    words = fold(text).split()
    # "Chờ" and "Cồn" are towns, and words of every other message.
    sure = len(words) == 1 or not PLACE_WORDS.isdisjoint(words)
    wards = tuple(p for p in places if p.kind == "ward" and (sure or len(_own_name(p)) > 1))
    return wards, next((place for place in places if place.kind != "ward"), None)


def _misspelt(words: list[str], right_ones: Collection[str]) -> dict[str, Place]:
    """The wards that are named when one letter is put right in a word, by code.

    The word that was put right stands in the ward's name, and all of that name in the text.
    """
    found: dict[str, Place] = {}
    for at, word in enumerate(words):
        if word in PLACE_WORDS or word in right_ones or not _READ.fullmatch(word):
            continue
        for right in _one_slip_from(word):
            said = [*words[:at], right, *words[at + 1 :]]
            for ward in _named(" ".join(said))[0]:
                name = _own_name(ward)
                if len(name) > 1 and right in name and "".join(name) in "".join(said):
                    found[ward.code] = ward
    return found


def _own_name(place: Place) -> list[str]:
    """The words of a name behind the word for the kind."""
    name = fold(place.name).split()
    kinds = 2 if "".join(name[:2]) in PLACE_WORDS else 1
    return name[kinds:]


def _one_slip_from(word: str) -> Iterator[str]:
    parts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    yield from {
        *(a + b[1:] for a, b in parts if b),
        *(a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1),
        *(a + letter + b[1:] for a, b in parts if b for letter in ascii_lowercase),
        *(a + letter + b for a, b in parts for letter in ascii_lowercase),
    } - {word}
