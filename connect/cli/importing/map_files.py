"""Maps in TOML: those that ship, and those that an operator writes. See `docs/import-maps.md`."""

import fnmatch
import json
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from connect.cli.importing.mapping import (
    MORE_COLUMNS,
    OWN_COLUMNS,
    ImportMap,
    Rows,
    Rule,
    WrongMap,
    extract_of,
)
from connect.cli.importing.row import text_of

SHIPPED = Path(__file__).resolve().parent.parent / "maps"
# What a map may leave empty rather than lose the row.
MAY_BE_LEFT_OUT = frozenset(("phone", "opening_hours", "delivers"))
_KEYS: Mapping[str, type] = {
    "rows": str,
    "about": str,
    "timezone": str,
    "keep_without": list,
    "tag_column": str,
    "rules_from": str,
    "split": dict,
    "fields": dict,
    "otherwise": dict,
    "rule": list,
}


def shipped_maps() -> list[str]:
    """The names of the maps that ship."""
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def load_map(name: str, rows: Rows, categories: Collection[str]) -> ImportMap:
    """The map of this name, or in this file. Raises `WrongMap`."""
    given = _load(name, Path())
    try:
        if "rules_from" in given:
            base = _load(given["rules_from"], Path(name).parent)
            given = {key: base[key] for key in ("otherwise", "rule") if key in base} | given
        return _map_of(given, rows, categories)
    except WrongMap as error:
        raise WrongMap(f"map {name}: {error}") from None


def _load(name: str, folder: Path) -> dict[str, Any]:
    path = SHIPPED / f"{name}.toml" if name in shipped_maps() else folder / name
    try:
        with path.open("rb") as file:
            given = tomllib.load(file)
    except OSError as error:
        shipped = ", ".join(shipped_maps())
        raise WrongMap(f"map {name}: {error.strerror}; maps that ship: {shipped}") from None
    except ValueError as error:  # neither TOML nor UTF-8
        raise WrongMap(f"map {name}: {error}") from None
    for key, value in given.items():
        if not isinstance(value, _KEYS.get(key, ())):
            problem = "of the wrong type" if key in _KEYS else "not known"
            raise WrongMap(f"map {name}: {key} is {problem}")
    return given


def _map_of(given: dict[str, Any], rows: Rows, categories: Collection[str]) -> ImportMap:
    if given.get("rows") != rows:
        raise WrongMap(f'it needs rows = "{rows}" to import {rows}')
    known = {*OWN_COLUMNS[rows], *MORE_COLUMNS[rows]}
    fields = given.get("fields", {})
    unknown = sorted(set(fields) - known)
    if unknown:
        raise WrongMap(f"[fields]: {rows} have no field {unknown[0]}")
    keep_without = frozenset(map(str, given.get("keep_without", ())))
    if not keep_without <= MAY_BE_LEFT_OUT:
        raise WrongMap(f"keep_without can hold {', '.join(sorted(MAY_BE_LEFT_OUT))}")
    otherwise = given.get("otherwise", {})
    _check_categories("[otherwise]", otherwise.get("categories", ()), categories)
    return ImportMap(
        rows,
        {name: extract_of(name, source) for name, source in fields.items()},
        frozenset(fields[name] for name in ("lat", "lon") if isinstance(fields.get(name), str)),
        json.dumps(given, sort_keys=True, default=str),
        zone=_zone(given.get("timezone", "UTC")),
        keep_without=keep_without,
        tag_column=given.get("tag_column", ""),
        split={column: str(mark) for column, mark in given.get("split", {}).items() if mark},
        rules=[
            _rule(f"rule {number}", rule, known, categories)
            for number, rule in enumerate(given.get("rule", ()), 1)
        ],
        otherwise=otherwise,
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongMap(f"timezone {name!r} is not known") from None


def _rule(where: str, given: Any, known: set[str], categories: Collection[str]) -> Rule:
    if not isinstance(given, dict) or not isinstance(given.get("when"), list) or not given["when"]:
        raise WrongMap(f"{where}: when must list column=value")
    values = {name: value for name, value in given.items() if name not in ("when", "categories")}
    unknown = sorted(set(values) - known)
    if unknown:
        raise WrongMap(f"{where}: there is no field {unknown[0]}")
    _check_categories(where, given.get("categories", ()), categories)
    when = []
    for condition in map(str, given["when"]):
        column, equals, pattern = condition.partition("=")
        if not equals:
            raise WrongMap(f"{where}: {condition!r} should be column=value")
        when.append((column, re.compile(fnmatch.translate(pattern.strip()))))
    return Rule(
        tuple(when),
        tuple(given.get("categories", ())),
        {name: text_of(value) for name, value in values.items()},
    )


def _check_categories(where: str, given: Any, known: Collection[str]) -> None:
    if not isinstance(given, list | tuple):
        raise WrongMap(f"{where}: categories must be a list")
    for code in given:
        if code not in known:
            raise WrongMap(f"{where}: there is no category {code!r}")
