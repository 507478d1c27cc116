"""What administrative units are called: words for their kinds, nicknames, an index of names.

A key of the index is a name, folded and without spaces ("hanoi"), so that "ha noi" and "hanoi" are
one. A name that is a number has its kind with it ("quan 7").
"""

import functools
import re
from collections import defaultdict
from typing import NamedTuple

from connect.foundation.text import fold
from connect.geo.gazetteer_source import load

_KINDS = {
    "Tỉnh": "tinh",
    "Thành phố": "thanhpho",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thixa",
    "Phường": "phuong",
    "Xã": "xa",
    "Thị trấn": "thitran",
    "Đặc khu": "dackhu",
}
LEVEL_OF_KIND = {
    "tinh": "province",
    "thanhpho": "district",
    "quan": "district",
    "huyen": "district",
    "thixa": "district",
    "phuong": "ward",
    "xa": "ward",
    "thitran": "ward",
    "dackhu": "ward",
}
KIND_WORDS = {kind: kind for kind in LEVEL_OF_KIND} | {
    "t": "tinh",
    "tp": "thanhpho",
    "q": "quan",
    "district": "quan",
    "h": "huyen",
    "tx": "thixa",
    "p": "phuong",
    "f": "phuong",
    "ward": "phuong",
    "x": "xa",
    "tt": "thitran",
    "dk": "dackhu",
}
_NICKNAMES = {
    "brvt": ["63-77"],
    "ct": ["92"],
    "dn": ["48", "75"],
    "hcm": ["79"],
    "hcmc": ["79"],
    "hn": ["01"],
    "hp": ["31"],
    "saigon": ["79"],
    "sg": ["79"],
    "tphcm": ["79"],
}
KIND_AND_NUMBER = re.compile(r"(q|quan|district|p|phuong|f|ward)(\d{1,2})")
# Mỹ or Mĩ, Quý or Quí: spelt both ways. Not so where another vowel stands before: tay, tai.
_FINAL_Y = re.compile(r"(?:(?<=[b-df-hj-np-tv-xz])|(?<=qu))y$")


class Index(NamedTuple):
    """Codes of units by key: of their names (or nicknames), and of former names."""

    names: dict[str, list[str]]
    aliases: dict[str, list[str]]
    sorted_names: list[str]


@functools.cache
def index() -> Index:
    """The index of the whole gazetteer, built once per process."""
    gazetteer = load()
    names = defaultdict(list, {nickname: list(codes) for nickname, codes in _NICKNAMES.items()})
    aliases: dict[str, list[str]] = defaultdict(list)
    split_names = {code: split_name(place.name) for code, place in gazetteer.places.items()}
    # A few thousand syllables make up all the names: each is folded once.
    syllables = {word for _, name in split_names.values() for word in name}
    folded = {word: fold(word).replace(" ", "") for word in syllables}
    respelt = {word: _FINAL_Y.sub("i", key) for word, key in folded.items()}
    for code, (kind, name) in split_names.items():
        own = "".join([folded[word] for word in name])
        spellings = {own, "".join([respelt[word] for word in name])}
        for key in [numbered(kind, own)] if own.isdecimal() else spellings:
            names[key].append(code)
        for key in _alias_keys(gazetteer.aliases.get(code, []), own):
            aliases[key].append(code)
    return Index(dict(names), dict(aliases), sorted(names))


def _alias_keys(aliases: list[str], own: str) -> set[str]:
    """The keys of former names: the package lists them with and without the word for the kind."""
    keys = set()
    for alias in aliases:
        if number := KIND_AND_NUMBER.fullmatch(alias):
            keys.add(numbered(KIND_WORDS[number[1]], number[2]))
        elif not any(
            alias.startswith(kind) and (alias[len(kind) :] in aliases or alias[len(kind) :] == own)
            for kind in LEVEL_OF_KIND
        ):
            keys.add(alias)
    return keys - {own}


def numbered(kind: str, number: str) -> str:
    """The key of a unit that is called by a number: "quan 7"."""
    return f"{kind} {int(number)}"


def split_name(name: str) -> tuple[str, list[str]]:
    """The kind and the words of the name proper: "phuong" and ["Tân", "Hưng"]."""
    words = name.split()
    length = 1 if words[0] in _KINDS else 2
    return _KINDS[" ".join(words[:length])], words[length:]
