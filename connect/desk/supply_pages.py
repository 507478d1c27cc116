"""Supply against demand by ward: as a page with a map, as a file, and as shapes for the map."""

from flask import Blueprint, Response, jsonify, render_template, request

from connect import geo
from connect.desk.access import own_areas
from connect.desk.figures import Areas, figures_of
from connect.desk.figures_pages import table_file
from connect.desk.supply import WARDS, Balance, balances_of
from connect.desk.words import STANDINGS
from connect.foundation.formulas import shielded
from connect.foundation.i18n import language
from connect.responders import category_labels

COLUMNS = ("code", "ward", "category", "waiting", "free_capacity", "free_capacity_or_more", "state")
bp = Blueprint("desk_supply", __name__)


@bp.get("/desk/supply")
def page() -> str:
    """By ward: who waits for one kind of help, and what those who could come have left of it."""
    areas, labels = own_areas(), category_labels()
    category = _category(areas)
    return render_template(
        "desk/supply.html",
        area=geo.area_names(areas),
        balances=balances_of(areas, category),
        standings=STANDINGS,
        category=category,
        categories=[(code, label.name(language())) for code, label in labels.items()],
        most=WARDS,
    )


@bp.get("/desk/supply.csv")
def file() -> Response:
    """The same for a spreadsheet."""
    areas = own_areas()
    category = _category(areas)
    rows = [_cells(one, category) for one in balances_of(areas, category)]
    return table_file(f"supply-{category}.csv", COLUMNS, rows)


@bp.get("/desk/supply.geojson")
def shapes() -> Response:
    """The outlines of the same wards, coarse: of those that are known."""
    areas = own_areas()
    balances = balances_of(areas, _category(areas))
    drawn = geo.shapes_of([one.code for one in balances])
    features = [
        {
            "type": "Feature",
            "id": code,
            "geometry": {"type": "MultiPolygon", "coordinates": polygons},
            "properties": {},
        }
        for code, polygons in drawn.items()
    ]
    answer = jsonify({"type": "FeatureCollection", "features": features})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _category(areas: Areas) -> str:
    """The kind of help that is asked about; else the one that most households lack."""
    labels = category_labels()
    if (asked := request.args.get("category", "")) in labels:
        return asked
    unmet = figures_of(areas).unmet
    return next((code for code, _count in unmet if code in labels), next(iter(labels)))


def _cells(one: Balance, category: str) -> list[str | int]:
    place = [shielded(one.code), shielded(one.name), shielded(category)]
    return [*place, one.waiting, one.free, int(one.at_least), one.standing.value]
