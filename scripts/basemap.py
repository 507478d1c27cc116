"""Draw the ground of our own map, once, at installation: at run time no map server is asked.

Land and borders come from npm `world-atlas` (Natural Earth), names from the gazetteer. `base.json`
is what every map shows; `wards-CODE.json` holds the districts and wards of a province, for who
looks closely. A ring or a line is a flat list: longitude and latitude of its first point in
thousandths of a degree, then the steps to each next one. A name is `[kind, name, lat, lon]`.
"""

import itertools
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from connect.geo.gazetteer_source import Place, load

ROOT = Path(__file__).resolve().parent.parent
ATLAS = ROOT / "node_modules/world-atlas/countries-10m.json"
TARGET = ROOT / "static/vendor/map"

Spot = tuple[float, float]  # longitude, latitude

# What the map can be dragged to; what lies outside the inner box is there to look at from afar.
WEST, SOUTH, EAST, NORTH = 92.0, -1.0, 124.0, 31.0
INNER = (101.5, 7.0, 117.0, 24.0)
HOME, FINE, COARSE = "Vietnam", 0.003, 0.06  # degrees that a line may be off
# A speck of land abroad that nobody would see, degrees across. At home every island is drawn.
SPECK = 0.2
# Islands that Natural Earth files under another name, or under another country.
ISLANDS = {"Spratly Is."}
PARACELS = (110.9, 15.6, 113.1, 17.3)

# As they are called in Viet Nam, and in English. The islands have one name in every language.
AROUND = (
    ("islands", "Quần đảo Hoàng Sa (Việt Nam)", 16.5, 112.0, ""),
    ("islands", "Quần đảo Trường Sa (Việt Nam)", 9.6, 113.6, ""),
    ("sea", "Biển Đông", 13.2, 112.6, "East Sea"),
    ("sea", "Vịnh Bắc Bộ", 19.7, 107.4, "Gulf of Tonkin"),
    ("sea", "Vịnh Thái Lan", 9.6, 101.8, "Gulf of Thailand"),
    ("country", "Trung Quốc", 24.6, 109.2, "China"),
    ("country", "Lào", 19.0, 102.6, "Laos"),
    ("country", "Campuchia", 12.6, 104.8, "Cambodia"),
    ("country", "Thái Lan", 15.6, 101.6, "Thailand"),
    ("country", "Myanmar", 21.4, 96.4, ""),
    ("country", "Malaysia", 4.4, 102.2, ""),
    ("country", "Philippines", 15.9, 120.9, ""),
    ("country", "Brunei", 4.6, 114.6, ""),
    ("country", "Indonesia", 0.3, 113.5, ""),
)
CITY, DISTRICTS = "Thành phố ", ("Quận ", "Huyện ", "Thị xã ")


class Shape(NamedTuple):
    """A ring of land, and of which country."""

    ring: list[Spot]
    country: str


class Atlas:
    """The arcs of a TopoJSON file, simplified, so that neighbours keep one border."""

    def __init__(self, topology: dict[str, Any]) -> None:
        self.countries = topology["objects"]["countries"]["geometries"]
        self.users: dict[int, set[str]] = defaultdict(set)
        for country in self.countries:
            for arc in _flat(country["arcs"]):
                self.users[arc if arc >= 0 else ~arc].add(country["properties"]["name"])
        scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
        self.arcs = [
            _simplified(_decoded(arc, scale, move), self._coarseness(number))
            for number, arc in enumerate(topology["arcs"])
        ]

    def shapes(self) -> Iterator[Shape]:
        """The outer ring of each piece of land within the map, cut at its edge."""
        for country in self.countries:
            several = country["type"] == "MultiPolygon"
            for polygon in country["arcs"] if several else [country["arcs"]]:
                ring = _cut(self._joined(polygon[0]))
                if len(ring) > 2:
                    yield Shape(ring, country["properties"]["name"])

    def borders(self) -> Iterator[list[Spot]]:
        """The lines between two countries within the map."""
        for number, names in self.users.items():
            line = [spot for spot in self.arcs[number] if _within(spot, (WEST, SOUTH, EAST, NORTH))]
            if len(names) > 1 and len(line) > 1:
                yield line

    def _coarseness(self, number: int) -> float:
        return FINE if self.users[number] & {HOME, *ISLANDS} else COARSE

    def _joined(self, numbers: Iterable[int]) -> list[Spot]:
        ring: list[Spot] = []
        for number in numbers:
            arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
            ring += arc[1:] if ring else arc
        return ring


def ground(atlas: Atlas) -> dict[str, list[list[int]]]:
    """Land, our own part of it, and the borders: as the pages draw them."""
    shapes = list(atlas.shapes())
    home = [shape.ring for shape in shapes if _is_home(shape)]
    abroad = [s.ring for s in shapes if not _is_home(s) and _across(s.ring) > SPECK]
    return {
        "land": [_steps(ring) for ring in abroad],
        "home": [_steps(ring) for ring in home],
        "borders": [_steps(line) for line in atlas.borders()],
    }


