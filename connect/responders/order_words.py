"""What an order for shops says and when, in words."""

from datetime import date

from flask_babel import gettext as _

from connect.responders.order_models import OpeningOrder
from connect.responders.order_rules import SHUT


def order_says(order: OpeningOrder) -> str:
    """What shops may do."""
    if order.hours == SHUT:
        return str(_("Shops are shut"))
    hours = order.hours.replace("-", "–").replace(",", ", ")
    return str(_("Shops may be open only %(hours)s", hours=hours))


def order_days(order: OpeningOrder) -> str:
    """Its first and last day."""
    first = short_day(order.first_day)
    if order.last_day is None:
        return str(_("From %(first)s until it is lifted", first=first))
    if order.last_day == order.first_day:
        return first
    return str(_("From %(first)s to %(last)s", first=first, last=short_day(order.last_day)))


def short_day(day: date) -> str:
    """A day as it is written in the country: 9/7/2026."""
    return f"{day.day}/{day.month}/{day.year}"
