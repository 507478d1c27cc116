"""What is refused: who may not, what is no longer possible, and what is too much."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from connect.accounts import block
from connect.foundation.clock import HOME_ZONE, utcnow
from connect.foundation.database import db, transaction
from connect.foundation.errors import NotAllowed, WrongState
from connect.geo import Point, Whereabouts
from connect.giving import taking
from connect.giving.models import Reservation
from connect.giving.service import MOST_OFFERED
from connect.giving.states import Side
from connect.help_requests import CloseReason, ItemDetails, service
from tests.giving.giving import HERE, ask_for_books, gift_now, give, is_listed, reservation_now
from tests.people import DISTRICT_7, PHONES, People
from tests.situations import REQUESTER
from tests.web import Browser

TODAY = utcnow().astimezone(HOME_ZONE).date()
NEW = {"what": "Sách giáo khoa", "location": DISTRICT_7}


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": ""},
        {"what": "x" * 121},
        {"what": "Một thứ lạ lùng"},  # no good that we know, and no category
        {"category": "gold"},
        {"amount": 0},
        {"amount": 10_001},
        {"unit": "x" * 21},
        {"brings_m": -1},
        {"brings_m": 20_001},
        {"first_day": "hôm nay"},
        {"first_day": str(TODAY - timedelta(days=1))},
        {"last_day": str(TODAY - timedelta(days=1))},
        {"last_day": str(TODAY + timedelta(days=61))},
        {"first_day": str(TODAY + timedelta(days=3)), "last_day": str(TODAY)},
        {"first_day": str(date.max)},
        {"last_day": str(date.min)},
        {"location": {"lat": 91, "lon": 0}},
        {"location": {"ward_code": "79"}},  # a whole city
        {"owner": "me"},
    ],
    ids=str,
)
def test_a_wrong_gift_says_what_is_wrong(wrong: dict[str, Any], people: People) -> None:
    answer = people.huong.client.post("/api/v1/gifts", json=NEW | wrong)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]


def test_a_stranger_neither_gives_nor_takes(app: Flask, client: Browser, people: People) -> None:
    assert client.post("/api/v1/gifts", json=NEW).status_code == 401
    assert client.get("/giving/new").location.startswith("/sign-in")
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
    assert client.post(f"/api/v1/gifts/{gift_id}/reserve", json={}).status_code == 401
    assert "/sign-in" in (client.send(f"/giving/{gift_id}", action="/reserve").location or "")
    with app.test_request_context():
        assert gift_now(gift_id).available == 12


def test_a_request_of_somebody_else_takes_nothing(
    app: Flask, client: Browser, people: People
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request_id = str(ask_for_books(app).id)
    url = f"/api/v1/gifts/{gift_id}/reserve"
    body = {"request_id": request_id}
    assert client.post(url, json=body).status_code == 401
    assert people.minh.client.post(url, json=body).status_code == 404
    wrong = client.post(url, json=body, headers={"X-Manage-Token": "nobody.gave-me-this"})
    assert wrong.status_code == 401


def test_nobody_takes_their_own_gift(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong = people.huong.account()
        gift_id = give(app, huong).id
        with pytest.raises(NotAllowed):
            taking.reserve(gift_id, 1, huong)
        request_id = ask_for_books(app, huong).id
        for account in (huong, None):  # by the link of their request, too
            with pytest.raises(NotAllowed):
                taking.reserve(gift_id, 1, account, request_id)
        assert gift_now(gift_id).available == 12


@pytest.mark.parametrize("who_blocks", ["giver", "taker"])
def test_two_who_are_apart_do_not_meet(who_blocks: str, app: Flask, people: People) -> None:
    pair = [PHONES["huong"], PHONES["minh"]]
    first, second = pair if who_blocks == "giver" else reversed(pair)
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app, people.minh.account()).id
        block(blocker_phone=first, blocked_phone=second)
        with pytest.raises(WrongState):
            taking.reserve(gift_id, 1, people.minh.account())
        with pytest.raises(WrongState):
            taking.give(gift_id, request_id, 1, people.huong.account())
    assert "Sách lớp 5" not in people.huong.browser.page(f"/giving/{gift_id}").root.text()
    page = people.minh.browser.page(f"/requests/{request_id}").root.text()
    assert "Sách giáo khoa lớp 5" not in page


@pytest.mark.parametrize("asks", ["taker", "giver"])
def test_who_is_kept_apart_meanwhile_is_not_shown_the_other(
    asks: str, app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app).id
        if asks == "taker":
            kept = taking.reserve(gift_id, 1, None, request_id)
        else:
            kept = taking.give(gift_id, request_id, 1, people.huong.account())
        kept_id = kept.id
        block(blocker_phone="+84912345699", blocked_phone=PHONES["huong"])
        with pytest.raises(WrongState):
            taking.agree(kept_id, Side.GIVER if asks == "taker" else Side.TAKER, "someone")
        assert reservation_now(kept_id).state == "released"


def test_words_of_a_refusal_do_not_tell_of_a_block(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong, minh = people.huong.account(), people.minh.account()
        gift_id = give(app, huong, amount=2).id
        asks_id = ask_for_books(app, minh).id
        wants_id = ask_for_books(app, items=[ItemDetails(category="food")], phone=None).id
        with pytest.raises(WrongState) as too_much:
            taking.reserve(gift_id, 3, minh)
        with pytest.raises(WrongState) as does_not_ask:
            taking.give(gift_id, wants_id, 1, huong)
        block(blocker_phone=PHONES["huong"], blocked_phone=PHONES["minh"])
        with pytest.raises(WrongState) as refused:
            taking.reserve(gift_id, 1, minh)
        assert refused.value.title == too_much.value.title
        with pytest.raises(WrongState) as refused:
            taking.give(gift_id, asks_id, 1, huong)
        assert refused.value.title == does_not_ask.value.title


def test_a_request_takes_what_it_asks_for_and_only_while_it_is_open(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        food = [ItemDetails(category="food", goods="Gạo")]
        notebooks = [ItemDetails(category="school_supplies", goods="Vở", quantity="5")]
        for items in (food, notebooks):
            wrong_id = ask_for_books(app, items=items, phone=None).id
            with pytest.raises(WrongState):
                taking.reserve(gift_id, 1, None, wrong_id)
        any_id = ask_for_books(app, items=[ItemDetails(category="school_supplies")], phone=None).id
        assert taking.reserve(gift_id, 1, None, any_id)
        closed_id = ask_for_books(app, phone=None).id
        service.close(closed_id, CloseReason.WITHDRAWN, None, REQUESTER)
        with pytest.raises(WrongState):
            taking.reserve(gift_id, 1, None, closed_id)


def test_more_than_is_there_is_refused_and_nothing_changes(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account(), amount=2).id
    url = f"/api/v1/gifts/{gift_id}/reserve"
    minh = people.minh.client
    assert minh.post(url, json={"amount": 3}).status_code == 409
    assert minh.post(url, json={"amount": 0}).status_code == 422
    assert minh.post(url, json={"amount": -1}).status_code == 422
    assert minh.post(url, json={"amount": 1}).status_code == 201
    assert minh.post(url, json={"amount": 1}).status_code == 409  # once for each
    with app.test_request_context():
        assert gift_now(gift_id).available == 1


def test_who_lets_three_people_wait_reserves_nothing_for_a_while(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        minh = people.minh.account()
        givers = [people.huong, people.shop, people.ba_tu]
        for giver in givers:
            gift_id = give(app, giver.account(), amount=1).id
            kept_id = taking.reserve(gift_id, 1, minh).id
            with pytest.raises(WrongState):  # they were not to come yet
                taking.no_show(kept_id, Side.GIVER, "giver")
            taking.agree(kept_id, Side.GIVER, "giver")
            with pytest.raises(NotAllowed):
                taking.no_show(kept_id, Side.TAKER, "taker")
            taking.no_show(kept_id, Side.GIVER, "giver")
            assert is_listed(gift_id)
        with pytest.raises(WrongState):
            taking.reserve(gift_id, 1, minh)
        assert taking.reserve(gift_id, 1, people.nobody.account())
        with transaction():
            for one in db.session.query(Reservation).filter_by(state="no_show"):
                one.ended_at = utcnow() - timedelta(days=91)
        again_id = give(app, people.huong.account(), amount=1).id
        assert taking.reserve(again_id, 1, minh)


def test_one_giver_alone_keeps_nobody_from_reserving(app: Flask, people: People) -> None:
    """They could say so of anybody whom they do not like."""
    with app.test_request_context():
        minh = people.minh.account()
        for _n in range(4):
            gift_id = give(app, people.huong.account(), amount=1).id
            kept_id = taking.reserve(gift_id, 1, minh).id
            taking.agree(kept_id, Side.GIVER, "giver")
            taking.no_show(kept_id, Side.GIVER, "giver")


def test_nobody_gives_what_is_not_theirs_nor_twice_to_the_same(app: Flask, people: People) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        request_id = ask_for_books(app).id
        with pytest.raises(NotAllowed):
            taking.give(gift_id, request_id, 1, people.minh.account())
        kept_id = taking.give(gift_id, request_id, 1, people.huong.account()).id
        taking.release(kept_id, Side.TAKER, "taker")  # no, thank you
        with pytest.raises(WrongState):
            taking.give(gift_id, request_id, 1, people.huong.account())


def test_a_reservation_tells_nobody_else_anything(
    app: Flask, people: People, client: Browser
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
        kept_id = taking.reserve(gift_id, 1, people.minh.account()).id
    for act in ("agree", "release", "collected", "no-show", "thanks"):
        for id_ in (kept_id, uuid.uuid4()):  # signed in or not: as if it were not there
            url, body = f"/api/v1/reservations/{id_}/{act}", {"text": "Cảm ơn"}
            assert people.nobody.client.post(url, json=body).status_code == 404
            assert client.post(url, json=body).status_code == 401
    minh = people.minh.client
    thanks = minh.post(f"/api/v1/reservations/{kept_id}/thanks", json={"text": "Cảm ơn"})
    assert thanks.status_code == 409  # not yet
    # Who asked has said yes already: saying it again is no yes of the giver.
    assert minh.post(f"/api/v1/reservations/{kept_id}/agree").get_json()["state"] == "reserved"


def test_twenty_gifts_are_enough_for_one(app: Flask, people: People) -> None:
    far = Whereabouts(point=Point(HERE.lat + 5, HERE.lon))
    with app.test_request_context():
        huong = people.huong.account()
        for _n in range(MOST_OFFERED):
            give(app, huong, where=far)
    assert people.huong.client.post("/api/v1/gifts", json=NEW).status_code == 422


def test_a_coordinator_of_the_area_takes_down_and_one_of_another_does_not(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        gift_id = give(app, people.huong.account()).id
    url = f"/api/v1/gifts/{gift_id}"
    assert people.anh_ha.client.delete(url).status_code == 403
    assert people.minh.client.delete(url).status_code == 403
    assert people.chi_lan.client.delete(url).status_code == 204
    assert people.chi_lan.client.delete(url).status_code == 204  # once more changes nothing
    with app.test_request_context():
        assert gift_now(gift_id).state == "withdrawn"


def test_the_same_key_offers_and_reserves_once(app: Flask, people: People) -> None:
    key = {"Idempotency-Key": "once"}
    first = people.huong.client.post("/api/v1/gifts", json=NEW | {"amount": 3}, headers=key)
    again = people.huong.client.post("/api/v1/gifts", json=NEW | {"amount": 3}, headers=key)
    assert first.get_json() == again.get_json()
    url = f"/api/v1/gifts/{first.get_json()['id']}/reserve"
    kept = [people.minh.client.post(url, json={}, headers=key).get_json() for _n in range(2)]
    assert kept[0] == kept[1]
    with app.test_request_context():
        assert db.session.query(Reservation).count() == 1
