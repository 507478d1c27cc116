"""How many cases an account carries at once, by how far it is trusted; who does not come."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from connect import responders
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import assignments, keep_time, measure
from connect.help_requests.models import Assignment
from connect.responders import Tier
from tests.people import People, Person
from tests.situations import (
    a_group,
    ask,
    assignments_of,
    help_from,
    known_to_the_ward,
    request_now,
)


def claim(person: Person, request_id: UUID, **body: str) -> int:
    url = f"/api/v1/requests/{request_id}/claim"
    return person.client.post(url, json=body).status_code


def test_many_hands_of_one_account_end_at_its_cap(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        help_from(huong.account(), capacity=200)
        ids = [ask(app).id for _n in range(9)]

    def reach(request_id: UUID) -> int:
        headers = {"Authorization": f"Bearer {huong.token}"}
        url = f"/api/v1/requests/{request_id}/claim"
        return app.test_client().post(url, headers=headers).status_code

    with ThreadPoolExecutor(9) as hands:
        answers = sorted(hands.map(reach, ids))
    assert answers == [201] * 3 + [409] * 6


def test_what_to_do_is_said_and_then_it_goes_on(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        profile = help_from(huong.account(), capacity=200).id
        ids = [ask(app).id for _n in range(12)]
    assert [claim(huong, id_) for id_ in ids[:4]] == [201, 201, 201, 409]
    refused = huong.client.post(f"/api/v1/requests/{ids[3]}/claim")
    assert refused.is_json
    assert "nhận 3 việc" in refused.get_json()["title"]
    assert "điều phối viên" in refused.get_json()["title"]
    assert huong.client.post(f"/api/v1/requests/{ids[0]}/deliver").status_code == 200
    assert claim(huong, ids[3]) == 201
    with app.test_request_context():
        responders.vouch(profile, people.chi_lan.account())
    # Three on the way, and seven more.
    assert [claim(huong, id_) for id_ in ids[4:]] == [201] * 7 + [409]
    refused = huong.client.post(f"/api/v1/requests/{ids[11]}/claim")
    assert refused.is_json
    assert "nhận 10 việc" in refused.get_json()["title"]
    assert "điều phối viên" not in refused.get_json()["title"]
    # Vouching no more takes nothing away, and lets nothing come.
    with app.test_request_context():
        responders.take_back(profile, people.chi_lan.account())
    assert huong.client.post(f"/api/v1/requests/{ids[4]}/release").status_code == 200
    assert claim(huong, ids[11]) == 409


def test_the_cap_is_the_persons_whatever_they_go_for(app: Flask, people: People) -> None:
    """A group's room is its own; each of its people carries what they may."""
    minh, huong = people.minh, people.huong
    with app.test_request_context():
        group = str(a_group(huong.account(), minh.account(), capacity=50).id)
        ids = [ask(app).id for _n in range(6)]
    assert [claim(minh, id_, responder_id=group) for id_ in ids[:2]] == [201] * 2
    assert [claim(minh, id_) for id_ in ids[2:4]] == [201, 409]
    assert claim(huong, ids[3], responder_id=group) == 201
    # Going instead is a case of one's own; what one has already is none more.
    assert minh.client.post(f"/api/v1/requests/{ids[3]}/take-over").status_code == 409
    assert minh.client.post(f"/api/v1/requests/{ids[0]}/take-over").status_code == 201
    assert huong.client.post(f"/api/v1/requests/{ids[0]}/take-over").status_code == 201


def test_who_says_yes_again_has_it_also_at_the_cap(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        help_from(huong.account(), capacity=200)
        ids = [ask(app).id for _n in range(4)]
        offers = [assignments_of(id_)[0].id for id_ in ids[:3]]
    accept = [f"/api/v1/offers/{offer}/accept" for offer in offers]
    assert [huong.client.post(url).status_code for url in accept] == [201, 201, 201]
    assert huong.client.post(accept[0]).status_code == 201
    assert claim(huong, ids[3]) == 409


def miss(app: Flask, person: Person, times: int) -> None:
    """Takes requests and is never heard of again."""
    for _time in range(times):
        with app.test_request_context():
            taken = assignments.claim(ask(app).id, person.account())
            with transaction():
                case = db.session.get_one(Assignment, taken.id)
                case.reminded_at = case.lapses_at = utcnow() - timedelta(hours=1)
            keep_time()
            assert request_now(taken.request_id).status == "open"


def test_who_does_not_come_three_times_goes_for_one_at_a_time(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        help_from(huong.account(), capacity=200, available=False)
    miss(app, huong, measure.MISSED)
    with app.test_request_context():
        ids = [ask(app).id for _n in range(4)]
        assert measure.count_missed(huong.account()) == measure.MISSED
        assert measure.at_once(huong.account()) == measure.AFTER_MISSING
    assert [claim(huong, id_) for id_ in ids[:2]] == [201, 409]
    refused = huong.client.post(f"/api/v1/requests/{ids[1]}/claim")
    assert refused.is_json
    assert "không có tin của bạn" in refused.get_json()["title"]
    # Who hands back does as the reminder says: it is no missing.
    assert huong.client.post(f"/api/v1/requests/{ids[0]}/release").status_code == 200
    with app.test_request_context():
        assert measure.count_missed(huong.account()) == measure.MISSED
    # What has arrived makes up for it.
    assert claim(huong, ids[1]) == 201
    assert huong.client.post(f"/api/v1/requests/{ids[1]}/deliver").status_code == 200
    assert people.chi_lan.client.post(f"/api/v1/requests/{ids[1]}/confirm").status_code == 200
    with app.test_request_context():
        assert measure.at_once(huong.account()) == measure.AT_ONCE[Tier.VERIFIED]
        assert responders.tier_of(huong.account()) == Tier.VERIFIED


def test_a_word_of_a_coordinator_makes_up_for_it_and_so_does_time(
    app: Flask, people: People
) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        profile = help_from(huong.account(), available=False).id
    miss(app, huong, measure.MISSED)
    miss(app, minh, measure.MISSED)
    with app.test_request_context():
        responders.vouch(profile, people.chi_lan.account())
        assert measure.at_once(huong.account()) == measure.AT_ONCE[Tier.VOUCHED]
        assert measure.at_once(minh.account()) == measure.AFTER_MISSING
        with transaction():
            long_ago = utcnow() - measure.MISSED_WITHIN
            db.session.query(Assignment).filter_by(account_id=minh.id).update(
                {"ended_at": long_ago}
            )
        assert measure.at_once(minh.account()) == measure.AT_ONCE[Tier.VERIFIED]


def test_doors_a_day_are_more_for_who_is_known(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], limits=True))
    monkeypatch.setattr(measure, "DOORS_A_DAY", {Tier.VERIFIED: 1, Tier.VOUCHED: 2})
    huong = people.huong
    with app.test_request_context():
        ids = [ask(app).id for _n in range(3)]
    assert [claim(huong, id_) for id_ in ids[:2]] == [201, 429]
    with app.test_request_context():
        known_to_the_ward(huong.account())
    assert [claim(huong, id_) for id_ in ids[1:]] == [201, 429]
