"""Situations that many tests start from, made through the services like everything else."""

import math
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any, NamedTuple

from flask import Flask

from connect import accounts as accounts_room
from connect import consents, diary, hotlines, maps, responders, shopping
from connect.accounts import Account, block, block_each, blocks_by
from connect.accounts import service as accounts
from connect.conversations.access import own_conversation
from connect.conversations.service import write
from connect.desk import service as desk_service
from connect.desk.looking import look_at
from connect.foundation.audit_seals import seal_entries
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, transaction
from connect.foundation.pictures import read_picture
from connect.geo import Outline, Point, Whereabouts, keep_outlines, read_area
from connect.giving import GiftPhoto, taking
from connect.giving import service as giving_service
from connect.giving.reading import show
from connect.giving.service import GiftDetails
from connect.giving.states import Side
from connect.help_requests import (
    CloseReason,
    HelpRequest,
    ItemDetails,
    RequestDetails,
    assignments,
    holding,
    keep_time,
    offering,
    open_request,
    queries,
    service,
)
from connect.help_requests.access import Standing
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import keep_listed
from connect.help_requests.models import Assignment, RequestItem
from connect.help_requests.silence import Silence
from connect.help_requests.viewer import View, standings
from connect.intake import service as intake_service
from connect.intake.models import Way
from connect.intake.work_orders import print_order
from connect.moderation import service as moderation_service
from connect.moderation.models import Reason, Verdict
from connect.moderation.people import service as people_service
from connect.moderation.people.models import PersonReport
from connect.moderation.people.models import Verdict as PersonVerdict
from connect.notifications import mute_phone
from connect.notifications.preferences_api import A_BROWSER
from connect.responders import Responder, ResponderDetails, members, membership
from connect.responders import service as service_of_responders
from connect.sms_intake.service import Incoming, receive
from connect.suppliers import claims, duplicates, entries, merges, reports
from connect.suppliers.models import Trouble
from tests.diary.pictures import a_picture
from tests.people import BEN_THANH, DISTRICT_7, People, Person
from tests.suppliers.orders import an_order

# What nobody but those involved may read of the request that `a_need` describes.
SECRETS = {
    "phone": "+84912345699",
    "name": "Hoàng Thị Canary",
    "description": "cửa xanh, chuông hỏng, mật khẩu sầu riêng",
    "address": "số nhà 1243/77 đường Kín",
    "note": "bấm chuông tầng ba nhà bà Canary",
    "message": "chìa khoá dưới chậu cây sứ",
    "list": "mua giống lần trước cho bà Canary",
    "door": "số 77/12 đường Giấu, cửa Canary",
}
HERE = Point(DISTRICT_7["lat"], DISTRICT_7["lon"])
CLAIMANT = frozenset((Standing.STRANGER, Standing.MEMBER, Standing.CLAIMANT))
REQUESTER = frozenset((Standing.STRANGER, Standing.REQUESTER))
COORDINATOR = frozenset((Standing.STRANGER, Standing.MEMBER, Standing.COORDINATOR))


class Situation(NamedTuple):
    """A request of Bà Tư in some state; Hương was asked, and went for it where it was claimed."""

    request_id: uuid.UUID
    manage_token: str
    reply_token: str
    offer_id: uuid.UUID
    responder_id: uuid.UUID
    member_id: uuid.UUID | None = None
    invitation_id: uuid.UUID | None = None
    hotline_id: uuid.UUID | None = None
    order_id: uuid.UUID | None = None
    entry_id: uuid.UUID | None = None
    shop_id: uuid.UUID | None = None
    twin_id: uuid.UUID | None = None
    claim_id: uuid.UUID | None = None
    gone_id: uuid.UUID | None = None
    good_id: int | None = None
    gift_id: uuid.UUID | None = None
    photo_id: uuid.UUID | None = None
    reservation_id: uuid.UUID | None = None
    organisation_id: uuid.UUID | None = None
    judgement_id: uuid.UUID | None = None
    act_id: uuid.UUID | None = None
    report_id: uuid.UUID | None = None
    decision_id: uuid.UUID | None = None


def a_need(**changes: Any) -> RequestDetails:
    """One item of food at one place, with a secret in every private field."""
    told: dict[str, Any] = {
        "items": [
            ItemDetails(category="food", goods="Gạo", quantity="5 kg", note=SECRETS["note"]),
        ],
        "phone": SECRETS["phone"],
        "name": SECRETS["name"],
        "description": SECRETS["description"],
        "where": Whereabouts(point=HERE, address=SECRETS["address"]),
        "people": 2,
    }
    return RequestDetails(**(told | changes))