def names(places: Iterable[Place]) -> dict[str, Any]:
    """What stands on every map, and the box of each province, for whose wards are fetched."""
    places = list(places)
    # A province that is a city stands there as one.
    provinces = [
        ["city" if one.name.startswith(CITY) else "province", _bare(one), one.lat, one.lon]
        for one in places
        if one.current and one.kind == "province"
    ]
    own = {name for _kind, name, _lat, _lon in provinces}
    towns = [
        ["town", _bare(one), one.lat, one.lon]
        for one in places
        if one.kind == "district" and one.name.startswith(CITY) and _bare(one) not in own
    ]
    spots = defaultdict(list)
    for one in places:
        if one.current and one.kind == "ward":
            spots[one.province_code].append(one)
    boxes = {
        code: [
            round(min(one.lon for one in wards), 2),
            round(min(one.lat for one in wards), 2),
            round(max(one.lon for one in wards), 2),
            round(max(one.lat for one in wards), 2),
        ]
        for code, wards in spots.items()
    }
    return {"names": [*AROUND, *provinces, *towns], "provinces": boxes}


def closer(places: Iterable[Place]) -> dict[str, list[list[Any]]]:
    """Districts and wards by the code of their province, districts first."""
    found: dict[str, list[list[Any]]] = defaultdict(list)
    for one in sorted(places, key=lambda place: (place.kind, place.code)):
        if one.kind == "district" and one.name.startswith(DISTRICTS):
            found[one.province_code].append(["district", _bare(one), one.lat, one.lon])
        elif one.kind == "ward" and one.current:
            found[one.province_code].append(["ward", _bare(one), one.lat, one.lon])
    return found


def _bare(place: Place) -> str:
    """The name as a map has it: without its kind, unless that is all that makes it a name."""
    kind_words = 1 if place.name.split()[0] in ("Tỉnh", "Quận", "Huyện", "Phường", "Xã") else 2
    bare = " ".join(place.name.split()[kind_words:])
    return place.name if bare.isdecimal() else bare


def _is_home(shape: Shape) -> bool:
    in_paracels = all(_within(spot, PARACELS) for spot in shape.ring)
    return shape.country == HOME or shape.country in ISLANDS or in_paracels


def _within(spot: Spot, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= spot[0] <= box[2] and box[1] <= spot[1] <= box[3]


def _across(ring: list[Spot]) -> float:
    lons, lats = [lon for lon, _lat in ring], [lat for _lon, lat in ring]
    return max(max(lons) - min(lons), max(lats) - min(lats))


def _flat(arcs: Any) -> Iterator[int]:
    for one in arcs:
        if isinstance(one, int):
            yield one
        else:
            yield from _flat(one)


def _decoded(arc: list[list[int]], scale: list[float], move: list[float]) -> list[Spot]:
    x = y = 0
    line = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        line.append((x * scale[0] + move[0], y * scale[1] + move[1]))
    return line


def _simplified(line: list[Spot], off: float) -> list[Spot]:
    """Douglas and Peucker: the points that keep the line within `off` degrees of itself."""
    kept = {0, len(line) - 1}
    open_parts = [(0, len(line) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        farthest = max(
            range(first + 1, last),
            key=lambda at: _apart(line[at], line[first], line[last]),
            default=first,
        )
        here = line[farthest]
        allowed = off if _within(here, INNER) else COARSE
        if farthest > first and _apart(here, line[first], line[last]) > allowed:
            kept.add(farthest)
            open_parts += [(first, farthest), (farthest, last)]
    return [line[at] for at in sorted(kept)]


def _apart(spot: Spot, start: Spot, end: Spot) -> float:
    """How far a point is from the straight line between two others, degrees."""
    run_x, run_y = end[0] - start[0], end[1] - start[1]
    length = run_x * run_x + run_y * run_y
    along = ((spot[0] - start[0]) * run_x + (spot[1] - start[1]) * run_y) / length if length else 0
    along = max(0.0, min(along, 1.0))
    nearest = (start[0] + along * run_x, start[1] + along * run_y)
    return math.dist(spot, nearest)


def _cut(ring: list[Spot]) -> list[Spot]:
    """Sutherland and Hodgman: the part of a ring within the map."""
    for axis, edge, keeps_above in ((0, WEST, 1), (0, EAST, 0), (1, SOUTH, 1), (1, NORTH, 0)):
        inside = [(spot[axis] >= edge) == bool(keeps_above) for spot in ring]
        kept: list[Spot] = []
        for at, spot in enumerate(ring):
            before = ring[at - 1]
            if inside[at] != inside[at - 1]:
                share = (edge - before[axis]) / (spot[axis] - before[axis])
                crossing = tuple(b + share * (s - b) for b, s in zip(before, spot, strict=True))
                kept.append((crossing[0], crossing[1]))
            if inside[at]:
                kept.append(spot)
        ring = kept
    return ring


def _steps(line: list[Spot]) -> list[int]:
    """Whole thousandths of a degree: the first point, then from point to point."""
    spots = [(round(lon * 1000), round(lat * 1000)) for lon, lat in line]
    flat = list(spots[0])
    for before, spot in itertools.pairwise(spots):
        if spot != before:
            flat += [spot[0] - before[0], spot[1] - before[1]]
    return flat


def _write(name: str, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (TARGET / name).write_text(text, encoding="utf-8")


def main() -> int:
    """Write all of it below `static/vendor/map`."""
    TARGET.mkdir(parents=True, exist_ok=True)
    places = load().places.values()
    atlas = Atlas(json.loads(ATLAS.read_text(encoding="utf-8")))
    _write("base.json", ground(atlas) | names(places))
    for code, near in closer(places).items():
        _write(f"wards-{code}.json", near)
    return 0


if __name__ == "__main__":
    sys.exit(main())
