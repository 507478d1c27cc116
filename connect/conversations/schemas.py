"""Messages in JSON: what comes in, and what is answered."""

import marshmallow as ma
from marshmallow import validate

from connect.conversations.access import Side
from connect.foundation.cautions import Caution
from connect.foundation.rest import Lines, page_schema

LONGEST = 1000
EXAMPLE = {"body": "Con đến lúc 5 giờ chiều, bác nhé."}


class NewMessage(ma.Schema):
    """A message to the other side."""

    body = Lines(least=1, most=LONGEST, required=True)


class MessageAnswer(ma.Schema):
    """A message. The body is empty once its author has been erased."""

    id = ma.fields.UUID(required=True)
    from_ = ma.fields.String(
        data_key="from",
        required=True,
        validate=validate.OneOf(list(Side)),
        metadata={"example": "helper"},
    )
    mine = ma.fields.Boolean(required=True, metadata={"description": "Whether one's own side"})
    body = ma.fields.String(required=True, metadata={"example": EXAMPLE["body"]})
    caution = ma.fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([*Caution, None]),
        metadata={"description": "what the words seem to ask for: show a warning beside them"},
    )
    at = ma.fields.AwareDateTime(required=True, metadata={"example": "2026-11-22T03:12:00+00:00"})


MessagePage = page_schema(MessageAnswer, "Messages")