def a_helper(**changes: Any) -> ResponderDetails:
    """A volunteer in Bến Thành who brings food up to ten kilometres."""
    told: dict[str, Any] = {
        "kind": "volunteer",
        "name": "Hương",
        "point": Point(BEN_THANH["lat"], BEN_THANH["lon"]),
        "categories": ["food"],
        "radius_m": 10_000.0,
        "capacity": 3,
    }
    return ResponderDetails(**(told | changes))


def a_hotline(**changes: Any) -> hotlines.HotlineDetails:
    """The health post of the country, at a number that nobody has checked."""
    told: dict[str, Any] = {"name_vi": "Trạm y tế", "phones": ["115"], "topics": ["covid"]}
    return hotlines.HotlineDetails(**(told | changes))


def known_to_the_ward(*accounts: Account) -> None:
    """A coordinator vouches for these; nothing of theirs is in the index of offers yet."""
    with transaction():
        db.session.add_all(responders.Vouch(account_id=account.id) for account in accounts)


def help_from(account: Account, **changes: Any) -> Responder:
    """Registers a responder of this account."""
    return responders.register(account, a_helper(**changes))


def a_group(owner: Account, *joining: Account, **changes: Any) -> Responder:
    """An organisation of `owner` that these have joined; in a request context."""
    named = {"kind": "organisation", "name": "Bếp Yêu Thương"} | changes
    group = help_from(owner, **named)
    for account in joining:
        members.accept(account, members.invite(owner, group.id, account.phone).id)
    return group


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


def ask(app: Flask, account: Account | None = None, **changes: Any) -> HelpRequest:
    """Opens a request, by an account or without one."""
    return open_request(a_need(**changes), account, app.config["CONNECT"])


def situation(app: Flask, people: People, state: str) -> Situation:
    """Bà Tư's request, which Hương was asked for, in this state."""
    helper, asker = people.huong, people.ba_tu
    with app.test_request_context():
        huong, ba_tu = helper.account(), asker.account()
        responder = help_from(huong)
        request = ask(app, ba_tu)
        offer = db.session.query(Assignment).filter_by(request_id=request.id).one()
        made = Situation(
            request.id,
            queries.manage_token(request),
            queries.reply_token(request),
            offer.id,
            responder.id,
        )
        if state == Status.HELD:
            keep_back(request.id)
        elif state != Status.OPEN:
            assignments.accept(offer.id, huong)
            say(request.id, SECRETS["message"], ba_tu)
        if state in (Status.DELIVERED, Status.FULFILLED):
            assignments.deliver(request.id, huong, CLAIMANT)
        if state == Status.FULFILLED:
            service.confirm(request.id, ba_tu, REQUESTER)
        if state == Status.CLOSED:
            service.close(request.id, CloseReason.WITHDRAWN, ba_tu, REQUESTER)
        assert request_now(request.id).status == state
        return made


def keep_back(request_id: uuid.UUID) -> None:
    """Holds an open request, as one of too many whose phone nobody has proved."""
    with transaction():
        request = request_now(request_id)
        request.verified = False
        offering.withdraw_offers(request_id)
        holding.hold(request)


def say(request_id: uuid.UUID, body: str, account: Account) -> None:
    """Writes to the other side, as an account that has one."""
    request = request_now(request_id)
    own = own_conversation(View(request, account, standings(request, account, [])))
    write(own, body)


def request_now(request_id: uuid.UUID) -> HelpRequest:
    """The row as the database holds it now."""
    db.session.expire_all()
    request = db.session.get(HelpRequest, request_id)
    assert request is not None
    return request


def responder_now(responder_id: uuid.UUID) -> Responder:
    """The row as the database holds it now."""
    db.session.expire_all()
    responder = db.session.get(Responder, responder_id)
    assert responder is not None
    return responder


def assignments_of(request_id: uuid.UUID) -> list[Assignment]:
    """Whoever was asked for a request or took it, oldest first."""
    db.session.expire_all()
    return list(
        db.session.query(Assignment)
        .filter_by(request_id=request_id)
        .order_by(Assignment.created_at)
    )


def live_through(span: timedelta) -> Counter[str]:
    """Keeps time for so long, now and then, as the worker would; how many of each."""
    done: Counter[str] = Counter()
    start, pause = utcnow(), min(span / 2, timedelta(days=1))
    for round_ in range(1, math.ceil(span / pause)):
        done.update(keep_time(start + round_ * pause))
    return done + Counter(keep_time(start + span))


def long_silent(request_id: uuid.UUID) -> None:
    """The request was asked about, then hidden, and its last wait is over."""
    with transaction():
        request = request_now(request_id)
        request.silence, request.silence_due_at = Silence.HIDDEN, utcnow()
        keep_listed(request)


def age(request_id: uuid.UUID, by: timedelta) -> None:
    """Moves the last change of a request into the past."""
    with transaction():
        request = request_now(request_id)
        request.status_at -= by
        request.created_at -= by
        if request.silence_due_at is not None:
            request.silence_due_at -= by
    assert request_now(request_id).status_at < utcnow()


