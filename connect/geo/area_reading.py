"""An outline that comes from outside: which unit's it is, and whether it can be its own."""

from typing import Any

from connect.geo.gazetteer import FRAME, Place, place_by_code
from connect.geo.outlines import Outline, WrongOutline, read_outline
from connect.geo.points import Point, distance_m

OLD = "63-"
FARTHEST_M = 50_000.0


def read_area(code: str, geometry: Any, *, old: bool = False) -> tuple[Place, Outline]:
    """The unit of a code and its outline in a GeoJSON geometry. Raises `WrongOutline`.

    `old`: the code is one of the 63-province system. An outline is refused that lies outside of
    the country, or farther than 50 km from the middle of its unit: of a namesake, of another
    country, or with latitude and longitude changed over.
    """
    place = place_by_code(f"{OLD}{code.removeprefix(OLD)}" if old else code)
    if place is None:
        system = "the 63-province system" if old else "the gazetteer"
        raise WrongOutline(f"no unit of {system} has the code {code[:20]!r}")
    outline = read_outline(geometry)
    west, south, east, north = outline.box
    middle = Point(place.lat, place.lon)
    nearest = Point(min(max(place.lat, south), north), min(max(place.lon, west), east))
    inside = FRAME.west <= west and east <= FRAME.east
    inside = inside and FRAME.south <= south and north <= FRAME.north
    if inside and distance_m(nearest, middle) <= FARTHEST_M:
        return place, outline
    raise WrongOutline(
        f"its lines lie between {south:.2f} and {north:.2f} north, {west:.2f} and {east:.2f} east: "
        f"{place.full_name} lies around {place.lat:.2f}, {place.lon:.2f}"
    )
