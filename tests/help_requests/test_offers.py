"""Being asked: the nearest three, for half an hour; yes is a claim, no is for good."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import update

from connect import responders
from connect.accounts import Account
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.help_requests import Status, candidates
from connect.responders import Responder
from tests.people import BEN_THANH, People
from tests.situations import (
    SECRETS,
    ask,
    assignments_of,
    help_from,
    request_now,
    responder_now,
    situation,
)
from tests.web import Browser


def many_helpers(n: int) -> list[Responder]:
    """Volunteers of their own accounts, each a little farther away."""
    with transaction():
        accounts = [
            Account(phone=f"+849120000{i:02}", name=f"Người {i}", password_hash="!")
            for i in range(n)
        ]
        db.session.add_all(accounts)
        db.session.flush()
        return [
            help_from(account, point=Point(BEN_THANH["lat"] + i / 1000, BEN_THANH["lon"]))
            for i, account in enumerate(accounts)
        ]


def test_the_nearest_three_are_asked(app: Flask) -> None:
    with app.test_request_context():
        helpers = [one.id for one in many_helpers(5)]
        request = ask(app)
        assert {one.responder_id for one in assignments_of(request.id)} == set(helpers[:3])
        assert {one.state for one in assignments_of(request.id)} == {"offered"}


def test_who_has_no_account_behind_them_is_not_asked_but_proposed(app: Flask) -> None:
    with app.test_request_context():
        helpers = [one.id for one in many_helpers(5)]
        with transaction():
            first_two = Responder.id.in_(helpers[:2])
            db.session.execute(update(Responder).where(first_two).values(owner_id=None))
        request = ask(app)
        assert [one.responder_id for one in candidates(request, 2)] == helpers[:2]
        assert {one.responder_id for one in assignments_of(request.id)} == set(helpers[2:])


def test_an_offer_shows_the_card_and_nothing_private(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    told = people.huong.client.get("/api/v1/offers").json
    assert told is not None
    [offer] = told["items"]
    assert offer["id"] == str(here.offer_id)
    assert offer["request"]["id"] == str(here.request_id)
    assert not any(secret in str(told) for secret in SECRETS.values())
    left = datetime.fromisoformat(offer["expires_at"]) - utcnow()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)


def test_yes_is_a_claim_for_the_profile_that_was_asked(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    told = people.huong.client.post(f"/api/v1/offers/{here.offer_id}/accept").json
    assert told is not None
    assert (told["assignment_id"], told["responder_id"]) == (
        str(here.offer_id),
        str(here.responder_id),
    )
    assert told["phone"] == SECRETS["phone"]
    with app.test_request_context():
        assert request_now(here.request_id).status == "claimed"
        assert responder_now(here.responder_id).load == 1


def test_no_is_not_asked_again(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    assert people.huong.client.post(f"/api/v1/offers/{here.offer_id}/decline").status_code == 204
    with app.test_request_context():
        request = request_now(here.request_id)
        assert request.status == "open"
        assert candidates(request, 10) == []
    assert people.huong.client.post(f"/api/v1/offers/{here.offer_id}/accept").status_code == 409
    assert people.huong.client.post(f"/api/v1/offers/{here.offer_id}/decline").status_code == 204


def test_an_offer_is_nobody_elses(app: Flask, people: People, client: Browser) -> None:
    here = situation(app, people, Status.OPEN)
    for answer in ("accept", "decline"):
        url = f"/api/v1/offers/{here.offer_id}/{answer}"
        assert client.post(url).status_code == 401
        assert people.minh.client.post(url).status_code == 404
        assert people.chi_lan.client.post(url).status_code == 404


def test_yes_comes_too_late_when_someone_was_faster(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    people.minh.client.post(f"/api/v1/requests/{here.request_id}/claim")
    assert people.huong.client.post(f"/api/v1/offers/{here.offer_id}/accept").status_code == 409
    with app.test_request_context():
        assert responder_now(here.responder_id).load == 0


def test_who_is_paused_or_out_of_reach_or_full_is_not_asked(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        account = huong.account()
        help_from(account, available=False)
        help_from(account, radius_m=100.0)
        help_from(account, categories=["transport"])
        help_from(account, opening_hours="off")
        full = help_from(account, capacity=1)
        responders.take_load(full.id)
        assert assignments_of(ask(app).id) == []


def test_who_goes_for_one_is_still_asked_for_another(app: Flask, people: People) -> None:
    with app.test_request_context():
        help_from(people.huong.account())
        another, taken = (ask(app, phone=phone).id for phone in (None, SECRETS["phone"]))
    assert people.huong.client.post(f"/api/v1/requests/{taken}/claim").status_code == 201
    with app.test_request_context():
        assert [one.state for one in assignments_of(another)] == ["offered"]
        assert [one.state for one in assignments_of(taken)] == ["accepted"]
