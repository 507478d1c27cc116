"""Open requests on a map, for programs: by cell, as GeoJSON."""

from typing import Any

from flask import Response

from connect.foundation.rest import PREFIX, RestBlueprint, json_answer
from connect.foundation.web import limiter
from connect.help_requests.apart import without_apart
from connect.help_requests.api import answers, schemas
from connect.help_requests.in_box import Map, geojson, requests_inside
from connect.responders import category_id

blp = RestBlueprint(
    "request_map_api", __name__, url_prefix=PREFIX, description="Help requests on a map"
)


@blp.get("/requests.geojson")
@limiter.limit("60/minute")
@blp.arguments(schemas.MapQuery, location="query")
@blp.response(200, answers.RequestsOnMap, content_type="application/geo+json")
def on_map(query: dict[str, Any]) -> Response:
    """Open requests within a box, as GeoJSON: at most 2,000, each in the middle of its cell.

    The cell stands for the true place, which nothing here tells.
    """
    category = category_id(query["category"]) if query["category"] else 0
    found = Map([], False)
    if category is not None:
        found = requests_inside(
            query["bbox"], category_id=category, urgency=query["urgency"], brief=query["brief"]
        )
    shown = without_apart(found.shown, lambda one: one.id)
    answer = json_answer(geojson(found._replace(shown=shown)))
    answer.mimetype = "application/geo+json"
    return answer
