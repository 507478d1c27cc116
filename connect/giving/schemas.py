"""Gifts in JSON: what may come in, and what is answered."""

from datetime import timedelta
from typing import Any

import marshmallow as ma
from marshmallow import validate

from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.photo_json import PhotoInJson
from connect.foundation.rest import Line, Lines, Page, page_schema
from connect.geo.schemas import LatLon, LocationSchema, PointSchema
from connect.giving.models import (
    FARTHEST_BROUGHT_M,
    LONGEST_HOURS,
    LONGEST_NOTE,
    LONGEST_THANKS,
    LONGEST_UNIT,
    LONGEST_WHAT,
    MOST_AMOUNT,
)
from connect.giving.states import Held

A_WEEK = timedelta(days=7)
_AMOUNT = validate.Range(min=1, max=MOST_AMOUNT)
_STATES = ("offered", "reserved", "collected", "withdrawn", "expired")


class GiftQuery(Page):
    """What is looked for: the nearest to a place, or the newest."""

    near = LatLon(load_default=None)
    radius_m = ma.fields.Float(load_default=None, validate=validate.Range(min=1, max=20_100_000))
    category = Line(most=40, load_default="")
    goods = Line(
        most=80,
        load_default="",
        metadata={"description": "one good, by its code or as people call it", "example": "vở"},
    )


class GiftChanges(ma.Schema):
    """What can be changed of a gift."""

    what = Line(most=LONGEST_WHAT, least=1)
    category = Line(most=40)
    amount = ma.fields.Integer(validate=_AMOUNT)
    unit = Line(most=LONGEST_UNIT)
    note = Lines(most=LONGEST_NOTE)
    first_day = ma.fields.Date()
    last_day = ma.fields.Date()
    hours = Line(most=LONGEST_HOURS)
    brings_m = ma.fields.Integer(validate=validate.Range(min=0, max=FARTHEST_BROUGHT_M))
    location = ma.fields.Nested(LocationSchema)
    photo = PhotoInJson()


class NewGift(GiftChanges):
    """Things to give: from today for a week, unless it says otherwise."""

    what = Line(most=LONGEST_WHAT, least=1, required=True)
    location = ma.fields.Nested(LocationSchema, required=True)

    @ma.post_load
    def fill_days(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        """The days that are not said."""
        today = utcnow().astimezone(HOME_ZONE).date()
        first = data.setdefault("first_day", today)
        data.setdefault("last_day", max(first, today + A_WEEK))
        return data


class PartSchema(ma.Schema):
    """How much of it, and for which request of one's own."""

    amount = ma.fields.Integer(load_default=1, validate=_AMOUNT)
    request_id = ma.fields.UUID(load_default=None, allow_none=True)


class AmountSchema(ma.Schema):
    """How much of it."""

    amount = ma.fields.Integer(load_default=1, validate=_AMOUNT)


class ThanksSchema(ma.Schema):
    """A few words for the giver."""

    text = Lines(most=LONGEST_THANKS, least=1, required=True)


class GiftCell(ma.Schema):
    """The public place."""

    id = ma.fields.String(required=True)
    lat = ma.fields.Float(required=True)
    lon = ma.fields.Float(required=True)
    precision = ma.fields.String(required=True, validate=validate.OneOf(["cell", "ward"]))


class GiftArea(ma.Schema):
    """The ward of the public place."""

    code = ma.fields.String(required=True)
    name = ma.fields.String(required=True)


class GiftPicture(ma.Schema):
    """The addresses of a JPEG, and of a small square of it."""

    url = ma.fields.Url(required=True)
    small = ma.fields.Url(required=True)
    width = ma.fields.Integer(required=True)
    height = ma.fields.Integer(required=True)
    waiting = ma.fields.Boolean(
        metadata={"description": "true: a coordinator looks at it before others do"}
    )


class OtherSide(ma.Schema):
    """The other side, once both said yes."""

    name = ma.fields.String(required=True)
    phone = ma.fields.String(required=True, allow_none=True)


class ReservationAnswer(ma.Schema):
    """A part of a gift that is kept for somebody."""

    id = ma.fields.UUID(required=True)
    gift_id = ma.fields.UUID(required=True)
    amount = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True, validate=validate.OneOf([*Held, "thanked"]))
    giver_agreed = ma.fields.Boolean(required=True)
    taker_agreed = ma.fields.Boolean(required=True)
    lapses_at = ma.fields.AwareDateTime(required=True, allow_none=True)
    thanks = ma.fields.String(required=True)
    other = ma.fields.Nested(OtherSide, required=True, allow_none=True)


class GiftAnswer(ma.Schema):
    """A gift as everybody may read it: the place is a cell of the map, or a ward."""

    id = ma.fields.UUID(required=True)
    what = ma.fields.String(required=True)
    goods = ma.fields.List(
        ma.fields.String(), required=True, metadata={"description": "codes of the catalogue"}
    )
    category = ma.fields.String(required=True)
    amount = ma.fields.Integer(required=True)
    available = ma.fields.Integer(required=True)
    unit = ma.fields.String(required=True)
    note = ma.fields.String(required=True)
    first_day = ma.fields.Date(required=True)
    last_day = ma.fields.Date(required=True)
    hours = ma.fields.String(required=True)
    brings_m = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True, validate=validate.OneOf(_STATES))
    created_at = ma.fields.AwareDateTime(required=True)
    photo = ma.fields.Nested(
        GiftPicture,
        required=True,
        allow_none=True,
        metadata={"description": "gone with the gift; another picture has other addresses"},
    )
    cell = ma.fields.Nested(GiftCell, required=True)
    area = ma.fields.Nested(GiftArea, required=True, allow_none=True)


class ListedGiftAnswer(GiftAnswer):
    """A gift of the list; with a place, how far away its public place is."""

    distance_m = ma.fields.Float()


class SeenGiftAnswer(GiftAnswer):
    """A gift as this caller may read it: more for its giver, and for whom something is kept."""

    address = ma.fields.String()
    location = ma.fields.Nested(PointSchema)
    reservations = ma.fields.List(ma.fields.Nested(ReservationAnswer))


GiftPage = page_schema(ListedGiftAnswer, "Gifts")
