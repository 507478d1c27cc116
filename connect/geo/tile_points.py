"""The rows of a layer of the spatial index that stand in a tile: as points of the tile."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from geoalchemy2 import Geography

from connect.geo.mvt import Features
from connect.geo.points import Point, distance_m
from connect.geo.question import Question
from connect.geo.rtree import MAP_HEIGHT, MAP_WIDTH, MAPS_IN_A_ROW
from connect.geo.tiles import Tile, in_tile, is_in_tile, world_x, world_y

ON_THE_SPHERE = False  # as everything that is asked of PostGIS
PADDING = 1e-6  # degrees: whole steps decide who is inside, the box only finds them


class TilePoints:
    """What `question` shows of the rows of some slots, one point for each, in order of its key."""

    def __init__(self, name: str, question: Question, slots: Sequence[int]) -> None:
        layer = question.layer
        source = question.source if question.source is not None else layer
        x, y = world_x(layer.c.lon), world_y(layer.c.lat)
        found = sa.select(*in_tile(x, y), *question.columns).where(
            *is_in_tile(x, y), *question.where
        )
        tree = sa.table(f"{layer.name}_rtree", *map(sa.column, ("id", "x0", "x1", "y0", "y1")))
        # Each slot is a map of its own in the tree. `+ 0` keeps the planner on it.
        windows = [
            found.select_from(tree.join(source, tree.c.id == layer.c.id)).where(
                tree.c.x1 >= _degrees("west") + MAP_WIDTH * column,
                tree.c.x0 <= _degrees("east") + MAP_WIDTH * column,
                tree.c.y1 >= _degrees("south") + MAP_HEIGHT * row,
                tree.c.y0 <= _degrees("north") + MAP_HEIGHT * row,
                layer.c.slot + 0 == MAPS_IN_A_ROW * row + column,
            )
            for row, column in (divmod(slot, MAPS_IN_A_ROW) for slot in slots)
        ]
        seen = sa.union_all(*windows).subquery("seen")
        location: sa.ColumnElement[Any] = sa.literal_column(
            f"{layer.name}.location", Geography("POINT", srid=4326)
        )
        centre = sa.func.ST_GeogFromText(sa.bindparam("centre", type_=sa.String))
        near = sa.func.ST_DWithin(location, centre, _degrees("reach_m"), ON_THE_SPHERE)
        listed = found.select_from(source).where(layer.c.slot.in_(slots), near)
        self._features = Features(
            name,
            sa.select(seen).order_by(seen.c[question.key.name]),
            listed.order_by(question.key),
        )

    def tile(self, connection: sa.Connection, tile: Tile, **parameters: Any) -> bytes:
        """The points in a tile; no bytes where there are none."""
        box = tile.box
        centre = Point((box.south + box.north) / 2, (box.west + box.east) / 2)
        corners = (Point(lat, box.east) for lat in (box.south, box.north))
        values = parameters | {
            "west": box.west - PADDING,
            "east": box.east + PADDING,
            "south": box.south - PADDING,
            "north": box.north + PADDING,
            "centre": f"SRID=4326;POINT({centre.lon!r} {centre.lat!r})",
            "reach_m": max(distance_m(centre, corner) for corner in corners) * 1.001 + 1,
            **tile.steps,
        }
        return self._features.tile(connection, values)


def _degrees(name: str) -> sa.ColumnElement[float]:
    return sa.bindparam(name, type_=sa.Float)
