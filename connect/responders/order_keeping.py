"""Keeps what the orders of its place allow in each shop's own row: who searches asks no order.

Whatever changes a shop looks here in the same transaction. An order that is written or ends is
carried to all shops of its area by the worker, some hundreds at a time.
"""

import time
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect.foundation.clock import utcnow
from connect.foundation.database import AnyRow, changed, db, reading, table_of, transaction
from connect.foundation.prepared import Among
from connect.geo import Point, place_by_code, ward_at, wards_of
from connect.goods import code_called
from connect.responders import offers
from connect.responders.models import Category, Good, Kind, Responder, ResponderCategory
from connect.responders.order_models import OpeningOrder
from connect.responders.order_notices import tell_owners
from connect.responders.order_rules import SECOND_LOOK, Order, all_of, is_due, lines_of

READ_AT_ONCE, WRITTEN_AT_ONCE = 2_000, 500
# No shop stands farther from the middle of its ward.
BESIDE_DEGREES = 0.6

_shop = table_of(Responder)
_good = table_of(Good)
_given = table_of(ResponderCategory)
_kind = table_of(Category)
_SHOPS = sa.select(
    _shop.c.id, _shop.c.lat, _shop.c.lon, _shop.c.kind, _shop.c.merged_into_id, _shop.c.order_hours
)
_THESE = _SHOPS.where(Among(_shop.c.id, "ids"))
_OFFERS = (
    sa.select(_given.c.responder_id, _kind.c.code)
    .join(_kind, _kind.c.id == _given.c.category_id)
    .where(Among(_given.c.responder_id, "ids"))
)
_HAS = sa.select(_good.c.responder_id, _good.c.code, _good.c.name).where(
    Among(_good.c.responder_id, "ids")
)


def unsettled() -> list[OpeningOrder]:
    """The orders that hold or will, and those that have just ended, oldest first."""
    asked = sa.select(OpeningOrder).where(~OpeningOrder.settled)
    return list(db.session.scalars(asked.order_by(OpeningOrder.written_at, OpeningOrder.id)))


def keep_to_orders(responder_ids: Collection[uuid.UUID], now: datetime) -> list[uuid.UUID]:
    """Brings these responders, whose rows are locked, to the orders of their places.

    Returns those that an order holds for, or did until now: their hours are to be kept anew.
    """
    orders = unsettled()
    return [one.id for one in _bring(responder_ids, orders, now)] if orders else []


class _Brought(NamedTuple):
    """A shop that an order holds for, or did: its `order_hours` before and now."""

    id: uuid.UUID
    before: str
    now: str


def _bring(
    responder_ids: Collection[uuid.UUID], orders: Iterable[OpeningOrder], now: datetime
) -> list[_Brought]:
    db.session.flush()
    connection = db.session.connection()
    rows = connection.execute(_THESE, {"ids": list(responder_ids)}).all()
    allowed = _allowed(connection, rows, _in_force(orders, now))
    by_text: dict[str, list[uuid.UUID]] = defaultdict(list)
    for row in rows:
        if allowed[row.id] != row.order_hours:
            by_text[allowed[row.id]].append(row.id)
    for text, ids in by_text.items():
        db.session.execute(
            sa.update(Responder).where(Responder.id.in_(ids)).values(order_hours=text)
        )
    brought = (_Brought(row.id, row.order_hours, allowed[row.id]) for row in rows)
    return [one for one in brought if one.before or one.now]


def keep_orders(now: datetime | None = None) -> int:
    """Carries orders that were written or have ended to the shops; how many shops that changed."""
    now = now or utcnow()
    orders = unsettled()
    due = [one for one in orders if is_due(one.changed_at(now), one.applied_at, now)]
    if not due:
        return 0
    due_ids = [one.id for one in due]
    done = [one.id for one in due if one.is_over(now) and one.changed_at(now) + SECOND_LOOK <= now]
    near = _beside([one.rule for one in due])
    by_text = {one.rule.text: one for one in due if not one.is_over(now)}
    kept = 0
    for ids in _differing(near, _in_force(orders, now)):
        time.sleep(offers.REST_S if kept else 0)
        with transaction():
            offers.lock(ids)
            brought = _bring(ids, orders, now)
            offers.keep_offers([one.id for one in brought], now)
            tell_owners(_newly_held(brought, by_text))
        kept += len(ids)
    with transaction():
        changed(sa.update(OpeningOrder).where(OpeningOrder.id.in_(due_ids)).values(applied_at=now))
        changed(sa.update(OpeningOrder).where(OpeningOrder.id.in_(done)).values(settled=True))
    return kept


