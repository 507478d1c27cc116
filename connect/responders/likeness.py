"""Whether two names near each other may be of one shop. Pure; by folded names, from short to cheap.

It is better to ask once too often than to merge: nothing here decides.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

NEAR_M = 150.0
# What is called by its kind alone ("Tạp hoá") is one shop only where it is at one door.
SAME_DOOR_M = 30.0
LIKE_ENOUGH = 0.85
LONG_ENOUGH = 5

_SHORT = {
    "nt": "nha thuoc",
    "ht": "hieu thuoc",
    "th": "tap hoa",
    "ch": "cua hang",
    "st": "sieu thi",
    "cn": "chi nhanh",
    "bhx": "bach hoa xanh",
    "vm": "vinmart",
}
# Words that say what sort of shop it is, longer ones first; two of different sorts are two shops.
_KINDS = {
    "nha thuoc tay": "medicine",
    "nha thuoc": "medicine",
    "hieu thuoc": "medicine",
    "quay thuoc": "medicine",
    "pharmacy": "medicine",
    "cua hang tien loi": "food",
    "cua hang thuc pham": "food",
    "tap hoa": "food",
    "sieu thi mini": "food",
    "sieu thi": "food",
    "minimart": "food",
    "mini mart": "food",
    "supermarket": "food",
    "convenience store": "food",
    "cho": "market",
    "market": "market",
    "nha sach": "books",
    "bookstore": "books",
}
_KIND = re.compile(rf"\b(?:{'|'.join(sorted(_KINDS, key=len, reverse=True))})\b")
_FILLERS = {"cua", "hang", "chi", "nhanh", "so", "shop", "store", "tiem", "dai", "ly", "the"}


class _Name(NamedTuple):
    whole: str
    kinds: frozenset[str]
    numbers: frozenset[str]
    core: tuple[str, ...]


def alike(one: str, other: str, apart_m: float) -> bool:
    """Whether these folded names (`text.fold`), so many metres apart, may be of one shop."""
    if apart_m > NEAR_M:
        return False
    a, b = _read(one), _read(other)
    if _differ(a.kinds, b.kinds) or _differ(a.numbers, b.numbers):
        return False
    if not a.core or not b.core:
        return a.whole == b.whole != "" and apart_m <= SAME_DOOR_M
    return _like(a.core, b.core)


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _like(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if set(shorter) <= set(longer) and len("".join(shorter)) >= LONG_ENOUGH:
        return True
    a, b = "".join(one), "".join(other)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= LIKE_ENOUGH and matcher.ratio() >= LIKE_ENOUGH


@lru_cache(maxsize=4096)
def _read(folded: str) -> _Name:
    whole = " ".join(_SHORT.get(word, word) for word in folded.split())
    kinds = frozenset(_KINDS[found] for found in _KIND.findall(whole))
    words = _KIND.sub(" ", whole).split()
    return _Name(
        whole,
        kinds,
        frozenset(word for word in words if word.isdigit()),
        tuple(word for word in words if not word.isdigit() and word not in _FILLERS),
    )
