"""People in JSON: whom one does not want to meet."""

import marshmallow as ma
from marshmallow import validate

from connect.foundation.rest import page_schema
from connect.moderation.people.models import Met

MET = validate.OneOf([*Met])


class PersonReportAnswer(ma.Schema):
    """That it was kept: a coordinator of the area looks at it."""

    met = ma.fields.String(required=True, validate=MET)
    reason = ma.fields.String(required=True)


class BlockedAnswer(ma.Schema):
    """Somebody whom one does not meet any more, told by where one met them."""

    id = ma.fields.UUID(required=True, metadata={"description": "To take it back by."})
    met = ma.fields.String(required=True, validate=MET)
    since = ma.fields.AwareDateTime(required=True)
    code = ma.fields.String(required=True, metadata={"description": "Of the request, if any."})
    name = ma.fields.String(required=True, metadata={"description": "Of a shop or a gift, if any."})


BlockedPage = page_schema(BlockedAnswer, "BlockedPeople")
