"""What the API answers about requests: for its document, and for the tests that hold it to it."""

from typing import Any

import marshmallow as ma
from marshmallow import validate

from connect.foundation.rest import page_schema
from connect.geo.schemas import FeatureAnswer, FeaturesAnswer, PointSchema
from connect.help_requests.concerns import Concern
from connect.help_requests.lifecycle import ACTIVE, AssignmentState, CloseReason, Status
from connect.help_requests.models import URGENCIES
from connect.help_requests.silence import Silence
from connect.responders import Tier

A_PLACE = {"lat": 10.734, "lon": 106.7215}
EXAMPLE_REQUEST: dict[str, Any] = {
    "items": [{"category": "food", "goods": "Gạo", "quantity": "5 kg"}],
    "people": 4,
    "phone": "0912 345 678",
    "name": "Bà Tư",
    "location": A_PLACE,
}


class CellAnswer(ma.Schema):
    """The coarse place that anyone may know; it stands for the true one."""

    id = ma.fields.String(required=True)
    lat = ma.fields.Float(required=True)
    lon = ma.fields.Float(required=True)
    precision = ma.fields.String(required=True, validate=validate.OneOf(["cell", "ward"]))


class AreaAnswer(ma.Schema):
    """The ward of the cell."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class ItemAnswer(ma.Schema):
    """One thing that is needed; phone numbers that were typed into it are struck out."""

    category = ma.fields.String(required=True)
    goods = ma.fields.String(required=True)
    quantity = ma.fields.String(required=True)


class SeenItemAnswer(ItemAnswer):
    """One thing that is needed. What is optional is told to those involved."""

    id = ma.fields.UUID()
    note = ma.fields.String()
    delivered = ma.fields.Boolean()


class CardAnswer(ma.Schema):
    """What anyone may know of a request."""

    id = ma.fields.UUID(required=True)
    items = ma.fields.List(ma.fields.Nested(ItemAnswer), required=True)
    urgency = ma.fields.String(required=True, validate=validate.OneOf(URGENCIES))
    people = ma.fields.Integer(required=True)
    status = ma.fields.String(required=True, validate=validate.OneOf(list(Status)))
    verified = ma.fields.Boolean(required=True)
    created_at = ma.fields.AwareDateTime(required=True)
    cell = ma.fields.Nested(CellAnswer, required=True)
    area = ma.fields.Nested(AreaAnswer, required=True, allow_none=True)


class ListedAnswer(CardAnswer):
    """A request in a list; the distance is to the middle of its cell."""

    distance_m = ma.fields.Float()


class RequestPinAnswer(CardAnswer):
    """A request on a map; a brief answer tells only how urgent it is."""

    id = ma.fields.UUID()
    items = ma.fields.List(ma.fields.Nested(ItemAnswer))
    people = ma.fields.Integer()
    status = ma.fields.String(validate=validate.OneOf(list(Status)))
    verified = ma.fields.Boolean()
    created_at = ma.fields.AwareDateTime()
    cell = ma.fields.Nested(CellAnswer)
    area = ma.fields.Nested(AreaAnswer, allow_none=True)


class RequestFeature(FeatureAnswer):
    """A request on a map, in the middle of its public cell."""

    properties = ma.fields.Nested(RequestPinAnswer, required=True)


class RequestsOnMap(FeaturesAnswer):
    """RFC 7946, and whether some are left out."""

    features = ma.fields.List(ma.fields.Nested(RequestFeature), required=True)


class HelperAnswer(ma.Schema):
    """Who is going, since when, how far along, and until when the claim holds."""

    name = ma.fields.String(required=True)
    person = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "who of an organisation, where its name does not say it"},
    )
    tier = ma.fields.String(
        required=True,
        validate=validate.OneOf(list(Tier)),
        metadata={"description": "vouched: a coordinator or an organisation knows them"},
    )
    state = ma.fields.String(
        required=True, validate=validate.OneOf([*sorted(ACTIVE), AssignmentState.DELIVERED])
    )
    since = ma.fields.AwareDateTime(required=True, allow_none=True)
    lapses_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class LookAnswer(ma.Schema):
    """Somebody who was shown the name, the number and the door: how often, and when last."""

    name = ma.fields.String(required=True, metadata={"description": "empty: erased since"})
    role = ma.fields.String(required=True, validate=validate.OneOf(["helper", "coordinator"]))
    times = ma.fields.Integer(required=True)
    last = ma.fields.AwareDateTime(required=True)


class ChosenShopAnswer(ma.Schema):
    """The shop that a request names: public, as all shops are."""

    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    delivers = ma.fields.Boolean(
        required=True, metadata={"description": "if not, somebody goes there to fetch it"}
    )
    location = ma.fields.Nested(PointSchema, required=True)
    address = ma.fields.String(required=True)


class SeenAnswer(CardAnswer):
    """A request. What is optional is told to the requester, the claimant and coordinators."""

    items = ma.fields.List(ma.fields.Nested(SeenItemAnswer), required=True)
    code = ma.fields.String()
    name = ma.fields.String()
    phone = ma.fields.String(allow_none=True)
    share_phone = ma.fields.Boolean()
    silence = ma.fields.String(validate=validate.OneOf(list(Silence)))
    location = ma.fields.Nested(PointSchema)
    address = ma.fields.String()
    description = ma.fields.String()
    close_reason = ma.fields.String(allow_none=True, validate=validate.OneOf([*CloseReason, None]))
    concerns = ma.fields.List(ma.fields.String(validate=validate.OneOf(list(Concern))))
    helper = ma.fields.Nested(HelperAnswer, allow_none=True)
    supplier = ma.fields.Nested(ChosenShopAnswer, allow_none=True)
    asks_code = ma.fields.Boolean()
    arrival_code = ma.fields.String(
        allow_none=True,
        metadata={"description": "four digits that whoever comes says at the door"},
    )
    reveals = ma.fields.List(
        ma.fields.Nested(LookAnswer), metadata={"description": "to the requester alone"}
    )


class ClaimedAnswer(SeenAnswer):
    """A claimed request: whom to help where, and until when the claim holds."""

    phone = ma.fields.String(required=True, allow_none=True)
    location = ma.fields.Nested(PointSchema, required=True)
    assignment_id = ma.fields.UUID(required=True)
    responder_id = ma.fields.UUID(required=True)
    lapses_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class OpenedAnswer(ma.Schema):
    """A new request: the code to keep, and the token that acts for the requester."""

    id = ma.fields.UUID(required=True)
    code = ma.fields.String(required=True)
    status = ma.fields.String(required=True, validate=validate.OneOf(list(Status)))
    cell = ma.fields.Nested(CellAnswer, required=True)
    manage_token = ma.fields.String(required=True)
    manage_url = ma.fields.String(required=True)


class CandidateAnswer(ma.Schema):
    """Someone who can help. Only coordinators read the distance to a volunteer's own door."""

    responder_id = ma.fields.UUID(required=True)
    kind = ma.fields.String(required=True)
    name = ma.fields.String(required=True)
    distance_m = ma.fields.Float(required=True)
    categories = ma.fields.List(ma.fields.String(), required=True)
    open_now = ma.fields.Boolean(required=True)


class OfferAnswer(ma.Schema):
    """What one's responder is asked; the distance is to the middle of the cell."""

    id = ma.fields.UUID(required=True)
    responder_id = ma.fields.UUID(required=True)
    request = ma.fields.Nested(CardAnswer, required=True)
    distance_m = ma.fields.Float(required=True)
    expires_at = ma.fields.AwareDateTime(required=True, allow_none=True)


class CaseAnswer(ma.Schema):
    """What one goes for (`mine`), or a colleague."""

    id = ma.fields.UUID(required=True)
    responder_id = ma.fields.UUID(required=True)
    mine = ma.fields.Boolean(required=True)
    request = ma.fields.Nested(CardAnswer, required=True)
    helper = ma.fields.Nested(HelperAnswer, required=True)


CasePage = page_schema(CaseAnswer, "Cases")
ListedPage = page_schema(ListedAnswer, "ListedRequests")
CandidatePage = page_schema(CandidateAnswer, "Candidates")
OfferPage = page_schema(OfferAnswer, "Offers")