def at_the_desk(coordinator: Person, request_id: uuid.UUID) -> View:
    """A request as a coordinator of its area stands to it; in a request context."""
    return View(request_now(request_id), coordinator.account(), COORDINATOR)


def a_ward(code: str = "27475") -> dict[str, Outline]:
    """A ward whose outline is a square around `HERE`."""
    west, south, east, north = 106.70, 10.72, 106.74, 10.75
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {code: read_area(code, {"type": "Polygon", "coordinates": [ring]})[1]}


def fill_intake(app: Flask, people: People, here: Situation) -> None:
    """A call for somebody else, a blank sheet, and a work order for a request that was taken."""
    lan = people.chi_lan.account()
    called = intake_service.Taking(way=Way.PHONE, speaks="+84912345696", reporter_name="Anh Sáu")
    intake_service.take_down(a_need(), called, lan, app.config["CONNECT"])
    intake_service.print_sheets(1, lan)
    print_order(at_the_desk(people.chi_lan, here.request_id))


def fill_every_table(app: Flask, people: People) -> None:
    """At least one row in each table, by the services and the API."""
    here = situation(app, people, Status.CLAIMED)
    with_thanks(app, people, here, diary.State.SHOWN)
    with_shopping(app, people, here)
    with_gift(app, people, here, "settled", giver="minh")
    here = with_entries(app, people, here)
    with app.test_request_context():
        assert here.shop_id is not None
        assert here.twin_id is not None
        claims.send_code(people.huong.account(), here.shop_id)
        duplicates.find_doubles(utcnow())
        removed = responders.register(people.shop.account(), a_helper(kind="supplier"))
        with transaction():
            removed.source_id = "node/9"
        service_of_responders.remove(people.shop.account(), removed.id)
        accounts.sign_up(phone="+84912345698", name="Người mới", password="mật khẩu dài")
        block(blocker_phone="+84912345698", blocked_phone="+84912345697")
        good = responders.GoodDetails(name="Gạo", price=20_000)
        group = a_group(people.huong.account(), people.minh.account())
        responders.register(people.minh.account(), a_helper(kind="supplier"), group.id)
        shop = {"kind": "supplier", "name": "Tạp hoá", "delivers": True}
        sold_at = help_from(people.shop.account(), goods=[good], **shop)
        responders.vouch(sold_at.id, people.chi_lan.account())
        seen = reports.Seen("rice", "Gạo", 60_000)
        reports.report(sold_at.id, Trouble.PRICE, "một ký", "0" * 64, seen)
        maps.count_changes()
        with transaction():
            keep_outlines(a_ward())
        twice = at_the_desk(people.chi_lan, ask(app).id)
        desk_service.note(twice, "Con trai gọi lại lúc sáu giờ.")
        desk_service.not_reached(twice, None)
        look_at(twice.request.id, people.chi_lan.account())
        desk_service.merge(twice, at_the_desk(people.chi_lan, ask(app).id))
        fill_intake(app, people, here)
        hotlines.add(people.root.account(), a_hotline())
        with_report(app, people, here._replace(request_id=ask(app).id), "disputed")
        reported = ask(app, people.ba_tu.account()).id
    with_reported_person(app, people, here._replace(request_id=reported), "disputed")
    with app.test_request_context():
        responders.write_order(people.root.account(), an_order())
        with transaction():
            db.session.add(shopping.Withdrawal(phone_key="0" * 64, at=utcnow()))
            consents.record(
                consents.Purpose.PHONE,
                given=True,
                channel=consents.Channel.WEB,
                request_id=here.request_id,
            )
        kept_back = ask(app).id
        keep_back(kept_back)
        accounts_room.send_phone_code(kept_back, SECRETS["phone"])  # also counts a code
        seal_entries(utcnow() + timedelta(hours=1))
    answer = people.minh.client.post(
        "/api/v1/responders",
        json={
            "kind": "volunteer",
            "name": "Minh",
            "location": BEN_THANH,
            "categories": ["medicine"],
            "radius_m": 1000,
            "capacity": 1,
        },
        headers={"Idempotency-Key": "minh"},
    )
    assert answer.status_code == 201
    moved = people.minh.client.patch(
        f"/api/v1/responders/{answer.get_json()['id']}", json={"radius_m": 2000}
    )
    assert moved.status_code == 200
    for path, told in (
        ("email", {"address": "minh@example.org"}),
        ("push-subscriptions", A_BROWSER),
    ):
        answer = people.minh.client.post(f"/api/v1/me/{path}", json=told)
        assert answer.status_code in (201, 202)
    with app.test_request_context():
        mute_phone("+84912345698")
        receive(Incoming("a message", "0912 345 697", "GIUP GAO"), app.config["CONNECT"])
