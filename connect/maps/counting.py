"""The counts of the map are kept: what has changed is added to every tile that it is in."""

import time
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from connect.foundation.bulk import vacuum
from connect.foundation.database import db, table_of, transaction
from connect.maps.models import CELL_BITS, LAST_COUNTED, MapChange, MapCount
from connect.maps.queries import cell_of

_count, _change = table_of(MapCount), table_of(MapChange)
_FIGURES = ("n", "urgent", "sum_x", "sum_y")
AT_ONCE = 50_000  # changes, in a second or less
REST_S = 0.2  # in which others write
_ONE_BY_ONE = 30_020  # the lock of those who count; nobody else takes it
_NOTHING = sa.literal_column("0", sa.Integer)  # as the index of what is empty has it
_KEY = [column.name for column in _count.primary_key]


def count_changes() -> int:
    """Adds to the counts what has changed since the last time; how many changes there were.

    Tiles are right without it: it keeps them fast. Several may do it at once. Of very many it lets
    others write in between; what they write meanwhile waits for the next time.
    """
    done = number = _count_some()
    while number >= AT_ONCE:
        time.sleep(REST_S)
        number = _count_some()
        done += number
    return done


def _count_some() -> int:
    with transaction():
        if not _on_sqlite():  # where there is one writer at any time
            db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_BY_ONE)))
        first = sa.select(_change.c.id).order_by(_change.c.id).limit(AT_ONCE).subquery()
        last, number = db.session.execute(
            sa.select(sa.func.max(first.c.id), sa.func.count()).select_from(first)
        ).one()
        if number:
            among_them = _change.c.id <= last
            db.session.execute(_fold(among_them))
            if _on_sqlite():
                db.session.execute(sa.delete(_change).where(among_them))
            # A request and that it is urgent are two changes, and may be counted one by one.
            empty = (_count.c.n == _NOTHING) & (_count.c.urgent == _NOTHING)
            db.session.execute(sa.delete(_count).where(empty))
    return int(number)


def settle() -> None:
    """After very many changes: all of them counted, and tiles at full speed at once."""
    count_changes()
    vacuum(_count, _change)


def _fold(among_them: sa.ColumnElement[bool]) -> sa.Executable:
    """Takes these changes, and adds them to the cells of all zooms: each from the finer one."""
    insert: Any
    taken: sa.CTE
    if _on_sqlite():
        insert = sqlite.insert(_count)
        taken = sa.select(_change).where(among_them).cte("taken")
    else:
        # What another transaction saves meanwhile is not taken, and waits for the next time.
        insert = postgresql.insert(_count)
        taken = sa.delete(_change).where(among_them).returning(*_change.c).cte("taken")
    finer = _summed(taken, 0).cte(f"zoom_{LAST_COUNTED}")
    zooms = {LAST_COUNTED: finer}
    for zoom in reversed(range(LAST_COUNTED)):
        zooms[zoom] = finer = _summed(finer, 1).cte(f"zoom_{zoom}")
    cells = sa.union_all(*(_cells(zoom, cells) for zoom, cells in zooms.items())).subquery()
    rows = sa.select(*cells.c).where(sa.true()).order_by(*(cells.c[name] for name in _KEY))
    added = insert.from_select([*_KEY, *_FIGURES], rows)
    sums = {name: _count.c[name] + added.excluded[name] for name in _FIGURES}
    return cast("sa.Executable", added.on_conflict_do_update(index_elements=_KEY, set_=sums))


def _summed(cells: sa.FromClause, coarser: int) -> sa.Select[Any]:
    """The cells, or those `coarser` zooms farther away that hold them."""
    place = [cells.c[name].bitwise_rshift(coarser).label(name) for name in ("cell_x", "cell_y")]
    sums = [sa.cast(sa.func.sum(cells.c[name]), sa.BigInteger).label(name) for name in _FIGURES]
    by = (cells.c.layer, *(column.element for column in place))
    return sa.select(cells.c.layer, *place, *sums).group_by(*by)


def _cells(zoom: int, cells: sa.CTE) -> sa.Select[Any]:
    """Cells of a zoom as rows of the counts."""
    across, down = cells.c.cell_x, cells.c.cell_y
    return sa.select(
        cells.c.layer,
        sa.literal_column(str(zoom), sa.Integer).label("zoom"),
        across.bitwise_rshift(CELL_BITS).label("x"),
        down.bitwise_rshift(CELL_BITS).label("y"),
        cell_of(across, down),
        *(cells.c[name] for name in _FIGURES),
    )


def _on_sqlite() -> bool:
    return db.session.connection().dialect.name == "sqlite"
