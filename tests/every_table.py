"""A database with at least one row in each table."""

from datetime import timedelta

from flask import Flask

from connect import accounts as accounts_room
from connect import consents, diary, hotlines, maps, responders, shopping
from connect.accounts import block, second_factor
from connect.accounts import service as accounts
from connect.desk import service as desk_service
from connect.desk.looking import look_at
from connect.foundation.audit_seals import seal_entries
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Outline, keep_outlines, read_area
from connect.help_requests.lifecycle import Status
from connect.intake import service as intake_service
from connect.intake.models import Way
from connect.intake.work_orders import print_order
from connect.notifications import mute_phone
from connect.notifications.preferences_api import A_BROWSER
from connect.responders import service as service_of_responders
from connect.sms_intake.service import Incoming, receive
from connect.suppliers import claims, duplicates, reports
from connect.suppliers.models import Trouble
from tests.accounts.second_steps import turned_on
from tests.people import BEN_THANH, PASSWORD, People
from tests.situations import (
    SECRETS,
    Situation,
    a_group,
    a_helper,
    a_hotline,
    a_need,
    ask,
    at_the_desk,
    help_from,
    keep_back,
    situation,
)
from tests.situations_with import (
    with_entries,
    with_gift,
    with_report,
    with_reported_person,
    with_shopping,
    with_thanks,
)
from tests.suppliers.orders import an_order

WARD = "27475"


def a_ward() -> dict[str, Outline]:
    """A ward whose outline is a square around `HERE`."""
    west, south, east, north = 106.70, 10.72, 106.74, 10.75
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {WARD: read_area(WARD, {"type": "Polygon", "coordinates": [ring]})[1]}


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
        turned_on(people.shop)
        second_factor.begin(people.shop.id, people.shop.account().password_hash)
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
        ("email", {"address": "minh@example.org", "password": PASSWORD}),
        ("push-subscriptions", A_BROWSER),
    ):
        answer = people.minh.client.post(f"/api/v1/me/{path}", json=told)
        assert answer.status_code in (201, 202)
    with app.test_request_context():
        mute_phone("+84912345698")
        receive(Incoming("a message", "0912 345 697", "GIUP GAO"), app.config["CONNECT"])
