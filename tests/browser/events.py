"""What has happened in the town: needs, shopping, thanks, gifts, reports."""

import uuid
from datetime import timedelta
from typing import Any

from connect import shopping
from connect.accounts import block_each
from connect.desk import service as desk_service
from connect.desk.looking import look_at
from connect.diary import service as diary_service
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.pictures import read_picture
from connect.geo import Point, Whereabouts
from connect.giving import GiftPhoto, reading, taking
from connect.giving.states import Side
from connect.help_requests import HelpRequest, ItemDetails, assignments, mark_of_phone
from connect.help_requests.access import Standing
from connect.help_requests.silence import Silence
from connect.help_requests.viewer import View, standings
from connect.intake import service as intake
from connect.intake.models import Way
from connect.intake.serials import serial_of
from connect.intake.service import Taking
from connect.intake.work_orders import print_order
from connect.moderation import service as moderation
from connect.moderation.models import Reason, Verdict
from connect.moderation.people import service as people_service
from connect.moderation.people.models import PersonReport
from connect.moderation.people.models import Verdict as PersonVerdict
from connect.shopping.states import Outcome
from tests.browser.ground import HERE, NAMES, Ground, a_drawing
from tests.giving.giving import give
from tests.situations import CLAIMANT, REQUESTER, a_need, ask, at_the_desk, request_now, say

NEEDS = (
    ("food", "Gạo, mì gói", "10 kg", 4, False),
    ("food", "Sữa cho bé 8 tháng, tã", "2 thùng", 3, True),
    ("medicine", "Thuốc huyết áp", "1 tháng", 1, False),
    ("school_supplies", "Vở, bút cho bé lớp 4", "1 bộ", 2, False),
    ("shopping", "Đi chợ hộ: rau, trứng", "", 2, False),
    ("transport", "Đưa đi chạy thận sáng thứ Hai", "", 1, True),
)


def called_in_vain(ground: Ground, request_id: uuid.UUID) -> None:
    """Somebody has called in vain, and written so; a colleague looks at it."""
    case = at_the_desk(ground.people.chi_lan, request_id)
    desk_service.note(case, "Con trai bà nghe máy sau sáu giờ chiều.")
    desk_service.not_reached(case, utcnow() + timedelta(hours=3))
    look_at(request_id, ground.people.root.account())


def long_words(ground: Ground) -> HelpRequest:
    """Every word as long as it may be."""
    item = ItemDetails(
        category="food", goods=ground.goods, quantity=ground.word[:40], note=ground.name * 2
    )
    request = ask(
        ground.app,
        ground.people.ba_tu.account(),
        name=ground.name[:80],
        description=f"{ground.name} {ground.word} " * 4,
        urgency="urgent",
        items=[item, ItemDetails(category="food", goods=ground.word)],
    )
    assignments.claim(request.id, ground.people.huong.account(), CLAIMANT)
    say(request.id, f"{ground.word} {ground.name}", ground.people.ba_tu.account())
    return request


def on_paper(ground: Ground, taken_id: uuid.UUID) -> dict[str, str]:
    """A blank sheet, one that was sent, and a work order for a request that is on its way."""
    lan = ground.people.chi_lan.account()
    (blank, token), (used, used_token) = intake.print_sheets(2, lan)
    by_hand = Taking(way=Way.PAPER, speaks="+84912345613", sheet=used.id)
    intake.take_down(a_need(phone="+84912345613"), by_hand, lan, ground.app.config["CONNECT"])
    errand, order_token = print_order(at_the_desk(ground.people.chi_lan, taken_id))
    ground.scanned = [f"/f/{token}", f"/f/{used_token}", f"/w/{order_token}"]
    return {
        "sheet": serial_of(blank.id), "sheet_token": token, "sent_sheet": serial_of(used.id),
        "order_token": order_token, "errand": str(errand.assignment.id),
    }  # fmt: skip


def shopping_lists(ground: Ground) -> dict[str, uuid.UUID]:
    """A list that waits, one under way that costs more than it may, and one that is brought."""
    ba_tu, huong = ground.people.ba_tu.account(), ground.people.huong.account()
    made = {}
    for name in ("basket", "trip", "bought", "dear"):
        items = [ItemDetails(category="shopping")]
        request = ask(ground.app, ba_tu, name=NAMES["ba_tu"], items=items)
        made[name] = request.id
        long = name == "dear"
        lines = [
            shopping.LineDetails(goods="Gạo ST25", quantity="5 kg", most_price=160_000),
            shopping.LineDetails(goods="Sữa hộp", quantity="1 thùng"),
            shopping.LineDetails(
                goods=ground.goods[:80] if long else "Rau muống", quantity=ground.word[:40]
            ),
        ]
        budget, notes = 2_500_000 if long else 300_000, "Bà bị dị ứng đậu phộng."
        told = shopping.ListDetails(lines=lines, budget=budget, notes=notes)
        view = View(request, ba_tu, standings(request, ba_tu, []))
        kept = shopping.write_list(view, told)
        if long:
            with transaction():
                kept.flagged = True
        if name != "basket":
            assignments.claim(request.id, huong, CLAIMANT)
            going = View(request, huong, standings(request, huong, []))
            rice, milk, _rest = kept.lines
            outcomes = {rice.id: (Outcome.GOT, ""), milk.id: (Outcome.INSTEAD, "Sữa đậu nành")}
            cost = 286_000 if name == "bought" else 340_000
            photo = read_picture(a_drawing()) if name == "bought" else None
            trip = shopping.TripDetails(outcomes=outcomes, cost=cost)
            shopping.keep_trip(going, trip, photo)
        if name == "bought":
            assignments.deliver(request.id, huong, CLAIMANT)
    return made


