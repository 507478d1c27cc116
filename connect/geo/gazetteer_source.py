"""Reads Viet Nam's administrative units from the data files of the package `vietnamadminunits`.

Only its files are read; its code is never imported (that would load shapely and numpy). Taken are
the 34-province system of 2025 with its coordinates, the names and codes of the 63-province system,
and the map from old wards to new. The old system's own coordinates are left alone, for they come
from a commercial geocoder: an old unit stands where the wards stand that it became.
"""

import functools
import gc
import importlib.util
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from connect.geo import gazetteer_corrections as corrections

_OLD = "63-"

_NEW_WARDS = """
    SELECT province, provinceKey, provinceCode, provinceLat, provinceLon,
           ward, wardKey, wardCode, wardLat, wardLon, wardAreaKm2
      FROM admin_units
"""
_OLD_WARDS = """
    SELECT province, provinceKey, provinceCode, district, districtKey, districtCode, districtAlias,
           ward, wardKey, wardCode, wardAlias
      FROM admin_units_legacy
     ORDER BY districtCode, wardCode
"""


class Place(NamedTuple):
    """An administrative unit, in force (`current`) or of the 63-province system.

    `code`: the official code of a unit in force ("79", "27259"); for an old one the prefix "63-"
    and its old code, since both systems give one number to different units ("63-74" a province,
    "63-778" a district, "63-27475" a ward). `kind`: "province", "district" (old only) or "ward".
    `lat`, `lon`: a point in the middle, degrees. `full_name`: the name with those above it, and
    "(cũ)" behind an old one. `province_code`: the province in force that the unit is part of.
    """

    code: str
    name: str
    kind: str
    lat: float
    lon: float
    full_name: str
    province_code: str
    current: bool


@dataclass(frozen=True)
class Gazetteer:
    """All units by code, and what is known of them.

    `areas`: km², wards in force. `within`: the units above each one, old and in force. `aliases`:
    former names, folded and without spaces.
    """

    places: dict[str, Place] = field(default_factory=dict)
    areas: dict[str, float] = field(default_factory=dict)
    within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: dict[str, list[str]] = field(default_factory=dict)


@functools.cache
def load() -> Gazetteer:
    """The gazetteer, read once per process. RuntimeError when the data package is not installed."""
    folder = _data_folder()
    database = f"{(folder / 'dataset.db').as_uri()}?mode=ro&immutable=1"
    gazetteer = Gazetteer()
    with closing(sqlite3.connect(database, uri=True)) as connection, _no_garbage_collection():
        connection.row_factory = sqlite3.Row
        wards = _add_new(gazetteer, connection.execute(_NEW_WARDS).fetchall())
        successors = {
            old: wards[new] for old, new in _read_map(folder / "converter_2025.json").items()
        }
        in_force = {province for province, _ in wards}
        _add_old(gazetteer, connection.execute(_OLD_WARDS), successors, in_force)
    return gazetteer


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    # Nothing here is garbage, and looking for it after every few hundred of so many new objects
    # doubles the time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _data_folder() -> Path:
    # For a top-level name find_spec only looks for the file; the package is not executed.
    spec = importlib.util.find_spec("vietnamadminunits")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("the package vietnamadminunits, which holds the gazetteer, is missing")
    return Path(spec.submodule_search_locations[0]) / "data"


