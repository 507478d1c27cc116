"""The gazetteer's entrance for programs."""

from typing import Any

from connect.foundation.rest import PREFIX, RestBlueprint
from connect.geo.gazetteer import search_places
from connect.geo.schemas import PlaceQuery, PlaceSchema

blp = RestBlueprint("places_api", __name__, url_prefix=PREFIX, description="Places by name")


@blp.get("/places")
@blp.arguments(PlaceQuery, location="query")
@blp.response(200, PlaceSchema(many=True))
def places(query: dict[str, Any]) -> list[dict[str, Any]]:
    """Administrative units by name, with or without diacritics; several where names repeat."""
    return [place._asdict() for place in search_places(query["q"], query["limit"])]
