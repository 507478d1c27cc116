"""Situations with something more: a group, shops, a gift, thanks, a report."""

from datetime import timedelta

from flask import Flask

from connect import diary, hotlines, responders, shopping
from connect.accounts import block_each, blocks_by
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, transaction
from connect.foundation.pictures import read_picture
from connect.geo import Point, Whereabouts
from connect.giving import GiftPhoto, taking
from connect.giving import service as giving_service
from connect.giving.reading import show
from connect.giving.service import GiftDetails
from connect.giving.states import Side
from connect.help_requests.access import Standing
from connect.help_requests.models import RequestItem
from connect.help_requests.viewer import View
from connect.moderation import service as moderation_service
from connect.moderation.models import Reason, Verdict
from connect.moderation.people import service as people_service
from connect.moderation.people.models import PersonReport
from connect.moderation.people.models import Verdict as PersonVerdict
from connect.responders import Responder, members, membership
from connect.suppliers import entries, merges, reports
from connect.suppliers.models import Trouble
from tests.diary.pictures import a_picture
from tests.people import People
from tests.situations import (
    HERE,
    REQUESTER,
    SECRETS,
    Situation,
    a_group,
    a_helper,
    a_hotline,
    help_from,
    request_now,
)
from tests.suppliers.orders import an_order


def with_members(app: Flask, people: People, here: Situation) -> Situation:
    """Hương also has a group, of which Minh is a member, and to which somebody is invited."""
    owner, joined, invited = people.huong, people.minh, people.nobody
    with app.test_request_context():
        group = a_group(owner.account(), joined.account(), available=False)
        [member] = membership.members_of(group.id)
        invitation = members.invite(owner.account(), group.id, invited.phone)
        return here._replace(
            responder_id=group.id, member_id=member.id, invitation_id=invitation.id
        )


def with_order(app: Flask, people: People, here: Situation) -> Situation:
    """And an order for the shops of the request's province."""
    with app.test_request_context():
        order = responders.write_order(people.root.account(), an_order())
        return here._replace(order_id=order.id)


def with_hotline(app: Flask, people: People, here: Situation) -> Situation:
    """There is also a number for the province of the request."""
    root = people.root
    with app.test_request_context():
        hotline = hotlines.add(root.account(), a_hotline(area_code="79"))
        return here._replace(hotline_id=hotline.id)


def with_entries(app: Flask, people: People, here: Situation) -> Situation:
    """There are also shops from a file: one that Minh asks for, one like it, two made one."""
    point = Point(HERE.lat + 0.002, HERE.lon)
    names = ("Nhà thuốc Long Châu", "NT Long Chau 12", "Chợ Tân Hưng", "Cho Tan Hung")
    told = {"kind": "supplier", "point": point, "phone": "+84987654321", "categories": ["medicine"]}
    with app.test_request_context():
        responders.save_imported(
            [(f"node/{n}", a_helper(**told, name=name)) for n, name in enumerate(names)]
        )
        found = db.session.query(Responder).filter(Responder.source_id.startswith("node/"))
        shop, twin, stays, gone = (one.id for one in found.order_by(Responder.source_id))
        claim = entries.ask(people.minh.account(), shop, "Gọi cho tôi.")
        merges.merge(people.root.account(), stays, gone)
        reports.report(shop, Trouble.HOURS, "", "0" * 64)
        return here._replace(shop_id=shop, twin_id=twin, claim_id=claim.id, gone_id=gone)


def with_goods(app: Flask, people: People, here: Situation) -> Situation:
    """Hương also keeps a shop that has rice."""
    owner = people.huong
    with app.test_request_context():
        rice = responders.GoodDetails(name="Gạo")
        shop = help_from(owner.account(), kind="supplier", name="Tạp hoá", goods=[rice])
        return here._replace(responder_id=shop.id, good_id=shop.goods[0].id)


def with_branches(app: Flask, people: People, here: Situation) -> Situation:
    """Hương also has an organisation, under which her shop stands, which has rice."""
    owner = people.huong
    told = {"kind": "supplier", "name": "Tạp hoá", "point": Point(HERE.lat + 0.001, HERE.lon)}
    with app.test_request_context():
        group = a_group(owner.account(), available=False)
        details = a_helper(
            **told, goods=[responders.GoodDetails(name=name) for name in ("Gạo", "Trứng")]
        )
        shop = responders.register(owner.account(), details, group.id)
        return here._replace(responder_id=shop.id, organisation_id=group.id)


def with_thanks(app: Flask, people: People, here: Situation, state: str) -> Situation:
    """Bà Tư has thanked Hương for it, with a picture that is as small as a picture can be."""
    author, helper = people.ba_tu, people.huong
    with app.test_request_context(), transaction():
        entry = diary.Entry(
            request_id=here.request_id,
            author_id=author.id,
            helper_id=helper.id,
            state=state,
            shown_at=utcnow() if state == diary.State.SHOWN else None,
            text="Cảm ơn con.",
            given=[{"category": "food", "goods": "Gạo", "quantity": "5 kg"}],
            ward_code="27475",
            province_code="79",
            has_photo=True,
        )
        db.session.add(entry)
        db.session.flush()
        db.session.add(diary.Photo(entry_id=entry.id, jpeg=b"\xff\xd8", width=1, height=1))
        return here._replace(entry_id=entry.id)


