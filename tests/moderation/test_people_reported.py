"""Who is reported, what is decided of them with a reason that they are told, and who disagrees."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from connect.accounts import erase_account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotFound
from connect.giving import taking
from connect.giving.states import Side
from connect.help_requests import Status, assignments
from connect.moderation import forget_evidence_of_people
from connect.moderation.people import notices, service
from connect.moderation.people.erasure import KEPT, forget_old
from connect.moderation.people.models import PersonDecision, PersonReport, Verdict
from connect.notifications.models import Notice
from tests.giving.giving import ask_for_books, give
from tests.people import DISTRICT_7, People, Person, a_request, a_responder
from tests.situations import SECRETS, Situation, ask, request_now, say, situation
from tests.web import words

WHY = "Gọi cho người ta lúc nửa đêm"
CALL = "Gọi tôi số 0912 345 633 nhé."


@pytest.fixture
def here(app: Flask, people: People) -> Situation:
    """Hương goes for Bà Tư, who has reported her."""
    made = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        say(made.request_id, CALL, people.huong.account())
    assert reported(people, made) == 200
    return made


def reported(people: People, here: Situation, **told: str) -> int:
    url = f"/api/v1/people/helper/{here.request_id}/report"
    told = {"reason": "unkind", "note": "Đêm nào cũng gọi."} | told
    return people.ba_tu.client.post(url, json=told).status_code


def report_of(app: Flask) -> PersonReport:
    with app.app_context():
        [only] = db.session.query(PersonReport)
        return only


def decided(app: Flask, people: People, **told: str) -> int:
    told = {"verdict": "7", "words": WHY} | told
    url = f"/desk/reports/people/{report_of(app).id}"
    return people.chi_lan.browser.send(url, **told).status_code


def decision(app: Flask) -> PersonDecision:
    with app.app_context():
        [only] = db.session.query(PersonDecision)
        return only


def told(people: People, who: str) -> str:
    return str(getattr(people, who).client.get("/api/v1/notices").get_json())


def test_what_was_shown_then_is_kept_without_number_or_door(
    app: Flask, people: People, here: Situation
) -> None:
    assert reported(people, here, reason="fraud") == 200  # said again it is one
    seen = report_of(app)
    assert seen.reason == "fraud"
    assert seen.evidence["name"] == "Hương"
    assert [one["by"] for one in seen.evidence["words"]] == ["requester", "helper"]
    assert "0912" not in str(seen.evidence)
    for private in ("phone", "address", "description"):
        assert SECRETS[private] not in str(seen.evidence)
    page = words(people.chi_lan.browser.page(f"/desk/reports/people/{seen.id}"))
    assert "Gọi tôi số" in page
    assert "Hương" in words(people.chi_lan.browser.page("/desk/reports"))
    assert people.anh_ha.browser.get(f"/desk/reports/people/{seen.id}").status_code == 404
    assert "Hương" not in words(people.anh_ha.browser.page("/desk/reports"))
    [mine] = people.ba_tu.client.get("/api/v1/me/export").get_json()["people"]
    assert mine["reported"] == "helper"
    assert people.huong.client.get("/api/v1/me/export").get_json()["people"] == []


def test_who_is_suspended_helps_nobody_and_may_still_ask(
    app: Flask, people: People, here: Situation
) -> None:
    with app.test_request_context():
        gift = give(app, people.huong.account()).id
    assert decided(app, people, words="") == 422
    assert decided(app, people) == 303
    with app.app_context():
        acts = [(act.actor, act.action) for act in audit.history(people.huong.id)]
    assert ("system", "suspended") in acts
    assert WHY in told(people, "huong")
    assert "Ba Tu" not in told(people, "huong")
    assert WHY not in told(people, "ba_tu")
    with app.test_request_context():
        assert request_now(here.request_id).status == Status.OPEN
    client = people.huong.client
    claim = client.post(f"/api/v1/requests/{here.request_id}/claim")
    offer = client.post("/api/v1/gifts", json={"what": "Gạo", "location": DISTRICT_7})
    register = client.post("/api/v1/responders", json=a_responder())
    resume = client.patch(f"/api/v1/responders/{here.responder_id}", json={"available": True})
    assert [one.status_code for one in (claim, offer, register, resume)] == [403] * 4
    assert client.get("/api/v1/responders/mine").get_json()["items"][0]["available"] is False
    assert people.nobody.client.get(f"/api/v1/gifts/{gift}").status_code == 404
    asked = client.post("/api/v1/requests", json=a_request())
    assert asked.status_code == 201
    with app.test_request_context():
        assert request_now(UUID(asked.get_json()["id"])).requester_id is None
    assert WHY in words(people.huong.browser.page("/account"))


def test_who_erases_themselves_is_suspended_still(
    app: Flask, people: People, here: Situation
) -> None:
    decided(app, people, verdict="lifted")
    with app.test_request_context():
        erase_account(people.huong.account())
        seen, judged = db.session.query(PersonReport).one(), db.session.query(PersonDecision).one()
        assert (seen.evidence, seen.note, judged.words) == ({}, "", "")
    again = People(app).huong  # the same phone, another account
    claim = f"/api/v1/requests/{here.request_id}/claim"
    assert again.client.post(claim).status_code == 403
    lan = people.chi_lan.browser
    url = f"/desk/reports/people/decisions/{decision(app).id}/lift"
    assert lan.post(url, data=lan.csrf()).status_code == 303
    assert again.client.post(claim).status_code == 201


def test_who_was_right_may_help_again_though_erased_meanwhile(
    app: Flask, people: People, here: Situation
) -> None:
    decided(app, people, verdict="lifted")
    judged = decision(app).id
    appeal = f"/account/decisions/{judged}/appeal"
    assert people.huong.browser.send(appeal, words="Tôi chỉ gọi một lần").status_code == 303
    with app.test_request_context():
        erase_account(people.huong.account())
    again = People(app).huong
    answering = f"/desk/reports/people/appeals/{judged}"
    yes = {"outcome": "take_back", "words": "Chúng tôi đã nhầm"}
    assert people.root.browser.send(answering, **yes).status_code == 303
    claim = f"/api/v1/requests/{here.request_id}/claim"
    assert again.client.post(claim).status_code == 201


def test_who_disagrees_is_answered_once_by_somebody_else(
    app: Flask, people: People, here: Situation
) -> None:
    decided(app, people)
    url = f"/account/decisions/{decision(app).id}/appeal"
    huong = people.huong.browser
    assert "Tôi không đồng ý" in words(huong.page("/account"))
    assert huong.send(url, words="").status_code == 422
    assert people.ba_tu.browser.get(url).status_code == 404
    assert huong.send(url, words="Tôi chỉ gọi một lần").status_code == 303
    assert huong.get(url).status_code == 404  # once
    answering = f"/desk/reports/people/appeals/{decision(app).id}"
    assert people.chi_lan.browser.get(answering).status_code == 403  # who decided
    yes = {"outcome": "take_back", "words": "Chúng tôi đã nhầm"}
    assert "Tôi chỉ gọi một lần" in words(people.root.browser.page(answering))
    assert people.root.browser.send(answering, **yes | {"words": ""}).status_code == 422
    assert people.root.browser.send(answering, **yes).status_code == 303
    assert "Chúng tôi đã nhầm" in told(people, "huong")
    claim = people.huong.client.post(f"/api/v1/requests/{here.request_id}/claim")
    assert claim.status_code == 201
    with app.app_context():
        assert forget_old(utcnow() + KEPT + timedelta(hours=1)) == 1
        assert db.session.query(PersonReport).count() == 0


def test_who_erased_themselves_meanwhile_can_be_suspended(
    app: Flask, people: People, here: Situation
) -> None:
    first = report_of(app).id
    with app.test_request_context():
        erase_account(people.huong.account())
        again = People(app).huong  # the same phone, another account
        other = ask(app, people.minh.account(), phone=people.minh.phone).id
        assignments.claim(other, again.account())
    url = f"/api/v1/people/helper/{other}/report"
    assert people.minh.client.post(url, json={"reason": "unkind"}).status_code == 200
    page = f"/desk/reports/people/{first}"
    assert people.chi_lan.browser.send(page, verdict="7", words=WHY).status_code == 303
    assert again.client.post(f"/api/v1/requests/{here.request_id}/claim").status_code == 403


def test_of_two_who_decide_at_once_one_does(
    app: Flask, people: People, here: Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id, tell = report_of(app).id, notices.decided

    def slowly(*told: Any) -> None:
        time.sleep(0.2)
        tell(*told)

    def decide(who: Person) -> bool:
        with app.test_request_context():
            try:
                service.decide(who.account(), report_id, Verdict.WARNED, WHY)
            except NotFound:
                return False
            return True

    monkeypatch.setattr(notices, "decided", slowly)
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(decide, (people.chi_lan, people.root))) == [False, True]
    assert decision(app).verdict == Verdict.WARNED


def test_of_two_who_answer_at_once_one_does(
    app: Flask, people: People, here: Situation, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(app, people, verdict="warned")
    disputed, tell = decision(app).id, notices.upheld
    with app.test_request_context():
        service.appeal(people.huong.account(), disputed, "Tôi chỉ gọi một lần")

    def slowly(*told: Any) -> None:
        time.sleep(0.2)
        tell(*told)

    def answer(takes_back: bool) -> bool:
        with app.test_request_context():
            words = "Chúng tôi xem lại rồi"
            try:
                service.answer(people.root.account(), disputed, takes_back=takes_back, words=words)
            except NotFound:
                return False
            return True

    assert people.root
    for way in ("upheld", "taken_back"):
        monkeypatch.setattr(notices, way, slowly)
    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(answer, (True, False))) == [False, True]


def test_who_is_gone_is_not_warned_by_whom_they_wronged(
    app: Flask, people: People, here: Situation
) -> None:
    with app.test_request_context():
        erase_account(people.huong.account())
    assert decided(app, people, verdict="warned") == 303
    assert WHY not in told(people, "ba_tu")


def test_staff_is_for_admins_alone_and_loses_its_desk(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    people.chi_lan.client.get(f"/api/v1/requests/{here.request_id}")  # she looks at the number
    url = f"/api/v1/people/looked/{people.chi_lan.id}/report"
    assert people.ba_tu.client.post(url, json={"reason": "private"}).status_code == 200
    page = f"/desk/reports/people/{report_of(app).id}"
    assert people.chi_lan.browser.get(page).status_code == 404  # about herself
    elsewhere = people.anh_ha
    with app.test_request_context(), transaction():
        elsewhere.account().area_codes = ["79"]
    assert elsewhere.browser.get(page).status_code == 404
    assert people.root.browser.send(page, verdict="30", words=WHY).status_code == 303
    assert people.chi_lan.browser.get("/desk").status_code == 403
    seen = people.chi_lan.client.get(f"/api/v1/requests/{here.request_id}").get_json()
    assert "phone" not in seen


def test_who_has_no_account_can_be_warned(app: Flask, people: People) -> None:
    asked = app.test_client().post("/api/v1/requests", json=a_request(phone="0912345699"))
    request_id = asked.get_json()["id"]
    url = f"/api/v1/people/requester/{request_id}/report"
    assert people.huong.client.post(url, json={"reason": "unkind"}).status_code == 200
    assert decided(app, people, verdict="warned") == 303
    with app.test_request_context():
        [sent] = db.session.query(Notice).filter_by(kind="judged")
        assert WHY in sent.text


def test_a_taker_without_an_account_is_warned_and_forgotten(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift, wanted = give(app, people.huong.account()), ask_for_books(app).id
        kept = taking.give(gift.id, wanted, 1, people.huong.account()).id
        taking.agree(kept, Side.TAKER, "requester")
    url = f"/api/v1/people/taker/{kept}/report"
    assert people.huong.client.post(url, json={"reason": "unkind"}).status_code == 200
    assert report_of(app).evidence["name"] == "Bà Tư"
    assert decided(app, people, verdict="warned") == 303
    with app.test_request_context():
        [sent] = db.session.query(Notice).filter_by(kind="judged")
        assert WHY in sent.text
        with transaction():
            forget_evidence_of_people(wanted)
    assert report_of(app).evidence == {}
