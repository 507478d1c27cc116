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
    `columns`: what comes back, always followed by `distance_m`; with a `where`, `key` among them.
    `source`: `layer` joined to what `columns` and `where` need, `layer` itself by default.
    `where`: further conditions, with named parameters. `reach`: a column of `layer` with each
    row's own radius in metres; rows whose circle does not hold the point are left out.
    """

    layer: sa.Table
    key: sa.Column[Any]
    columns: tuple[sa.ColumnElement[Any], ...]
    source: sa.FromClause | None = None
    where: tuple[sa.ColumnElement[bool], ...] = ()
    reach: sa.Column[float] | None = None

    @property
    def by_layer_alone(self) -> bool:
        """Whether the layer says which rows are nearest, and `source` only adds what they hold."""
        return self.source is not None and not self.where


def behind(distance: sa.ColumnElement[float], key: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """The rows that come after a position (parameters `after_m`, `after_key`)."""
    after_m = sa.bindparam("after_m", type_=sa.Float)
    return sa.or_(
        distance > after_m,
        sa.and_(distance == after_m, key > sa.bindparam("after_key", type_=key.type)),
    )


def with_details(question: Question, chosen: sa.Subquery) -> sa.Select[Any]:
    """The columns of the few rows that were chosen by the layer alone (`id`, `distance_m`)."""
    source = question.layer if question.source is None else question.source
    return (
        sa.select(*question.columns, chosen.c.distance_m)
        .select_from(source.join(chosen, chosen.c.id == question.layer.c.id))
        .order_by(chosen.c.distance_m, question.key)
    )
