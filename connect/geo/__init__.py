"""Points, public cells, the spatial index on both databases, places by name."""

from connect.geo.asking import PlaceAsked, place_asked
from connect.geo.cells import FARTHEST_IN_CELL, Cell, cell_of, cell_of_ward
from connect.geo.curve import (
    FINEST,
    RANGES,
    cell_number,
    clear_m,
    level_clear,
    ranges_around,
)
from connect.geo.gazetteer import (
    Place,
    is_in_country,
    place_by_code,
    provinces,
    search_places,
    ward_at,
    wards_of,
)
from connect.geo.geocoding import GeocodedPlace, geocode
from connect.geo.index import Nearest
from connect.geo.locating import SeveralPlaces, Whereabouts, locate
from connect.geo.mvt import MIMETYPE as TILE_MIMETYPE
from connect.geo.mvt import Features
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
from connect.geo.tile_points import TilePoints
from connect.geo.tiles import Tile, WrongTile, in_tile, is_in_tile, parse_tile

__all__ = [
    "EARTH_RADIUS_M",
    "FARTHEST_IN_CELL",
    "FINEST",
    "HALF_CIRCUMFERENCE_M",
    "RANGES",
    "TILE_MIMETYPE",
    "Box",
    "Cell",
    "Features",
    "GeocodedPlace",
    "Nearest",
    "Place",
    "PlaceAsked",
    "Point",
    "Position",
    "Question",
    "SeveralPlaces",
    "Tile",
    "TilePoints",
    "Whereabouts",
    "WrongPoint",
    "WrongTile",
    "cell_number",
    "cell_of",
    "cell_of_ward",
    "checked_point",
    "clear_m",
    "distance_m",
    "geocode",
    "in_tile",
    "is_in_country",
    "is_in_tile",
    "level_clear",
    "locate",
    "parse_point",
    "parse_tile",
    "place_asked",
    "place_by_code",
    "provinces",
    "ranges_around",
    "search_places",
    "ward_at",
    "wards_of",
]
