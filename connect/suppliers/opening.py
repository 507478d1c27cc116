"""Whether a shop is open, until when, and its next days: in words."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from flask_babel import format_date
from flask_babel import gettext as _

from connect.foundation.clock import HOME_ZONE
from connect.responders import (
    LONGEST_ORDER_DAYS,
    Responder,
    day_hours,
    days_open,
    hours_at,
    hours_in_words,
    week_of,
)

SOON = timedelta(minutes=45)
DAYS_AHEAD = 7


class Opening(NamedTuple):
    """The state of a shop: the shape of its chip (`components/chip.html`), and words."""

    shape: str
    words: str


class Day(NamedTuple):
    """A day of the table of hours: what it is called, its hours in parts, whether it is today."""

    name: str
    hours: list[str]
    today: bool


def opening(shop: Responder, now: datetime) -> Opening:
    """What to know before one goes there at `now`."""
    if not shop.available:
        return Opening("closed", _("Closed for now"))
    allowed, allowed_until = hours_at(shop.order_hours, now)
    if not allowed and allowed_until and allowed_until - now >= timedelta(1):
        return Opening("closed", _shut_by_order(allowed_until, now))
    if not shop.opening_hours and allowed:
        return Opening("plain", _("Hours not told"))
    is_open, until = hours_at(shop.hours, now)
    if is_open:
        return _open(until, now)
    soon = until is not None and until - now < timedelta(DAYS_AHEAD)
    if until is None or not soon or not hours_at(shop.hours, until).is_open:  # or it is not known
        return Opening("closed", _("Closed now"))
    return Opening("closed", _opens(until.astimezone(HOME_ZONE), now.astimezone(HOME_ZONE)))


def told_hours(shop: Responder) -> str:
    """Its hours within those that orders allow; "" where it has not told any."""
    return shop.hours if shop.opening_hours else ""


def days_ahead(hours: str, now: datetime) -> list[Day]:
    """The hours of the next seven days, holidays and exceptions among them; none if not told."""
    if not hours:
        return []
    today = now.astimezone(HOME_ZONE).date()
    return [
        Day(_day_name(today + timedelta(number)), _of_a_day(spans), number == 0)
        for number, spans in enumerate(days_open(hours, today, DAYS_AHEAD))
    ]


def besides(hours: str) -> str:
    """What hours say beyond the week, in words: of holidays, or all of what is no plain week."""
    week = week_of(hours) if hours else None
    if week is None:
        return hours_in_words(hours)
    if week.holidays is None:
        return ""
    return str(_("Holidays: %(hours)s", hours=hours_in_words(day_hours(week.holidays))))


def clock(moment: datetime) -> str:
    """A time as it stands on a door: `7:00`."""
    return f"{moment.hour}:{moment.minute:02}"


def _shut_by_order(until: datetime, now: datetime) -> str:
    if until - now > timedelta(LONGEST_ORDER_DAYS + 1):  # until it is lifted
        return str(_("Shut by an order"))
    last = until.astimezone(HOME_ZONE).date() - timedelta(1)
    return str(_("Shut by an order until %(day)s", day=f"{last.day}/{last.month}"))


def _open(until: datetime | None, now: datetime) -> Opening:
    if until is None or until - now > timedelta(1):
        return Opening("helped", _("Open day and night"))
    time = clock(until.astimezone(HOME_ZONE))
    if until - now <= SOON:
        return Opening("open", _("Closes soon, at %(time)s", time=time))
    return Opening("helped", _("Open until %(time)s", time=time))


def _opens(until: datetime, now: datetime) -> str:
    days = (until.date() - now.date()).days
    if days == 0:
        return str(_("Closed, opens at %(time)s", time=clock(until)))
    if days == 1:
        return str(_("Closed, opens tomorrow at %(time)s", time=clock(until)))
    day = format_date(until.date(), "EEEE", rebase=False)
    return str(_("Closed, opens on %(day)s at %(time)s", day=day, time=clock(until)))


def _day_name(day: date) -> str:
    return str(format_date(day, "EEEE, d/M", rebase=False))


def _of_a_day(spans: list[tuple[datetime, datetime]]) -> list[str]:
    if not spans:
        return [_("closed")]
    if sum((closes - opens for opens, closes in spans), timedelta()) >= timedelta(1):
        return [_("day and night")]
    return [f"{clock(opens)}–{clock(closes)}" for opens, closes in spans]
