"""A small town in which every page has something to show, and one in which nothing has happened."""

import io
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from PIL import Image, ImageDraw

from connect import hotlines, responders, shopping
from connect.accounts import Role, block_each, create_account
from connect.desk import service as desk_service
from connect.desk.looking import look_at
from connect.diary import service as diary_service
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.pictures import read_picture
from connect.geo import Point, Whereabouts
from connect.giving import GiftPhoto, reading, taking
from connect.giving.states import Side
from connect.help_requests import HelpRequest, ItemDetails, assignments, queries, service
from connect.help_requests.access import Standing
from connect.help_requests.lifecycle import CloseReason
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
from connect.moderation.people.persons import mark_of
from connect.notifications.marks import link_of
from connect.notifications.models import Wire
from connect.responders import Responder, members, membership
from connect.shopping.states import Outcome
from connect.suppliers import duplicates, entries, merges, reports
from connect.suppliers.models import Trouble
from tests.giving.giving import give
from tests.people import BEN_THANH, DISTRICT_7, People
from tests.situations import (
    CLAIMANT,
    REQUESTER,
    a_helper,
    a_hotline,
    a_need,
    ask,
    at_the_desk,
    help_from,
    known_to_the_ward,
    long_silent,
    request_now,
    say,
)
from tests.suppliers.orders import BEN_THANH_WARD, an_order

HERE, NEAR = DISTRICT_7, BEN_THANH
# Who looks: the name of one of the people, or nobody signed in; `link` holds a manage link,
# `asking` has answered every step of asking and not sent it, `paper` has scanned sheets.
ROLES = {
    "stranger": None,
    "link": None,
    "asking": None,
    "paper": None,
    "newcomer": "nobody",
    "requester": "ba_tu",
    "helper": "huong",
    "member": "minh",
    "shop": "shop",
    "desk": "chi_lan",
}
NAMES = {
    "huong": "Lê Thị Hương", "minh": "Trần Quang Minh", "ba_tu": "Bà Tư", "shop": "Cô Sáu",
    "chi_lan": "Nguyễn Ngọc Lan", "nobody": "Phạm Văn Đức",
}  # fmt: skip
# As long as the forms allow, with the widest letters, and without a place to break.
LONG_NAME = "Nguyễn Phước Hoàng Thị Mỹ Thượng Nghiêm Quỳnh Như Tôn Nữ Công Huyền Trường Thạnh"
ONE_WORD = "Nghiêngnghiêng" * 5
NEEDS = (
    ("food", "Gạo, mì gói", "10 kg", 4, False),
    ("food", "Sữa cho bé 8 tháng, tã", "2 thùng", 3, True),
    ("medicine", "Thuốc huyết áp", "1 tháng", 1, False),
    ("school_supplies", "Vở, bút cho bé lớp 4", "1 bộ", 2, False),
    ("shopping", "Đi chợ hộ: rau, trứng", "", 2, False),
    ("transport", "Đưa đi chạy thận sáng thứ Hai", "", 1, True),
)


