"""The list of open requests, from public cards alone.

It is the page that many open at once: one indexed statement, plain values into a lean template, no
session and no object of the database's.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _

from connect.foundation.clock import utcnow
from connect.foundation.errors import Invalid
from connect.foundation.i18n import lasting, metres
from connect.foundation.rest import moment_of, page_of
from connect.geo import PlaceAsked, Point
from connect.geo.paging import cursor_behind, position_of
from connect.help_requests import queries
from connect.help_requests.models import URGENCIES
from connect.help_requests.words import headline
from connect.responders import CategoryLabel

PAGE = 20


class Row(NamedTuple):
    """One request in a list: what a stranger may know, in words."""

    id: str
    title: str
    waiting: str
    facts: str
    urgent: bool
    verified: bool


class Words(NamedTuple):
    """What every row says in the language of the page: looked up once."""

    language: str
    waiting: str
    about: str
    people: str


class Filter(NamedTuple):
    """A link that narrows the list, or widens it again."""

    query: str
    words: str
    on: bool


class Listing(NamedTuple):
    """A page of the list, and the cursor of the next one."""

    rows: list[Row]
    cursor: str | None


def listing(
    arguments: Mapping[str, str],
    point: Point | None,
    labels: Mapping[str, CategoryLabel],
    language: str,
) -> Listing:
    """Open requests nearest to `point`, or the newest; an unknown filter or cursor is none."""
    urgency = arguments.get("urgency")
    urgency = urgency if urgency in URGENCIES else None
    cursor = arguments.get("cursor") or None
    if point is None:
        return _newest(urgency, cursor, labels, language)
    category = labels.get(arguments.get("category", ""))
    found = queries.nearby(
        point,
        limit=PAGE,
        category_id=category.id if category else 0,
        urgency=urgency,
        after=_read(position_of, cursor),
    )
    now, words = utcnow(), words_in(language)
    rows = [row(one.card, labels, words, now, one.distance_m) for one in found]
    full = len(found) == PAGE
    return Listing(rows, cursor_behind(found[-1].distance_m, rows[-1].id) if full else None)


def filters(
    arguments: Mapping[str, str],
    asked: PlaceAsked,
    labels: Mapping[str, CategoryLabel],
    language: str,
) -> list[Filter]:
    """The filters by urgency and, near a place, by category. The first one is "urgent"."""
    here = {"near": asked.near, "place": asked.words} if asked.point else {}
    category = arguments.get("category", "") if asked.point else ""
    urgent = arguments.get("urgency") == "urgent"
    by_urgency = {"urgency": "urgent"}
    by_category = {"category": category} if category in labels else {}
    toggled = here | by_category | ({} if urgent else by_urgency)
    found = [Filter(urlencode(toggled), _("Urgent"), urgent)]
    if asked.point:
        base = urlencode(here | (by_urgency if urgent else {}))
        found.append(Filter(base, _("Everything"), not by_category))
        found += [
            Filter(f"{base}&category={code}", label.name(language), code == category)
            for code, label in labels.items()
        ]
    return found


def words_in(language: str) -> Words:
    """The words of the rows, in the language of the answer."""
    return Words(language, _("Waiting"), _("about"), _("people"))


def row(
    card: Mapping[str, Any],
    labels: Mapping[str, CategoryLabel],
    words: Words,
    now: datetime,
    distance_m: float | None = None,
) -> Row:
    """A public card in words. The page escapes each piece, so there are few of them."""
    age = lasting(
        (now - datetime.fromisoformat(card["created_at"])).total_seconds(), words.language
    )
    area, people = card["area"]["name"] if card["area"] else "", card["people"]
    facts = []
    if distance_m is not None:
        facts.append(f"{words.about} {metres(distance_m, words.language)}")
        area = area.partition(",")[0]  # near a place everyone knows which city it is
    if people > 1:
        facts.append(f"{people}\N{NO-BREAK SPACE}{words.people}")
    return Row(
        card["id"],
        headline(card["items"], labels, words.language),
        f"{words.waiting} {age}",
        " · ".join([*facts, area]),
        card["urgency"] == "urgent",
        card["verified"],
    )


def _newest(
    urgency: str | None,
    cursor: str | None,
    labels: Mapping[str, CategoryLabel],
    language: str,
) -> Listing:
    before, before_id = _read(moment_of, cursor) or (None, None)
    cards = queries.newest(limit=PAGE, urgency=urgency, before=before, before_id=before_id)
    now, words = utcnow(), words_in(language)
    rows = [row(card, labels, words, now) for card in cards]
    last = [cards[-1]["created_at"], cards[-1]["id"]] if len(cards) == PAGE else None
    return Listing(rows, page_of([], last)["next"])


def _read(reader: Any, cursor: str | None) -> Any:
    try:
        return reader(cursor)
    except Invalid:
        return None
