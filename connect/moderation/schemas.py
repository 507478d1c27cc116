"""Reports in JSON."""

import marshmallow as ma
from marshmallow import validate

from connect.foundation.rest import Line
from connect.moderation.models import LONGEST_NOTE, Reason


class ReportSchema(ma.Schema):
    """What is wrong with a request."""

    reason = ma.fields.String(required=True, validate=validate.OneOf([*Reason]))
    note = Line(most=LONGEST_NOTE, load_default="")


class ReportAnswer(ma.Schema):
    """That it was kept: a coordinator of the area looks at it."""

    request_id = ma.fields.UUID(required=True)
    reason = ma.fields.String(required=True)
