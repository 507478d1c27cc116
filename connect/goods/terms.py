"""The names of the goods, folded, and the words that are names of goods only here and there."""

import re
import unicodedata
from collections import defaultdict
from functools import cache
from typing import NamedTuple

from flask_babel import force_locale

from connect.foundation.i18n import LANGUAGES
from connect.foundation.text import fold
from connect.goods.catalogue import CATALOGUE, Entry

LONGEST_TERM = 6  # words
LONG = 8  # letters of a name that may hold a slip amid other words
_WORD = re.compile(r"\d+|[^\W\d_]+")
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def spelt(words: str) -> tuple[str, ...]:
    """Words with their marks, each with its tone at its end: hóa and hoá are spelt alike."""
    found = []
    for word in _WORD.findall(unicodedata.normalize("NFC", words.lower())):
        letters = unicodedata.normalize("NFD", word)
        tones = "".join(_TONES.findall(letters))
        found.append(unicodedata.normalize("NFC", _TONES.sub("", letters)) + tones)
    return tuple(found)


def folded(words: str) -> str:
    """As `foundation.text.fold`, with numbers apart from letters; other scripts stay."""
    return " ".join(fold(word) or word for word in spelt(words))


def _phrases(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


# Words that mostly say something else: đường is a road, "con" a child (cồn), "ta" is us (tã), "but"
# is English (bút). They are goods where they are the whole of what stands between two commas.
_EVERYDAY = _phrases(
    "bánh, cam, cặp, đậu, đường, điện thoại, ga, giấy, lạc, nước, phone, pin, tập, torch, trà, chè"
)
_EVERYDAY_BARE = _phrases(
    "but, bun, ca, chan, chao, com, con, men, mam, mi, mien, muc, muoi, my, nen, nep, nui, pads, "
    "sach, ta, tea, thuoc, tom, trung, vo"
)
EVERYDAY = {spelt(word) for word in (*_EVERYDAY, *map(fold, _EVERYDAY), *_EVERYDAY_BARE)}
# Sayings that hold the name of a good and mean none.
NO_GOODS = _phrases(
    "sửa xe, sửa nhà, sửa chữa, sửa điện, sửa máy, sửa ống nước, sửa máy tính, sửa điện thoại, "
    "danh sách, chính sách, ngân sách, nhà sách, hiệu sách, sách trắng, cá nhân, cá độ, "
    "nhà thuốc, hiệu thuốc, tiệm thuốc, quầy thuốc, thuốc lá, thuốc lào, thuốc trừ sâu, "
    "thuốc nhuộm, que thử thai, bim bim, số điện thoại, gọi điện thoại, bài tập, học tập, "
    "thực tập, dầu nhớt, xăng dầu, pin mặt trời"
)


class Term(NamedTuple):
    """A name as it is spelt, and whose it is; None where it means no good."""

    words: tuple[str, ...]
    entry: Entry | None


class Terms(NamedTuple):
    """Every name by its folded form, every folded word, and the codes of names without spaces.

    `joined` are all names that mean one good, `long` those of them that may hold a slip anywhere:
    by how many letters that has then, and its first, which is hardly ever the wrong one.
    """

    folded: dict[str, tuple[Term, ...]]
    words: frozenset[str]
    joined: dict[str, str]
    long: dict[tuple[int, str], dict[str, str]]


def all_terms() -> Terms:
    """The names of all entries in the languages that are served."""
    return _terms(tuple(LANGUAGES))


@cache
def _terms(languages: tuple[str, ...]) -> Terms:
    named: dict[str, dict[Term, None]] = {}
    for language in languages:
        with force_locale(language):
            for entry in CATALOGUE.values():
                _add(named, str(entry.name), entry)
    for entry in CATALOGUE.values():
        for other in (entry.code.replace("_", " "), *entry.also):
            _add(named, other, entry)
    for name in sorted(NO_GOODS):
        _add(named, name, None)
    joined = {
        name.replace(" ", ""): codes.pop()
        for name, terms in named.items()
        if len(codes := {term.entry.code if term.entry else "" for term in terms}) == 1
    }
    long: dict[tuple[int, str], dict[str, str]] = defaultdict(dict)
    for name, code in joined.items():
        for letters in range(len(name) - 1, len(name) + 2) if len(name) >= LONG else ():
            long[letters, name[0]][name] = code
    return Terms(
        {name: tuple(terms) for name, terms in named.items()},
        frozenset(word for name in named for word in name.split()),
        joined,
        dict(long),
    )


def _add(named: dict[str, dict[Term, None]], name: str, entry: Entry | None) -> None:
    if spelt(name):
        named.setdefault(folded(name), {})[Term(spelt(name), entry)] = None
