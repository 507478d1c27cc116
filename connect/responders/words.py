"""Opening hours in the words that people read."""

import re

from flask_babel import gettext as _

from connect.responders.other_days import OtherDays, parted

_PARTS = re.compile(r"Mo-Su|\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH|off|closed)\b|24/7")


def hours_in_words(hours: str) -> str:
    """OSM's `Mo-Sa 07:00-19:00; PH off` with its days in the language of the page."""
    words = {
        "Mo-Su": _("every day"),
        "Mo": _("Mon"),
        "Tu": _("Tue"),
        "We": _("Wed"),
        "Th": _("Thu"),
        "Fr": _("Fri"),
        "Sa": _("Sat"),
        "Su": _("Sun"),
        "PH": _("holidays"),
        "off": _("closed"),
        "closed": _("closed"),
        "24/7": _("day and night"),
    }
    usual, other = parted(hours)
    said = _PARTS.sub(lambda part: str(words[part[0]]), usual)
    rules = [" ".join(rule.split()) for rule in said.split(";")]
    said = " · ".join([*rules, *map(days_in_words, other)])
    return said[:1].upper() + said[1:]


def days_in_words(days: OtherDays) -> str:
    """Days with other hours: `5/2–9/2/2027: closed (Tết)`."""
    first, last = days.first, days.last
    day = f"{last.day}/{last.month}/{last.year}"
    if first != last:
        year = f"/{first.year}" if first.year != last.year else ""
        day = f"{first.day}/{first.month}{year}–{day}"
    hours = _("closed") if days.hours == "off" else days.hours.replace("-", "–")
    return f"{day}: {hours}" + (f" ({days.reason})" if days.reason else "")
