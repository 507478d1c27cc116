"""What the API answers about goods: for its document, and for tests that hold it to it."""

import marshmallow as ma

from connect.foundation.rest import page_schema


class EntryAnswer(ma.Schema):
    """A good of the catalogue, named in the language of the answer."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    category = ma.fields.String(required=True)


Entries = page_schema(EntryAnswer, "Goods")
