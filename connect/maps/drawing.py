"""Tiles as they are sent: drawn, packed and tagged once, and kept for a moment."""

import gzip
import hashlib
import time
from typing import NamedTuple

from flask import current_app

from connect.foundation.database import reading
from connect.geo import Tile
from connect.maps.models import CELL_BITS, LAST_COUNTED
from connect.maps.queries import HEAPS, SUPPLIERS, Layer, counted, how_many

# From here on a tile shows the suppliers themselves, unless they are too many for it.
POINTS_FROM, MOST_POINTS = 12, 500
# So long a tile is sent again as it is. Drawing one is as cheap as asking whether it has changed.
KEPT_S = 2.0
MOST_KEPT = 500
PACK_FROM = 200  # bytes
_KEPT = "connect_tiles"


class DrawnTile(NamedTuple):
    """A tile, the same as gzip (None where that is not worth it), its tag, and until when it is
    kept (seconds of the monotonic clock).
    """

    plain: bytes
    packed: bytes | None
    tag: str
    until: float


def drawn(layer: Layer, tile: Tile) -> DrawnTile:
    """A tile of a layer, at most `KEPT_S` seconds old."""
    kept: dict[tuple[Layer, Tile], DrawnTile] = current_app.extensions.setdefault(_KEPT, {})
    found = kept.get((layer, tile))
    now = time.monotonic()
    if found is None or found.until < now:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        plain = draw(layer, tile)
        packed = gzip.compress(plain, 6, mtime=0) if len(plain) >= PACK_FROM else None
        tag = hashlib.sha256(plain).hexdigest()[:16]
        found = kept[layer, tile] = DrawnTile(plain, packed, tag, now + KEPT_S)
    return found


def draw(layer: Layer, tile: Tile) -> bytes:
    """A tile of a layer as it is now."""
    with reading() as connection:
        if layer is Layer.SUPPLIERS and tile.z >= POINTS_FROM:
            # Beyond the zoom of the finest cells all parts of a cell show the same.
            cell = tile.above(min(tile.z, LAST_COUNTED + CELL_BITS))
            if how_many(connection, layer, cell) <= MOST_POINTS:
                return SUPPLIERS.tile(connection, tile)
        return HEAPS[layer].tile(connection, counted(layer, tile))
