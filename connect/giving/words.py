"""Gifts and what is kept of them, in the words that people read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from connect.foundation.i18n import language, written
from connect.giving.states import Held, Unfit
from connect.responders import CategoryLabel, category_labels

STATES = {
    "offered": _l("Still there"),
    "reserved": _l("Kept for someone"),
    "collected": _l("Given"),
    "withdrawn": _l("Taken back"),
    "expired": _l("The days are over"),
}
# The shape of a state's chip: never colour alone.
SHAPES = {
    "offered": "open",
    "reserved": "claimed",
    "collected": "helped",
    "withdrawn": "closed",
    "expired": "closed",
}
HELD = {
    Held.RESERVED: _l("Waiting for a yes"),
    Held.SETTLED: _l("Ready to collect"),
    Held.COLLECTED: _l("Collected"),
    Held.RELEASED: _l("Let go"),
    Held.NO_SHOW: _l("Nobody came"),
    Held.LAPSED: _l("Too late"),
}
HELD_SHAPES = {
    Held.RESERVED: "open",
    Held.SETTLED: "claimed",
    Held.COLLECTED: "helped",
    Held.RELEASED: "closed",
    Held.NO_SHOW: "closed",
    Held.LAPSED: "closed",
}

# What somebody does for another is no thing: it is asked for and offered elsewhere.
SERVICES = frozenset({"medical_advice", "shopping", "transport"})

UNFIT = {
    Unfit.WHO_OR_WHERE: _l("The picture shows a face, a door or papers."),
    Unfit.OTHER: _l("The picture does not belong here."),
}


def kinds(also: str) -> list[CategoryLabel]:
    """The kinds of help that are things; `also` the one that was said before, if any."""
    left_out = SERVICES - {also}
    return [one for one in category_labels().values() if one.code not in left_out]


def title(what: str) -> str:
    """What is given, as a line begins."""
    return what[:1].upper() + what[1:]


def how_much(number: int, unit: str) -> str:
    """An amount with its unit: `12 quyển`; the bare number without one."""
    told = written(number, 0, language())
    return f"{told} {unit}" if unit else told


def thing(what: str, number: int, unit: str) -> str:
    """A thing and how much of it: `Vở (12 quyển)`; of one without a unit only what it is."""
    if number == 1 and not unit:
        return title(what)
    return f"{title(what)} ({how_much(number, unit)})"


def left_in_words(card: Mapping[str, Any]) -> str:
    """How much is there, and of how much: `5 of 12 quyển`."""
    if card["available"] == card["amount"] or not card["available"]:
        return how_much(card["amount"], card["unit"])
    return str(
        _(
            "%(left)s of %(all)s",
            left=card["available"],
            all=how_much(card["amount"], card["unit"]),
        )
    )


def days(card: Mapping[str, Any]) -> str:
    """When it can be collected: `22/11 – 29/11, sau 17 giờ`."""
    first, last = (
        format_date(date.fromisoformat(card[name]), "dd/MM") for name in ("first_day", "last_day")
    )
    told = first if first == last else f"{first} – {last}"
    return f"{told}, {card['hours']}" if card["hours"] else told
