"""What stands in a tile: counts of its cells, or the suppliers themselves."""

from enum import IntEnum

import sqlalchemy as sa

from connect.foundation.database import table_of
from connect.foundation.prepared import Prepared
from connect.geo import Features, Question, Tile, TilePoints, in_tile, is_in_tile
from connect.maps.models import CELL_BITS, LAST_COUNTED, MapChange, MapCount
from connect.responders import (
    ANY_CATEGORY,
    Category,
    Responder,
    ResponderCategory,
    SupplierPoint,
    slot_of_suppliers,
)


class Layer(IntEnum):
    """What is on the map, by the number that the triggers write."""

    SUPPLIERS = 0
    REQUESTS = 1


_count, _change = table_of(MapCount), table_of(MapChange)
_point, _responder = table_of(SupplierPoint), table_of(Responder)
_kind, _given = table_of(Category), table_of(ResponderCategory)


def _cells() -> sa.Subquery:
    """The cells of a counted tile as of now: what was counted, and what has changed since.

    Parameters: `layer`, `zoom`, `x`, `y`, and `deeper`, the zooms between it and the last counted.
    """
    layer, zoom, x, y, deeper = (
        sa.bindparam(name, type_=sa.Integer) for name in ("layer", "zoom", "x", "y", "deeper")
    )
    figures = ("n", "urgent", "sum_x", "sum_y")
    counted = sa.select(_count.c.cell, *(_count.c[name] for name in figures)).where(
        _count.c.layer == layer, _count.c.zoom == zoom, _count.c.x == x, _count.c.y == y
    )
    across, down = (_change.c[name].bitwise_rshift(deeper) for name in ("cell_x", "cell_y"))
    changed = sa.select(cell_of(across, down), *(_change.c[name] for name in figures)).where(
        _change.c.layer == layer,
        across.bitwise_rshift(CELL_BITS) == x,
        down.bitwise_rshift(CELL_BITS) == y,
    )
    rows = sa.union_all(counted, changed).subquery("rows")
    n, urgent, sum_x, sum_y = (
        sa.cast(sa.func.sum(rows.c[name]), sa.BigInteger) for name in figures
    )
    return (
        sa.select(
            rows.c.cell,
            n.label("n"),
            urgent.label("urgent"),
            # Whole steps: the same in both databases.
            (sum_x // n).label("x"),
            (sum_y // n).label("y"),
        )
        .group_by(rows.c.cell)
        .having(sa.func.sum(rows.c.n) > 0)
        .subquery("cells")
    )


def cell_of(across: sa.ColumnElement[int], down: sa.ColumnElement[int]) -> sa.Label[int]:
    """The number of a cell in its tile, row by row."""
    last = (1 << CELL_BITS) - 1
    number = down.bitwise_and(last) * (1 << CELL_BITS) + across.bitwise_and(last)
    return sa.type_coerce(number, sa.Integer).label("cell")


def counted(layer: Layer, tile: Tile) -> dict[str, int]:
    """The parameters of what is asked of the counts of a tile.

    A tile deeper than the last counted is a part of one that is.
    """
    zoom, x, y = tile.above(min(tile.z, LAST_COUNTED))
    named = {"layer": layer, "zoom": zoom, "x": x, "y": y, "deeper": LAST_COUNTED - zoom}
    return named | tile.steps


_CELLS = _cells()
_SEEN = is_in_tile(_CELLS.c.x, _CELLS.c.y)
_HOW_MANY = Prepared(
    sa.select(sa.func.coalesce(sa.func.sum(_CELLS.c.n), 0).label("n")).where(*_SEEN)
)


def _heaps(name: str, *more: sa.ColumnElement[int]) -> Features:
    heaps = (
        sa.select(*in_tile(_CELLS.c.x, _CELLS.c.y), _CELLS.c.n.label("count"), *more)
        .where(*_SEEN)
        .order_by(_CELLS.c.cell)
    )
    return Features(name, heaps, heaps)


HEAPS = {
    Layer.SUPPLIERS: _heaps("suppliers"),
    Layer.REQUESTS: _heaps("requests", _CELLS.c.urgent),
}
_CODES = (
    sa.select(_kind.c.code)
    .join(_given, _given.c.category_id == _kind.c.id)
    .where(_given.c.responder_id == _responder.c.id)
    .order_by(_kind.c.id)
    .correlate(_responder)
    .subquery("codes")
)
SUPPLIERS = TilePoints(
    "suppliers",
    Question(
        layer=_point,
        key=_responder.c.id,
        columns=(
            _responder.c.id,
            _responder.c.name,
            # As of the last sweep of the hours, some seconds ago.
            sa.and_(_responder.c.available, _responder.c.hours_open).label("open_now"),
            sa.select(sa.func.aggregate_strings(_CODES.c.code, ";"))
            .scalar_subquery()
            .label("categories"),
        ),
        source=_point.join(_responder, _responder.c.id == _point.c.responder_id),
    ),
    [slot_of_suppliers(ANY_CATEGORY, is_open=is_open) for is_open in (False, True)],
)


def how_many(connection: sa.Connection, layer: Layer, tile: Tile) -> int:
    """How many points stand in a tile."""
    return int(_HOW_MANY.rows(connection, counted(layer, tile))[0].n)
