"""The gifts of the demo: what some people give away, and for whom something of it is kept."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import NamedTuple

from flask import current_app

from connect.accounts import Account
from connect.cli.demo.cast import COORDINATOR, RESIDENT, SHOPKEEPER, VOLUNTEER
from connect.cli.demo.drawings import drawing
from connect.foundation.clock import HOME_ZONE
from connect.foundation.database import db
from connect.foundation.pictures import read_picture
from connect.geo import Whereabouts
from connect.giving import (
    LEASE,
    Gift,
    GiftDetails,
    GiftState,
    Held,
    Reservation,
    keep_listed,
    mark_of,
    put,
)
from connect.responders import ResponderDetails, responders_of, vouch

HOW_MANY, DRAW_EVERY = 48, 4
_HOUR = timedelta(hours=1)


class _Thing(NamedTuple):
    """What is given, how much of it, and more about it."""

    what: str
    amount: int
    unit: str
    note: str
    category: str = ""
    drawn: str = "box"


_THINGS = (
    _Thing("Sách giáo khoa lớp 5", 12, "quyển", "Còn mới, đã bọc bìa.", "", "books"),
    _Thing("Laptop cũ cho bé học trực tuyến", 1, "", "Pin yếu, cắm điện dùng tốt.",
           "school_supplies", "laptop"),
    _Thing("Quần áo trẻ em 3 đến 5 tuổi", 2, "túi", "Đã giặt sạch.", "other", "shirt"),
    _Thing("Rau muống và cải nhà trồng", 10, "bó", "Cắt sáng nay.", "food", "greens"),
    _Thing("Vở ô ly", 20, "quyển", "", "school_supplies", "books"),
    _Thing("Sữa bột cho bé trên 1 tuổi", 3, "hộp", "Còn hạn tới năm sau.", "food"),
    _Thing("Truyện tranh và sách thiếu nhi", 15, "cuốn", "Bé nhà đọc hết rồi.",
           "school_supplies", "books"),
    _Thing("Bàn học gấp", 1, "cái", "Một chân hơi lỏng, vặn lại là được.", "school_supplies"),
    _Thing("Khẩu trang y tế", 6, "hộp", "", "medicine"),
    _Thing("Máy tính bảng 7 inch", 1, "", "Màn hình có vết xước nhỏ.", "school_supplies", "laptop"),
    _Thing("Áo mưa và áo ấm người lớn", 5, "cái", "", "other", "shirt"),
    _Thing("Bí đỏ", 8, "trái", "Quê gửi lên nhiều quá.", "food", "greens"),
)  # fmt: skip
_THANKS = "Bé nhà em mừng lắm. Cảm ơn anh chị nhiều."
_HOURS = ("sau 17 giờ", "buổi sáng", "cuối tuần", "")


def give_gifts(
    accounts: Mapping[str, uuid.UUID],
    helpers: Iterable[ResponderDetails],
    now: datetime,
    seed: int,
) -> None:
    """Puts them on the list, inside the transaction of the demo: one thing for each giver.

    The givers are the cast and volunteers; what is kept is kept for those who come after them.
    """
    dice = Random(seed)
    cast = {VOLUNTEER.phone, SHOPKEEPER.phone}
    own = [one for one in helpers if one.phone in cast]
    others = [one for one in helpers if one.kind == "volunteer" and one.phone not in cast]
    givers = [*own, *dice.sample(others, HOW_MANY - len(own))]
    ids = [accounts[one.phone or ""] for one in givers]
    known = {one.id: one for one in db.session.query(Account).where(Account.id.in_(ids))}
    resident = db.session.get_one(Account, accounts[RESIDENT.phone])
    # Nobody takes their own: the cast gives first.
    takers = [resident, *(known[id_] for id_ in ids[len(own) :])]
    fates = cycle(_FATES)
    _vouch_for([ids[number] for number in range(0, len(givers), DRAW_EVERY)][1:], accounts)
    for number, (giver, thing) in enumerate(zip(givers, cycle(_THINGS), strict=False)):
        gift = _put(giver, known[ids[number]], thing, now, dice, drawn=number % DRAW_EVERY == 0)
        fate = next(fates)
        if fate is not None:
            _keep(gift, takers[number % len(takers)], fate, now, dice)
        keep_listed(gift)


def _vouch_for(givers: Iterable[uuid.UUID], accounts: Mapping[str, uuid.UUID]) -> None:
    """Their pictures are seen at once; those of others wait for a coordinator."""
    coordinator = db.session.get_one(Account, accounts[COORDINATOR.phone])
    for giver in givers:
        for own in responders_of(giver):
            vouch(own.id, coordinator)


# What has become of it: nobody has asked yet, or something of it is or was kept.
_FATES: tuple[Held | None, ...] = (
    Held.RESERVED, Held.SETTLED, None, None, Held.COLLECTED, None, Held.RELEASED, None, None,
)  # fmt: skip


def _put(
    giver: ResponderDetails,
    account: Account,
    thing: _Thing,
    now: datetime,
    dice: Random,
    *,
    drawn: bool,
) -> Gift:
    today = now.astimezone(HOME_ZONE).date()
    details = GiftDetails(
        what=thing.what,
        amount=thing.amount,
        unit=thing.unit,
        note=thing.note,
        category=thing.category,
        where=Whereabouts(point=giver.point, address=giver.address),
        first_day=today,
        last_day=today + timedelta(days=dice.randint(3, 14)),
        hours=dice.choice(_HOURS),
        brings_m=dice.choice((0, 0, 0, 1_000, 3_000)),
        picture=read_picture(drawing(thing.drawn, dice)) if drawn else None,
    )
    gift = put(details, account, current_app.config["CONNECT"])
    gift.created_at = now - dice.uniform(3, 40) * _HOUR
    return gift


def _keep(gift: Gift, taker: Account, state: Held, now: datetime, dice: Random) -> None:
    """Part of it for one; with what is collected, all of a single thing has gone."""
    amount = 1 if gift.amount == 1 else dice.randint(1, gift.amount // 2)
    active = state in (Held.RESERVED, Held.SETTLED)
    begun = now - dice.uniform(0.5, 2.5) * _HOUR
    db.session.add(
        Reservation(
            gift_id=gift.id,
            taker_id=taker.id,
            taker_mark=mark_of(taker.phone, None),
            nth=1,
            amount=amount,
            state=state,
            giver_agreed=state != Held.RESERVED,
            taker_agreed=True,
            created_at=begun,
            lapses_at=begun + LEASE,
            remind_at=begun + LEASE / 2 if active else None,
            ended_at=None if active else now - 0.2 * _HOUR,
            thanks=_THANKS if state == Held.COLLECTED else "",
        )
    )
    if state != Held.RELEASED:
        gift.available -= amount
    if state == Held.COLLECTED and not gift.available:
        gift.state, gift.ended_at = GiftState.COLLECTED, now
