"""Use cases of the orders for the shops of an area: write one, lift it. None is ever changed.

Who wrote and lifted it stands in the audit log. The worker carries it to the shops
(`order_keeping.keep_orders`).
"""

import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass, field, replace
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound, WrongState
from connect.geo import area_of_code, outermost
from connect.responders.order_keeping import unsettled
from connect.responders.order_models import OpeningOrder
from connect.responders.order_rules import LONGEST_DAYS, SHUT

# So many may hold for one place: each makes the rows of its shops longer.
MOST_IN_ONE_PLACE = 12
READ_BACK = 500


@dataclass(frozen=True, kw_only=True)
class OrderDetails:
    """What an order says; as in `OpeningOrder`."""

    areas: list[str]
    first_day: date
    last_day: date | None = None
    hours: str = SHUT
    but_categories: list[str] = field(default_factory=list)
    but_goods: list[str] = field(default_factory=list)
    reason: str
    link: str = ""


def write(account: Account, details: OrderDetails) -> OpeningOrder:
    """A new order for areas of this account's desk; days before today are left out.

    Raises `NotAllowed` for areas that it does not serve, and `Invalid` for days that cannot be
    meant and where very many hold already.
    """
    now = utcnow()
    today = now.astimezone(HOME_ZONE).date()
    areas = outermost(details.areas)
    if not areas or not all(_serves(account, code) for code in areas):
        raise NotAllowed
    details = replace(details, areas=areas, first_day=max(details.first_day, today))
    _refuse_days(details, today)
    with transaction():
        beside = [one for one in unsettled() if not one.is_over(now) and _meet(one.areas, areas)]
        order = OpeningOrder(id=uuid.uuid4(), written_at=now, **asdict(details))
        if any(one.rule == order.rule for one in beside):
            raise Invalid({"": [_("This order is written already.")]})
        if len(beside) >= MOST_IN_ONE_PLACE:
            raise Invalid({"areas": [_("Too many orders hold here already. Lift some first.")]})
        db.session.add(order)
        audit.record(str(account.id), "opening_order_written", order.id, areas=areas)
    return order


def lift(account: Account, order_id: uuid.UUID) -> None:
    """Ends an order now; it is kept among those of the past.

    Raises `NotFound`, `NotAllowed` unless the account serves all of its areas, and `WrongState`
    where it is over.
    """
    now = utcnow()
    with transaction():
        order = db.session.get(OpeningOrder, order_id, with_for_update=True)
        if order is None:
            raise NotFound
        if not may_lift(account, order):
            raise NotAllowed
        if order.is_over(now):
            raise WrongState(_("This order is over already."))
        order.lifted_at = now
        audit.record(str(account.id), "opening_order_lifted", order.id)


def may_lift(account: Account, order: OpeningOrder) -> bool:
    """Whether an account serves all areas of an order."""
    return all(_serves(account, code) for code in order.areas)


def orders_in(areas: Collection[str] | None) -> list[OpeningOrder]:
    """The last orders that concern these areas, None for all; the newest first, also those over."""
    newest = sa.select(OpeningOrder).order_by(OpeningOrder.written_at.desc(), OpeningOrder.id)
    found = db.session.scalars(newest.limit(READ_BACK))
    return [one for one in found if areas is None or _meet(one.areas, areas)]


def _refuse_days(details: OrderDetails, today: date) -> None:
    last = details.last_day or details.first_day
    if last < details.first_day:
        raise Invalid({"last_day": [_("The last day is before the first, or over.")]})
    if (last - today).days > LONGEST_DAYS:
        too_far = _(
            "Write at most %(num)d days ahead, or leave the last day empty.", num=LONGEST_DAYS
        )
        raise Invalid({"last_day": [too_far]})


def _serves(account: Account, code: str) -> bool:
    place = area_of_code(code)
    return place is not None and account.serves(place.code, place.province_code)


def _meet(some: Collection[str], others: Collection[str]) -> bool:
    """Whether any of these areas is, holds or lies within one of the others."""
    return any(
        one == other or other in _above(one) or one in _above(other)
        for one in some
        for other in others
    )


def _above(code: str) -> tuple[str, ...]:
    place = area_of_code(code)
    return (place.province_code,) if place else ()
