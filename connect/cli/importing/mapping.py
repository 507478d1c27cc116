"""Which column feeds which field, and which value means what: maps, from TOML or our own columns.

`docs/import-maps.md` tells how to write one.
"""

import fnmatch
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connect.cli.importing.row import SkippedRow, text_of

Rows = Literal["requests", "responders"]
Extract = Callable[[Mapping[str, Any]], str]

SHIPPED = Path(__file__).resolve().parent.parent / "maps"
OWN_COLUMNS: dict[Rows, tuple[str, ...]] = {
    "requests": (
        *("source_id", "categories", "description", "people", "urgency", "name", "phone"),
        *("lat", "lon", "address", "created_at"),
    ),
    "responders": (
        *("source_id", "kind", "name", "phone", "categories", "lat", "lon", "address"),
        *("radius_m", "capacity", "opening_hours", "available", "delivers", "goods", "note"),
    ),
}
# Written by an export beside our own columns, and read again.
MORE_COLUMNS: dict[Rows, tuple[str, ...]] = {
    "requests": ("verified", "status", "items"),
    "responders": (),
}
# What a map may leave empty rather than lose the row.
MAY_BE_LEFT_OUT = ("phone", "opening_hours")
_KEYS = {"rows", "about", "timezone", "keep_without", "tag_column", "rules_from", "split"}
_KEYS |= {"fields", "otherwise", "rule"}
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
    """How a row becomes the fields of ours. `own`: the file has our own columns."""

    rows: Rows
    extract: Mapping[str, Extract]
    needs: frozenset[str]
    own: bool = False
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    keep_without: frozenset[str] = frozenset()
    tag_column: str = ""
    split: Mapping[str, str] = field(default_factory=dict)
    rules: Sequence[Rule] = ()
    otherwise: Mapping[str, Any] = field(default_factory=dict)
    _meanings: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)

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

    @property
    def _rule_columns(self) -> dict[str, None]:
        if not hasattr(self, "_columns"):
            self._columns = {name: None for rule in self.rules for name, _pattern in rule.when}
        return self._columns


def own_map(rows: Rows) -> ImportMap:
    """The map of our own columns: each feeds the field of its name."""
    names = (*OWN_COLUMNS[rows], *MORE_COLUMNS[rows])
    needs = {"lat", "lon", "categories"} | ({"kind", "name"} if rows == "responders" else set())
    return ImportMap(rows, {name: _column(name) for name in names}, frozenset(needs), own=True)


def shipped_maps() -> list[str]:
    """The names of the maps that ship."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def load_map(name: str, rows: Rows) -> ImportMap:
    """The map of this name, or in this file. Raises `WrongMap`."""
    path = SHIPPED / f"{name}.toml" if name in shipped_maps() else Path(name)
    try:
        with path.open("rb") as file:
            given = tomllib.load(file)
        if "rules_from" in given:
            base = load_toml(SHIPPED / f"{given['rules_from']}.toml")
            given = {"otherwise": base.get("otherwise", {}), "rule": base.get("rule", [])} | given
        return _map_of(given, rows)
    except (OSError, UnicodeDecodeError) as error:
        shipped = ", ".join(shipped_maps())
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise WrongMap(f"{name}: {reason}. Maps that ship: {shipped}.") from None
    except (tomllib.TOMLDecodeError, WrongMap, TypeError, AttributeError) as error:
        raise WrongMap(f"{name}: {error}") from None


def load_toml(path: Path) -> dict[str, Any]:
    """A TOML file. Raises `OSError` and `tomllib.TOMLDecodeError`."""
    with path.open("rb") as file:
        return tomllib.load(file)


def _map_of(given: dict[str, Any], rows: Rows) -> ImportMap:
    unknown = sorted(set(given) - _KEYS)
    if unknown:
        raise WrongMap(f"unknown: {', '.join(unknown)}")
    if given.get("rows") != rows:
        raise WrongMap(f'this map is for {given.get("rows")!r}: it needs rows = "{rows}"')
    known = {*OWN_COLUMNS[rows], *MORE_COLUMNS[rows]}
    fields = given.get("fields", {})
    extract, needs = {}, set()
    for name, source in fields.items():
        if name not in known:
            raise WrongMap(f"[fields]: {rows} have no field {name}")
        extract[name] = _extract(name, source)
        if name in ("lat", "lon") and isinstance(source, str):
            needs.add(source)
    keep_without = frozenset(given.get("keep_without", ()))
    if not keep_without <= set(MAY_BE_LEFT_OUT):
        raise WrongMap(f"keep_without can hold {', '.join(MAY_BE_LEFT_OUT)}")
    try:
        zone = ZoneInfo(given.get("timezone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        raise WrongMap(f"timezone: {given['timezone']!r} is not known") from None
    return ImportMap(
        rows,
        extract,
        frozenset(needs),
        zone=zone,
        keep_without=keep_without,
        tag_column=given.get("tag_column", ""),
        split=given.get("split", {}),
        rules=[_rule(number, rule, known) for number, rule in enumerate(given.get("rule", ()), 1)],
        otherwise=given.get("otherwise", {}),
    )


def _rule(number: int, given: dict[str, Any], known: set[str]) -> Rule:
    rest = {name: value for name, value in given.items() if name not in ("when", "categories")}
    unknown = sorted(set(rest) - known)
    if unknown or not given.get("when"):
        raise WrongMap(f"rule {number}: {', '.join(unknown) or 'when'} is wrong or missing")
    when = []
    for condition in given["when"]:
        column, equals, pattern = condition.partition("=")
        if not equals:
            raise WrongMap(f"rule {number}: {condition!r} should be column=value")
        when.append((column, re.compile(fnmatch.translate(pattern.strip()))))
    return Rule(
        tuple(when),
        tuple(given.get("categories", ())),
        {name: text_of(value) for name, value in rest.items()},
    )


def _extract(name: str, source: Any) -> Extract:
    if isinstance(source, str):
        return _column(source)
    if isinstance(source, dict) and len(source.keys() & {"first", "join", "text"}) == 1:
        if "first" in source:
            return _first([_column(column) for column in source["first"]])
        if "join" in source:
            return _join([_column(column) for column in source["join"]], source.get("with", " "))
        return _filled(source["text"])
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
