"""What the API answers about suppliers: for its document, and for tests that hold it to it."""

import marshmallow as ma
from marshmallow import validate

from connect.foundation.rest import page_schema
from connect.geo.schemas import FeatureAnswer, FeaturesAnswer
from connect.responders import Kind, ResponderAnswer


class SupplierAnswer(ResponderAnswer):
    """A supplier near the place that was asked for."""

    distance_m = ma.fields.Float(required=True)


Suppliers = page_schema(SupplierAnswer, "Suppliers")


class SupplierPinAnswer(ResponderAnswer):
    """A supplier on a map; what is optional is left out of a brief answer."""

    id = ma.fields.UUID()
    kind = ma.fields.String(validate=validate.OneOf(list(Kind)))
    categories = ma.fields.List(ma.fields.String())
    opening_hours = ma.fields.String()
    available = ma.fields.Boolean()
    delivers = ma.fields.Boolean()


class SupplierFeature(FeatureAnswer):
    """A supplier on a map."""

    properties = ma.fields.Nested(SupplierPinAnswer, required=True)


class SuppliersOnMap(FeaturesAnswer):
    """RFC 7946, and whether some are left out; what a shop has is told at its own address."""

    features = ma.fields.List(ma.fields.Nested(SupplierFeature), required=True)
