"""The pages of the suppliers: who is near, what they have, whether they are open."""

from typing import Any

from flask import Blueprint, current_app, render_template, request

from connect.foundation.errors import Invalid
from connect.foundation.text import clean_line
from connect.geo import Point, place_asked
from connect.geo.paging import cursor_behind, position_of
from connect.responders import category_labels, hours_in_words
from connect.suppliers.search import SupplierPage, SupplierSearch, find_suppliers

PAGE = 20
LONGEST_WORDS = 80
bp = Blueprint("suppliers", __name__)


@bp.get("/suppliers")
def suppliers() -> tuple[str, int]:
    """Suppliers near a place, nearest first."""
    asked = place_asked(request.args, current_app.config["CONNECT"])
    labels = category_labels()
    found, after = find_suppliers(_search(asked.point)) if asked.point else SupplierPage([], None)
    more: dict[str, Any] | None = None
    if after is not None:
        more = request.args.to_dict() | {"near": asked.near, "cursor": cursor_behind(*after)}
    page = render_template(
        "suppliers/suppliers.html",
        asked=asked,
        labels=labels,
        found=found,
        more=more,
        hours_in_words=hours_in_words,
    )
    return page, 422 if asked.error else 200


def _search(near: Point) -> SupplierSearch:
    query = request.args
    try:
        after = position_of(query.get("cursor") or None)
    except Invalid:
        after = None
    return SupplierSearch(
        near=near,
        category=query.get("category", ""),
        goods=clean_line(query.get("goods", "")[:LONGEST_WORDS]),
        open_now="open_now" in query,
        limit=PAGE,
        after=after,
    )
