"""Everything in measure: doors that can be opened in a day, places that can be moved."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import Status, assignments, measure, service, transitions
from connect.help_requests.lifecycle import LAPSED, Event
from connect.help_requests.models import Assignment
from connect.responders import Tier
from tests.people import DISTRICT_7, People
from tests.situations import CLAIMANT, REQUESTER, ask, help_from, request_now, situation


@pytest.fixture(autouse=True)
def limits_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As outside of tests."""
    monkeypatch.setitem(app.config, "CONNECT", replace(app.config["CONNECT"], limits=True))


def test_who_takes_and_hands_back_all_day_long_is_stopped(app: Flask, people: People) -> None:
    """Every claim shows a phone and a door: nobody reads them all by handing them back."""
    with app.test_request_context():
        help_from(people.minh.account())
        ids = [ask(app).id for _n in range(measure.LET_GO_A_DAY + 1)]
    minh = people.minh.client
    for id_ in ids[:-1]:
        assert minh.post(f"/api/v1/requests/{id_}/claim").status_code == 201
        assert minh.post(f"/api/v1/requests/{id_}/release").status_code == 200
    refused = minh.post(f"/api/v1/requests/{ids[-1]}/claim")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    with app.test_request_context(), transaction():
        db.session.query(Assignment).update({"claimed_at": utcnow() - timedelta(hours=25)})
    assert minh.post(f"/api/v1/requests/{ids[-1]}/claim").status_code == 201


def test_who_delivers_has_more_to_take_but_not_without_end(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(measure.DOORS_A_DAY, Tier.VERIFIED, 3)
    with app.test_request_context():
        ids = [ask(app).id for _n in range(4)]
    minh = people.minh.client
    answers = []
    for id_ in ids:
        answers.append(minh.post(f"/api/v1/requests/{id_}/claim").status_code)
        minh.post(f"/api/v1/requests/{id_}/deliver")
    assert answers == [201, 201, 201, 429]


def test_a_request_moves_three_times_a_day(app: Flask, people: People) -> None:
    here = situation(app, people, "open")
    client, url = app.test_client(), f"/api/v1/requests/{here.request_id}"

    def move(step: int, headers: dict[str, str]) -> int:
        place = {"lat": DISTRICT_7["lat"] + step / 1000, "lon": DISTRICT_7["lon"]}
        return client.patch(url, json={"location": place}, headers=headers).status_code

    manage = {"X-Manage-Token": here.manage_token}
    assert [move(step, manage) for step in (1, 1, 2, 3, 4)] == [200, 200, 200, 200, 422]
    assert client.patch(url, json={"people": 5}, headers=manage).status_code == 200
    # Who answers for an area mends what others got wrong.
    assert move(5, {"Authorization": f"Bearer {people.chi_lan.token}"}) == 200


def test_only_what_has_arrived_wipes_out_what_lapsed(app: Flask, people: People) -> None:
    """To say oneself that it is delivered is no proof of it."""
    here = situation(app, people, Status.DELIVERED)
    with app.test_request_context():
        huong = people.huong.account()
        lapsed = assignments.claim(ask(app).id, huong)
        with transaction():
            assignments.let_go(lapsed, LAPSED)
            lapsed.ended_at = utcnow() - timedelta(hours=1)
        assert measure.count_missed(huong) == 1
        service.confirm(here.request_id, people.ba_tu.account(), REQUESTER)
        assert measure.count_missed(huong) == 0


def test_what_somebody_else_has_brought_wipes_out_nothing(app: Flask, people: People) -> None:
    with app.test_request_context():
        huong, minh = people.huong.account(), people.minh.account()
        request_id = ask(app).id
        lapsed = assignments.claim(request_id, huong)
        with transaction():
            transitions.move(request_now(request_id), Event.RELEASE)
            assignments.let_go(lapsed, LAPSED)
        assignments.claim(request_id, minh)
        assignments.deliver(request_id, minh, CLAIMANT)
        service.confirm(request_id, None, REQUESTER)
        assert measure.count_missed(huong) == 1
