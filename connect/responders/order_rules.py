"""Orders for the shops of an area ("from 9 July, all but food and medicine are shut"): pure.

An order is hours in OSM's syntax as any others (`24/7; 2026 Jul 09-2026 Jul 20 off`), within which
a shop may be open. Of several that hold for a shop each does, so the stricter one counts.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from connect.foundation.clock import HOME_ZONE
from connect.responders.other_days import OtherDays, joined

SHUT = "off"
# So far ahead the last day of an order may lie; one without a last day holds until it is lifted.
LONGEST_DAYS = 180
# Whoever has written to a shop in the moment of an order is met by a second look, this much later.
SECOND_LOOK = timedelta(minutes=1)
_UNTIL_LIFTED = date(2199, 12, 31)


class Order(NamedTuple):
    """An order: codes of wards and provinces, first and last day, both included, and hours.

    `last_day` None: until it is lifted. `hours`: spans of a day, or `off`. It does not hold for who
    offers one of `but_categories` or has one of `but_goods` on their list (codes).
    """

    areas: Collection[str]
    first_day: date
    last_day: date | None
    hours: str
    but_categories: Collection[str] = ()
    but_goods: Collection[str] = ()

    @property
    def text(self) -> str:
        """When it lets a shop be open, in OSM's syntax."""
        days = OtherDays(self.first_day, self.last_day or _UNTIL_LIFTED, self.hours)
        return joined("24/7", [days], self.first_day)

    @property
    def over_at(self) -> datetime | None:
        """The midnight after its last day; None: when it is lifted."""
        if self.last_day is None:
            return None
        return datetime.combine(self.last_day + timedelta(1), time(), HOME_ZONE)

    def spares(self, categories: Iterable[str], goods: Iterable[str | None]) -> bool:
        """Whether it does not hold for who offers these categories and has these goods."""
        return not set(self.but_categories).isdisjoint(categories) or not set(
            self.but_goods
        ).isdisjoint(goods)


def all_of(orders: Iterable[Order]) -> str:
    """When all of these let a shop be open, as `hours_within` takes it; "" for none."""
    return "\n".join(sorted({order.text for order in orders}))


def lines_of(order_hours: str) -> set[str]:
    """The text of each order in what `all_of` made of several."""
    return set(order_hours.splitlines())


def is_due(changed_at: datetime, applied_at: datetime | None, now: datetime) -> bool:
    """Whether the shops are to be brought to an order that was written or ended at `changed_at`."""
    if applied_at is None or applied_at < changed_at:
        return True
    second = changed_at + SECOND_LOOK
    return applied_at < second <= now
