"""Tiles of the map that the web has (Web Mercator), and where a point stands on it, for SQL.

At zoom `z` the world is a square of `2**z` by `2**z` tiles, numbered from its north-western corner.
Where a point stands is counted in whole steps of a square of `WORLD` by `WORLD`, the same in both
databases: with 34 bits a tile of the deepest zoom still has all `EXTENT` steps of its own.
"""

import math
import re
from typing import NamedTuple

import sqlalchemy as sa

from connect.geo.points import Box

DEEPEST_ZOOM = 22
EXTENT_BITS = 12
EXTENT = 1 << EXTENT_BITS
WORLD_BITS = DEEPEST_ZOOM + EXTENT_BITS
WORLD = 1 << WORLD_BITS
# Mercator has no poles. What lies beyond its edge is taken to stand on it.
EDGE_LAT = 85.051128779
FOUR_PI = 4 * math.pi
_NUMBER = re.compile(r"0|[1-9][0-9]{0,6}")


class WrongTile(ValueError):
    """No tile of ours has these numbers."""


class Tile(NamedTuple):
    """A square of the map: its zoom, and which one it is from the west and from the north."""

    z: int
    x: int
    y: int

    @property
    def box(self) -> Box:
        """The degrees that it holds; a tile on the edge goes on to the pole."""
        count = 1 << self.z
        west, east = (360 * edge / count - 180 for edge in (self.x, self.x + 1))
        north = 90.0 if self.y == 0 else _latitude(self.y / count)
        south = -90.0 if self.y == count - 1 else _latitude((self.y + 1) / count)
        return Box(west, south, east, north)

    @property
    def steps(self) -> dict[str, int]:
        """The parameters of `in_tile` and `is_in_tile`."""
        finer = WORLD_BITS - self.z
        return {
            "first_x": self.x << finer,
            "last_x": ((self.x + 1) << finer) - 1,
            "first_y": self.y << finer,
            "last_y": ((self.y + 1) << finer) - 1,
            "finer": DEEPEST_ZOOM - self.z,
        }

    def above(self, zoom: int) -> "Tile":
        """The tile of a zoom, no deeper than its own, that holds it."""
        steps = self.z - zoom
        return Tile(zoom, self.x >> steps, self.y >> steps)


def parse_tile(z: str, x: str, y: str) -> Tile:
    """The tile of these numbers as they stand in an address. Raises `WrongTile`."""
    if not all(_NUMBER.fullmatch(number) for number in (z, x, y)):
        raise WrongTile("a tile has three whole numbers")
    tile = Tile(int(z), int(x), int(y))
    if tile.z > DEEPEST_ZOOM or max(tile.x, tile.y) >> tile.z:
        raise WrongTile("there is no such tile")
    return tile


def world_x(lon: sa.ColumnElement[float]) -> sa.ColumnElement[int]:
    """Steps from the west of the world to a longitude, 0 to `WORLD - 1`."""
    return _step(sa.type_coerce((lon + 180.0) / 360.0, sa.Float))


def world_y(lat: sa.ColumnElement[float]) -> sa.ColumnElement[int]:
    """Steps from the north of the world to a latitude, 0 to `WORLD - 1`."""
    seen = sa.case((lat > EDGE_LAT, EDGE_LAT), (lat < -EDGE_LAT, -EDGE_LAT), else_=lat)
    height = sa.func.sin(sa.func.radians(seen), type_=sa.Float)
    slope = sa.func.ln((1.0 + height) / (1.0 - height), type_=sa.Float)
    return _step(sa.type_coerce(0.5 - slope / FOUR_PI, sa.Float))


def in_tile(
    x: sa.ColumnElement[int], y: sa.ColumnElement[int]
) -> tuple[sa.Label[int], sa.Label[int]]:
    """Where a place stands in a tile (its `steps`), in the tile's own steps: columns `x`, `y`."""
    finer = sa.bindparam("finer", type_=sa.Integer)
    return (
        (x - _number("first_x")).bitwise_rshift(finer).label("x"),
        (y - _number("first_y")).bitwise_rshift(finer).label("y"),
    )


def is_in_tile(
    x: sa.ColumnElement[int], y: sa.ColumnElement[int]
) -> tuple[sa.ColumnElement[bool], ...]:
    """Whether a place stands in a tile (its `steps`): each place is in one tile of each zoom."""
    return tuple(
        world.between(_number(f"first_{axis}"), _number(f"last_{axis}"))
        for axis, world in (("x", x), ("y", y))
    )


def _number(name: str) -> sa.ColumnElement[int]:
    return sa.bindparam(name, type_=sa.BigInteger)


def _step(share: sa.ColumnElement[float]) -> sa.ColumnElement[int]:
    step = sa.cast(sa.func.floor(share * float(WORLD)), sa.BigInteger)
    return sa.case((share < 0, 0), (share >= 1, WORLD - 1), else_=step)


def _latitude(share: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))
