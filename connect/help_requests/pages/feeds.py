"""The open requests on other people's pages: a feed to subscribe to, and a list to embed.

Both are made of public cards alone, and answer the same to everybody: no session, no cookie.
"""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request

from connect.foundation.clock import utcnow
from connect.foundation.headers import may_be_framed
from connect.foundation.i18n import FIRST_LANGUAGE, LANGUAGES, language, speaking
from connect.geo import PlaceAsked, place_asked
from connect.help_requests import queries
from connect.help_requests.models import URGENCIES
from connect.help_requests.pages.browsing import row, words_in
from connect.help_requests.words import headline
from connect.responders import category_labels

IN_FEED, IN_LIST = 50, 10
WITHIN_M, FARTHEST_M = 10_000.0, 100_000.0
FRESH_S = 60
bp = Blueprint("feeds", __name__)


@bp.get("/requests.atom")
def feed() -> Response:
    """Open requests as an Atom feed (RFC 4287) with the points of their cells, newest first."""
    with speaking(_language()):
        cards = sorted(_cards(IN_FEED), key=lambda card: card["created_at"], reverse=True)
        labels = category_labels()
        entries = [(card, headline(card["items"], labels, language())) for card in cards]
        body = render_template(
            "help_requests/requests.atom.xml",
            base_url=current_app.config["CONNECT"].base_url,
            entries=entries,
            updated=cards[0]["created_at"] if cards else _start_of_day(),
            address=request.full_path.rstrip("?"),
        )
    return _kept(Response(body, mimetype="application/atom+xml"))


@bp.get("/embed/requests")
def embedded() -> Response:
    """A short list for the site of a ward, to be shown in a frame there."""
    with speaking(_language()):
        labels, now, words = category_labels(), utcnow(), words_in(language())
        rows = [row(card, labels, words, now) for card in _cards(IN_LIST)]
        asked = _asked()
        page = render_template(
            "help_requests/embed.html",
            base_url=current_app.config["CONNECT"].base_url,
            rows=rows,
            asked=asked,
        )
    return may_be_framed(_kept(make_response(page)))


def _language() -> str:
    # Never that of the cookie: caches keep one answer for everybody who asks alike.
    chosen = request.args.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES)) or FIRST_LANGUAGE


def _asked() -> PlaceAsked:
    return place_asked(request.args, current_app.config["CONNECT"])


def _cards(limit: int) -> list[dict[str, Any]]:
    """The nearest within the radius of a place, or the newest; an unknown place is an empty list.

    Whoever reads this wants the cases of their ward, and no others when there are none.
    """
    urgency = request.args.get("urgency")
    urgency = urgency if urgency in URGENCIES else None
    asked = _asked()
    if asked.error:
        return []
    if asked.point is None:
        return queries.newest(limit=limit, urgency=urgency)
    category = category_labels().get(request.args.get("category", ""))
    found = queries.nearby(
        asked.point,
        limit=limit,
        within_m=_radius_m(),
        category_id=category.id if category else 0,
        urgency=urgency,
    )
    return [one.card for one in found]


def _radius_m() -> float:
    radius_m = request.args.get("radius_m", WITHIN_M, type=float)
    return radius_m if 0 < radius_m <= FARTHEST_M else WITHIN_M


def _start_of_day() -> str:
    now: datetime = utcnow()
    return now.replace(hour=0, minute=0, second=0, microsecond=0).isoformat()


def _kept(response: Response) -> Response:
    """For a minute at whoever reads it, and then by its mark: readers ask often."""
    response.cache_control.public, response.cache_control.max_age = True, FRESH_S
    response.vary.add("Accept-Language")
    response.add_etag()
    response.make_conditional(request)
    return response
