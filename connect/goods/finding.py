"""Which goods people mean: with or without diacritics, in any language, by any of their names.

Words with marks are compared with their marks ("cà" is no "cá"), words without by their letters.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from connect.foundation import spelling
from connect.foundation.i18n import LANGUAGES
from connect.foundation.text import fold
from connect.goods.catalogue import CATALOGUE, Entry
from connect.goods.terms import EVERYDAY, LONGEST_TERM, Term, all_terms, folded, spelt

LONGEST_TEXT = 2_000  # characters that are read: what a text can cost has a bound
# What parts one thing from the next, a point between two digits not.
_BREAK = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[;:!?\n/+&()•*–]|\s-\s|^-|(?i:\b(?:và|va|and)\b)")


def _apart(words: str) -> frozenset[str]:
    return frozenset(words.split())


# How much of a thing, and what is said around it: not a part of its name.
_AROUND = _apart(
    "kg ky ki kilo g gr gram lang yen ta tan lit l ml hop goi thung bich chai lon vi vien bao tui "
    "qua trai cai chiec cuon quyen bo doi binh hu lo ong tuyp cay con mieng mo nai khay x it mot "
    "hai ba vai nhieu chut xin mua muon can them het thieu dang co cho ai em toi minh nha a nhe oi "
    "giup voi do moi ngay tuan nua loai nao gap some few of the we i need please more no have any"
)
_FOR_WHOM = frozenset(("cho", "for"))


class _Word(NamedTuple):
    spelt: str
    folded: str
    thing: int  # which of the things that the text lists


def code_called(name: str) -> str | None:
    """The code of the good that a shop calls so; None for own words, and where it may be two.

    What it is stands first, its sort and size behind: "Gạo ST25 5 kg" is rice, "Bánh gạo" is not.
    """
    return _code(name, tuple(LANGUAGES))


@lru_cache(maxsize=8192)  # an import brings few names very often
def _code(name: str, _languages: tuple[str, ...]) -> str | None:
    exact = {term.entry for term in _fitting(spelt(name), folded(name))}
    words = _words(name)
    marked = any(not word.spelt.isascii() for word in words)
    entries = exact or _named_at(words, 0, marked=marked, slips=False)[1] if words else ()
    [entry] = entries if len(entries) == 1 else (None,)
    return entry.code if entry else None


def goods_called(words: str) -> list[Entry]:
    """The entries that `words` may mean, likeliest first; none where nothing is typed.

    What is called exactly so stands alone, but for its kinds. Else come those with a name whose
    words begin as the words typed do, in the catalogue's order; else what the words name among
    others; else what is a slip of the thumb away.
    """
    typed, terms = folded(words), all_terms()
    if not any(map(str.isalpha, typed)):  # a number is part of a name at most
        return []
    exact = _entries(_fitting(spelt(words), typed) or terms.folded.get(typed, ()))
    if exact:
        codes = {entry.code for entry in exact}
        return exact + [entry for entry in CATALOGUE.values() if entry.kind_of in codes]
    begun = (
        term
        for name, named in terms.folded.items()
        if _begins_as(name.split(), typed.split())
        for term in named
    )
    return _entries(begun) or goods_in(words) or _slip(typed, terms.joined)


def goods_in(text: str) -> list[Entry]:
    """The entries that a text names, in its order: the longest name that fits at each word."""
    words = _words(text)
    marked = any(not word.spelt.isascii() for word in words)
    found: dict[str, Entry] = {}
    at = 0
    while at < len(words):
        length, entries = _named_at(words, at, marked=marked)
        found |= {entry.code: entry for entry in entries if entry.code not in found}
        at += length
    return list(found.values())


def _words(text: str) -> list[_Word]:
    known, words = all_terms().words, []
    for thing, part in enumerate(_BREAK.split(unicodedata.normalize("NFC", text[:LONGEST_TEXT]))):
        for one in spelt(part):
            letters = fold(one) or one
            if one.isascii() and letters not in known:
                # From a phone that left the keys of the marks: "gaoj".
                keyless = spelling.without_keys(letters)
                letters = keyless if keyless in known else letters
                words.append(_Word(letters, letters, thing))
            else:
                words.append(_Word(one, letters, thing))
    return words


def _named_at(
    words: Sequence[_Word], at: int, *, marked: bool, slips: bool = True
) -> tuple[int, list[Entry]]:
    """How many words the name takes that begins here, and what it names."""
    thing = words[at].thing
    ahead = [word for word in words[at : at + LONGEST_TERM] if word.thing == thing]
    runs = [ahead[:length] for length in range(len(ahead), 0, -1)]
    everyday = 0
    for run in runs:
        written = tuple(word.spelt for word in run)
        terms = _fitting(written, " ".join(word.folded for word in run))
        if written in EVERYDAY:
            terms = [term for term in terms if term.words == written or not marked]
            if terms and not _is_whole(words, at, len(run)):
                everyday = len(run)
                break
        if terms:
            entries = {term.entry for term in terms}
            one = entries.pop() if len(entries) == 1 else None
            return len(run), [one] if one else []
    for run in runs[: len(runs) - everyday] if slips else ():
        letters = "".join(word.folded for word in run)
        slip = _slip(letters, all_terms().long.get((len(letters), letters[0]), {}), slips=1)
        if slip:
            return len(run), slip
    return everyday or 1, []


def _is_whole(words: Sequence[_Word], at: int, length: int) -> bool:
    """Whether nothing stands beside these words but how much, and for whom."""
    thing = words[at].thing
    before = [word.folded for word in words[:at] if word.thing == thing]
    behind = [word.folded for word in words[at + length :] if word.thing == thing]
    if before and before[-1] in _FOR_WHOM:
        return False
    whom = next((place for place, word in enumerate(behind) if word in _FOR_WHOM), len(behind))
    return all(word in _AROUND or word.isdecimal() for word in (*before, *behind[:whom]))


def _fitting(written: tuple[str, ...], letters: str) -> list[Term]:
    """The names of these letters that are spelt so, as far as there are marks."""
    return [
        term
        for term in all_terms().folded.get(letters, ())
        if len(term.words) == len(written)
        and all(
            one == right or (one.isascii() and one == fold(right))
            for one, right in zip(written, term.words, strict=True)
        )
    ]


def _entries(terms: Iterable[Term]) -> list[Entry]:
    found = {term.entry.code: term.entry for term in terms if term.entry}
    return sorted(found.values(), key=lambda entry: entry.number)


def _begins_as(name: list[str], typed: list[str]) -> bool:
    return all(any(word.startswith(one) for word in name) for one in typed)


def _slip(letters: str, known: Mapping[str, str], *, slips: int = 2) -> list[Entry]:
    meant = spelling.meant(letters.replace(" ", ""), known, slips=slips)
    code = known[meant] if meant else ""
    return [CATALOGUE[code]] if code else []
