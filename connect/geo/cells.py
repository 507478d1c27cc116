"""The public cell: the coarse place that strangers see instead of the true point.

A deterministic grid: rows of equal height, and in each row columns of about equal width, so that
one point always gives one cell and a cell tells nothing finer than itself. Noise could be averaged
away and rounded distances trilaterated; a cell cannot.
"""

import math
from collections.abc import Collection
from contextlib import AbstractContextManager
from functools import lru_cache
from typing import NamedTuple

from connect.geo.areas import ward_at, wards_known
from connect.geo.gazetteer import Place, area_km2, place_by_code
from connect.geo.points import METRES_PER_DEGREE, Point

# Viet Nam's census of 2019 counted 26.87 million households; 3,321 wards are in force since 2025.
MEAN_HOUSEHOLDS_PER_WARD = 8_090
# Of the side of a cell: half its diagonal, and a little, since columns are not quite even.
FARTHEST_IN_CELL = 0.75


class Cell(NamedTuple):
    """A public place: its centre in degrees, its name, and how coarse it is."""

    id: str
    lat: float
    lon: float
    precision: str  # "cell" (about `cell_metres` wide) or "ward"
    area_code: str | None
    area_name: str | None

    @property
    def point(self) -> Point:
        """The centre."""
        return Point(self.lat, self.lon)


def cell_of(point: Point, *, cell_metres: float, households: float) -> Cell:
    """The public cell of a point.

    `cell_metres` is the side of the grid. Where a cell holds fewer than `households` households
    (estimated from the area of its ward) the ward's own centre stands for it. All of it is
    computed from the grid cell, never from the point itself.
    """
    centre, grid_id = _grid_cell(point, cell_metres)
    ward = ward_at(centre)
    if ward is None:
        return Cell(grid_id, centre.lat, centre.lon, "cell", None, None)
    if _households(ward, cell_metres) < households:
        return _ward_cell(ward)
    return Cell(grid_id, centre.lat, centre.lon, "cell", ward.code, ward.full_name)


def located_together(
    points: Collection[Point], *, cell_metres: float
) -> AbstractContextManager[None]:
    """Inside, the wards and the cells of these points are asked for by one statement for all."""
    return wards_known([*points, *(_grid_cell(point, cell_metres)[0] for point in points)])


def cell_of_ward(code: str) -> Cell | None:
    """The public cell of a place that is known by its ward only; None for an unknown code."""
    place = place_by_code(code)
    return _ward_cell(place) if place else None


def _ward_cell(ward: Place) -> Cell:
    return Cell(f"ward-{ward.code}", ward.lat, ward.lon, "ward", ward.code, ward.full_name)


def _households(ward: Place, cell_metres: float) -> float:
    ward_km2 = area_km2(ward.code) or 0.0
    return MEAN_HOUSEHOLDS_PER_WARD * (cell_metres / 1000) ** 2 / ward_km2 if ward_km2 else 0.0


# As many as an import asks for together: it asks twice for each.
@lru_cache(maxsize=8192)
def _grid_cell(point: Point, cell_metres: float) -> tuple[Point, str]:
    height = cell_metres / METRES_PER_DEGREE
    row = math.floor(point.lat / height)
    lat = max(-90.0, min((row + 0.5) * height, 90.0))
    columns = max(1, math.floor(360 * math.cos(math.radians(lat)) / height))
    width = 360 / columns
    column = math.floor((point.lon + 180) / width) % columns
    lon = -180 + (column + 0.5) * width
    # Seven decimals (a centimetre): the same figures on every machine and database.
    return Point(round(lat, 7), round(lon, 7)), f"{row}:{column}"
