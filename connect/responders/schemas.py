"""Responders in JSON."""

from typing import Any

import marshmallow as ma
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import validate

from connect.foundation.rest import Line, Lines, Phone
from connect.geo.schemas import LocationSchema
from connect.goods import CATALOGUE
from connect.responders.hours import WrongHours, checked_hours
from connect.responders.models import MAX_CAPACITY, MAX_RADIUS_M, MOST_GOODS, Kind, Stock

MOST_CATEGORIES = 20
HIGHEST_PRICE = 2_000_000_000


class Hours(Line):
    """Opening hours in OSM syntax; empty means always."""

    default_error_messages = {  # noqa: RUF012 - marshmallow's own protocol
        "hours": _l("These hours cannot be read. Example: Mo-Sa 07:00-19:00; Su 08:00-12:00")
    }

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return checked_hours(text)
        except WrongHours as error:
            raise self.make_error("hours") from error


class GoodSchema(ma.Schema):
    """Something a supplier has: by its code in the catalogue, or in its own words."""

    code = Line(most=40)
    name = Line(most=80)
    stock = ma.fields.String(load_default=Stock.IN, validate=validate.OneOf(list(Stock)))
    price = ma.fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=HIGHEST_PRICE),
        metadata={"description": "đồng"},
    )

    @ma.validates_schema
    def check_named(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Raises `ValidationError` for a good without a name, and for an unknown code."""
        if not (data.get("name") or data.get("code")):
            raise ma.ValidationError(_l("Say what it is."), "name")
        code = data.get("code")
        if code and code not in CATALOGUE:
            raise ma.ValidationError(
                _("No good has the code %(code)s: see /api/v1/goods.", code=code), "code"
            )


class StockSchema(ma.Schema):
    """How much there is."""

    stock = ma.fields.String(required=True, validate=validate.OneOf(list(Stock)))


class BranchStockSchema(StockSchema):
    """How much there is of a good in the shops of an organisation."""

    name = Line(most=80, least=1, required=True)
    shop = ma.fields.UUID(
        allow_none=True, metadata={"description": "There alone; else in all that have it"}
    )


class BranchStocksSchema(ma.Schema):
    """What there is in the shops of an organisation."""

    goods = ma.fields.List(
        ma.fields.Nested(BranchStockSchema),
        required=True,
        validate=validate.Length(min=1, max=MOST_GOODS),
    )


class ResponderChanges(ma.Schema):
    """What can be changed of a responder."""

    name = Line(most=120, least=1)
    location = ma.fields.Nested(LocationSchema)
    categories = ma.fields.List(Line(most=40), validate=validate.Length(min=1, max=MOST_CATEGORIES))
    radius_m = ma.fields.Float(
        validate=validate.Range(min=1, max=MAX_RADIUS_M), metadata={"description": "metres"}
    )
    capacity = ma.fields.Integer(validate=validate.Range(min=1, max=MAX_CAPACITY))
    opening_hours = Hours(most=500)
    phone = Phone(allow_none=True)
    delivers = ma.fields.Boolean()
    goods = ma.fields.List(ma.fields.Nested(GoodSchema), validate=validate.Length(max=MOST_GOODS))
    note = Lines(most=1000)
    available = ma.fields.Boolean()


class NewResponder(ResponderChanges):
    """A new responder."""

    kind = ma.fields.String(required=True, validate=validate.OneOf(list(Kind)))
    name = Line(most=120, least=1, required=True)
    location = ma.fields.Nested(LocationSchema, required=True)
    categories = ma.fields.List(
        Line(most=40), required=True, validate=validate.Length(min=1, max=MOST_CATEGORIES)
    )
    radius_m = ma.fields.Float(
        required=True,
        validate=validate.Range(min=1, max=MAX_RADIUS_M),
        metadata={"description": "metres"},
    )
    capacity = ma.fields.Integer(required=True, validate=validate.Range(min=1, max=MAX_CAPACITY))
    organisation = ma.fields.UUID(
        metadata={"description": "of a supplier: one that you act for; its owner's it then is"}
    )


class OrganisationChoice(ma.Schema):
    """Which organisation a shop is to stand under."""

    organisation = ma.fields.UUID(required=True)


class NewMember(ma.Schema):
    """Who is invited."""

    phone = Phone(required=True)


class CategorySchema(ma.Schema):
    """A kind of help."""

    code = ma.fields.String()
    name = ma.fields.String()
    remote = ma.fields.Boolean()
