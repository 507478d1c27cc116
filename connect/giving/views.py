"""The pages of giving: what is there, one gift, what is mine."""

import uuid
from typing import Any

from flask import Blueprint, current_app, render_template, request

from connect.accounts import phones_apart, signed_in_account
from connect.foundation.errors import Invalid, NotFound
from connect.foundation.i18n import metres
from connect.foundation.rest import moment_of, page_of
from connect.foundation.text import clean_line
from connect.geo import PlaceAsked, place_asked
from connect.geo.paging import position_of
from connect.giving import matching, presenting, queries
from connect.giving.access import (
    GiftView,
    gift_view,
    knows,
    nothing_here,
    record_look,
    without_apart,
)
from connect.giving.finding import GiftSearch, GiftsFound, find_gifts
from connect.giving.models import Gift, Reservation
from connect.giving.states import GiftState, Held
from connect.giving.words import kinds
from connect.goods import CATALOGUE
from connect.help_requests import short

PAGE, LONGEST_WORDS, LONGEST_CODE, ASKING_SHOWN, MINE_SHOWN = 20, 80, 40, 5, 30
bp = Blueprint("giving", __name__)


@bp.get("/giving")
def gifts() -> tuple[str, int]:
    """What is given: the nearest public places first, or the newest without a place."""
    asked = place_asked(request.args, current_app.config["CONNECT"])
    found, after = GiftsFound([], None) if asked.error else find_gifts(_search(asked))
    more: dict[str, Any] | None = None
    if after is not None:
        more = request.args.to_dict() | {"cursor": page_of([], after)["next"]}
        more |= {"near": asked.near} if asked.point else {}
    page = render_template(
        "giving/gifts.html",
        asked=asked,
        labels=kinds(also=request.args.get("category", "")),
        goods=CATALOGUE.values(),
        found=[
            presenting.shown(*one) for one in without_apart(found, lambda one: str(one[0]["id"]))
        ],
        more=more,
    )
    return page, 422 if asked.error else 200


@bp.get("/giving/<uuid:gift_id>")
def gift(gift_id: uuid.UUID) -> str:
    """One gift: its public part, and for the two sides the rest."""
    try:
        view = gift_view(gift_id)
    except NotFound:  # of one that has ended something may be kept for who is not signed in
        raise nothing_here() from None
    return render_template("giving/gift.html", **_page(view))


@bp.get("/giving/mine")
def mine() -> str:
    """What I give and what is kept for me."""
    account = signed_in_account()
    given = queries.gifts_of(account.id)[:MINE_SHOWN]
    return render_template(
        "giving/mine.html",
        given=[(one, presenting.shown(one.card), _to_do(one)) for one in given],
        taken=[
            presenting.kept(one, to_giver=False)
            for one in queries.reservations_of(account.id, MINE_SHOWN)
            if one.gift.giver.phone not in phones_apart()
        ],
    )


def _search(asked: PlaceAsked) -> GiftSearch:
    query, near = request.args, asked.point
    cursor = query.get("cursor") or None
    try:
        after = position_of(cursor) if near else None
        before = None if near else moment_of(cursor)
    except Invalid:
        after = before = None
    return GiftSearch(
        near=near,
        category=clean_line(query.get("category", "")[:LONGEST_CODE]),
        goods=clean_line(query.get("goods", "")[:LONGEST_WORDS]),
        limit=PAGE,
        after=after,
        before=before,
    )


def _to_do(gift: Gift) -> int:
    """How many wait for a yes of its giver."""
    on = queries.reservations_on(gift.id, active=True)
    return sum(not one.giver_agreed for one in on)


def _to_see_to(on: list[Reservation]) -> list[Reservation]:
    """Who waits for a yes first, then who comes, then what is over, the latest first."""
    order = [Held.RESERVED, Held.SETTLED]
    latest = sorted(on, key=lambda one: one.created_at, reverse=True)
    return sorted(latest, key=lambda one: order.index(Held(one.state)) if one.active else 2)


def _page(view: GiftView) -> dict[str, Any]:
    """Everything the template needs. Showing one side to the other is recorded."""
    row = view.gift
    on = queries.reservations_on(row.id) if view.gives else []
    if any(knows(one) for one in (*on, *view.own)):
        record_look(view.account, row)
    there = row.state == GiftState.OFFERED and row.available > 0
    wanted = matching.requests_for(row, ASKING_SHOWN) if view.gives and there else []
    return {
        "gift": row,
        "view": view,
        "shown": presenting.shown(row.card),
        "unseen": presenting.unseen_photo(view),
        "on": [presenting.kept(one, to_giver=True) for one in _to_see_to(on)],
        "own": [presenting.kept(one, to_giver=False) for one in reversed(view.own)],
        "known": view.gives or (view.held is not None and knows(view.held)),
        "asking": [
            (
                one,
                short(one.request),
                metres(one.distance_m),
                matching.wished(one.item, row.available),
            )
            for one in wanted
        ],
        "there": there,
    }
