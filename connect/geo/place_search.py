"""Finds administrative units in what people type: "q7 tphcm", "12 Nguyễn Trãi, P. Tân Hưng, Q.7".

1. The text becomes words, folded; a comma parts them. "q7" is two words.
2. Every run of words that is the name of units is a hit for each of them, together with the word
   for the kind of unit in front. A number is a name only behind such a word.
3. A hit and the hits to its right that name units above it are a chain ("…, quận 7, tphcm"). What
   stands left of a chain (house, street) does not matter.
4. A chain must reach the last unit that is named: "phường Tân Hưng, Hà Nội", which does not exist,
   gives Hà Nội and not a Tân Hưng elsewhere. Only if nothing vouches for that last name, a chain
   further left that is certain wins ("phường Tân Hưng, nhà bà Nam").
5. Of these, the chains that name most. Then in order: the diacritics that were typed, the kind
   that was asked for, names before former names, what was named on the left ("Hà Nội, Cầu Giấy"),
   units in force before old, larger before smaller, the big cities before the provinces.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from connect.foundation.text import clean_text, fold
from connect.geo.gazetteer_source import Place, load
from connect.geo.place_names import (
    KIND_AND_NUMBER,
    KIND_WORDS,
    LEVEL_OF_KIND,
    index,
    numbered,
    split_name,
)

# The end of a long text names the place, and a bounded text is answered in bounded time.
_LONGEST_QUERY = 300
_MOST_WORDS = 20
_LONGEST_NAME = 6  # words
_SHORTEST_START = 3  # letters of a name, before it is completed

_LEVELS = ("province", "district", "ward")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORDS = re.compile(r"[^\W_]+|[,;\n]")


class Match(NamedTuple):
    """A unit that was found. Units of equal `rank` fit the text equally well."""

    place: Place
    rank: tuple[int, ...]
    start: int  # where its name begins in the text, in words
    end: int  # and where the last name ends that belongs to it


class _Word(NamedTuple):
    folded: str  # empty for what cannot be part of a name, such as a comma
    written: str


class _Hit(NamedTuple):
    place: Place
    start: int  # with the word for the kind
    name: int  # where the name itself begins
    end: int
    kind: int  # 2: the kind that was asked for; 1: another of that level; 0: neither, or not asked
    is_name: bool  # and not a former name


class _Chain(NamedTuple):
    hit: _Hit
    named: int  # words in names
    end: int
    certain: bool  # of a kind that the text says, or followed by a unit above it


def search(query: str, limit: int) -> list[Place]:
    """At most `limit` units: those that `query` names and those whose names its end begins."""
    words = _words(query)
    matches = _find(words)
    named = [match.place for match in matches]
    begun = [place for place in _complete(words, matches) if place not in named]
    is_all_read = bool(matches) and matches[0].end == len(words)
    places = named + begun if is_all_read else begun + named
    return places[: max(0, limit)]


def find(query: str) -> list[Match]:
    """The units that `query` names in full, best first; empty when it names none."""
    return _find(_words(query))


def _words(query: str) -> list[_Word]:
    written = _WORDS.findall(clean_text(query[-_LONGEST_QUERY:]).lower())
    words = []
    for word in written:
        folded = fold(word).replace(" ", "")
        if parts := KIND_AND_NUMBER.fullmatch(folded):
            words += [_Word(part, part) for part in parts.groups()]
        else:
            words.append(_Word(folded, word))
    return words[-_MOST_WORDS:]


def _find(words: list[_Word]) -> list[Match]:
    hits = _without_split_kinds(list(_hits(words)))
    found: dict[str, Match] = {}
    for chain in _best_chains(hits):
        hit = chain.hit
        above = load().within[hit.place.code]
        named_before = any(h.place.code in above and h.end <= hit.start for h in hits)
        rank = (int(_marks_agree(words, hit)), hit.kind, int(hit.is_name), int(named_before))
        known = found.get(hit.place.code)
        if known is None or rank > known.rank:
            found[hit.place.code] = Match(hit.place, rank, hit.name, chain.end)
    return sorted(found.values(), key=lambda m: ([-n for n in m.rank], _order(m.place)))


def _order(place: Place) -> tuple[bool, int, bool, str]:
    province = load().places[place.province_code]
    is_in_city = province.name.startswith("Thành phố")
    return not place.current, _LEVELS.index(place.kind), not is_in_city, place.code


def _hits(words: list[_Word]) -> Iterator[_Hit]:
    known, places = index(), load().places
    for name in range(len(words)):
        kind, start = _kind_before(words, name)
        run = ""
        for end in range(name + 1, min(name + _LONGEST_NAME, len(words)) + 1):
            if not words[end - 1].folded:
                break
            run += words[end - 1].folded
            key = numbered(kind, run) if kind and run.isdecimal() and len(run) < 3 else run
            for is_name, codes in (
                (True, known.names.get(key, ())),
                (False, known.aliases.get(key, ())),
            ):
                for code in codes:
                    fit = _kind_fit(kind, places[code]) if kind else 0
                    yield _Hit(places[code], start if fit else name, name, end, fit, is_name)


def _without_split_kinds(hits: list[_Hit]) -> list[_Hit]:
    """Without "Phố Huế" in "thành phố Huế"."""
    inside = {word for hit in hits if hit.kind == 2 for word in range(hit.start + 1, hit.name)}
    return [hit for hit in hits if hit.name not in inside]


def _kind_before(words: list[_Word], at: int) -> tuple[str | None, int]:
    """The kind that the one or two words before `at` say, and where they begin."""
    for start in (at - 2, at - 1):
        said = [word.folded for word in words[max(0, start) : at]]
        if start >= 0 and all(said) and "".join(said) in KIND_WORDS:
            return KIND_WORDS["".join(said)], start
    return None, at


def _kind_fit(kind: str, place: Place) -> int:
    if split_name(place.name)[0] == kind:
        return 2
    return int(place.kind == LEVEL_OF_KIND[kind])


def _best_chains(hits: list[_Hit]) -> list[_Chain]:
    """The chains that read the text best (points 3 to 5 above)."""
    chains = _chains(hits)
    weighty = [h.end for h in hits if h.end - h.name > 1 or h.kind or h.place.kind == "province"]
    last = max(weighty, default=0)
    found = [chain for chain in chains if chain.end >= last]
    if not any(chain.certain or chain.hit.place.kind == "province" for chain in found):
        certain = [chain for chain in chains if chain.certain]
        last = max((chain.end for chain in certain), default=last)
        found = [chain for chain in certain if chain.end == last] or found
    # "Lê Lợi, phường Láng, Hà Nội" has a street in front, though Hà Nội had a commune Lê Lợi.
    said = dict.fromkeys(_LEVELS, 0)
    for chain in found:
        if chain.hit.kind:
            level = chain.hit.place.kind
            said[level] = max(said[level], chain.hit.start)
    found = [c for c in found if c.hit.kind or c.hit.end > _said_from(said, c.hit.place.kind)]
    most = max((chain.named for chain in found), default=0)
    return [chain for chain in found if chain.named == most]


def _said_from(said: dict[str, int], level: str) -> int:
    """Where the last unit of this level or below begins that the text calls by its kind."""
    return max(said[lower] for lower in _LEVELS[_LEVELS.index(level) :])


def _chains(hits: list[_Hit]) -> list[_Chain]:
    within = load().within
    of_code: dict[str, list[_Hit]] = defaultdict(list)
    for hit in hits:
        of_code[hit.place.code].append(hit)
    chains = []
    for hit in hits:
        above = [
            other
            for code in within[hit.place.code]
            for other in of_code.get(code, ())
            if other.name >= hit.end
        ]
        named, end = hit.end - hit.name, hit.end
        for other in sorted(above, key=lambda h: (h.name, -h.end)):
            if other.name >= end:
                named, end = named + other.end - other.name, other.end
        chains.append(_Chain(hit, named, end, bool(hit.kind or above)))
    return chains


def _marks_agree(words: list[_Word], hit: _Hit) -> bool:
    """Whether no diacritic that was typed speaks against the name."""
    typed = words[hit.name : hit.end]
    if all(word.written == word.folded for word in typed):
        return True
    name = _WORDS.findall(" ".join(split_name(hit.place.name)[1]))
    return len(name) == len(typed) and all(
        word.written == word.folded or _marks(word.written) == _marks(proper.lower())
        for word, proper in zip(typed, name, strict=True)
    )


def _marks(word: str) -> tuple[str, frozenset[str]]:
    """The letters and the tone apart: òa and oà are the same sound."""
    letters = unicodedata.normalize("NFD", word)
    return "".join(c for c in letters if c not in _TONES), _TONES.intersection(letters)


def _complete(words: list[_Word], matches: list[Match]) -> list[Place]:
    """The units whose names begin with the last words, as many of them as possible.

    After a match these words may lengthen its name, not start on what follows it; unless the match
    stops short of the end, and a word for a kind stands before them.
    """
    places, known = load().places, index()
    for start in range(max(0, len(words) - _LONGEST_NAME), len(words)):
        run = [word.folded for word in words[start:]]
        beginning = "".join(run)
        if not all(run) or len(beginning) < _SHORTEST_START:
            continue
        kind, _ = _kind_before(words, start)
        if matches and start > matches[0].start and (not kind or matches[0].end == len(words)):
            continue
        begins = bisect_right(known.sorted_names, beginning)
        ends = bisect_left(known.sorted_names, beginning + "~")  # sorts after every letter
        codes = {code for name in known.sorted_names[begins:ends] for code in known.names[name]}
        fitting = [places[code] for code in codes if not kind or _kind_fit(kind, places[code])]
        if fitting:
            return sorted(fitting, key=_order)
    return []
