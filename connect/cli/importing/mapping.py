"""Which column feeds which field, and which value means what: a map at work."""

import functools
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

from connect import hotlines
from connect.cli.importing.row import SkippedRow, text_of

Rows = Literal["requests", "responders", "hotlines"]
Extract = Callable[[Mapping[str, Any]], str]

OWN_COLUMNS: dict[Rows, tuple[str, ...]] = {
    "requests": (
        *("source_id", "categories", "description", "people", "urgency", "name", "phone"),
        *("lat", "lon", "address", "created_at"),
    ),
    "responders": (
        *("source_id", "kind", "name", "phone", "categories", "lat", "lon", "address"),
        *("radius_m", "capacity", "opening_hours", "available", "delivers", "goods", "note"),
    ),
    "hotlines": hotlines.COLUMNS,
}
# What a file of ours must have.
_NEEDED: dict[Rows, frozenset[str]] = {
    "requests": frozenset(("lat", "lon", "categories")),
    "responders": frozenset(("lat", "lon", "categories", "kind", "name")),
    "hotlines": frozenset(("name_vi", "phones", "topics")),
}
# Written by an export beside our own columns, and read again.
MORE_COLUMNS: dict[Rows, tuple[str, ...]] = {
    "requests": ("verified", "status", "items"),
    "responders": (),
    "hotlines": (),
}
# Of a private export only: which request it was, and how it stood. No map feeds these.
MOVED_COLUMNS: dict[Rows, tuple[str, ...]] = {
    "requests": (
        *("id", "code", "status_at", "close_reason", "supplier", "ward", "share_phone"),
        "concerns",
    ),
    "responders": (),
    "hotlines": (),
}
_REMEMBERED = 20_000


class WrongMap(Exception):
    """The map cannot be meant; the text says where."""


@dataclass(frozen=True)
class Rule:
    """What rows with one of these values are: `when` holds `column=pattern`, `*` for anything."""

    when: tuple[tuple[str, re.Pattern[str]], ...]
    categories: tuple[str, ...]
    values: Mapping[str, str]


@dataclass
class ImportMap:
    """How a row becomes the fields of ours.

    `extract` gets each field out of a row, `needs` are columns that a CSV must have, `text` is the
    map itself. `rules` say what the values of some columns mean, `otherwise` what to do with a row
    that none of them names.
    """

    rows: Rows
    extract: Mapping[str, Extract]
    needs: frozenset[str]
    text: str
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    keep_without: frozenset[str] = frozenset()
    tag_column: str = ""
    split: Mapping[str, str] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    otherwise: Mapping[str, Any] = field(default_factory=dict)
    _meanings: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    # What was rather left empty than the row lost: how often, and the first one.
    _left_out: dict[str, tuple[int, str]] = field(default_factory=dict)

    def leave_out(self, name: str, value: str = "") -> None:
        """Counts a field that cannot be read and that the map keeps rows without; one is shown."""
        count, first = self._left_out.get(name, (0, value[:60]))
        self._left_out[name] = (count + 1, first)

    @property
    def left_out(self) -> dict[str, int]:
        """What was left out, in words, and how often."""
        return {
            f"came without {name}, which cannot be read"
            f"{f' (the first: {first!r})' if first else ''}": count
            for name, (count, first) in self._left_out.items()
        }

    @functools.cached_property
    def _rule_columns(self) -> tuple[str, ...]:
        names = (name for rule in self.rules for name, _pattern in rule.when)
        return tuple(dict.fromkeys(names))

    def values_of(self, fields: Mapping[str, Any]) -> dict[str, str]:
        """The fields of a row as text, empty ones left out; `categories` joined by `;`.

        Raises `SkippedRow` for a row that is not for us.
        """
        if self.tag_column:
            key, _equals, value = text_of(fields.get(self.tag_column)).partition("=")
            fields = {**fields, key: value}
        values = {name: text for name, extract in self.extract.items() if (text := extract(fields))}
        if self.rules or self.otherwise:
            self._apply_rules(fields, values)
        return values

    def _apply_rules(self, fields: Mapping[str, Any], values: dict[str, str]) -> None:
        categories: dict[str, None] = {}
        matching = sorted(set(self._matching(fields)))
        for number in matching:
            rule = self.rules[number]
            categories |= dict.fromkeys(rule.categories)
            for name, value in rule.values.items():
                values.setdefault(name, value)
        if not matching and self.otherwise.get("skip"):
            raise SkippedRow
        categories = categories or dict.fromkeys(self.otherwise.get("categories", ()))
        if categories:
            values.setdefault("categories", ";".join(categories))

    def _matching(self, fields: Mapping[str, Any]) -> Iterator[int]:
        for column in self._rule_columns:
            text = text_of(fields.get(column))
            if not text:
                continue
            parts = text.split(self.split[column]) if column in self.split else (text,)
            for part in parts:
                yield from self._meaning(column, part.strip())

    def _meaning(self, column: str, value: str) -> tuple[int, ...]:
        key = (column, value)
        known = self._meanings.get(key)
        if known is None:
            if len(self._meanings) >= _REMEMBERED:
                self._meanings.clear()
            known = self._meanings[key] = tuple(
                number
                for number, rule in enumerate(self.rules)
                if any(name == column and pattern.fullmatch(value) for name, pattern in rule.when)
            )
        return known


def own_map(rows: Rows, there: Collection[str] | None) -> ImportMap:
    """The map of our own columns: each that is `there` feeds the field of its name."""
    names = (*OWN_COLUMNS[rows], *MORE_COLUMNS[rows], *MOVED_COLUMNS[rows])
    if there is not None:
        names = tuple(name for name in names if name in there)
    return ImportMap(rows, {name: _column(name) for name in names}, _NEEDED[rows], rows)


def extract_of(name: str, source: Any) -> Extract:
    """How a map gets a field out of a row. Raises `WrongMap`."""
    match source:
        case str():
            return _column(source)
        case {"first": [*columns], **rest} if not rest:
            return _first([extract_of(name, column) for column in columns])
        case {"join": [*columns], **rest} if not set(rest) - {"with"}:
            between = str(rest.get("with", " "))
            return _join([_column(str(column)) for column in columns], between)
        case {"text": str(template), **rest} if not rest:
            return _filled(template)
    raise WrongMap(f"[fields] {name}: a column, or one of first = [], join = [], text = ''")


def _column(column: str) -> Extract:
    def extract(fields: Mapping[str, Any]) -> str:
        value = fields.get(column)
        return value.strip() if isinstance(value, str) else text_of(value)

    return extract


def _first(extracts: Sequence[Extract]) -> Extract:
    def extract(fields: Mapping[str, Any]) -> str:
        return next((text for one in extracts if (text := one(fields))), "")

    return extract


def _join(extracts: Sequence[Extract], between: str) -> Extract:
    def extract(fields: Mapping[str, Any]) -> str:
        return between.join(text for one in extracts if (text := one(fields)))

    return extract


def _filled(template: str) -> Extract:
    """`node/{osm_id}`: nothing at all where one of its columns is empty."""
    names = re.findall(r"\{([^{}]+)\}", template)

    def extract(fields: Mapping[str, Any]) -> str:
        found = {name: text_of(fields.get(name)).strip() for name in names}
        if not all(found.values()):
            return ""
        return re.sub(r"\{([^{}]+)\}", lambda match: found[match[1]], template)

    return extract