def asked_about(request: HelpRequest) -> HelpRequest:
    """It is open for long, and somebody wants to know whether it still stands."""
    with transaction():
        request_now(request.id).silence = Silence.ASKED
    return request


def reported_requests(ground: Ground) -> dict[str, uuid.UUID]:
    """A request of which something is reported, and one that was closed for it."""
    found = {}
    for name in ("reported", "rejected", "disputed"):
        request = ground.request("open", ground.people.ba_tu.account())
        seen = View(request, None, frozenset((Standing.STRANGER,)))
        for reporter, note in (("0" * 64, "Đòi chuyển tiền trước."), ("1" * 64, ground.word)):
            moderation.report(seen, Reason.FRAUD, note, reporter)
        found[name] = request.id
    root, why = ground.people.root.account(), "Ba người nói là bị đòi tiền."
    for name in ("rejected", "disputed"):
        judged = moderation.decide(root, found[name], Verdict.CLOSED, why)
    own = View(judged.request, ground.people.ba_tu.account(), REQUESTER)
    moderation.appeal(own, "Tôi không đòi tiền ai.")
    return found | {"appeal": judged.id}


def reported_people(ground: Ground, request_id: uuid.UUID) -> dict[str, uuid.UUID]:
    """A helper who is reported, and who was warned; and one who disagrees."""
    root, found = ground.people.root.account(), {}
    told = {"met": "helper", "met_id": request_id, "reason": "unkind", "note": ground.word}
    said = [{"by": "helper", "body": f"Chị ơi {ground.word}", "at": utcnow().isoformat()}]
    seen = {"name": NAMES["huong"], "card": request_now(request_id).card, "words": said}
    where = {"ward_code": "27475", "province_code": "79", "staff": False}
    for name, who in (("warned", "huong"), ("person_appeal", "minh"), ("told_of", "huong")):
        account = getattr(ground.people, who).account()
        report = PersonReport(
            person=mark_of_phone(account.phone),
            account_id=account.id,
            reporter=uuid.uuid4().hex,
            evidence=seen,
            **told,
            **where,
        )
        with transaction():
            db.session.add(report)
        found[name] = report.id
        if name != "told_of":
            why = "Ba người nói là bị gọi lúc nửa đêm."
            judged = people_service.decide(root, report.id, PersonVerdict.WARNED, why)
            found[name] = judged.id
    minh = ground.people.minh.account()
    people_service.appeal(minh, found["person_appeal"], "Tôi chỉ gọi một lần.")
    tu = ground.people.ba_tu.phone
    block_each({tu: True}, {"+84912345690": True}, met="helper", met_id=request_id)
    return found


def thanked(ground: Ground, *, shown: bool) -> tuple[uuid.UUID, uuid.UUID]:
    """A request that ended well, and what came back for it."""
    author = ground.people.ba_tu.account()
    request = ground.request("fulfilled", author)
    view = View(request, author, standings(request, author, []))
    picture = read_picture(a_drawing())
    words = "Cảm ơn con nhiều lắm. Nhà bác có gạo ăn tới cuối tháng."
    entry = diary_service.thank(view, words, picture, public=True, signed=True)
    if shown:
        diary_service.show(entry.id, ground.people.chi_lan.account())
    return request.id, entry.id


def gifts(ground: Ground) -> dict[str, uuid.UUID]:
    """Books of which one part is asked for, one is to be collected, one has been."""
    huong, shop = ground.people.huong.account(), ground.people.shop.account()
    told: dict[str, Any] = {"note": "Còn mới, có bọc sách.", "hours": "sau 17 giờ"}
    books = give(ground.app, huong, brings_m=1_000, picture=read_picture(a_drawing()), **told)
    looked_at = db.session.query(GiftPhoto).filter_by(gift_id=books.id).one().id
    reading.show(looked_at, ground.people.chi_lan.account())
    own = give(ground.app, huong, what="Vở ô ly", picture=read_picture(a_drawing()))
    give(ground.app, shop, what="Gạo", amount=20, unit="kg")
    give(
        ground.app,
        shop,
        what=ground.name,
        category="other",
        unit=ground.word[:20],
        note=ground.name * 3,
    )
    for name in ("nobody", "minh", "shop"):
        kept = taking.reserve(books.id, 2, getattr(ground.people, name).account())
        if name != "nobody":
            taking.agree(kept.id, Side.GIVER, str(huong.id))
        if name == "shop":
            taking.collect(kept.id, Side.GIVER, str(huong.id))
            taking.thank(kept.id, "Cảm ơn chị, các cháu vui lắm.", Side.TAKER, "taker")
    return {"gift": books.id, "own_gift": own.id}


def one_of_many(ground: Ground, turn: int) -> None:
    """The n-th of the requests that fill more than one page of a list."""
    category, goods, quantity, people, urgent = NEEDS[turn % len(NEEDS)]
    point = Point(HERE["lat"] + turn % 5 * 0.006, HERE["lon"] + turn // 5 * 0.006)
    ask(
        ground.app,
        None,
        phone=f"+8491234{5700 + turn}",
        name="Người dân",
        people=people,
        urgency="urgent" if urgent else "normal",
        where=Whereabouts(point=point),
        items=[ItemDetails(category=category, goods=goods, quantity=quantity)],
    )
