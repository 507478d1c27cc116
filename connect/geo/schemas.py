"""Places in JSON: points, and the three ways to say where something is."""

from typing import Any

import marshmallow as ma
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import validate

from connect.foundation.rest import MOST_ROWS, Line
from connect.geo.points import WrongPoint, checked_point, parse_box, parse_point


class LatLon(ma.fields.String):
    """A point in a query string: `lat,lon` in degrees."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own protocol
        "point": _l("Write a place as latitude,longitude in degrees, for example 10.77,106.69.")
    }

    def __init__(self, **kwargs: Any) -> None:
        told = {"description": "latitude,longitude in degrees", "example": "10.77,106.69"}
        super().__init__(metadata=told, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs) or ""
        try:
            return parse_point(text)
        except WrongPoint as error:
            raise self.make_error("point") from error


class BoxField(ma.fields.String):
    """A box in a query string: `west,south,east,north` in degrees."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own protocol
        "box": _l("Write a box as west,south,east,north in degrees.")
    }

    def __init__(self, **kwargs: Any) -> None:
        told = {"description": "west,south,east,north in degrees", "example": "106,10,107,11"}
        super().__init__(metadata=told, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs) or ""
        try:
            return parse_box(text)
        except WrongPoint as error:
            raise self.make_error("box") from error


class PointSchema(ma.Schema):
    """Degrees, WGS 84."""

    lat = ma.fields.Float(required=True, validate=validate.Range(-90, 90))
    lon = ma.fields.Float(required=True, validate=validate.Range(-180, 180))


class GeometryAnswer(ma.Schema):
    """A GeoJSON point: longitude, latitude."""

    type = ma.fields.String(required=True, validate=validate.OneOf(["Point"]))
    coordinates = ma.fields.List(
        ma.fields.Float(), required=True, validate=validate.Length(equal=2)
    )


class FeatureAnswer(ma.Schema):
    """A GeoJSON feature at a point. Each room adds its `properties`."""

    type = ma.fields.String(required=True, validate=validate.OneOf(["Feature"]))
    id = ma.fields.UUID(required=True)
    geometry = ma.fields.Nested(GeometryAnswer, required=True)


class FeaturesAnswer(ma.Schema):
    """RFC 7946, and whether some are left out. Each room adds its `features`."""

    type = ma.fields.String(required=True, validate=validate.OneOf(["FeatureCollection"]))
    truncated = ma.fields.Boolean(
        required=True, metadata={"description": "there are more in this box: ask for a smaller one"}
    )


class LocationSchema(ma.Schema):
    """Where: `{lat, lon}`, or `{address}`, or `{ward_code}`; an address may go with a point."""

    lat = ma.fields.Float(validate=validate.Range(-90, 90))
    lon = ma.fields.Float(validate=validate.Range(-180, 180))
    address = Line(most=200)
    ward_code = Line(most=12)

    @ma.validates_schema
    def check_one_way(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Raises `ValidationError` unless a place is really said."""
        if ("lat" in data) != ("lon" in data):
            raise ma.ValidationError(_("A point has a latitude and a longitude."))
        if not ("lat" in data or data.get("address") or data.get("ward_code")):
            raise ma.ValidationError(_("Say where: a point, an address or a ward."))

    @ma.post_load
    def to_arguments(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """What `locate` takes."""
        point = checked_point(data.pop("lat"), data.pop("lon")) if "lat" in data else None
        return data | {"point": point}


class PlaceSchema(ma.Schema):
    """A place of the gazetteer."""

    code = ma.fields.String()
    name = ma.fields.String()
    full_name = ma.fields.String()
    kind = ma.fields.String()
    lat = ma.fields.Float()
    lon = ma.fields.Float()


class PlaceQuery(ma.Schema):
    """What is looked for: a name as people type it, or which ward a point is in."""

    q = Line(most=200, load_default=None, metadata={"example": "q7 tphcm"})
    near = LatLon(load_default=None)
    province = Line(most=12, load_default="", metadata={"description": "the wards of a province"})
    limit = ma.fields.Integer(load_default=10, validate=validate.Range(min=1, max=MOST_ROWS))

    @ma.validates_schema
    def check_asked(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Raises `ValidationError` unless something is asked."""
        if data.get("q") is None and not (data.get("near") or data.get("province")):
            raise ma.ValidationError(_("Say which place."), "q")
