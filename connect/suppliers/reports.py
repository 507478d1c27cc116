"""Use cases of "something is wrong with this shop": said by anybody, seen to by coordinators."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import contains_eager

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import changed, db, transaction
from connect.foundation.errors import NotFound
from connect.geo import in_areas
from connect.responders import Kind, Responder, take_out
from connect.suppliers import claims
from connect.suppliers.entries import codes_at
from connect.suppliers.models import PriceSeen, ShopReport, Trouble

KEPT = timedelta(days=90)
MOST_SHOWN = 100


class Reported(NamedTuple):
    """A shop, and what was said of it, the newest first."""

    shop: Responder
    reports: Sequence[ShopReport]


class Seen(NamedTuple):
    """A good, as it is counted and as it was called, and what it costs in đồng."""

    good: str
    name: str
    price: int


def report(
    shop_id: uuid.UUID, trouble: Trouble, words: str, reporter: str, seen: Seen | None = None
) -> None:
    """Keeps what `reporter` (64 hex digits) found wrong, and of a price which good costs what.

    Of each good the price that they saw last counts. Raises `NotFound`.
    """
    try:
        _report(shop_id, trouble, words, reporter, seen)
    except IntegrityError:  # the same button twice at one moment
        _report(shop_id, trouble, words, reporter, seen)


def _report(
    shop_id: uuid.UUID, trouble: Trouble, words: str, reporter: str, seen: Seen | None
) -> None:
    with transaction():
        shop = claims.shop(shop_id)
        told = db.session.get(ShopReport, (shop.id, trouble, reporter))
        if told is None:
            ward, province = codes_at(shop)
            told = ShopReport(responder_id=shop.id, trouble=trouble, reporter=reporter)
            told.ward_code, told.province_code = ward, province
            db.session.add(told)
        told.words, told.created_at = words, utcnow()
        if seen is not None and trouble == Trouble.PRICE:
            others = [one for one in told.prices if one.good != seen.good]
            told.prices = [*others, PriceSeen(**seen._asdict())]


def settle(coordinator: Account, shop_id: uuid.UUID, *, gone: bool = False) -> None:
    """A coordinator has seen to it, and takes the shop out where it is `gone`.

    Raises `NotFound` where nothing waits in their area, or nobody has said that it is gone, and
    `WrongState` where somebody looks after it.
    """
    with transaction():
        here = sa.and_(ShopReport.responder_id == shop_id, _lies_in(coordinator.desk_areas))
        troubles = db.session.scalars(sa.select(ShopReport.trouble).where(here)).all()
        if not troubles or (gone and Trouble.GONE not in troubles):
            raise NotFound
        if gone:
            take_out(shop_id, by=str(coordinator.id))
        db.session.execute(sa.delete(ShopReport).where(here))
        audit.record(
            str(coordinator.id), "shop_reports_settled", shop_id, troubles=sorted(troubles)
        )


def reports_in(areas: Collection[str] | None) -> list[Reported]:
    """What waits in these areas, None for all: at most a hundred reports, by shop, newest first."""
    found = db.session.scalars(
        _waiting(sa.select(ShopReport), areas)
        .options(contains_eager(ShopReport.responder))
        .order_by(ShopReport.created_at.desc(), ShopReport.responder_id, ShopReport.trouble)
        .limit(MOST_SHOWN)
    ).all()
    order = {one.responder_id: place for place, one in reversed(list(enumerate(found)))}
    by_shop = sorted(found, key=lambda one: order[one.responder_id])
    return [
        Reported(reports[0].responder, reports)
        for _shop_id, group in groupby(by_shop, key=lambda one: one.responder_id)
        if (reports := list(group))
    ]


def count_reported_in(areas: Collection[str] | None) -> int:
    """Of how many shops something is said."""
    counted = sa.select(sa.func.count(ShopReport.responder_id.distinct())).select_from(ShopReport)
    return db.session.scalar(_waiting(counted, areas)) or 0


def forget_old_reports(now: datetime) -> int:
    """Lets go of what nobody has seen to for three months; how many."""
    with transaction():
        return changed(sa.delete(ShopReport).where(ShopReport.created_at < now - KEPT))


def _waiting(asked: sa.Select[Any], areas: Collection[str] | None) -> sa.Select[Any]:
    return asked.join(Responder, Responder.id == ShopReport.responder_id).where(
        Responder.kind == Kind.SUPPLIER, Responder.merged_into_id.is_(None), _lies_in(areas)
    )


def _lies_in(areas: Collection[str] | None) -> sa.ColumnElement[bool]:
    return in_areas(areas, ShopReport.ward_code, ShopReport.province_code)