def _read_map(path: Path) -> dict[str, tuple[str, str]]:
    """The key of each old ward, with the keys of the new province and ward that it became."""
    data: dict[str, dict[str, Any]] = json.loads(path.read_bytes())
    successors = {
        old: (province, ward)
        for province, wards in data["DICT_PROVINCE_WARD_NO_DIVIDED"].items()
        for ward, olds in wards.items()
        for old in olds
    }
    # A divided ward follows its largest part: of the other parts listed, one in twenty is a
    # namesake in another part of the country.
    for province, olds in data["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old, parts in olds.items():
            largest = next(part["newWardKey"] for part in parts if part["isDefaultNewWard"])
            successors[old] = (province, corrections.SUCCESSORS.get(old, largest))
    return successors


def _add_new(gazetteer: Gazetteer, rows: list[sqlite3.Row]) -> dict[tuple[str, str], Place]:
    """Adds the units in force; returns the wards by province key and ward key."""
    # The package copied areas between wards of one name. A figure that namesakes share is right
    # for one of them at best, so none of them keeps it.
    uses = Counter((row["ward"], row["wardAreaKm2"]) for row in rows)
    wards = {}
    for row in rows:
        province = row["provinceCode"]
        province_name = corrections.NAMES.get(province, row["province"])
        if province not in gazetteer.places:
            lat, lon = row["provinceLat"], row["provinceLon"]
            gazetteer.places[province] = Place(
                province, province_name, "province", lat, lon, province_name, province, True
            )
            gazetteer.within[province] = ()
        code = corrections.CODES.get(row["wardCode"], row["wardCode"])
        name = corrections.NAMES.get(code, row["ward"])
        lat, lon, area = row["wardLat"], row["wardLon"], row["wardAreaKm2"]
        if code in corrections.PLACES:
            lat, lon, area = corrections.PLACES[code]
        elif uses[row["ward"], area] > 1:
            area = None
        if area:
            gazetteer.areas[code] = area
        ward = Place(code, name, "ward", lat, lon, f"{name}, {province_name}", province, True)
        gazetteer.places[code] = wards[row["provinceKey"], row["wardKey"]] = ward
        gazetteer.within[code] = (province,)
    return wards


def _add_old(
    gazetteer: Gazetteer,
    rows: Iterable[sqlite3.Row],
    successors: dict[str, Place],
    provinces_in_force: set[str],
) -> None:
    """Adds the old units, and to the wards in force the old units that they were part of."""
    provinces: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for _, district_rows in groupby(rows, itemgetter("districtCode")):
        # A ward without a successor stays out: better unknown than in a wrong place. In release
        # 1.0.4 there is none.
        pairs = [
            (row, successors[key]) for row in district_rows if (key := _old_key(row)) in successors
        ]
        if not pairs:
            continue
        first, became = pairs[0][0], [ward for _, ward in pairs]
        above: tuple[str, ...] = (became[0].province_code,)
        # An old province whose name lives on is found as the one in force.
        if first["provinceKey"] not in provinces_in_force:
            province = _OLD + first["provinceCode"]
            provinces[province, first["province"]] += became
            above = (province, *above)
        _add_district(gazetteer, first, became, above)
        above = (_OLD + first["districtCode"], *above)
        for row, ward in pairs:
            if row["ward"]:  # the districts of five islands have none
                _add_ward(gazetteer, row, ward, above)
            known = gazetteer.within[ward.code]
            gazetteer.within[ward.code] += tuple(code for code in above if code not in known)
    for (code, name), became in provinces.items():
        gazetteer.places[code] = _old_place(code, name, "province", name, became)
        gazetteer.within[code] = (became[0].province_code,)


def _old_key(row: sqlite3.Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}"


def _add_district(
    gazetteer: Gazetteer, row: sqlite3.Row, became: list[Place], above: tuple[str, ...]
) -> None:
    code, name = _OLD + row["districtCode"], _tidy(row["district"])
    gazetteer.places[code] = _old_place(
        code, name, "district", f"{name}, {row['province']}", became
    )
    gazetteer.within[code] = above
    if row["districtAlias"]:
        gazetteer.aliases[code] = json.loads(row["districtAlias"])


def _add_ward(
    gazetteer: Gazetteer, row: sqlite3.Row, became: Place, above: tuple[str, ...]
) -> None:
    code, name = _OLD + row["wardCode"], _tidy(row["ward"])
    full_name = f"{name}, {_tidy(row['district'])}, {row['province']}"
    gazetteer.places[code] = _old_place(code, name, "ward", full_name, [became])
    gazetteer.within[code] = above
    if row["wardAlias"]:
        gazetteer.aliases[code] = json.loads(row["wardAlias"])


def _old_place(code: str, name: str, kind: str, full_name: str, became: list[Place]) -> Place:
    first = became[0]
    lat, lon = first.lat, first.lon
    if len(became) > 1:
        lat = round(fmean(ward.lat for ward in became), 5)
        lon = round(fmean(ward.lon for ward in became), 5)
    return Place(code, name, kind, lat, lon, f"{full_name} (cũ)", first.province_code, False)


def _tidy(name: str) -> str:
    """ "Thành Phố Bắc Kạn" as the others are written: "Thành phố Bắc Kạn"."""
    for kind in ("Thành phố", "Thị xã", "Thị trấn"):
        if name.startswith(kind.title()):
            return kind + name[len(kind) :]
    return name
