"""Hotlines for programs."""

from itertools import chain
from typing import Any

from flask import Response
from flask_babel import gettext as _

from connect.foundation.errors import Invalid
from connect.foundation.rest import PREFIX, RestBlueprint, json_answer, page_of
from connect.geo import place_by_code
from connect.hotlines.areas import areas_of
from connect.hotlines.presenting import public_fields, sections
from connect.hotlines.queries import hotlines_of
from connect.hotlines.schemas import HotlineList, HotlineQuery

blp = RestBlueprint("hotlines_api", __name__, url_prefix=PREFIX, description="Help by phone")


@blp.get("/hotlines")
@blp.arguments(HotlineQuery, location="query")
@blp.response(200, HotlineList)
def hotlines(query: dict[str, Any]) -> Response:
    """Whom to call: where life is in danger first, then near the place, then in the country."""
    codes = _codes(query)
    found = chain(*sections(hotlines_of(codes), codes, query["topic"]))
    return json_answer(page_of([public_fields(hotline) for hotline in found], None))


def _codes(query: dict[str, Any]) -> tuple[str, ...]:
    if query["ward"]:
        place = place_by_code(query["ward"])
        if place is None:
            raise Invalid({"ward": [_("This ward is not known.")]})
        codes = (place.code, place.province_code) if place.kind == "ward" else ()
        return codes or (place.province_code,)
    return areas_of(query["near"]) if "near" in query else ()
