"""Suppliers for programs: near a place, and on a map."""

from typing import Any

from flask import Response

from connect.foundation.rest import PREFIX, RestBlueprint, json_answer, page_of
from connect.foundation.web import limiter
from connect.geo.paging import position_of
from connect.responders import public_fields, without_apart
from connect.suppliers import answers
from connect.suppliers.presenting import geojson
from connect.suppliers.schemas import SupplierMapQuery, SupplierQuery
from connect.suppliers.search import (
    SupplierFilters,
    SupplierSearch,
    find_suppliers,
    suppliers_inside,
)

blp = RestBlueprint("suppliers_api", __name__, url_prefix=PREFIX, description="Essential goods")


@blp.get("/suppliers")
@blp.arguments(SupplierQuery, location="query")
@blp.response(200, answers.Suppliers)
def suppliers(query: dict[str, Any]) -> Response:
    """Suppliers near a place, nearest first."""
    position = position_of(query["cursor"])
    page = find_suppliers(
        SupplierSearch(
            near=query["near"],
            radius_m=query["radius_m"],
            category=query["category"],
            goods=query["goods"],
            words=query["q"],
            open_now=query["open_now"],
            delivers=query["delivers"],
            organisation=query["organisation"],
            limit=query["limit"],
            after=position,
        )
    )
    items = [
        public_fields(one.responder) | {"distance_m": round(one.distance_m, 1)}
        for one in without_apart(page.found, lambda one: one.responder.id)
    ]
    return json_answer(page_of(items, [page.after[0], str(page.after[1])] if page.after else None))


@blp.get("/suppliers.geojson")
@limiter.limit("60/minute")
@blp.arguments(SupplierMapQuery, location="query")
@blp.response(200, answers.SuppliersOnMap, content_type="application/geo+json")
def suppliers_on_map(query: dict[str, Any]) -> Response:
    """Suppliers within a box, as GeoJSON: at most 2,000."""
    filters = SupplierFilters(
        category=query["category"],
        goods=query["goods"],
        words=query["q"],
        open_now=query["open_now"],
    )
    found = suppliers_inside(query["bbox"], filters, query["delivers_to"])
    shown = without_apart(found.shown, lambda one: one.row.responder_id)
    answer = json_answer(geojson(found._replace(shown=shown), brief=query["brief"]))
    answer.mimetype = "application/geo+json"
    return answer
