"""What may be asked of the suppliers by programs."""

import marshmallow as ma
from marshmallow import validate

from connect.foundation.rest import Line, Page
from connect.geo.schemas import BoxField, LatLon
from connect.responders import MAX_RADIUS_M


class SupplierFilters(ma.Schema):
    """What is looked for among the suppliers, wherever they are."""

    category = Line(most=40, load_default="")
    goods = Line(
        most=80, load_default="", metadata={"description": "a code of the catalogue, or words"}
    )
    q = Line(most=80, load_default="")
    open_now = ma.fields.Boolean(load_default=False)


class SupplierQuery(Page, SupplierFilters):
    """What is looked for among the suppliers near a place."""

    near = LatLon(required=True)
    radius_m = ma.fields.Float(
        load_default=50_000.0, validate=validate.Range(min=1, max=MAX_RADIUS_M)
    )
    delivers = ma.fields.Boolean(
        load_default=False, metadata={"description": "only who delivers to this place"}
    )
    organisation = ma.fields.UUID(
        load_default=None,
        metadata={
            "description": "only the shops that stand under this one",
            "example": "6f1c2a54-2f0f-4f7e-9a55-2f3f0a0c8d11",
        },
    )


class SupplierMapQuery(SupplierFilters):
    """Which suppliers within a box, with `delivers_to` who delivers to that place.

    `brief` leaves all out but the name and whether it is open.
    """

    bbox = BoxField(required=True)
    delivers_to = LatLon(load_default=None)
    brief = ma.fields.Boolean(load_default=False)
