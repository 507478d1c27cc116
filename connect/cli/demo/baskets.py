"""The shopping lists of the demo: what those who ask for shopping have written down."""

from random import Random

import sqlalchemy as sa

from connect.foundation.database import db
from connect.goods import goods_in
from connect.help_requests import HelpRequest, Status
from connect.shopping import ShoppingLine, ShoppingList

HOW_MANY = 60
_WANTED = (
    ("Gạo", "5 kg", 120_000),
    ("Trứng gà", "1 vỉ", 45_000),
    ("Rau muống", "2 bó", 30_000),
    ("Sữa hộp", "4 hộp", 40_000),
    ("Thịt heo", "500 g", 90_000),
    ("Mì gói", "10 gói", 60_000),
    ("Nước mắm", "1 chai", 45_000),
    ("Giấy vệ sinh", "1 lốc", 50_000),
    ("Cá basa", "1 kg", 80_000),
    ("Chanh", "nửa ký", 20_000),
)
_NOTES = (
    "Sữa không đường giúp tôi.",
    "Rau gì tươi cũng được.",
    "Để ở chốt bảo vệ rồi gọi tôi xuống.",
    "Nhà có người ăn chay ngày rằm.",
    "",
    "",
)


def write_lists(seed: int) -> None:
    """Writes them, inside the transaction of the demo, for some who still wait or are being helped.

    What a list names is put together as people do: three to six things, and some room in the money.
    """
    dice = Random(seed)
    waiting = sa.select(HelpRequest).where(
        HelpRequest.status.in_((Status.OPEN, Status.CLAIMED)), HelpRequest.source_id.is_not(None)
    )
    found = db.session.scalars(waiting.order_by(HelpRequest.source_id))
    asked = [one for one in found if any(item.category.code == "shopping" for item in one.items)]
    for request in asked[:HOW_MANY]:
        chosen = dice.sample(_WANTED, dice.randint(3, 6))
        db.session.add(
            ShoppingList(
                request_id=request.id,
                budget=round(sum(price for *_words, price in chosen) * 1.2, -4),
                similar=dice.random() < 0.8,
                notes=dice.choice(_NOTES),
                lines=[_line(*one, at) for at, one in enumerate(chosen)],
            )
        )


def _line(goods: str, quantity: str, price: int, position: int) -> ShoppingLine:
    named = goods_in(goods)
    return ShoppingLine(
        position=position,
        code=named[0].code if len(named) == 1 else None,
        goods=goods,
        quantity=quantity,
        most_price=price if position % 2 else None,
    )
