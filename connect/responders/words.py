"""Opening hours in the words that people read."""

import re

from flask_babel import gettext as _

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
    said = _PARTS.sub(lambda part: str(words[part[0]]), hours)
    said = " · ".join(" ".join(rule.split()) for rule in said.split(";"))
    return said[:1].upper() + said[1:]
