"""Named reads of the suppliers."""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from connect.foundation.database import AnyRow, UtcDateTime, table_of
from connect.geo import Nearest, Question
from connect.responders import (
    Category,
    Good,
    Responder,
    ResponderCategory,
    Stock,
    SupplierPoint,
)

_point = table_of(SupplierPoint)
_responder = table_of(Responder)


@cache
def nearest_suppliers(*, by_goods: bool, by_words: bool, open_now: bool) -> Nearest:
    """The question for suppliers with these filters (parameters `goods`, `words`, `now`)."""
    return _suppliers((), _filters(by_goods, by_words, open_now))


@cache
def suppliers_on_map(*, by_goods: bool, by_words: bool, open_now: bool) -> Nearest:
    """The same with the columns of a map: very many at once, and nothing that fills a list."""
    names = ("name", "opening_hours", "available", "delivers", "address", "phone", "note")
    columns = (_responder.c[name] for name in (*names, "stock_updated_at"))
    return _suppliers(
        (_point.c.lat, _point.c.lon, *columns), _filters(by_goods, by_words, open_now)
    )


def _suppliers(
    more: tuple[sa.ColumnElement[Any], ...], where: tuple[sa.ColumnElement[bool], ...]
) -> Nearest:
    return Nearest(
        Question(
            layer=_point,
            key=_point.c.responder_id,
            columns=(_point.c.responder_id, *more),
            source=_point.join(_responder, _responder.c.id == _point.c.responder_id),
            where=where,
        )
    )


def _filters(by_goods: bool, by_words: bool, open_now: bool) -> tuple[sa.ColumnElement[bool], ...]:
    where: list[sa.ColumnElement[bool]] = []
    if by_goods:
        where.append(
            sa.exists().where(
                Good.responder_id == _point.c.responder_id,
                Good.stock != Stock.OUT,
                Good.name_folded.contains(sa.bindparam("goods", type_=sa.String)),
            )
        )
    if by_words:
        where.append(_responder.c.name_folded.contains(sa.bindparam("words", type_=sa.String)))
    if open_now:
        # Whose hours have changed since they were kept is taken along; the reader looks again.
        where += [
            _responder.c.available,
            sa.or_(
                _responder.c.hours_open,
                _responder.c.hours_change_at <= sa.bindparam("now", type_=UtcDateTime),
            ),
        ]
    return tuple(where)


_GIVEN = (
    sa.select(ResponderCategory.responder_id, Category.code)
    .join(Category, Category.id == ResponderCategory.category_id)
    .where(ResponderCategory.responder_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(Category.id)
)


def categories_of(connection: sa.Connection, ids: Sequence[uuid.UUID]) -> Sequence[AnyRow]:
    """Each responder with the code of each of its categories, in their order."""
    return connection.execute(_GIVEN, {"ids": ids}).all()
