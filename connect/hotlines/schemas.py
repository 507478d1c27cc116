"""Hotlines in JSON."""

import marshmallow as ma
from marshmallow import validate

from connect.foundation.rest import Line, page_schema
from connect.geo.schemas import LatLon
from connect.hotlines.topics import Topic


class HotlineQuery(ma.Schema):
    """Where, and about what; without a place those of the whole country."""

    near = LatLon()
    ward = Line(
        most=12,
        load_default="",
        metadata={"description": "the code of a ward or province (`/api/v1/places`)"},
    )
    topic = ma.fields.String(load_default="", validate=validate.OneOf(["", *Topic]))


class HotlineArea(ma.Schema):
    """The ward or province that a hotline is for."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class HotlineAnswer(ma.Schema):
    """Whom to call. `phones` are as a phone dials them: `113`, `19009095` or E.164."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    phones = ma.fields.List(ma.fields.String(), required=True)
    topics = ma.fields.List(ma.fields.String(), required=True)
    area = ma.fields.Nested(HotlineArea, required=True, allow_none=True)
    hours = ma.fields.String(required=True)
    note = ma.fields.String(required=True)
    source = ma.fields.String(required=True)
    verified_on = ma.fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "when somebody last called and was answered; null: nobody yet"},
    )


HotlineList = page_schema(HotlineAnswer, "Hotlines")
