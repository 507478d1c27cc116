"""What can be asked of a layer of the spatial index."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa


class Position(NamedTuple):
    """Where an answer ended: the distance in metres and the key of its last row."""

    distance_m: float
    key: Any


@dataclass(frozen=True)
class Question:
    """What is asked of a layer; build it once, at import, and ask it often.

    `layer`: the table in the index. `key`: the column that breaks ties of distance.
    `columns`: what comes back, `key` among it, always followed by `distance_m`.
    `source`: `layer` joined to what `where` needs, `layer` itself by default.
    `where`: further conditions, with named parameters. `reach`: a column of `layer` with each
    row's own radius in metres; rows whose circle does not hold the point are left out.
    """

    layer: sa.Table
    key: sa.Column[Any]
    columns: tuple[sa.ColumnElement[Any], ...]
    source: sa.FromClause | None = None
    where: tuple[sa.ColumnElement[bool], ...] = ()
    reach: sa.Column[float] | None = None


def position_values(after: Position | None) -> dict[str, Any]:
    """The parameters of `behind`; none where an answer begins."""
    return {} if after is None else {"after_m": after.distance_m, "after_key": after.key}


def behind(distance: sa.ColumnElement[float], key: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """The rows that come after a position (parameters: `position_values`)."""
    after_m = sa.bindparam("after_m", type_=sa.Float)
    return sa.or_(
        distance > after_m,
        sa.and_(distance == after_m, key > sa.bindparam("after_key", type_=key.type)),
    )