class Town:
    """Names of what can be looked at, for the places in `{braces}` of the list of pages.

    Some of it has names as long as they may be, unless it is for `pictures`.
    """

    def __init__(self, app: Flask, people: People, *, pictures: bool = False) -> None:
        self.app, self.people = app, people
        self.name = "Hội Chữ thập đỏ" if pictures else LONG_NAME
        self.goods = "Rau củ" if pictures else LONG_NAME
        self.word = "Trứng" if pictures else ONE_WORD
        self.names: dict[str, str] = {}
        self.manage_token = ""
        self.scanned: list[str] = []

    def fill(self) -> None:
        """Requests in every state, and people who know each other."""
        app, people = self.app, self.people
        with self._as_someone():
            huong, ba_tu = people.huong.account(), people.ba_tu.account()
            mine = help_from(huong, name=NAMES["huong"], capacity=20, categories=["food"])
            group = self._group()
            shop, long_shop = self._shops()
            hotline = self._hotlines()
            names = {"mine": mine.id, "group": group.id, "hotline": hotline.id}
            names |= {"shop": shop.id, "long_shop": long_shop.id} | self._chain()
            names["ordered"] = self._ordered().id
            names |= self._gifts()  # while their giver is not known yet: a picture waits
            known_to_the_ward(huong)
            for state in ("open", "claimed", "way", "delivered", "fulfilled", "closed"):
                names[state] = self._request(state, ba_tu).id
            names["long"] = self._long().id
            names["thanked"], names["entry"] = self._thanks(shown=True)
            self._thanks(shown=False)
            names |= self._reports()
            names |= self._people(names["claimed"])
            names["waiting"] = self._silent(ask(app, ba_tu)).id
            names["hidden"] = self._hidden(ask(app, ba_tu)).id
            by_link = ask(app, None, phone="+84912345612", name="Chú Bảy")
            self.manage_token = queries.manage_token(by_link)
            names["by_link"] = by_link.id
            reply = queries.reply_token(by_link)
            for turn in range(24):  # more than one page of a list holds
                self._one_of_many(turn)
            self._at_the_desk(names["open"])
            names |= self._entries()
            seen = reports.Seen("rice", "Gạo", 45_000)
            reports.report(shop.id, Trouble.PRICE, "Một ký, sáng nay.", "0" * 64, seen)
            names |= self._shopping()
            paper = self._on_paper(names["way"])
            password = create_account(phone="+84912345655", name="Lan", role=Role.RESIDENT)
            stop = link_of(Wire.SMS, "+84912345671").rpartition("/")[2]
        self.names = {name: str(id_) for name, id_ in names.items()} | {
            **paper,
            "manage": self.manage_token,
            "reply": reply,
            "password": password,
            "stop": stop,
        }

    @contextmanager
    def _as_someone(self) -> Iterator[None]:
        with self.app.test_request_context():
            accounts = {name: getattr(self.people, name).account() for name in NAMES}
            with transaction():
                for name, account in accounts.items():
                    account.name = NAMES[name]
            yield

    def _at_the_desk(self, request_id: uuid.UUID) -> None:
        """Somebody has called in vain, and written so; a colleague looks at it."""
        case = at_the_desk(self.people.chi_lan, request_id)
        desk_service.note(case, "Con trai bà nghe máy sau sáu giờ chiều.")
        desk_service.not_reached(case, utcnow() + timedelta(hours=3))
        look_at(request_id, self.people.root.account())

    def _group(self) -> Responder:
        owner, joined, invited = self.people.huong, self.people.minh, self.people.nobody
        group = help_from(
            owner.account(), kind="organisation", name="Bếp Yêu Thương", categories=["food"]
        )
        for person in (joined, invited):
            invitation = members.invite(owner.account(), group.id, person.phone)
            if person is joined:
                members.accept(joined.account(), invitation.id)
        assert membership.members_of(group.id)
        return group

    def _shops(self) -> tuple[Responder, Responder]:
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
        account = self.people.shop.account()
        known = help_from(account, name="Tạp hoá Cô Sáu", goods=goods, **told)
        told |= {"opening_hours": "Mo-Fr 06:00-11:00,14:00-19:00; Sa 06:00-12:00; PH off"}
        goods += [responders.GoodDetails(name=self.goods[:80]) for _more in range(4)]
        named = {"name": self.name, "note": self.name, "address": self.name}
        long = help_from(account, goods=goods, **(told | named))
        with transaction():
            for good, days in zip(long.goods, (4, 20), strict=False):
                good.told_at = utcnow() - timedelta(days=days)
        return known, long

    def _ordered(self) -> Responder:
        """A shop of another ward, which is shut by an order until it is lifted."""
        shop = help_from(
            self.people.shop.account(), kind="supplier", name="Nhà sách Bến Thành",
            point=Point(NEAR["lat"], NEAR["lon"]), categories=["school_supplies"],
            opening_hours="Mo-Su 08:00-20:00",
        )  # fmt: skip
        for changes in ({"last_day": None}, {"hours": "06:00-18:00", "reason": self.name}):
            order = an_order(areas=[BEN_THANH_WARD], but_goods=["oxygen", "milk"], **changes)
            responders.write_order(self.people.chi_lan.account(), order)
        over = responders.write_order(self.people.chi_lan.account(), an_order())
        responders.lift_order(self.people.chi_lan.account(), over.id)
        responders.keep_orders()
        return shop

    def _chain(self) -> dict[str, uuid.UUID]:
        """An organisation of two shops; what one of them has was told days ago."""
        owner = self.people.shop.account()
        told: dict[str, Any] = {
            "kind": "supplier", "phone": "+842838225678", "opening_hours": "Mo-Su 06:00-21:00",
            "categories": ["food"],
        }  # fmt: skip
        goods = [
            responders.GoodDetails(name="Gạo", price=18_000),
            responders.GoodDetails(name="Sữa", stock="low"),
            responders.GoodDetails(name=self.goods[:80]),
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

    def _entries(self) -> dict[str, uuid.UUID]:
        """Shops from a file: one that a code can reach, one like it, one that was two."""
        told: dict[str, Any] = {
            "kind": "supplier", "point": Point(HERE["lat"] + 0.004, HERE["lon"]),
            "address": "469 Nguyễn Hữu Thọ", "categories": ["medicine"], "opening_hours": "24/7",
        }  # fmt: skip
        mobile, landline = "+84987654321", "+842838221188"
        rows = [
            ("node/1", a_helper(**told, name="Nhà thuốc Long Châu", phone=mobile)),
            ("node/2", a_helper(**told, name="NT Long Chau 12", phone=landline)),
            ("node/3", a_helper(**told, name=self.name, phone=landline)),
            ("node/4", a_helper(**told, name=f"Chợ {self.name}"[:80], phone=landline)),
        ]
        responders.save_imported(rows)
        found = db.session.query(Responder).filter(Responder.source_id.startswith("node/"))
        code, word, stays, gone = (one.id for one in found.order_by(Responder.source_id))
        words = "Tôi là con gái bà chủ. Gọi ra tiệm, hỏi Hoa."
        entries.ask(self.people.minh.account(), word, words)
        entries.ask(self.people.nobody.account(), stays, f"{self.word} {self.name}")
        duplicates.find_doubles(utcnow())
        merges.merge(self.people.root.account(), stays, gone)
        return {"from_file": code, "by_word": word}

    def _hotlines(self) -> hotlines.Hotline:
        root = self.people.root.account()
        hotlines.bring_national()
        hotlines.add(root, a_hotline(name_vi=self.name, note_vi=self.name, area_code="79"))
        checked = hotlines.add(root, a_hotline(area_code="27475", topics=["violence", "covid"]))
        hotlines.verify(root, checked.id, checked.phones)
        return checked

    def _request(self, state: str, asker: Any) -> HelpRequest:
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

    def _long(self) -> HelpRequest:
        """Every word as long as it may be."""
        item = ItemDetails(
            category="food", goods=self.goods, quantity=self.word[:40], note=self.name * 2
        )
        request = ask(
            self.app,
            self.people.ba_tu.account(),
            name=self.name[:80],
            description=f"{self.name} {self.word} " * 4,
            urgency="urgent",
            items=[item, ItemDetails(category="food", goods=self.word)],
        )
        assignments.claim(request.id, self.people.huong.account(), CLAIMANT)
        say(request.id, f"{self.word} {self.name}", self.people.ba_tu.account())
        return request

    def _on_paper(self, taken_id: uuid.UUID) -> dict[str, str]:
        """A blank sheet, one that was sent, and a work order for a request that is on its way."""
        lan = self.people.chi_lan.account()
        (blank, token), (used, used_token) = intake.print_sheets(2, lan)
        by_hand = Taking(way=Way.PAPER, speaks="+84912345613", sheet=used.id)
        intake.take_down(a_need(phone="+84912345613"), by_hand, lan, self.app.config["CONNECT"])
        errand, order_token = print_order(at_the_desk(self.people.chi_lan, taken_id))
        self.scanned = [f"/f/{token}", f"/f/{used_token}", f"/w/{order_token}"]
        return {
            "sheet": serial_of(blank.id), "sheet_token": token, "sent_sheet": serial_of(used.id),
            "order_token": order_token, "errand": str(errand.assignment.id),
        }  # fmt: skip

    def _shopping(self) -> dict[str, uuid.UUID]:
        """A list that waits, one under way that costs more than it may, and one that is brought."""
        ba_tu, huong = self.people.ba_tu.account(), self.people.huong.account()
        made = {}
        for name in ("basket", "trip", "bought", "dear"):
            items = [ItemDetails(category="shopping")]
            request = ask(self.app, ba_tu, name=NAMES["ba_tu"], items=items)
            made[name] = request.id
            long = name == "dear"
            lines = [
                shopping.LineDetails(goods="Gạo ST25", quantity="5 kg", most_price=160_000),
                shopping.LineDetails(goods="Sữa hộp", quantity="1 thùng"),
                shopping.LineDetails(
                    goods=self.goods[:80] if long else "Rau muống", quantity=self.word[:40]
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

    def _silent(self, request: HelpRequest) -> HelpRequest:
        with transaction():
            request_now(request.id).silence = Silence.ASKED
        return request

    def _hidden(self, request: HelpRequest) -> HelpRequest:
        long_silent(request.id)
        return request

    def _reports(self) -> dict[str, uuid.UUID]:
        """A request of which something is reported, and one that was closed for it."""
        found = {}
        for name in ("reported", "rejected", "disputed"):
            request = self._request("open", self.people.ba_tu.account())
            seen = View(request, None, frozenset((Standing.STRANGER,)))
            for reporter, note in (("0" * 64, "Đòi chuyển tiền trước."), ("1" * 64, self.word)):
                moderation.report(seen, Reason.FRAUD, note, reporter)
            found[name] = request.id
        root, why = self.people.root.account(), "Ba người nói là bị đòi tiền."
        for name in ("rejected", "disputed"):
            judged = moderation.decide(root, found[name], Verdict.CLOSED, why)
        own = View(judged.request, self.people.ba_tu.account(), REQUESTER)
        moderation.appeal(own, "Tôi không đòi tiền ai.")
        return found | {"appeal": judged.id}

    def _people(self, request_id: uuid.UUID) -> dict[str, uuid.UUID]:
        """A helper who is reported, and who was warned; and one who disagrees."""
        root, found = self.people.root.account(), {}
        told = {"met": "helper", "met_id": request_id, "reason": "unkind", "note": self.word}
        said = [{"by": "helper", "body": f"Chị ơi {self.word}", "at": utcnow().isoformat()}]
        seen = {"name": NAMES["huong"], "card": request_now(request_id).card, "words": said}
        where = {"ward_code": "27475", "province_code": "79", "staff": False}
        for name, who in (("warned", "huong"), ("person_appeal", "minh"), ("told_of", "huong")):
            account = getattr(self.people, who).account()
            report = PersonReport(
                person=mark_of(account.phone),
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
        minh = self.people.minh.account()
        people_service.appeal(minh, found["person_appeal"], "Tôi chỉ gọi một lần.")
        tu = self.people.ba_tu.phone
        block_each({tu: True}, {"+84912345690": True}, met="helper", met_id=request_id)
        return found

    def _thanks(self, *, shown: bool) -> tuple[uuid.UUID, uuid.UUID]:
        """A request that ended well, and what came back for it."""
        author = self.people.ba_tu.account()
        request = self._request("fulfilled", author)
        view = View(request, author, standings(request, author, []))
        picture = read_picture(a_drawing())
        words = "Cảm ơn con nhiều lắm. Nhà bác có gạo ăn tới cuối tháng."
        entry = diary_service.thank(view, words, picture, public=True, signed=True)
        if shown:
            diary_service.show(entry.id, self.people.chi_lan.account())
        return request.id, entry.id

    def _gifts(self) -> dict[str, uuid.UUID]:
        """Books of which one part is asked for, one is to be collected, one has been."""
        huong, shop = self.people.huong.account(), self.people.shop.account()
        told: dict[str, Any] = {"note": "Còn mới, có bọc sách.", "hours": "sau 17 giờ"}
        books = give(self.app, huong, brings_m=1_000, picture=read_picture(a_drawing()), **told)
        looked_at = db.session.query(GiftPhoto).filter_by(gift_id=books.id).one().id
        reading.show(looked_at, self.people.chi_lan.account())
        own = give(self.app, huong, what="Vở ô ly", picture=read_picture(a_drawing()))
        give(self.app, shop, what="Gạo", amount=20, unit="kg")
        give(
            self.app,
            shop,
            what=self.name,
            category="other",
            unit=self.word[:20],
            note=self.name * 3,
        )
        for name in ("nobody", "minh", "shop"):
            kept = taking.reserve(books.id, 2, getattr(self.people, name).account())
            if name != "nobody":
                taking.agree(kept.id, Side.GIVER, str(huong.id))
            if name == "shop":
                taking.collect(kept.id, Side.GIVER, str(huong.id))
                taking.thank(kept.id, "Cảm ơn chị, các cháu vui lắm.", Side.TAKER, "taker")
        return {"gift": books.id, "own_gift": own.id}

    def _one_of_many(self, turn: int) -> None:
        category, goods, quantity, people, urgent = NEEDS[turn % len(NEEDS)]
        point = Point(HERE["lat"] + turn % 5 * 0.006, HERE["lon"] + turn // 5 * 0.006)
        ask(
            self.app,
            None,
            phone=f"+8491234{5700 + turn}",
            name="Người dân",
            people=people,
            urgency="urgent" if urgent else "normal",
            where=Whereabouts(point=point),
            items=[ItemDetails(category=category, goods=goods, quantity=quantity)],
        )


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


def path_of(template: str, town: Town) -> str:
    """A path with the names of the town put in; an unknown one is an id of nothing."""
    names = {"nothing": str(uuid.UUID(int=4))} | town.names
    return template.format_map(names)
