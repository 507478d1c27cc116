"""Reads Mapbox Vector Tiles, by the specification and nothing of the writer's; where points stand.

The tiles of `ST_AsMVT` are read by it too, so it is held to a writer that is not ours.
"""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.web import Browser

EXTENT = 4096
WORLD = 2**34


class Seen(NamedTuple):
    """A point of a tile, in steps from its corner, and its properties."""

    x: int
    y: int
    properties: dict[str, Any]


class Layer(NamedTuple):
    """A layer of a tile."""

    name: str
    version: int
    extent: int
    points: list[Seen]


def layers(tile: bytes) -> list[Layer]:
    """All layers of a tile."""
    return [_layer(content) for number, content in _fields(tile) if number == 3]


def points(tile: bytes, name: str) -> list[Seen]:
    """The points of a tile of one layer, or of none."""
    found = layers(tile)
    assert [(one.name, one.version, one.extent) for one in found] in ([], [(name, 2, EXTENT)])
    return found[0].points if found else []


def seen(browser: Browser, layer: str, z: int, x: int, y: int) -> list[Seen]:
    """The points of a tile that is asked for."""
    answer = browser.get(f"/tiles/{layer}/{z}/{x}/{y}.mvt")
    assert answer.status_code == 200
    assert answer.mimetype == "application/vnd.mapbox-vector-tile"
    return points(answer.get_data(), layer)


def world(lat: float, lon: float) -> tuple[int, int]:
    """Where a place stands on the square of the world, by the formula of the map that all use."""
    height = math.sin(math.radians(max(-85.051128779, min(lat, 85.051128779))))
    shares = (lon + 180) / 360, 0.5 - math.log((1 + height) / (1 - height)) / (4 * math.pi)
    x, y = (max(0, min(math.floor(share * WORLD), WORLD - 1)) for share in shares)
    return x, y


def tile_at(lat: float, lon: float, z: int) -> tuple[int, int, int]:
    """The tile of a zoom that holds a place."""
    x, y = world(lat, lon)
    return z, x >> (34 - z), y >> (34 - z)


def _layer(content: bytes) -> Layer:
    found: dict[int, list[Any]] = {}
    for number, one in _fields(content):
        found.setdefault(number, []).append(one)
    keys = [key.decode() for key in found.get(3, [])]
    values = [_value(value) for value in found.get(4, [])]
    features = [_feature(one, keys, values) for one in found.get(2, [])]
    return Layer(found[1][0].decode(), found[15][0], found[5][0], features)


def _feature(content: bytes, keys: list[str], values: list[Any]) -> Seen:
    fields = dict(_fields(content))
    assert fields[3] == 1  # a point
    tags = list(_varints(fields[2]))
    move, x, y = _varints(fields[4])
    assert move == 9  # move to one place
    properties = {
        keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)
    }
    return Seen(_signed(x), _signed(y), properties)


def _value(content: bytes) -> Any:
    [(number, value)] = _fields(content)
    if number == 1:
        return value.decode()
    return {5: value, 6: _signed(value), 7: bool(value)}[number]


def _fields(content: bytes) -> Iterator[tuple[int, Any]]:
    at = 0
    while at < len(content):
        key, at = _varint(content, at)
        value, at = _varint(content, at)
        if key & 7 == 2:
            assert at + value <= len(content)
            yield key >> 3, content[at : at + value]
            at += value
        else:
            assert key & 7 == 0
            yield key >> 3, value


def _varints(content: bytes) -> Iterator[int]:
    at = 0
    while at < len(content):
        value, at = _varint(content, at)
        yield value


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while content[at] & 0x80:
        value |= (content[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
    return value | content[at] << shift, at + 1


def _signed(value: int) -> int:
    return value >> 1 if value % 2 == 0 else -(value >> 1) - 1
