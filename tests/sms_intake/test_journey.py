"""Someone with an old phone asks for help, adds to it, mends it, and is asked after."""

from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import HelpRequest, Status, keep_time
from connect.notifications.models import MutedAddress
from connect.sms_intake.models import SmsMessage
from connect.sms_intake.replies import USAGE, as_sms
from tests.people import People, a_request, count
from tests.situations import help_from, request_now
from tests.sms_intake.gateway import BA_TU_E164, BEN_NGHE, Gateway, goods

NEAREST_OF_BEN_NGHE = "26740"  # the ward of today that Bến Nghé is part of


def test_a_message_becomes_a_request_and_is_answered(gateway: Gateway) -> None:
    told = gateway.send(BEN_NGHE)
    request = gateway.requests()[0]
    assert (told["outcome"], request.status, request.verified) == ("opened", "open", False)
    assert goods(request) == [("food", "Gạo", "")]
    assert (request.ward_code, request.card["area"]["code"]) == (NEAREST_OF_BEN_NGHE, "63-26740")
    assert request.requester_id is None
    assert request.description == BEN_NGHE  # for whoever comes: their own words
    assert gateway.delivered() == [told["reply"]]
    assert told["reply"] == (
        f"Da nhan: gao. P.Ben Nghe, Q.1, TP.HCM. Ma {request.code}. Nguoi giup se goi so nay. "
        "Sai? Nhan HUY roi nhan lai."
    )


def test_the_words_themselves_are_for_those_involved_only(gateway: Gateway, app: Flask) -> None:
    gateway.send("GIUP GAO nha ba Canary 0912345698 phuong Ben Nghe")
    listed = app.test_client().get("/api/v1/requests").get_data(as_text=True)
    assert "Gạo" in listed
    assert "Canary" not in listed
    assert "345698" not in listed


