"""Help requests in JSON."""

from decimal import Decimal
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext as _l
from marshmallow import validate

from connect.foundation.rest import MOST_ROWS, Line, Lines, Page, Phone
from connect.geo.schemas import BoxField, LatLon, LocationSchema
from connect.help_requests.concerns import Concern
from connect.help_requests.lifecycle import CloseReason
from connect.help_requests.models import MAX_PEOPLE, URGENCIES

MOST_ITEMS = 20


class Quantity(Line):
    """How much, as people write it (`5 kg`) or as a plain number."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool):
            # As a person would write it: 1500000 and 0.00001 need no powers of ten.
            value = f"{Decimal(repr(value)).normalize():f}"
        return super()._deserialize(value, attr, data, **kwargs)


class ItemSchema(ma.Schema):
    """One thing that is needed."""

    category = Line(most=40, required=True)
    goods = Line(most=120, load_default="")
    quantity = Quantity(most=40, load_default="")
    note = Line(most=300, load_default="")


class RequestChanges(ma.Schema):
    """What can be changed of a request."""

    items = ma.fields.List(
        ma.fields.Nested(ItemSchema), validate=validate.Length(min=1, max=MOST_ITEMS)
    )
    people = ma.fields.Integer(validate=validate.Range(min=1, max=MAX_PEOPLE))
    urgency = ma.fields.String(validate=validate.OneOf(URGENCIES))
    description = Lines(most=4000)
    name = Line(most=80)
    phone = Phone()
    share_phone = ma.fields.Boolean(
        metadata={
            "description": "Whether whoever comes may see the number; true unless they have said"
            " no. Ask them in the words of `GET /api/v1/consents`: what they said is kept"
        }
    )
    concerns = ma.fields.List(
        ma.fields.String(validate=validate.OneOf(list(Concern))),
        validate=validate.Length(max=len(Concern)),
        metadata={
            "description": "who is at the door: then only who is vouched for is asked, and may know"
        },
    )
    location = ma.fields.Nested(LocationSchema)


class NewRequest(RequestChanges):
    """A new request; no account is needed."""

    items = ma.fields.List(
        ma.fields.Nested(ItemSchema),
        required=True,
        validate=validate.Length(min=1, max=MOST_ITEMS),
    )
    phone = Phone(required=True)
    location = ma.fields.Nested(LocationSchema, required=True)
    supplier_id = ma.fields.UUID(allow_none=True)


class RequestQuery(Page):
    """Which open requests: the nearest to a place, or the newest."""

    near = LatLon(load_default=None)
    radius_m = ma.fields.Float(load_default=None, validate=validate.Range(min=1, max=20_100_000))
    category = Line(most=40, load_default="")
    urgency = ma.fields.String(load_default=None, validate=validate.OneOf(URGENCIES))

    @ma.validates_schema
    def check_place(self, data: dict[str, Any], **_kwargs: Any) -> None:
        """Raises `ValidationError` for a filter that needs a place and has none."""
        if data.get("near") is None and (data.get("radius_m") or data.get("category")):
            raise ma.ValidationError(_l("Say near which place."), "near")


class MapQuery(ma.Schema):
    """Which open requests within a box; `brief` leaves all out but how urgent they are."""

    bbox = BoxField(required=True)
    category = Line(most=40, load_default="")
    urgency = ma.fields.String(load_default=None, validate=validate.OneOf(URGENCIES))
    brief = ma.fields.Boolean(load_default=False)


class CandidateQuery(ma.Schema):
    """How many candidates."""

    limit = ma.fields.Integer(load_default=5, validate=validate.Range(min=1, max=MOST_ROWS))


class ClaimSchema(ma.Schema):
    """For whom one goes, of those one acts for; else for oneself."""

    responder_id = ma.fields.UUID()


class ReasonSchema(ma.Schema):
    """Why a case is handed back."""

    reason = Line(most=200, load_default="")


class CloseSchema(ma.Schema):
    """Why a request is closed."""

    reason = ma.fields.String(required=True, validate=validate.OneOf(list(CloseReason)))


class DeliverySchema(ma.Schema):
    """Which items have arrived; all of them where none is named."""

    items = ma.fields.List(
        ma.fields.UUID(), load_default=None, validate=validate.Length(min=1, max=MOST_ITEMS)
    )
