"""The pages of giving: what is there, offering something, one gift, what is mine."""

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from connect.accounts import Account, signed_in_account
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.errors import Invalid
from connect.foundation.i18n import language, metres
from connect.foundation.rest import moment_of, page_of
from connect.foundation.text import clean_line
from connect.foundation.web import limiter, was_made
from connect.geo import PlaceAsked, place_asked
from connect.geo.paging import position_of
from connect.giving import matching, presenting, queries, service
from connect.giving.access import GiftView, gift_view, knows, record_look
from connect.giving.finding import GiftSearch, GiftsFound, find_gifts
from connect.giving.forms import BRINGS_M, GiftForm
from connect.giving.models import Gift, Reservation
from connect.giving.service import GiftDetails
from connect.giving.states import GiftState, Held
from connect.goods import CATALOGUE
from connect.help_requests import short
from connect.responders import category_labels

PAGE, LONGEST_WORDS, LONGEST_CODE, ASKING_SHOWN, MINE_SHOWN = 20, 80, 40, 5, 30
A_WEEK = timedelta(days=7)
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
        labels=category_labels(),
        goods=CATALOGUE.values(),
        found=[presenting.shown(*one) for one in found],
        more=more,
    )
    return page, 422 if asked.error else 200


@bp.route("/giving/new", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"], deduct_when=was_made)
def new() -> Response | tuple[str, int]:
    """One thing, on one page."""
    account = signed_in_account()
    today = utcnow().astimezone(HOME_ZONE).date()
    form = GiftForm(first_day=today, last_day=today + A_WEEK)
    labels = category_labels().values()
    form.offer(
        [(label.code, label.name(language())) for label in labels],
        [(str(far), metres(far) if far else _("No, it is to be collected")) for far in BRINGS_M],
    )
    gift = _offered(form, account) if form.is_submitted() else None
    if gift is None:
        page = render_template("giving/new.html", form=form, goods=CATALOGUE.values())
        return page, 422 if form.is_submitted() else 200
    flash(_("Thank you! Your gift is on the list."), "done")
    return redirect(url_for(".gift", gift_id=gift.id), 303)


@bp.get("/giving/<uuid:gift_id>")
def gift(gift_id: uuid.UUID) -> str:
    """One gift: its public part, and for the two sides the rest."""
    return render_template("giving/gift.html", **_page(gift_view(gift_id)))


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


def _offered(form: GiftForm, account: Account) -> Gift | None:
    """The gift; None leaves its reasons in the form."""
    valid = form.validate()
    where = form.find_place(current_app.config["CONNECT"])
    if where is None or not valid:
        if where is not None:
            form.settle(where)
        return None
    try:
        details = GiftDetails(**form.details, where=where)
        return service.offer(details, account, current_app.config["CONNECT"])
    except Invalid as invalid:
        form.add_errors({_field_of(name): texts for name, texts in invalid.errors.items()})
        form.settle(where)
        return None


def _field_of(name: str) -> str:
    return "much" if name == "amount" else name


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
