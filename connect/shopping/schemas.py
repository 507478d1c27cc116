"""The shopping in JSON: what comes in, and what is answered."""

from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext as _l
from marshmallow import validate

from connect.foundation.money import MOST
from connect.foundation.photo_json import EXAMPLE as DOT
from connect.foundation.photo_json import PhotoInJson
from connect.foundation.rest import Line, Lines
from connect.goods import CATALOGUE
from connect.shopping.models import LONGEST_GOODS, LONGEST_NOTES, LONGEST_QUANTITY, MOST_LINES
from connect.shopping.states import Answer, Outcome

EXAMPLE: dict[str, Any] = {
    "lines": [
        {"code": "rice", "quantity": "5 kg", "most_price": 120_000},
        {"goods": "Rau muống", "quantity": "2 bó"},
    ],
    "budget": 300_000,
    "similar": True,
    "notes": "Nhà có người dị ứng đậu phộng.",
}


class Dong(ma.fields.Integer):
    """An amount in đồng, or none."""

    def __init__(self, **kwargs: Any) -> None:
        told = {"description": "đồng, whole numbers", "example": 300_000}
        super().__init__(
            strict=True,
            allow_none=True,
            validate=validate.Range(min=1, max=MOST),
            metadata=told,
            **kwargs,
        )


class NewLine(ma.Schema):
    """One thing to buy: a code of the catalogue, own words, or both."""

    goods = Line(most=LONGEST_GOODS, load_default="")
    code = ma.fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.OneOf(list(CATALOGUE), error=_l("This is not in the catalogue.")),
        metadata={"example": "rice"},
    )
    quantity = Line(most=LONGEST_QUANTITY, load_default="")
    most_price = Dong(load_default=None)

    @ma.validates_schema
    def _something(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if not (data.get("goods") or data.get("code")):
            raise ma.ValidationError(_l("Say what is to be bought."), "goods")


class NewList(ma.Schema):
    """A whole list; it takes the place of the one before."""

    lines = ma.fields.List(
        ma.fields.Nested(NewLine), required=True, validate=validate.Length(min=1, max=MOST_LINES)
    )
    budget = Dong(load_default=None)
    similar = ma.fields.Boolean(
        load_default=True, metadata={"description": "Something similar is fine, too"}
    )
    notes = Lines(most=LONGEST_NOTES, load_default="")


TRIP_EXAMPLE: dict[str, Any] = {"lines": [], "cost": 245_000, "receipt": DOT}


class ToldLine(ma.Schema):
    """What came of one line; `instead` says what was taken in its place. None: not looked for."""

    id = ma.fields.UUID(required=True)
    outcome = ma.fields.String(
        required=True, allow_none=True, validate=validate.OneOf(list(Outcome))
    )
    instead = Line(most=LONGEST_GOODS, load_default="")

    @ma.validates_schema
    def _instead(self, data: dict[str, Any], **_kwargs: Any) -> None:
        if (data.get("outcome") == Outcome.INSTEAD) != bool(data.get("instead")):
            raise ma.ValidationError(_l("Say what you took instead, or nothing."), "instead")


class TripChanges(ma.Schema):
    """What is told of the shopping; what is not named stays. A cost of null takes it back."""

    lines = ma.fields.List(
        ma.fields.Nested(ToldLine), load_default=[], validate=validate.Length(max=MOST_LINES)
    )
    cost = Dong()
    receipt = PhotoInJson(load_default=None)


class CostAnswer(ma.Schema):
    """Whether it may cost more than the budget."""

    agree = ma.fields.Boolean(required=True)


class LineAnswer(ma.Schema):
    """One thing to buy. What is optional is told to those involved."""

    code = ma.fields.String(required=True, allow_none=True)
    goods = ma.fields.String(required=True)
    id = ma.fields.UUID()
    quantity = ma.fields.String()
    most_price = Dong()
    outcome = ma.fields.String(allow_none=True, validate=validate.OneOf(list(Outcome)))
    instead = ma.fields.String()


class ListAnswer(ma.Schema):
    """A shopping list. Strangers learn its goods and between which amounts the budget lies.

    What is optional is told to who asked, who shops, and coordinators of the area.
    """

    request_id = ma.fields.UUID(required=True)
    lines = ma.fields.List(ma.fields.Nested(LineAnswer), required=True)
    budget_above = ma.fields.Integer(required=True, allow_none=True)
    budget_up_to = ma.fields.Integer(required=True, allow_none=True)
    budget = Dong()
    similar = ma.fields.Boolean()
    notes = ma.fields.String()
    checked_first = ma.fields.Boolean(
        metadata={"description": "A coordinator calls before anybody shops"}
    )
    limit = ma.fields.Integer(metadata={"description": "Above this amount both are warned"})
    cost = Dong()
    cost_answer = ma.fields.String(
        allow_none=True,
        validate=validate.OneOf(list(Answer)),
        metadata={"description": "Whether it may cost more than the budget"},
    )
    packed_at = ma.fields.AwareDateTime(allow_none=True)
    receipt = ma.fields.String(
        allow_none=True, metadata={"description": "The address of a JPEG, for these only"}
    )
