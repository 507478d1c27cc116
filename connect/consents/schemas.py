"""The words to be agreed to, in JSON."""

import marshmallow as ma


class AskedAnswer(ma.Schema):
    """What a program asks somebody for a purpose, as it stands, and the version of these words."""

    purpose = ma.fields.String(required=True, metadata={"example": "phone"})
    language = ma.fields.String(required=True, metadata={"example": "vi"})
    text = ma.fields.String(required=True)
    version = ma.fields.String(required=True, metadata={"example": "0f3a9c21b7de"})


class AskedList(ma.Schema):
    """One for each purpose."""

    items = ma.fields.List(ma.fields.Nested(AskedAnswer), required=True)
