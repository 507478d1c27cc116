"""How large a window of an R*Tree around a point is to be, by counts of the tree alone.

Windows are squares, told by half their height in degrees. They are a guess to start from: each
count stops at `limit`, so that a crowd costs no more than a village.
"""

from typing import Any

import sqlalchemy as sa

from connect.foundation.prepared import Prepared
from connect.geo.points import METRES_PER_DEGREE

WINDOW_GROWTH = 2.0
# Between a window with too few and one of twice its size it is looked so often for one between.
HALVINGS = 3
_IN_WINDOW = """
    FROM {tree}
    WHERE x1 >= :x - {half} * :stretch AND x0 <= :x + {half} * :stretch
        AND y1 >= :y - {half} AND y0 <= :y + {half} {reach}
    LIMIT :limit
"""
_IN_REACH = "AND west <= :lon AND east >= :lon AND south <= :lat AND north >= :lat"
# The first of the windows of 110 m, 220 m, 440 m … around a point that holds `limit` rows.
_FIRST = """
WITH RECURSIVE ladder(half, held) AS (
    SELECT 0.001, 0
    UNION ALL
    SELECT half * 2, (SELECT count(*) FROM (SELECT 1 {rows}))
    FROM ladder WHERE held < :limit AND half < :most
)
SELECT max(half) AS half FROM ladder
"""


class Windows:
    """Asks a tree; `with_reach` only for rows whose own circle can hold the point."""

    def __init__(self, tree: str, *, with_reach: bool) -> None:
        reach = _IN_REACH if with_reach else ""
        wider, this = (
            _IN_WINDOW.format(tree=tree, half=half, reach=reach) for half in ("half * 2", ":half")
        )
        first = sa.text(_FIRST.format(rows=wider))
        self._first = Prepared(first.columns(sa.column("half", sa.Float)))
        count = sa.text(f"SELECT count(*) AS held FROM (SELECT 1 {this})")  # noqa: S608  our words
        self._count = Prepared(count.columns(sa.column("held", sa.Integer)))

    def first(self, connection: sa.Connection, asked: dict[str, Any], bound: float) -> float:
        """Metres to the sides of the first window that holds `limit` rows; past `bound` none does.

        `asked`: the point on the map of its slot (`x`, `y`), itself (`lat`, `lon`), `stretch`, the
        width of a degree of latitude in those of longitude, and `limit`.
        """
        most = min(bound / METRES_PER_DEGREE, 180.0)
        half: float = self._first.rows(connection, asked | {"most": most})[0].half
        return half * METRES_PER_DEGREE

    def about(self, connection: sa.Connection, asked: dict[str, Any], bound: float) -> float:
        """The same more closely, at most `bound`.

        Beside a city a window that is twice as large may hold a hundred times as much.
        """
        most = self.first(connection, asked, bound)
        least = most / WINDOW_GROWTH
        for _halving in range(HALVINGS):
            between = (least + most) / 2
            window = asked | {"half": between / METRES_PER_DEGREE}
            if self._count.rows(connection, window)[0].held < asked["limit"]:
                least = between
            else:
                most = between
        return min(most, bound)