def with_shopping(app: Flask, people: People, here: Situation) -> Situation:
    """It also asks for shopping, with a list, and with a receipt of whoever took it."""
    with app.test_request_context(), transaction():
        request = request_now(here.request_id)
        category = db.session.query(responders.Category).filter_by(code="shopping").one()
        request.items.append(RequestItem(category=category, position=1))
        line = shopping.ShoppingLine(code="rice", goods="Gạo ST25", quantity="5 kg")
        db.session.add(
            shopping.ShoppingList(
                request_id=request.id, budget=300_000, notes=SECRETS["list"], lines=[line]
            )
        )
        db.session.flush()
        taken = [one for one in request.assignments if one.claimed_at is not None]
        for case in taken:
            db.session.add(shopping.Trip(assignment_id=case.id, request_id=request.id, cost=9_000))
            db.session.flush()
            photo = {"jpeg": b"\xff\xd8", "width": 1, "height": 1}
            db.session.add(shopping.Receipt(assignment_id=case.id, **photo))
    return here


def with_report(app: Flask, people: People, here: Situation, disputed: str = "") -> Situation:
    """Somebody has reported it; with `disputed` Chị Lan has closed it, and Bà Tư disagrees."""
    with app.test_request_context():
        request, lan = request_now(here.request_id), people.chi_lan.account()
        seen = View(request, people.nobody.account(), frozenset((Standing.STRANGER,)))
        moderation_service.report(seen, Reason.FRAUD, "Đòi tiền.", "0" * 64)
        if not disputed:
            return here
        judged = moderation_service.decide(lan, request.id, Verdict.CLOSED, "Ba người nói vậy.")
        own = View(request, people.ba_tu.account(), REQUESTER)
        moderation_service.appeal(own, "Tôi không đòi tiền ai.")
        return here._replace(judgement_id=judged.id)


def with_block(app: Flask, people: People, here: Situation) -> Situation:
    """Bà Tư does not want to meet somebody whom she met at her request."""
    tu, other = people.ba_tu.phone, people.nobody.phone
    with app.test_request_context():
        own = {SECRETS["phone"]: True, tu: True}
        block_each(own, {other: True}, met="helper", met_id=here.request_id)
        return here._replace(act_id=blocks_by(tu)[0].act_id)


def with_reported_person(app: Flask, people: People, here: Situation, then: str = "") -> Situation:
    """Minh has reported Bà Tư, by whose request he saw her.

    With `then` Chị Lan has suspended her; `disputed`, and she disagrees.
    """
    lan, tu, url = people.chi_lan, people.ba_tu, f"/api/v1/people/requester/{here.request_id}"
    told = people.minh.client.post(f"{url}/report", json={"reason": "unkind"})
    assert told.status_code == 200
    with app.test_request_context():
        [report] = db.session.query(PersonReport)
        here = here._replace(report_id=report.id)
        if not then:
            return here
        suspended = people_service.decide(
            lan.account(), report.id, PersonVerdict.SUSPENDED, "Hai người nói vậy.", 7
        )
        if then == "disputed":
            people_service.appeal(tu.account(), suspended.id, "Tôi không mắng ai.")
        return here._replace(decision_id=suspended.id)


# What must have become of a reservation before one does this with it.
HELD_BEFORE = {
    "agree": "reserved",
    "release": "settled",
    "collected": "settled",
    "no-show": "settled",
    "thanks": "collected",
}


def with_unseen_gift(app: Flask, people: People, here: Situation) -> Situation:
    """Hương also gives rice, with a picture that no coordinator has looked at yet."""
    return with_gift(app, people, here, looked_at=False)


def with_gift(
    app: Flask,
    people: People,
    here: Situation,
    held: str = "",
    giver: str = "huong",
    *,
    looked_at: bool = True,
) -> Situation:
    """Hương also gives rice, with a picture that a coordinator has looked at, or has still to.

    With `held` a part of it is kept for the request, which is open. When Minh gives it, Hương is
    who takes it.
    """
    gives, takes = getattr(people, giver), people.huong if giver == "minh" else people.ba_tu
    today = utcnow().astimezone(HOME_ZONE).date()
    with app.test_request_context():
        details = GiftDetails(
            what="Gạo",
            amount=5,
            unit="kg",
            where=Whereabouts(point=HERE, address=SECRETS["door"]),
            first_day=today,
            last_day=today + timedelta(days=7),
            picture=read_picture(a_picture(8, 8)),
        )
        gift = giving_service.offer(details, gives.account(), app.config["CONNECT"])
        photo_id = db.session.query(GiftPhoto).filter_by(gift_id=gift.id).one().id
        if looked_at:
            show(photo_id, people.root.account())
        gift_id, here = gift.id, here._replace(photo_id=photo_id)
        if not held:
            return here._replace(gift_id=gift_id)
        request_id = None if giver == "minh" else here.request_id
        kept_id = taking.reserve(gift_id, 1, takes.account(), request_id).id
        if held != "reserved":
            taking.agree(kept_id, Side.GIVER, str(gives.id))
        if held == "collected":
            taking.collect(kept_id, Side.GIVER, str(gives.id))
        return here._replace(gift_id=gift_id, reservation_id=kept_id)
