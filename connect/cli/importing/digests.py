"""What a row of a file said, as one number: one that still says so need not be read again."""

from collections.abc import Collection, Mapping
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from connect.cli.importing.checks import LONGEST_SOURCE_ID
from connect.cli.importing.mapping import ImportMap
from connect.foundation.text import clean_line
from connect.goods import CATALOGUE

# Raise it when rows are read otherwise than before: then all of them are read again.
READING = 2
_BYTES = 8  # they fit a column of numbers


class Said(NamedTuple):
    """The id of a row where it comes from, and the digest of all that it says."""

    source_id: str
    digest: int


class Digests:
    """Digests of rows that are read by one map, with the categories and goods of today."""

    def __init__(self, given: ImportMap, categories: Collection[str]) -> None:
        goods = [(entry.code, str(entry.also)) for entry in CATALOGUE.values()]
        way = orjson.dumps([READING, given.text, sorted(categories), goods])
        self._keyed = blake2b(digest_size=_BYTES, key=blake2b(way).digest())
        self._source_id = given.extract.get("source_id")

    def of(self, fields: Mapping[str, Any]) -> Said | None:
        """What a row says; None for one that bears no id, or that is stranger than JSON."""
        if self._source_id is None:
            return None
        try:
            source_id = clean_line(self._source_id(fields))
            said = orjson.dumps(fields)
        except TypeError:
            return None
        if not 0 < len(source_id) <= LONGEST_SOURCE_ID:
            return None
        digest = self._keyed.copy()
        digest.update(said)
        return Said(source_id, int.from_bytes(digest.digest(), signed=True))