def test_helpers_nearby_are_asked_at_once(gateway: Gateway, app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
    gateway.send(BEN_NGHE)
    assert len(people.huong.client.get("/api/v1/offers").get_json()["items"]) == 1


@pytest.mark.parametrize("more", ["GIUP SUA", "sua", "GIUP SUA Phuong Ben Nghe", "cần sữa nữa"])
def test_within_the_hour_the_phone_adds_to_its_request(more: str, gateway: Gateway) -> None:
    gateway.send(BEN_NGHE)
    told = gateway.send(more)
    (request,) = gateway.requests()
    assert told["outcome"] == "added"
    assert goods(request) == [("food", "Gạo", ""), ("food", "Sữa", "")]
    assert "gao, sua" in told["reply"]
    assert gateway.send("GIUP GAO")["outcome"] == "added"  # stands there once
    assert len(goods(gateway.requests()[0])) == 2


def test_people_and_urgency_are_added_too(gateway: Gateway) -> None:
    gateway.send(BEN_NGHE)
    gateway.send("GIUP THUOC GAP 5 NGUOI")
    (request,) = gateway.requests()
    assert (request.people, request.urgency) == (5, "urgent")
    assert request.description.splitlines() == [BEN_NGHE, "GIUP THUOC GAP 5 NGUOI"]


def test_after_the_hour_it_is_another_request(gateway: Gateway, app: Flask) -> None:
    gateway.send(BEN_NGHE)
    with app.app_context(), transaction():
        for request in db.session.query(HelpRequest):
            request.created_at -= timedelta(minutes=61)
    assert gateway.send("GIUP SUA")["outcome"] == "answered"  # where?
    assert gateway.send("Phuong Ben Nghe")["outcome"] == "opened"
    assert [goods(one) for one in gateway.requests()] == [
        [("food", "Gạo", "")],
        [("food", "Sữa", "")],
    ]


def test_what_is_missing_is_asked_for(gateway: Gateway) -> None:
    assert "Ban dang o dau?" in gateway.reply("Giup gao 3 nguoi")
    assert "chua tim ra" in gateway.reply("phuong Asdf")
    assert "Q.7" in gateway.reply("quan 7")
    assert gateway.requests() == []
    told = gateway.reply("phuong Tan Hugn quan 7")
    (request,) = gateway.requests()
    assert "gao, 3 nguoi. P.Tan Hung" in told
    assert request.people == 3
    assert request.description.splitlines()[0] == "Giup gao 3 nguoi"


def test_what_is_needed_is_asked_for(gateway: Gateway) -> None:
    assert gateway.reply("GIUP phuong Ben Nghe").startswith("Ban can gi o P.Ben Nghe, Q.1")
    assert gateway.send("thuốc")["outcome"] == "opened"


def test_one_of_several_places_is_chosen_by_its_number(gateway: Gateway) -> None:
    asked = gateway.reply("GIUP GAO Phường Tân Phong")
    assert [part in asked for part in ("1 P.Tan Phong", "2 P.Tan Phong", "3 P.Tan Phong")]
    assert "4 P." not in asked
    assert gateway.requests() == []
    assert gateway.reply("7") == asked  # there is no such choice
    second = asked.split("2 ")[1].split(";")[0]
    assert second in gateway.reply("2")
    assert len(gateway.requests()) == 1


def test_a_place_may_also_be_said_again_with_its_district(gateway: Gateway) -> None:
    gateway.send("GIUP GAO Phuong Tan Phong")
    assert "P.Tan Phong, Q.7, TP.HCM" in gateway.reply("tan phong quan 7")


def test_what_was_understood_wrongly_is_mended(gateway: Gateway) -> None:
    gateway.send(BEN_NGHE)
    here = gateway.requests()[0]
    assert "P.Tan Hung" in gateway.reply("Phuong Tan Hung quan 7")
    (moved,) = gateway.requests()
    assert moved.ward_code != here.ward_code
    assert "Da huy" in gateway.reply("HUY")
    assert [(one.status, one.close_reason) for one in gateway.requests()] == [
        ("closed", "withdrawn")
    ]
    assert "Khong co yeu cau moi" in gateway.reply("HUY")
    assert gateway.send("GIUP SUA Phuong Ben Nghe")["outcome"] == "opened"


def test_a_request_made_otherwise_takes_more_items_and_nothing_else(
    gateway: Gateway, app: Flask
) -> None:
    own_words = "Nhà số 12, cửa xanh. " * 190
    told = a_request(description=own_words)
    assert app.test_client().post("/api/v1/requests", json=told).status_code == 201
    before = gateway.requests()[0]
    told = gateway.send("GIUP GAP SUA 400 NGUOI Phuong Ben Nghe")
    assert told["outcome"] == "added"
    assert "Khong co yeu cau moi" in gateway.reply("HUY")
    (after,) = gateway.requests()
    assert len(goods(after)) == 2
    for kept in ("status", "point", "address", "people", "urgency", "description"):
        assert getattr(after, kept) == getattr(before, kept), kept
    assert (after.people, after.urgency) != (400, "urgent")


def test_how_it_stands(gateway: Gateway, app: Flask) -> None:
    assert "chua co yeu cau" in gateway.reply("TT")
    gateway.send(BEN_NGHE)
    told = gateway.reply("?")
    (request,) = gateway.requests()
    assert f"Yeu cau {request.code}: gao." in told
    # The link fits in, and is the manage link.
    path = told.split()[-1].removeprefix(app.config["CONNECT"].base_url)
    assert app.test_client().get(path).location == f"/requests/{request.id}"


@pytest.mark.parametrize(
    ("said", "status"), [("1", "open"), ("Có", "open"), ("2", "closed"), ("khong", "closed")]
)
def test_still_needed_is_answered_by_a_figure(
    said: str, status: str, gateway: Gateway, app: Flask
) -> None:
    gateway.send(BEN_NGHE)
    (request,) = gateway.requests()
    with app.test_request_context():
        keep_time(utcnow() + timedelta(hours=49))
        assert request_now(request.id).silence == "asked"
    assert gateway.send(said)["outcome"] == "answered"
    (answered,) = gateway.requests()
    assert (answered.status, answered.silence) == (status, "heard")


def test_what_a_figure_has_changed_is_told_whatever_was_answered_before(
    gateway: Gateway, app: Flask
) -> None:
    """Somebody else may have written the 2, and five messages before it."""
    gateway.send(BEN_NGHE)
    with app.test_request_context():
        keep_time(utcnow() + timedelta(hours=49))
    for _time in range(6):
        gateway.send("TT")
    assert "Da dong" in gateway.reply("2")
    assert "Da dong" in gateway.delivered()[-1]
    assert gateway.send("2")["reply"] is None


def test_a_figure_where_nothing_was_asked_tells_how_it_stands(gateway: Gateway) -> None:
    assert "chua co yeu cau" in gateway.reply("2")
    gateway.send(BEN_NGHE)
    assert "dang tim nguoi giup" in gateway.reply("2")
    assert [one.status for one in gateway.requests()] == [Status.OPEN]


def test_danger_is_answered_with_the_ambulance_first(gateway: Gateway) -> None:
    assert gateway.reply("cap cuu!!! me toi kho tho").startswith("Nguy den tinh mang: goi 115")
    told = gateway.reply("phuong Ben Nghe")
    assert "tu van y khoa" in told
    assert gateway.requests()[0].urgency == "urgent"


def test_who_writes_english_is_answered_in_english(gateway: Gateway) -> None:
    told = gateway.reply("HELP RICE Ben Nghe ward 4 people")
    assert told.startswith("Received: gao, 4 people. P.Ben Nghe")


@pytest.mark.parametrize(
    "place",
    ["Đống Đa", "Dong Anh", "Đông", "Anh Dũng", "Hàng Bạc", "Láng", "Chi Lăng", "Côn Đảo", "con co",
     "Vân Đồn", "Phong Nha", "Mộ Lao", "Chợ Gạo", "cuu an", "Bạc Liêu", "Dùng"],
)  # fmt: skip
def test_who_is_asked_where_they_are_answers_with_a_bare_name(
    place: str, gateway: Gateway, app: Flask
) -> None:
    gateway.send("GIUP SUA")
    told = gateway.reply(place)
    assert count(app, MutedAddress) == 0
    if "Nhan so: 1 " in told:
        told = gateway.reply("1")
    assert told.startswith("Da nhan: sua. ")
    assert as_sms(place).lower() in told.lower()


def test_five_requests_a_day_and_no_more(gateway: Gateway, app: Flask) -> None:
    for n in range(6):
        told = gateway.send(BEN_NGHE)
        assert told["outcome"] == ("opened" if n < 5 else "answered"), n
        with app.app_context(), transaction():
            for request in db.session.query(HelpRequest):
                request.created_at -= timedelta(hours=2)
            for message in db.session.query(SmsMessage):
                message.at -= timedelta(hours=2)
    assert "da gui nhieu yeu cau" in told["reply"]
    assert count(app, HelpRequest) == 5


def test_every_answer_is_one_message_in_plain_letters(gateway: Gateway) -> None:
    for n, text in enumerate(
        (
            "GIÚP GẠO SỮA THUỐC gấp 4 người phường Bến Nghé", "giup", "Giup gao", "TT", "HUY",
            "GIUP GAO phuong Tan Phong", "GIUP GAO quan 7", "xin chào", "GIUP phuong Ben Nghe",
            "START", "1",
        )
    ):  # fmt: skip
        reply = gateway.reply(text, f"09123456{n:02}")
        assert 0 < len(reply) <= 160, (text, reply)
        assert reply.isascii()
        assert not set(reply) & set("[]{}\\^~|`"), reply  # two places each, or none
    assert gateway.messages()[7].reply == USAGE


def test_whose_phone_it_is_takes_it_away_and_has_it_erased(
    gateway: Gateway, app: Flask, people: People
) -> None:
    gateway.send(BEN_NGHE)
    gateway.send("GIUP SUA Phuong Ben Nghe", "0912 345 608")
    held = people.ba_tu.client.get("/api/v1/me/export").get_json()
    assert [one["text"] for one in held["sms"]] == [BEN_NGHE]
    assert held["sms"][0]["reply"].startswith("Da nhan")
    assert people.ba_tu.phone == BA_TU_E164
    assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    assert [one.phone for one in gateway.messages()] == ["+84912345608"]
