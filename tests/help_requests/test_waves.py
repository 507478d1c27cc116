"""Nobody answers: others are asked, wave after wave, and nobody twice."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from connect.accounts import Account
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point, Whereabouts
from connect.help_requests import assignments, candidates, keep_time, service
from connect.help_requests.offering import NEXT_WAVE, OFFER_LIFE, TRY_AGAIN
from connect.responders import Responder
from tests.people import BEN_THANH, DISTRICT_7, HOAN_KIEM, People
from tests.situations import (
    CLAIMANT,
    REQUESTER,
    ask,
    assignments_of,
    help_from,
    live_through,
    request_now,
    situation,
)

HA_NOI = Whereabouts(point=Point(HOAN_KIEM["lat"], HOAN_KIEM["lon"]))


def helpers(count: int, first: int = 0, point: Point | None = None) -> list[uuid.UUID]:
    """Volunteers of their own accounts, each a little farther away than the one before."""
    middle = point or Point(BEN_THANH["lat"], BEN_THANH["lon"])
    made = []
    for number in range(first, first + count):
        with transaction():
            account = Account(phone=f"+849140001{number:02}", name="Người", password_hash="!")
            db.session.add(account)
            db.session.flush()
            place = Point(middle.lat + number / 1000, middle.lon)
            made.append(help_from(account, point=place).id)
    return made


def asked(request_id: uuid.UUID, state: str | None = None) -> list[uuid.UUID]:
    return [
        one.responder_id for one in assignments_of(request_id) if state in (None, str(one.state))
    ]


def decline_all(request_id: uuid.UUID) -> None:
    for offer in assignments_of(request_id):
        if offer.state == "offered":
            account = db.session.get(Account, offer.responder.owner_id)
            assert account is not None
            assignments.decline(offer.id, account)


def test_who_declines_is_followed_by_the_next_at_once(app: Flask) -> None:
    with app.test_request_context():
        near = helpers(7)
        request_id = ask(app).id
        decline_all(request_id)
        assert set(asked(request_id, "declined")) == set(near[:3])
        assert set(asked(request_id, "offered")) == set(near[3:6])


def test_silence_brings_the_next_wave_farther_out_and_nobody_twice(app: Flask) -> None:
    with app.test_request_context():
        near = helpers(5)
        request_id = ask(app).id
        now = utcnow()
        assert keep_time(now + OFFER_LIFE / 2)["asked"] == 0
        assert keep_time(now + OFFER_LIFE)["asked"] == 2
        assert set(asked(request_id, "offered")) == set(near[3:])
        assert keep_time(now + 3 * OFFER_LIFE)["asked"] == 0
        assert len(asked(request_id)) == 5


def test_an_urgent_request_does_not_wait_for_the_silent(app: Flask) -> None:
    with app.test_request_context():
        near = helpers(6)
        calm, urgent = ask(app), ask(app, urgency="urgent", phone="+84912345690")
        keep_time(utcnow() + NEXT_WAVE["urgent"])
        assert set(asked(calm.id)) == set(near[:3])
        assert set(asked(urgent.id)) == set(near)


def test_who_comes_later_is_asked_too(app: Flask) -> None:
    with app.test_request_context():
        request_id = ask(app).id
        assert asked(request_id) == []
        come = helpers(1)
        assert keep_time(utcnow() + TRY_AGAIN - timedelta(minutes=1))["asked"] == 0
        assert keep_time(utcnow() + TRY_AGAIN)["asked"] == 1
        assert asked(request_id) == come


def test_a_crowd_with_no_account_behind_it_hides_nobody(app: Flask, people: People) -> None:
    with app.test_request_context():
        imported = helpers(30)
        with transaction():
            theirs = Responder.id.in_(imported)
            db.session.execute(update(Responder).where(theirs).values(owner_id=None))
        far = Point(DISTRICT_7["lat"] - 0.05, DISTRICT_7["lon"])
        person = help_from(people.minh.account(), point=far).id
        assert asked(ask(app).id) == [person]


def test_an_account_is_asked_once_by_its_nearest_and_has_three_open_offers(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        account = people.minh.account()
        near = help_from(account)
        help_from(account, point=Point(BEN_THANH["lat"] + 0.02, BEN_THANH["lon"]))
        requests = [ask(app, phone=f"+8491234567{n}").id for n in range(4)]
        assert [asked(one) for one in requests] == [[near.id], [near.id], [near.id], []]
        assert len(people.minh.client.get("/api/v1/offers").get_json()["items"]) == 3


def test_a_net_of_responders_finds_no_door(app: Flask, people: People) -> None:
    """Forty small circles over a cell: which of them is asked would tell where in it they live."""
    with app.test_request_context():
        spy = people.minh.account()
        net = []
        for number in range(40):
            place = Point(10.7310 + number % 7 / 1000, 106.7190 + number // 7 / 1000)
            net.append(help_from(spy, point=place, radius_m=150.0).id)
        told = set()
        for north in range(4):
            door = Whereabouts(point=Point(10.7313 + north / 1000, 106.7215))
            told |= set(asked(ask(app, phone=f"+8491234568{north}", where=door).id))
        assert told <= set(net[:3])


def test_a_chosen_shop_is_asked_before_all_others(app: Flask, people: People) -> None:
    with app.test_request_context():
        helpers(4)
        far = Point(BEN_THANH["lat"] + 0.03, BEN_THANH["lon"])
        said = {"kind": "supplier", "name": "Tạp hoá", "point": far, "delivers": True}
        shop = help_from(people.shop.account(), **said)
        request_id = ask(app, supplier_id=shop.id).id
        assert shop.id in asked(request_id)
        assert len(asked(request_id)) == 3


@pytest.mark.parametrize(
    "unfit",
    [
        {"opening_hours": "off"},
        {"categories": ["transport"]},
        {"radius_m": 100.0},
        {"available": False},
        {"delivers": False, "point": Point(BEN_THANH["lat"] + 0.03, BEN_THANH["lon"])},
    ],
    ids=["shut", "has none", "too far", "paused", "does not deliver"],
)
def test_a_chosen_shop_that_cannot_help_is_not_asked(
    unfit: dict[str, Any], app: Flask, people: People
) -> None:
    with app.test_request_context():
        near = helpers(4)
        said = {"kind": "supplier", "name": "Tạp hoá", "delivers": True} | unfit
        shop = help_from(people.shop.account(), **said)
        assert set(asked(ask(app, supplier_id=shop.id).id)) == set(near[:3])


def test_a_request_that_moves_asks_where_it_is_now(app: Flask) -> None:
    with app.test_request_context():
        here = helpers(2)
        there = helpers(2, first=50, point=Point(HA_NOI.point.lat - 0.05, HA_NOI.point.lon))
        request = ask(app)
        assert set(asked(request.id)) == set(here)
        service.edit(request.id, {"where": HA_NOI}, None, REQUESTER, app.config["CONNECT"])
        assert set(asked(request.id, "offered")) == set(there)


def test_whose_offer_was_only_withdrawn_can_be_asked_again(app: Flask, people: People) -> None:
    with app.test_request_context():
        near = helpers(3)
        request = ask(app)
        assignments.claim(request.id, people.minh.account())
        assert asked(request.id, "offered") == []
        assignments.release(request.id, people.minh.account(), CLAIMANT)
        assert set(asked(request.id, "offered")) == set(near)


def test_nobody_is_asked_for_what_they_have_posted_for_somebody_else(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        neighbour = people.minh.account()
        help_from(neighbour)
        request = ask(app, neighbour)  # the phone is another one's
        assert candidates(request, 5) == []
        assert asked(request.id) == []


def test_a_lapsed_claim_is_followed_by_others(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    with app.test_request_context():
        come: Sequence[uuid.UUID] = helpers(2)
        live_through(timedelta(hours=5))
        assert request_now(here.request_id).status == "open"
        assert set(asked(here.request_id, "offered")) == set(come)
