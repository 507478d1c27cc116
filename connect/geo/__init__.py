"""Points, public cells, the spatial index on both databases, places by name."""

from connect.geo.area_codes import area_names, area_of_code, in_areas, outermost
from connect.geo.area_reading import read_area
from connect.geo.area_shapes import shapes_of
from connect.geo.areas import areas_of, assign_areas, keep_outlines, ward_at
from connect.geo.asking import PlaceAsked, place_asked
from connect.geo.cells import FARTHEST_IN_CELL, Cell, cell_of, cell_of_ward, located_together
from connect.geo.curve import (
    FINEST,
    HALF_CELL_M,
    RANGES,
    cell_centre,
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
    wards_of,
)
from connect.geo.geocoding import GeocodedPlace, geocode
from connect.geo.index import Nearest
from connect.geo.locating import Whereabouts, locate
from connect.geo.mvt import MIMETYPE as TILE_MIMETYPE
from connect.geo.mvt import Features
from connect.geo.outlines import Outline, WrongOutline
from connect.geo.points import (
    EARTH_RADIUS_M,
    HALF_CIRCUMFERENCE_M,
    Box,
    Point,
    WrongPoint,
    checked_point,
    distance_m,
)
from connect.geo.question import Position, Question
from connect.geo.tile_points import TilePoints
from connect.geo.tiles import Tile, WrongTile, in_tile, is_in_tile, parse_tile

__all__ = [
    "EARTH_RADIUS_M",
    "FARTHEST_IN_CELL",
    "FINEST",
    "HALF_CELL_M",
    "HALF_CIRCUMFERENCE_M",
    "RANGES",
    "TILE_MIMETYPE",
    "Box",
    "Cell",
    "Features",
    "GeocodedPlace",
    "Nearest",
    "Outline",
    "Place",
    "PlaceAsked",
    "Point",
    "Position",
    "Question",
    "Tile",
    "TilePoints",
    "Whereabouts",
    "WrongOutline",
    "WrongPoint",
    "WrongTile",
    "area_names",
    "area_of_code",
    "areas_of",
    "assign_areas",
    "cell_centre",
    "cell_number",
    "cell_of",
    "cell_of_ward",
    "checked_point",
    "clear_m",
    "distance_m",
    "geocode",
    "in_areas",
    "in_tile",
    "is_in_country",
    "is_in_tile",
    "keep_outlines",
    "level_clear",
    "locate",
    "located_together",
    "outermost",
    "parse_tile",
    "place_asked",
    "place_by_code",
    "provinces",
    "ranges_around",
    "read_area",
    "search_places",
    "shapes_of",
    "ward_at",
    "wards_of",
]
