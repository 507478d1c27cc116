"""Points, public cells, the spatial index on both databases, places by name."""

from connect.geo.asking import PlaceAsked, place_asked
from connect.geo.cells import FARTHEST_IN_CELL, Cell, cell_of, cell_of_ward
from connect.geo.gazetteer import (
    Place,
    place_by_code,
    provinces,
    search_places,
    ward_at,
    wards_of,
)
from connect.geo.geocoding import GeocodedPlace, geocode
from connect.geo.index import Nearest
from connect.geo.locating import SeveralPlaces, Whereabouts, locate
from connect.geo.points import (
    EARTH_RADIUS_M,
    HALF_CIRCUMFERENCE_M,
    Box,
    Point,
    WrongPoint,
    checked_point,
    distance_m,
    parse_point,
)
from connect.geo.question import Position, Question

__all__ = [
    "EARTH_RADIUS_M",
    "FARTHEST_IN_CELL",
    "HALF_CIRCUMFERENCE_M",
    "Box",
    "Cell",
    "GeocodedPlace",
    "Nearest",
    "Place",
    "PlaceAsked",
    "Point",
    "Position",
    "Question",
    "SeveralPlaces",
    "Whereabouts",
    "WrongPoint",
    "cell_of",
    "cell_of_ward",
    "checked_point",
    "distance_m",
    "geocode",
    "locate",
    "parse_point",
    "place_asked",
    "place_by_code",
    "provinces",
    "search_places",
    "ward_at",
    "wards_of",
]
