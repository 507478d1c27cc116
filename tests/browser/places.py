"""Whom the town has: a group, shops and their branches, shops from a file, numbers to call."""

import uuid
from datetime import timedelta
from typing import Any

from connect import hotlines, responders
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.responders import Responder, members, membership
from connect.suppliers import duplicates, entries, merges
from tests.browser.ground import HERE, NEAR, Ground
from tests.situations import a_helper, a_hotline, help_from
from tests.suppliers.orders import BEN_THANH_WARD, an_order


def group(ground: Ground) -> Responder:
    """A kitchen of which one has become a member, and to which another is invited."""
    owner, joined, invited = ground.people.huong, ground.people.minh, ground.people.nobody
    kitchen = help_from(
        owner.account(), kind="organisation", name="Bếp Yêu Thương", categories=["food"]
    )
    for person in (joined, invited):
        invitation = members.invite(owner.account(), kitchen.id, person.phone)
        if person is joined:
            members.accept(joined.account(), invitation.id)
    assert membership.members_of(kitchen.id)
    return kitchen


def two_shops(ground: Ground) -> tuple[Responder, Responder]:
    """One that everybody knows, and one whose every word is long."""
    goods = [
        responders.GoodDetails(name="Gạo ST25", price=32_000),
        responders.GoodDetails(name="Sữa tươi không đường", stock="low", price=36_000),
        responders.GoodDetails(name="Khẩu trang", stock="out"),
    ]
    told: dict[str, Any] = {
        "kind": "supplier", "point": Point(HERE["lat"], HERE["lon"]), "phone": "+842838221234",
        "address": "45 Lâm Văn Bền, Phường Tân Hưng", "opening_hours": "Mo-Su 06:00-20:00",
        "delivers": True,
    }  # fmt: skip
    account = ground.people.shop.account()
    known = help_from(account, name="Tạp hoá Cô Sáu", goods=goods, **told)
    told |= {"opening_hours": "Mo-Fr 06:00-11:00,14:00-19:00; Sa 06:00-12:00; PH off"}
    goods += [responders.GoodDetails(name=ground.goods[:80]) for _more in range(4)]
    named = {"name": ground.name, "note": ground.name, "address": ground.name}
    long = help_from(account, goods=goods, **(told | named))
    with transaction():
        for good, days in zip(long.goods, (4, 20), strict=False):
            good.told_at = utcnow() - timedelta(days=days)
    return known, long


def shut_by_order(ground: Ground) -> Responder:
    """A shop of another ward, which is shut by an order until it is lifted."""
    shop = help_from(
        ground.people.shop.account(), kind="supplier", name="Nhà sách Bến Thành",
        point=Point(NEAR["lat"], NEAR["lon"]), categories=["school_supplies"],
        opening_hours="Mo-Su 08:00-20:00",
    )  # fmt: skip
    for changes in ({"last_day": None}, {"hours": "06:00-18:00", "reason": ground.name}):
        order = an_order(areas=[BEN_THANH_WARD], but_goods=["oxygen", "milk"], **changes)
        responders.write_order(ground.people.chi_lan.account(), order)
    over = responders.write_order(ground.people.chi_lan.account(), an_order())
    responders.lift_order(ground.people.chi_lan.account(), over.id)
    responders.keep_orders()
    return shop


def chain(ground: Ground) -> dict[str, uuid.UUID]:
    """An organisation of two shops; what one of them has was told days ago."""
    owner = ground.people.shop.account()
    told: dict[str, Any] = {
        "kind": "supplier", "phone": "+842838225678", "opening_hours": "Mo-Su 06:00-21:00",
        "categories": ["food"],
    }  # fmt: skip
    goods = [
        responders.GoodDetails(name="Gạo", price=18_000),
        responders.GoodDetails(name="Sữa", stock="low"),
        responders.GoodDetails(name=ground.goods[:80]),
    ]
    chain = help_from(owner, kind="organisation", name="Chuỗi Hạnh Phúc", available=False)
    made = []
    for number, street in enumerate(("15 Nguyễn Thị Thập", "102 Huỳnh Tấn Phát")):
        point = Point(HERE["lat"] + 0.02, HERE["lon"] + 0.01 * number)
        branch = a_helper(
            **told, name=f"Hạnh Phúc {number + 1}", address=street, point=point,
            goods=goods[: 3 - number],
        )  # fmt: skip
        made.append(responders.register(owner, branch, chain.id))
    with transaction():
        made[0].goods[1].told_at = utcnow() - timedelta(days=5)
    return {"chain": chain.id, "branch": made[0].id}


def shops_from_file(ground: Ground) -> dict[str, uuid.UUID]:
    """Shops from a file: one that a code can reach, one like it, one that was two."""
    told: dict[str, Any] = {
        "kind": "supplier", "point": Point(HERE["lat"] + 0.004, HERE["lon"]),
        "address": "469 Nguyễn Hữu Thọ", "categories": ["medicine"], "opening_hours": "24/7",
    }  # fmt: skip
    mobile, landline = "+84987654321", "+842838221188"
    rows = [
        ("node/1", a_helper(**told, name="Nhà thuốc Long Châu", phone=mobile)),
        ("node/2", a_helper(**told, name="NT Long Chau 12", phone=landline)),
        ("node/3", a_helper(**told, name=ground.name, phone=landline)),
        ("node/4", a_helper(**told, name=f"Chợ {ground.name}"[:80], phone=landline)),
    ]
    responders.save_imported(rows)
    found = db.session.query(Responder).filter(Responder.source_id.startswith("node/"))
    code, word, stays, gone = (one.id for one in found.order_by(Responder.source_id))
    words = "Tôi là con gái bà chủ. Gọi ra tiệm, hỏi Hoa."
    entries.ask(ground.people.minh.account(), word, words)
    entries.ask(ground.people.nobody.account(), stays, f"{ground.word} {ground.name}")
    duplicates.find_doubles(utcnow())
    merges.merge(ground.people.root.account(), stays, gone)
    return {"from_file": code, "by_word": word}


def numbers_to_call(ground: Ground) -> hotlines.Hotline:
    """Those of the country, one with long words, and one that was called to check it."""
    root = ground.people.root.account()
    hotlines.bring_national()
    hotlines.add(root, a_hotline(name_vi=ground.name, note_vi=ground.name, area_code="79"))
    checked = hotlines.add(root, a_hotline(area_code="27475", topics=["violence", "covid"]))
    hotlines.verify(root, checked.id, checked.phones)
    return checked
