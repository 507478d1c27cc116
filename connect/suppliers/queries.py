"""Named reads of the suppliers: the questions that are asked of their index."""

import uuid
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa

from connect.foundation.database import AnyRow, UtcDateTime, table_of
from connect.foundation.prepared import Among, Prepared
from connect.geo import Nearest, Question
from connect.responders import (
    Category,
    DeliveryPoint,
    Good,
    Kind,
    Responder,
    ResponderCategory,
    Stock,
    SupplierPoint,
    SupplierText,
)

_point = table_of(SupplierPoint)
_delivery = table_of(DeliveryPoint)
_responder = table_of(Responder)
_text = table_of(SupplierText)
_ON_A_MAP = (
    "name", "opening_hours", "order_hours", "available", "delivers", "address", "phone", "note",
    "stock_updated_at", "organisation_id",
)  # fmt: skip


class By(Enum):
    """How a question goes about it: through the spatial index, or by an index of its own."""

    PLACE = "place"
    TEXTS = "texts"  # parameter `texts`: ids of theirs
    IDS = "ids"  # parameter `ids`


class Filters(NamedTuple):
    """What suppliers are narrowed by, beside their slot.

    `words` and `goods` count the words asked for (parameters `word0` …, `good0` … as
    `word_index.pattern` makes them). `changed`: only whose hours have changed since the index was
    kept (parameter `now`).
    """

    words: int = 0
    goods: int = 0
    changed: bool = False


@cache
def nearest_suppliers(filters: Filters, *, delivers: bool, by: By = By.PLACE) -> Nearest:
    """The question for suppliers; with `delivers`, for those whose delivery reaches the asker."""
    layer = _delivery if delivers else _point
    return Nearest(
        Question(
            layer=layer,
            key=layer.c.responder_id,
            columns=(layer.c.responder_id,),
            source=_source(layer, filters, by),
            where=_where(layer, filters, by),
            reach=_delivery.c.radius_m if delivers else None,
        )
    )


@cache
def suppliers_on_map(filters: Filters) -> Nearest:
    """The same with the columns of a map: very many at once, and nothing that fills a list."""
    source = _source(_point, filters, By.PLACE)
    rows = _point if source is None else source
    if not filters.changed:
        rows = rows.join(_responder, _responder.c.id == _point.c.responder_id)
    return Nearest(
        Question(
            layer=_point,
            key=_point.c.responder_id,
            columns=(
                _point.c.responder_id,
                _point.c.lat,
                _point.c.lon,
                *(_responder.c[name] for name in _ON_A_MAP),
            ),
            source=rows,
            where=_where(_point, filters, By.PLACE),
        )
    )


_ON_MAP_BY_IDS = sa.select(
    _responder.c.id.label("responder_id"),
    _responder.c.lat,
    _responder.c.lon,
    *(_responder.c[name] for name in _ON_A_MAP),
).where(_responder.c.id.in_(sa.bindparam("ids", expanding=True)))


def on_map_by_ids(connection: sa.Connection, ids: Sequence[uuid.UUID]) -> Sequence[AnyRow]:
    """The columns of a map of these, by their id."""
    rows = connection.execute(_ON_MAP_BY_IDS, {"ids": list(ids)}).all()
    return sorted(rows, key=lambda row: row.responder_id)


def _source(layer: sa.Table, filters: Filters, by: By) -> sa.FromClause | None:
    source: sa.FromClause = layer
    if filters.words or by is By.TEXTS:
        source = source.join(_text, _text.c.responder_id == layer.c.responder_id)
    if filters.changed:
        source = source.join(_responder, _responder.c.id == layer.c.responder_id)
    return None if source is layer else source


def _where(layer: sa.Table, filters: Filters, by: By) -> tuple[sa.ColumnElement[bool], ...]:
    where: list[sa.ColumnElement[bool]] = []
    if by is By.TEXTS:
        where.append(Among(_text.c.id, "texts"))
    if by is By.IDS:
        where.append(Among(layer.c.responder_id, "ids"))
    where += [_like(_text.c.text, f"word{number}") for number in range(filters.words)]
    if filters.goods:
        name = " " + sa.cast(Good.name_folded, sa.Text) + " "
        where.append(
            sa.exists().where(
                Good.responder_id == layer.c.responder_id,
                Good.stock != Stock.OUT,
                *(_like(name, f"good{number}") for number in range(filters.goods)),
            )
        )
    if filters.changed:
        where += [
            _responder.c.available,
            _responder.c.hours_change_at <= sa.bindparam("now", type_=UtcDateTime),
        ]
    return tuple(where)


def _like(text: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    return text.like(sa.bindparam(name, type_=sa.String))


_LONG_AGO = sa.literal(datetime(1970, 1, 1, tzinfo=UTC), UtcDateTime)
_CHANGED = Prepared(
    sa.select(Responder.id)
    .where(
        # The moment in a subquery, and two ends: so PostgreSQL keeps its plan.
        Responder.hours_change_at.between(
            _LONG_AGO, sa.select(sa.bindparam("now", type_=UtcDateTime)).scalar_subquery()
        ),
        Responder.kind == Kind.SUPPLIER,
        Responder.available,
    )
    .limit(sa.bindparam("limit", type_=sa.Integer))
)


def changed_since_kept(connection: sa.Connection, now: datetime, limit: int) -> list[uuid.UUID]:
    """Whose hours have changed since the index was kept: normally none, or a minute's."""
    return [row.id for row in _CHANGED.rows(connection, {"now": now, "limit": limit})]


_GIVEN = (
    sa.select(ResponderCategory.responder_id, Category.code)
    .join(Category, Category.id == ResponderCategory.category_id)
    .where(ResponderCategory.responder_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Category.id)
)


def categories_of(connection: sa.Connection, ids: Sequence[uuid.UUID]) -> Sequence[AnyRow]:
    """Each responder with the code of each of its categories, in their order."""
    return connection.execute(_GIVEN, {"ids": ids}).all()


_NAMED = sa.select(_responder.c.id, _responder.c.name).where(
    _responder.c.id.in_(sa.bindparam("ids", expanding=True))
)


def names_of(connection: sa.Connection, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The names of these responders."""
    if not ids:
        return {}
    return {row.id: row.name for row in connection.execute(_NAMED, {"ids": list(ids)})}
