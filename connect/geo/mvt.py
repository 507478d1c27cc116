"""Mapbox Vector Tiles (version 2.1) of points: `ST_AsMVT` on PostgreSQL, a few lines on SQLite.

A tile is protocol buffers: a layer holds each name and each value of a property once, and features
name them by number. Of geometries there are points only, which is why no library is here: the one
that there is brings polygons, and 50 MB to cut them with.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from connect.foundation.prepared import AnySelect, Prepared
from connect.geo.tiles import EXTENT

MIMETYPE = "application/vnd.mapbox-vector-tile"
VERSION = 2
_VARINT, _BYTES = 0, 2  # how a field is written
_LAYER = 3
_NAME, _FEATURES, _KEYS, _VALUES, _EXTENT, _VERSION = 1, 2, 3, 4, 5, 15
_TAGS, _TYPE, _GEOMETRY = 2, 3, 4
_STRING, _UNSIGNED, _SIGNED, _BOOLEAN = 1, 5, 6, 7
_POINT = 1
_MOVE_TO_ONE = 1 << 3 | 1


class Features:
    """The points of a layer of a tile, by a statement.

    Its columns are `x` and `y`, in steps of the tile's own, and the properties: numbers without a
    fraction, truths and words; what is null is left out.
    """

    def __init__(self, name: str, on_sqlite: AnySelect, on_postgresql: AnySelect) -> None:
        self._name = name
        self._rows = Prepared(on_sqlite)
        found = on_postgresql.subquery("found")
        point = sa.func.ST_MakePoint(found.c.x, found.c.y).label("point")
        properties = [column for column in found.c if column.name not in ("x", "y")]
        feature = sa.select(point, *properties).subquery("feature")
        self._tile = Prepared(
            sa.select(
                sa.func.ST_AsMVT(
                    feature.table_valued(), name, EXTENT, "point", type_=sa.LargeBinary
                ).label("tile")
            ).select_from(feature)
        )

    def tile(self, connection: sa.Connection, values: Mapping[str, Any]) -> bytes:
        """The tile of what the statement finds; empty where it finds nothing."""
        if connection.dialect.name == "postgresql":
            return bytes(self._tile.rows(connection, values)[0].tile)
        return layer_of_points(self._name, self._rows.rows(connection, values))


def layer_of_points(name: str, rows: Sequence[Any]) -> bytes:
    """A tile of one layer: named tuples of `x`, `y` and properties. No bytes for no rows."""
    if not rows:
        return b""
    keys = [key for key in rows[0]._fields if key not in ("x", "y")]
    values: dict[bytes, int] = {}
    layer = bytearray(_field(_NAME, name.encode()))
    for row in rows:
        tags = [
            number
            for place, key in enumerate(keys)
            if (value := getattr(row, key)) is not None
            for number in (place, values.setdefault(_value(value), len(values)))
        ]
        feature = (
            _field(_TAGS, _varints(tags))
            + _number(_TYPE, _POINT)
            + _field(_GEOMETRY, _varints((_MOVE_TO_ONE, _zigzag(row.x), _zigzag(row.y))))
        )
        layer += _field(_FEATURES, feature)
    for key in keys:
        layer += _field(_KEYS, key.encode())
    for value in values:
        layer += _field(_VALUES, value)
    layer += _number(_EXTENT, EXTENT) + _number(_VERSION, VERSION)
    return _field(_LAYER, bytes(layer))


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return _number(_BOOLEAN, value)
    if isinstance(value, int):
        return _number(_UNSIGNED, value) if value >= 0 else _number(_SIGNED, _zigzag(value))
    return _field(_STRING, str(value).encode())


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | _BYTES) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3 | _VARINT) + _varint(value)


def _varints(values: Iterable[int]) -> bytes:
    return b"".join(map(_varint, values))


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the highest bit of a byte says that more come."""
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    written.append(value)
    return bytes(written)
