"""Orders for the shops of an area in words, for a coordinator's desk and a shop's page."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from flask_babel import gettext as _

from connect.foundation.clock import HOME_ZONE
from connect.foundation.i18n import language
from connect.geo import area_names
from connect.goods import CATALOGUE
from connect.responders import (
    OpeningOrder,
    Responder,
    category_labels,
    order_days,
    order_says,
    orders_for,
    short_day,
)
from connect.suppliers.entries import codes_at


class OrderTold(NamedTuple):
    """An order in words, and its state: the shape of its chip and what it says."""

    order: OpeningOrder
    where: str
    says: str
    days: str
    spares: str
    site: str
    shape: str
    state: str


def told(order: OpeningOrder, now: datetime, areas: Iterable[str] | None = None) -> OrderTold:
    """An order as it stands at `now`; `areas` are those of its areas that are named, None all."""
    shape, state = _state(order, now)
    named = order.areas if areas is None else [code for code in order.areas if code in set(areas)]
    return OrderTold(
        order=order,
        where=area_names(named),
        says=order_says(order),
        days=order_days(order),
        spares=", ".join(_spared(order)),
        site=urlsplit(order.link).hostname or "",
        shape=shape,
        state=state,
    )


def orders_on(shop: Responder, now: datetime) -> list[OrderTold]:
    """What a shop's page says of the orders that hold for it; no question asked where none does."""
    found = orders_for(shop, now) if shop.order_hours else []
    areas = [code for code in codes_at(shop) if code] if found else []
    return [told(one, now, areas) for one in found]


def _spared(order: OpeningOrder) -> list[str]:
    labels = category_labels()
    kinds = [labels[code].name(language()) for code in order.but_categories if code in labels]
    goods = (CATALOGUE[code] for code in order.but_goods if code in CATALOGUE)
    # Of medicine and all its kinds, medicine says it.
    return kinds + [str(one.name) for one in goods if one.kind_of not in order.but_goods]


def _state(order: OpeningOrder, now: datetime) -> tuple[str, str]:
    if order.lifted_at:
        return "closed", str(_("Lifted on %(day)s", day=short_day(_local(order.lifted_at))))
    if order.is_over(now):
        return "closed", str(_("Over"))
    if order.applied_at is None:
        return "claimed", str(_("On its way to the shops"))
    if order.first_day > _local(now):
        return "open", str(_("Begins on %(day)s", day=short_day(order.first_day)))
    return "helped", str(_("In force"))


def _local(moment: datetime) -> date:
    return moment.astimezone(HOME_ZONE).date()
