"""Which goods people mean: with or without diacritics, in any language, by any of their names."""

from functools import cache

from flask_babel import force_locale

from connect.foundation.i18n import LANGUAGES
from connect.foundation.text import fold
from connect.goods.catalogue import CATALOGUE, Entry

LONGEST_TERM = 5  # words


def goods_called(words: str) -> list[Entry]:
    """The entries that `words` may mean, likeliest first; none where nothing is typed.

    One that is called exactly so stands alone. Else come those with a name whose words begin as
    the words typed do, in the catalogue's order.
    """
    typed = fold(words)
    if not typed:
        return []
    exact = _terms().get(typed)
    if exact:
        return [exact]
    found = {
        entry.code: entry for term, entry in _terms().items() if _begins_as(term.split(), typed)
    }
    return sorted(found.values())


def goods_in(text: str) -> list[Entry]:
    """The entries that a text names, in its order: the longest name that fits at each word."""
    words, terms = fold(text).split(), _terms()
    found: dict[str, Entry] = {}
    at = 0
    while at < len(words):
        for length in range(min(LONGEST_TERM, len(words) - at), 0, -1):
            entry = terms.get(" ".join(words[at : at + length]))
            if entry:
                found.setdefault(entry.code, entry)
                break
        at += length
    return list(found.values())


def _begins_as(term: list[str], typed: str) -> bool:
    return all(any(word.startswith(one) for word in term) for one in typed.split())


@cache
def _terms() -> dict[str, Entry]:
    """Every name of every entry, folded; of two that share a name the first has it."""
    terms: dict[str, Entry] = {}
    for language in LANGUAGES:
        with force_locale(language):
            for entry in CATALOGUE.values():
                terms.setdefault(fold(str(entry.name)), entry)
    for entry in CATALOGUE.values():
        for other in (entry.code.replace("_", " "), *entry.also):
            terms.setdefault(other, entry)
    return terms
