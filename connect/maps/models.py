"""Tables of the maps: how many points each part of a tile holds, and what has changed since."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from connect.foundation.audit import BIG_ID
from connect.foundation.database import Model
from connect.foundation.indexes import partial_index

# A tile is counted in 8 by 8 cells, down to this zoom.
CELL_BITS = 3
LAST_COUNTED = 14


class MapCount(Model):
    """A cell of a tile: how many points stand in it, how many of them are urgent, and where.

    `sum_x` and `sum_y` are the points' places (`geo.tiles`) put together: over `n` their middle.
    """

    __tablename__ = "map_count"
    __table_args__ = (
        # What has become empty is looked for by each fold.
        partial_index(
            "ix_map_count_empty",
            "layer",
            where="n = 0",
        ),
        {"sqlite_with_rowid": False},
    )

    layer: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    zoom: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    x: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    y: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    cell: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True, autoincrement=False)
    n: Mapped[int] = mapped_column(sa.Integer)
    urgent: Mapped[int] = mapped_column(sa.Integer)
    sum_x: Mapped[int] = mapped_column(sa.BigInteger)
    sum_y: Mapped[int] = mapped_column(sa.BigInteger)


class MapChange(Model):
    """What was put on a map or taken off, and is not in `map_count` yet.

    Triggers of the layers' own tables write it (migration 0020). `cell_x` and `cell_y` are the
    finest cell. Who adds these to the counts has the truth at any moment.
    """

    __tablename__ = "map_change"

    id: Mapped[int] = mapped_column(BIG_ID, primary_key=True)
    layer: Mapped[int] = mapped_column(sa.SmallInteger)
    cell_x: Mapped[int] = mapped_column(sa.Integer)
    cell_y: Mapped[int] = mapped_column(sa.Integer)
    n: Mapped[int] = mapped_column(sa.Integer)
    urgent: Mapped[int] = mapped_column(sa.Integer)
    sum_x: Mapped[int] = mapped_column(sa.BigInteger)
    sum_y: Mapped[int] = mapped_column(sa.BigInteger)
