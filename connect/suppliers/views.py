"""The pages of the suppliers: who is near, what they have, whether they are open."""

import uuid
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from connect.accounts import current_account
from connect.foundation.clock import utcnow
from connect.foundation.errors import NotFound
from connect.geo import place_asked
from connect.geo.paging import cursor_behind
from connect.goods import CATALOGUE
from connect.responders import (
    category_labels,
    count_branches,
    looks_after,
    stays_of,
    tells_stock,
    without_apart,
)
from connect.suppliers import claims
from connect.suppliers.listing import Sieve, asked_for
from connect.suppliers.opening import besides, days_ahead, opening, told_hours
from connect.suppliers.order_words import orders_on
from connect.suppliers.search import SupplierPage, find_suppliers
from connect.suppliers.shelf import shelves
from connect.suppliers.structured import structured

bp = Blueprint("suppliers", __name__)


@bp.get("/suppliers")
def suppliers() -> tuple[str, int]:
    """Suppliers near a place, nearest first."""
    asked = place_asked(asked_for(request.args), current_app.config["CONNECT"])
    sieve, now = Sieve.of(request.args), utcnow()
    found, after = (
        find_suppliers(sieve.search(asked.point)) if asked.point else SupplierPage([], None)
    )
    more: dict[str, Any] | None = None
    if after is not None:
        more = sieve.query(asked, cursor=cursor_behind(*after))
    page = render_template(
        "suppliers/suppliers.html",
        asked=asked,
        sieve=sieve,
        labels=category_labels(),
        known=[entry.name for entry in CATALOGUE.values()],
        found=without_apart(found, lambda one: one.responder.id),
        more=more,
        opening=lambda shop: opening(shop, now),
        shelves=lambda shop: shelves(shop.goods, sieve.goods, now),
    )
    return page, 422 if asked.error else 200


@bp.get("/suppliers/<uuid:shop_id>")
def shop(shop_id: uuid.UUID) -> Response | str:
    """One shop: all that it has, when it is open, how to get there and to reach it."""
    stays = stays_of(shop_id)
    if stays is not None:
        return redirect(url_for(".shop", shop_id=stays), 301)
    found, now = claims.shop(shop_id), utcnow()
    if not without_apart([found], lambda one: one.id):
        raise NotFound
    account = current_account()
    return render_template(
        "suppliers/shop.html",
        shop=found,
        opening=opening(found, now),
        days=days_ahead(told_hours(found), now),
        besides=besides(found.opening_hours),
        orders=orders_on(found, now),
        shelves=shelves(found.goods, "", now),
        organisation=found.organisation,
        branches=count_branches(found.organisation_id) if found.organisation_id else 0,
        signed_in=account is not None,
        acts=account is not None and tells_stock(found, account.id),
        looks_after=account is not None and looks_after(found, account.id),
        owns=account is not None and found.owner_id == account.id,
        structured=structured(found, current_app.config["CONNECT"].base_url, now),
    )
