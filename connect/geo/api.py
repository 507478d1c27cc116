"""The gazetteer's entrance for programs."""

from typing import Any

from connect.foundation.rest import PREFIX, RestBlueprint
from connect.geo.areas import ward_at
from connect.geo.gazetteer import Place, search_places, wards_of
from connect.geo.schemas import PlaceQuery, PlaceSchema

blp = RestBlueprint("places_api", __name__, url_prefix=PREFIX, description="Places by name")


@blp.get("/places")
@blp.arguments(PlaceQuery, location="query")
@blp.response(200, PlaceSchema(many=True))
def places(query: dict[str, Any]) -> list[dict[str, Any]]:
    """Administrative units by name, with or without diacritics; several where names repeat.

    With `near` the ward that holds the point. Where no outline is known it is the one whose middle
    is nearest: right for three points in four, else its neighbour. With `province` all wards of
    that province in force.
    """
    return [place._asdict() for place in _found(query)]


def _found(query: dict[str, Any]) -> list[Place]:
    if query["near"]:
        ward = ward_at(query["near"])
        return [ward] if ward else []
    if query["province"]:
        return wards_of(query["province"])
    return search_places(query["q"], query["limit"])