def _newly_held(
    brought: Iterable[_Brought], by_text: Mapping[str, OpeningOrder]
) -> dict[uuid.UUID, list[OpeningOrder]]:
    """Which of these orders each shop is held by that was not before; those with any."""
    news = {one.id: lines_of(one.now) - lines_of(one.before) for one in brought}
    held = {
        id_: [order for text, order in by_text.items() if text in new] for id_, new in news.items()
    }
    return {id_: found for id_, found in held.items() if found}


def orders_for(shop: Responder, now: datetime) -> list[OpeningOrder]:
    """The orders that hold for a shop, or will."""
    codes = _codes_at(shop)
    categories = [category.code for category in shop.categories]
    goods = [_code_of(good) for good in shop.goods]
    return [
        one
        for one in unsettled()
        if not (
            one.is_over(now) or codes.isdisjoint(one.areas) or one.rule.spares(categories, goods)
        )
    ]


def _in_force(orders: Iterable[OpeningOrder], now: datetime) -> list[Order]:
    return [one.rule for one in orders if not one.is_over(now)]


def _allowed(
    connection: sa.Connection, rows: Sequence[AnyRow], orders: Sequence[Order]
) -> dict[uuid.UUID, str]:
    """What `order_hours` is to be, of each of the rows of `_SHOPS`."""
    near: dict[uuid.UUID, list[Order]] = {}
    for row in rows:
        if orders and row.kind == Kind.SUPPLIER and row.merged_into_id is None:
            codes = _codes_at(row)
            near[row.id] = [one for one in orders if not codes.isdisjoint(one.areas)]
    asked = {"ids": [id_ for id_, found in near.items() if found]}
    offered, had = defaultdict(list), defaultdict(list)
    for row in connection.execute(_OFFERS, asked) if asked["ids"] else ():
        offered[row.responder_id].append(row.code)
    for row in connection.execute(_HAS, asked) if asked["ids"] else ():
        had[row.responder_id].append(_code_of(row))
    return {
        row.id: all_of(
            one for one in near.get(row.id, ()) if not one.spares(offered[row.id], had[row.id])
        )
        for row in rows
    }


def _codes_at(place: Responder | AnyRow) -> set[str]:
    """The codes of the ward and the province where a shop is; none far from the country."""
    ward = ward_at(Point(place.lat, place.lon))
    return {ward.code, ward.province_code} if ward else set()


def _code_of(good: Good | AnyRow) -> str | None:
    return good.code or code_called(good.name)


def _beside(orders: Iterable[Order]) -> sa.ColumnElement[bool]:
    """Roughly the shops of these areas, and all that an order holds for."""
    boxes: list[sa.ColumnElement[bool]] = []
    for code in {code for order in orders for code in order.areas}:
        place = place_by_code(code)
        wards = wards_of(code) or ([place] if place else [])
        lats, lons = [ward.lat for ward in wards], [ward.lon for ward in wards]
        if wards:
            boxes.append(sa.and_(_within(_shop.c.lat, lats), _within(_shop.c.lon, lons)))
    here = sa.and_(_shop.c.kind == Kind.SUPPLIER, sa.or_(sa.false(), *boxes))
    return sa.or_(_shop.c.order_hours != "", here)


def _within(column: sa.Column[float], middles: Sequence[float]) -> sa.ColumnElement[bool]:
    return column.between(min(middles) - BESIDE_DEGREES, max(middles) + BESIDE_DEGREES)


def _differing(near: sa.ColumnElement[bool], orders: Sequence[Order]) -> Iterator[list[uuid.UUID]]:
    """The shops whose rows do not say what these orders do, some hundreds at a time."""
    waiting: list[uuid.UUID] = []
    asked = _SHOPS.where(near).order_by(_shop.c.id).limit(READ_AT_ONCE)
    page = asked
    while True:
        with reading() as connection:
            rows = connection.execute(page).all()
            allowed = _allowed(connection, rows, orders)
        waiting += [row.id for row in rows if allowed[row.id] != row.order_hours]
        while len(waiting) >= WRITTEN_AT_ONCE:
            yield waiting[:WRITTEN_AT_ONCE]
            waiting = waiting[WRITTEN_AT_ONCE:]
        if len(rows) < READ_AT_ONCE:
            break
        page = asked.where(_shop.c.id > rows[-1].id)
    if waiting:
        yield waiting
