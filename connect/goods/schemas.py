"""What may be asked of the catalogue by programs."""

import marshmallow as ma

from connect.foundation.rest import Line


class EntryQuery(ma.Schema):
    """Which goods: `q` as people call them, `category` the code of the help that asks for them."""

    q = Line(most=80, load_default="", metadata={"example": "sua bot"})
    category = Line(most=40, load_default="")
