"""The list of open requests, from public cards alone.

It is the page that many open at once: one indexed statement, rows that are drawn once for each
card, no session and no object of the database's.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import current_app, get_template_attribute
from flask_babel import gettext as _
from markupsafe import Markup, escape

from connect.foundation.clock import utcnow
from connect.foundation.errors import Invalid
from connect.foundation.i18n import lasting, metres
from connect.foundation.rest import moment_of, page_of
from connect.geo import PlaceAsked, Point
from connect.geo.paging import cursor_behind, position_of
from connect.help_requests import queries
from connect.help_requests.apart import without_apart
from connect.help_requests.models import URGENCIES
from connect.help_requests.words import headline
from connect.responders import CategoryLabel

PAGE = 20
MOST_DRAWN = 4_000  # of about a kilobyte
_DRAWN = "connect_rows"
# In their places stands what changes while the card does not.
_WAITING, _AWAY = "\ue000", "\ue001"


class Row(NamedTuple):
    """One request in a list: what a stranger may know, in words."""

    id: str
    title: str
    waiting: str
    facts: str
    urgent: bool
    verified: bool
    point: str  # for the map: the id, and the latitude, longitude and urgency of its cell


class Words(NamedTuple):
    """What the list says in a language: looked up once."""

    language: str
    waiting: str
    about: str
    people: str
    urgent: str
    everything: str


class _Drawn(NamedTuple):
    """A row of the page around how long it has waited and how far away it is, and since when."""

    created_s: float
    before: str
    between: str
    after: str


class Filter(NamedTuple):
    """A link that narrows the list, or widens it again."""

    query: str
    words: str
    on: bool


class Listing(NamedTuple):
    """A page of the list as HTML, and the cursor of the next one."""

    rows: Markup
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
    shown = without_apart(found, lambda one: one.card["id"])
    rows = _draw_all(shown, labels, words_in(language))
    full = len(found) == PAGE
    return Listing(
        rows, cursor_behind(found[-1].distance_m, found[-1].card["id"]) if full else None
    )


def filters(
    arguments: Mapping[str, str],
    asked: PlaceAsked,
    labels: Mapping[str, CategoryLabel],
    language: str,
) -> list[Filter]:
    """The filters by urgency and, near a place, by category. The first one is "urgent"."""
    here = {"near": asked.near, "place": asked.name} if asked.point else {}
    category = arguments.get("category", "") if asked.point else ""
    urgent = arguments.get("urgency") == "urgent"
    by_urgency = {"urgency": "urgent"}
    by_category = {"category": category} if category in labels else {}
    toggled = here | by_category | ({} if urgent else by_urgency)
    words = words_in(language)
    found = [Filter(urlencode(toggled), words.urgent, urgent)]
    if asked.point:
        base = urlencode(here | (by_urgency if urgent else {}))
        found.append(Filter(base, words.everything, not by_category))
        found += [
            Filter(f"{base}&category={code}", label.name(language), code == category)
            for code, label in labels.items()
        ]
    return found


@cache
def words_in(language: str) -> Words:
    """The words of the list, in the language of the answer."""
    return Words(language, _("Waiting"), _("about"), _("people"), _("Urgent"), _("Everything"))


def row(
    card: Mapping[str, Any],
    labels: Mapping[str, CategoryLabel],
    words: Words,
    now: datetime,
) -> Row:
    """A public card in words. The page escapes each piece, so there are few of them."""
    waited_s = (now - datetime.fromisoformat(card["created_at"])).total_seconds()
    return _row(card, labels, words, _waiting(waited_s, words))


def _waiting(seconds: float, words: Words) -> str:
    return f"{words.waiting} {lasting(seconds, words.language)}"


def _away(distance_m: float, words: Words) -> str:
    return f"{words.about} {metres(distance_m, words.language)}"


def _row(
    card: Mapping[str, Any],
    labels: Mapping[str, CategoryLabel],
    words: Words,
    waiting: str,
    away: str | None = None,
) -> Row:
    area, people = card["area"]["name"] if card["area"] else "", card["people"]
    facts = []
    if away is not None:
        facts.append(away)
        area = area.partition(",")[0]  # near a place everyone knows which city it is
    if people > 1:
        facts.append(f"{people}\N{NO-BREAK SPACE}{words.people}")
    return Row(
        card["id"],
        headline(card["items"], labels, words.language),
        waiting,
        " · ".join([*facts, area]),
        card["urgency"] == "urgent",
        card["verified"],
        f"{card['id']} {card['cell']['lat']} {card['cell']['lon']} {card['urgency']}",
    )


def _draw_all(
    found: Sequence[queries.Listed], labels: Mapping[str, CategoryLabel], words: Words
) -> Markup:
    """The rows of cards that were found near a place.

    What never changes of a card is drawn once, and kept while the categories have these names.
    """
    kept = current_app.extensions.setdefault(_DRAWN, {})
    names, drawn = kept.get(words.language, (None, {}))
    if names is not labels or len(drawn) > MOST_DRAWN:
        drawn = {}
        kept[words.language] = labels, drawn
    now_s = utcnow().timestamp()
    rows = []
    for one in found:
        ready: _Drawn | None = drawn.get(one.json)
        if ready is None:
            ready = drawn[one.json] = _draw(one.card, labels, words)
        waiting, away = _waiting(now_s - ready.created_s, words), _away(one.distance_m, words)
        rows.append(f"{ready.before}{escape(waiting)}{ready.between}{escape(away)}{ready.after}")
    return Markup("\n".join(rows))  # noqa: S704 - a template's, and what is escaped here


def _draw(card: Mapping[str, Any], labels: Mapping[str, CategoryLabel], words: Words) -> _Drawn:
    html = _item(_row(card, labels, words, _WAITING, _AWAY))
    # What people wrote stands between the two, whatever is in it.
    before, _hole, rest = html.partition(_WAITING)
    between, _hole, after = rest.rpartition(_AWAY)
    return _Drawn(datetime.fromisoformat(card["created_at"]).timestamp(), before, between, after)


def _item(row: Row) -> Markup:
    item: Markup = get_template_attribute("help_requests/_row.html", "item")(row)
    return item


def _newest(
    urgency: str | None,
    cursor: str | None,
    labels: Mapping[str, CategoryLabel],
    language: str,
) -> Listing:
    before, before_id = _read(moment_of, cursor) or (None, None)
    cards = queries.newest(limit=PAGE, urgency=urgency, before=before, before_id=before_id)
    now, words = utcnow(), words_in(language)
    shown = without_apart(cards, lambda card: card["id"])
    rows = Markup("\n").join(_item(row(card, labels, words, now)) for card in shown)
    last = [cards[-1]["created_at"], cards[-1]["id"]] if len(cards) == PAGE else None
    return Listing(rows, page_of([], last)["next"])


def _read(reader: Any, cursor: str | None) -> Any:
    try:
        return reader(cursor)
    except Invalid:
        return None
