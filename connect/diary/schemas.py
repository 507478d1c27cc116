"""The diary and the figures in JSON."""

import marshmallow as ma

from connect.foundation.rest import Line, Page, page_schema


class DiaryQuery(Page):
    """How the diary is cut, and of which province."""

    province = Line(
        most=12,
        load_default=None,
        metadata={"description": "The code of a province", "example": "79"},
    )


class GivenAnswer(ma.Schema):
    """One thing that was given, in the public words of the request."""

    category = ma.fields.String(required=True, metadata={"example": "food"})
    goods = ma.fields.String(required=True, metadata={"example": "Gạo"})
    quantity = ma.fields.String(required=True, metadata={"example": "5 kg"})


class DiaryAnswer(ma.Schema):
    """A thank-you note. Names are given names, of those who agreed; the place is a ward."""

    id = ma.fields.UUID(required=True)
    text = ma.fields.String(required=True, metadata={"example": "Cảm ơn con nhiều lắm."})
    given = ma.fields.List(ma.fields.Nested(GivenAnswer), required=True)
    place = ma.fields.String(
        required=True,
        allow_none=True,
        metadata={"example": "Phường Tân Hưng, Thành phố Hồ Chí Minh"},
    )
    ward_code = ma.fields.String(required=True, allow_none=True)
    province_code = ma.fields.String(required=True, allow_none=True)
    author = ma.fields.String(required=True, allow_none=True, metadata={"example": "Tư"})
    helper = ma.fields.String(required=True, allow_none=True, metadata={"example": "Hương"})
    photo = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "The address of a JPEG"}
    )
    url = ma.fields.String(required=True)
    shown_at = ma.fields.AwareDateTime(required=True)


DiaryPage = page_schema(DiaryAnswer, "Diary")


class FiguresAnswer(ma.Schema):
    """Households: waiting now, helped since midnight in Viet Nam, helped since the beginning."""

    open_now = ma.fields.Integer(required=True)
    helped_today = ma.fields.Integer(required=True)
    helped = ma.fields.Integer(required=True)


class ProvinceFiguresAnswer(FiguresAnswer):
    """The figures of a province."""

    code = ma.fields.String(required=True, metadata={"example": "79"})
    name = ma.fields.String(required=True, metadata={"example": "Thành phố Hồ Chí Minh"})


class CountedAnswer(FiguresAnswer):
    """The figures of all, and of each province that has any. At most half a minute old."""

    provinces = ma.fields.List(ma.fields.Nested(ProvinceFiguresAnswer), required=True)
