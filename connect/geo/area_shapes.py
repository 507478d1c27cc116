"""Outlines of areas to be drawn: coarse, small, and with the borders that neighbours share."""

import struct
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy import func

from connect.foundation.database import reading, table_of
from connect.geo.area_models import Area

# Corners of a grid of about 50 m, alike for both sides of a border.
STEPS_A_DEGREE, DIGITS = 2000, 4
_COUNT = struct.Struct("<I")
_HEAD = 5  # bytes: the order of bytes, and the type
Corners = list[tuple[float, float]]

_area = table_of(Area)


def shapes_of(codes: Collection[str]) -> dict[str, list[list[Corners]]]:
    """The polygons of areas by code: rings of (lon, lat), the outer one first, then its holes.

    Only of areas whose outline is known, and wide enough to be seen.
    """
    with reading() as connection:
        # A bare column: PostGIS gives WKB only when asked for it, SQLite holds nothing else.
        kept = sa.literal_column("area.outline", sa.LargeBinary)
        is_postgis = connection.dialect.name == "postgresql"
        wkb = func.ST_AsBinary(kept, "NDR", type_=sa.LargeBinary) if is_postgis else kept
        asked = sa.select(_area.c.code, wkb.label("wkb")).where(_area.c.code.in_(codes))
        rows = connection.execute(asked).all()
    drawn = {row.code: _polygons(bytes(row.wkb)) for row in rows}
    return {code: polygons for code, polygons in drawn.items() if polygons}


def _polygons(wkb: bytes) -> list[list[Corners]]:
    """The polygons in a MULTIPOLYGON of WKB, little-endian."""
    at = _HEAD
    (count,) = _COUNT.unpack_from(wkb, at)
    at += _COUNT.size
    polygons = []
    for _polygon in range(count):
        (rings,) = _COUNT.unpack_from(wkb, at + _HEAD)
        at += _HEAD + _COUNT.size
        found = []
        for _ring in range(rings):
            (corners,) = _COUNT.unpack_from(wkb, at)
            at += _COUNT.size
            found.append(_coarse(struct.unpack_from(f"<{2 * corners}d", wkb, at)))
            at += 16 * corners
        if found[0]:
            polygons.append([ring for ring in found if ring])
    return polygons


def _coarse(flat: Sequence[float]) -> Corners:
    """The ring on the coarse grid; nothing where it becomes a line there."""
    ring: Corners = []
    for lon, lat in zip(flat[::2], flat[1::2], strict=True):
        corner = (_step(lon), _step(lat))
        if not ring or ring[-1] != corner:
            ring.append(corner)
    return ring if len(set(ring)) > 2 else []


def _step(degrees: float) -> float:
    return round(round(degrees * STEPS_A_DEGREE) / STEPS_A_DEGREE, DIGITS)
