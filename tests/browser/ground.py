"""The ground of the town: its people, its words, and how a request of it comes about."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from PIL import Image, ImageDraw

from connect.foundation.database import transaction
from connect.geo import Point, Whereabouts
from connect.help_requests import HelpRequest, ItemDetails, assignments, service
from connect.help_requests.lifecycle import CloseReason
from tests.people import BEN_THANH, DISTRICT_7, People
from tests.situations import CLAIMANT, REQUESTER, ask, say

HERE, NEAR = DISTRICT_7, BEN_THANH
NAMES = {
    "huong": "Lê Thị Hương", "minh": "Trần Quang Minh", "ba_tu": "Bà Tư", "shop": "Cô Sáu",
    "chi_lan": "Nguyễn Ngọc Lan", "nobody": "Phạm Văn Đức",
}  # fmt: skip
# As long as the forms allow, with the widest letters, and without a place to break.
LONG_NAME = "Nguyễn Phước Hoàng Thị Mỹ Thượng Nghiêm Quỳnh Như Tôn Nữ Công Huyền Trường Thạnh"
ONE_WORD = "Nghiêngnghiêng" * 5


class Ground:
    """Who lives here, and the words that they use.

    Some of them are as long as they may be, unless it is for `pictures`.
    """

    def __init__(self, app: Flask, people: People, *, pictures: bool = False) -> None:
        self.app, self.people = app, people
        self.name = "Hội Chữ thập đỏ" if pictures else LONG_NAME
        self.goods = "Rau củ" if pictures else LONG_NAME
        self.word = "Trứng" if pictures else ONE_WORD
        self.scanned: list[str] = []

    @contextmanager
    def as_someone(self) -> Iterator[None]:
        """A request context, in which everybody is called by the name here."""
        with self.app.test_request_context():
            accounts = {name: getattr(self.people, name).account() for name in NAMES}
            with transaction():
                for name, account in accounts.items():
                    account.name = NAMES[name]
            yield

    def request(self, state: str, asker: Any) -> HelpRequest:
        """A request of this account, in this state; Hương is who helps."""
        huong = self.people.huong.account()
        request = ask(
            self.app,
            asker,
            phone=asker.phone,
            name=asker.name,
            description="Nhà cuối hẻm, cửa xanh.",
            where=Whereabouts(point=Point(HERE["lat"], HERE["lon"]), address="12/3 Lâm Văn Bền"),
            items=[
                ItemDetails(category="food", goods="Gạo", quantity="5 kg", note="Gọi trước"),
                ItemDetails(category="food", goods="Sữa hộp", quantity="1 thùng"),
            ],
        )
        if state in ("claimed", "way", "delivered", "fulfilled"):
            assignments.claim(request.id, huong, CLAIMANT)
            say(request.id, "Cô ơi, nhà tôi ở cuối hẻm, cửa xanh.", asker)
            say(request.id, "Dạ, nửa giờ nữa cháu đến.", huong)
        if state == "way":
            assignments.set_out(request.id, huong, CLAIMANT)
        if state in ("delivered", "fulfilled"):
            assignments.deliver(request.id, huong, CLAIMANT)
        if state == "fulfilled":
            service.confirm(request.id, asker, REQUESTER)
        if state == "closed":
            service.close(request.id, CloseReason.WITHDRAWN, asker, REQUESTER)
        return request


def a_drawing() -> bytes:
    """A bowl of rice on a table, as nobody in particular drew it."""
    image = Image.new("RGB", (800, 600), "#fdf3e1")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 430, 800, 600), fill="#d9a066")
    draw.ellipse((250, 180, 550, 400), fill="#ffffff", outline="#c9c2b4", width=4)
    draw.chord((200, 150, 600, 500), 0, 180, fill="#2f6db5")
    draw.ellipse((300, 480, 500, 520), fill="#24568f")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
