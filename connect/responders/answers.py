"""What the API answers about responders: for its document, and for the tests that hold it to it."""

import marshmallow as ma
from marshmallow import validate

from connect.foundation.rest import page_schema
from connect.geo.schemas import PointSchema
from connect.responders.models import Kind, Stock


class GoodAnswer(ma.Schema):
    """Something a supplier has."""

    id = ma.fields.Integer(required=True)
    code = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "of the catalogue, see /goods"}
    )
    name = ma.fields.String(required=True)
    stock = ma.fields.String(required=True, validate=validate.OneOf(list(Stock)))
    price = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "đồng"})
    told_at = ma.fields.AwareDateTime(
        required=True,
        allow_none=True,
        metadata={"description": "when its stock was told; null where nobody has"},
    )


class OrganisationAnswer(ma.Schema):
    """The organisation that a shop stands under."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)


class ResponderAnswer(ma.Schema):
    """A responder. What is optional is told of suppliers, and to the owner."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=validate.OneOf(list(Kind)))
    name = ma.fields.String(required=True)
    categories = ma.fields.List(ma.fields.String(), required=True)
    opening_hours = ma.fields.String(required=True)
    open_now = ma.fields.Boolean(required=True)
    available = ma.fields.Boolean(required=True)
    delivers = ma.fields.Boolean(required=True)
    location = ma.fields.Nested(PointSchema)
    address = ma.fields.String()
    phone = ma.fields.String(allow_none=True)
    note = ma.fields.String()
    goods = ma.fields.List(ma.fields.Nested(GoodAnswer))
    stock_updated_at = ma.fields.AwareDateTime(allow_none=True)
    order_hours = ma.fields.List(
        ma.fields.String(),
        metadata={
            "description": "of a supplier: when the orders of its place let it be open, in OSM's "
            "syntax; it is open while its own hours and all of these are"
        },
    )
    organisation = ma.fields.Nested(
        OrganisationAnswer,
        allow_none=True,
        metadata={"description": "of a supplier: the organisation that it stands under, or null"},
    )


class OwnResponderAnswer(ResponderAnswer):
    """A responder, as those who act for it read it."""

    location = ma.fields.Nested(PointSchema, required=True)
    address = ma.fields.String(required=True)
    phone = ma.fields.String(required=True, allow_none=True)
    note = ma.fields.String(required=True)
    radius_m = ma.fields.Float(required=True)
    capacity = ma.fields.Integer(required=True)
    carried = ma.fields.Integer(required=True, data_key="load")
    created_at = ma.fields.AwareDateTime(required=True)


class ActedForAnswer(OwnResponderAnswer):
    """A responder, as its owner or a member reads it."""

    role = ma.fields.String(required=True, validate=validate.OneOf(["owner", "member"]))


class MemberAnswer(ma.Schema):
    """Who acts for a responder, or is invited to. The phone is told to the owner, who wrote it."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True, allow_none=True)
    state = ma.fields.String(required=True, validate=validate.OneOf(["invited", "joined"]))
    since = ma.fields.AwareDateTime(required=True)
    phone = ma.fields.String(required=True, allow_none=True)


class InviterAnswer(ma.Schema):
    """Whom one is invited to act for."""

    id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True, validate=validate.OneOf(list(Kind)))
    name = ma.fields.String(required=True)


class InvitationAnswer(ma.Schema):
    """An invitation that waits for an answer."""

    id = ma.fields.UUID(required=True)
    responder = ma.fields.Nested(InviterAnswer, required=True)
    invited_by = ma.fields.String(required=True, allow_none=True)
    invited_at = ma.fields.AwareDateTime(required=True)


class SeenResponderAnswer(ResponderAnswer):
    """A responder, for those who act for it or for anyone."""

    radius_m = ma.fields.Float()
    capacity = ma.fields.Integer()
    carried = ma.fields.Integer(data_key="load")
    created_at = ma.fields.AwareDateTime()


OwnResponders = page_schema(ActedForAnswer, "OwnResponders")
MemberPage = page_schema(MemberAnswer, "Members")
InvitationPage = page_schema(InvitationAnswer, "Invitations")


class InShopAnswer(ma.Schema):
    """How much one shop of an organisation has of a good."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    stock = ma.fields.String(required=True, validate=validate.OneOf(list(Stock)))
    told_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class SharedGoodAnswer(ma.Schema):
    """A good, and the shops of an organisation that have it or had."""

    name = ma.fields.String(required=True)
    shops = ma.fields.List(ma.fields.Nested(InShopAnswer), required=True)


class ToldAnswer(ma.Schema):
    """In how many shops something was told."""

    shops = ma.fields.Integer(required=True)
