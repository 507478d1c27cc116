"""The thanks of the demo: some of those who were helped have written, and a few have drawn."""

import io
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa
from PIL import Image, ImageDraw

from connect import geo
from connect.diary import Entry, Photo, State, given_name
from connect.foundation.database import db
from connect.foundation.pictures import read_picture
from connect.help_requests import HelpRequest, Status, last_delivery

HOW_MANY, STILL_WAITING, DRAW_EVERY = 40, 3, 4
_WORDS = (
    "Nhà em nhận được rồi, cảm ơn anh chị nhiều lắm. Chúc cả đội khỏe mạnh.",
    "Cảm ơn chú chạy xe giữa trưa nắng. Bà con ai cũng nhắc.",
    "Đồ còn tươi, gói kỹ, lại có thêm mấy trái chanh. Thương quá.",
    "Tối nay cả nhà có bữa cơm nóng. Cảm ơn bà con.",
    "Tôi già rồi không biết nói sao cho hết. Cảm ơn các con.",
    "Vừa đăng lên một lát là có người gọi. Ấm lòng lắm.",
    "Mấy đứa nhỏ mừng lắm. Hết dịch mời anh chị ghé nhà uống nước.",
    "Giao tới tận nơi, dặn dò kỹ lưỡng. Cảm ơn nhiều lắm.",
    "Lúc ngặt nghèo mới thấy hàng xóm quý. Cảm ơn mọi người.",
    "Em khỏe lại rồi, mai mốt em cũng sẽ đi phụ.",
)
_PAPER, _LINES = "#f7f1e3", ("#b3541e", "#2f6b3c", "#2b4c7e", "#8a5a9e")


def give_thanks(now: datetime, seed: int) -> None:
    """Writes them, inside the transaction of the demo; nearly all have been shown already."""
    dice = Random(seed)
    helped = sa.select(HelpRequest).where(
        HelpRequest.status == Status.FULFILLED, HelpRequest.source_id.is_not(None)
    )
    found = list(db.session.scalars(helped.order_by(HelpRequest.source_id)))
    for number, request in enumerate(dice.sample(found, min(HOW_MANY, len(found)))):
        shown = number >= STILL_WAITING
        _add(request, dice, now, shown=shown, drawn=number % DRAW_EVERY == 0)


def _add(request: HelpRequest, dice: Random, now: datetime, *, shown: bool, drawn: bool) -> None:
    delivery = last_delivery(request.id)
    place = geo.place_by_code((request.card["area"] or {}).get("code", ""))
    written = min(now, request.status_at + timedelta(hours=dice.uniform(0.5, 9)))
    entry = Entry(
        request_id=request.id,
        author_id=request.requester_id,
        helper_id=delivery.account_id if delivery else None,
        state=State.SHOWN if shown else State.WAITING,
        text=dice.choice(_WORDS),
        author_name=given_name(request.name) if dice.random() < 0.6 else "",
        given=request.card["items"],
        ward_code=place.code if place else None,
        province_code=place.province_code if place else None,
        written_at=written,
        shown_at=min(now, written + timedelta(hours=1)) if shown else None,
        has_photo=drawn,
    )
    db.session.add(entry)
    db.session.flush()
    if drawn:
        db.session.add(Photo(entry_id=entry.id, **read_picture(_drawing(dice))._asdict()))


def _drawing(dice: Random) -> bytes:
    """A child's drawing: a house, a sun, and somebody on the way to it."""
    picture = Image.new("RGB", (1200, 900), _PAPER)
    draw = ImageDraw.Draw(picture)
    ink = dice.sample(_LINES, len(_LINES))
    x = dice.randint(520, 700)
    draw.line((0, 700, 1200, 700 + dice.randint(-30, 30)), ink[0], 10)
    draw.rectangle((x, 420, x + 360, 700), outline=ink[1], width=12)
    draw.line((x - 40, 430, x + 180, 250, x + 400, 430), ink[2], 14, joint="curve")
    draw.rectangle((x + 140, 540, x + 230, 700), outline=ink[1], width=10)
    sun = dice.randint(90, 180)
    draw.ellipse((90, 80, 90 + sun, 80 + sun), outline="#d9961a", width=14)
    step = dice.randint(180, 320)
    draw.ellipse((step, 480, step + 70, 550), outline=ink[3], width=10)
    for line in ((35, 550, 35, 640), (35, 640, 0, 700), (35, 640, 75, 700), (-20, 590, 90, 580)):
        draw.line((step + line[0], line[1], step + line[2], line[3]), ink[3], 10)
    draw.rectangle((step + 90, 560, step + 150, 620), outline=ink[0], width=10)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
