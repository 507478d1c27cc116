"""Claiming: one of all who try, once, with what they need to go there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.geo import Point
from connect.help_requests import Status
from connect.responders import responders_of
from tests.people import DISTRICT_7, People
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


def claim(people: People, name: str, request_id: object, **headers: str) -> int:
    client = getattr(people, name).client
    url = f"/api/v1/requests/{request_id}/claim"
    return int(client.post(url, headers=headers).status_code)


def test_a_claim_tells_whom_to_help_where_and_until_when(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    told = people.huong.client.post(f"/api/v1/requests/{here.request_id}/claim").json
    assert told is not None
    assert told["status"] == "claimed"
    assert told["location"] == DISTRICT_7
    assert {name: told[name] for name in ("phone", "name", "description", "address")} == {
        name: SECRETS[name] for name in ("phone", "name", "description", "address")
    }
    assert told["items"][0]["note"] == SECRETS["note"]
    left = datetime.fromisoformat(told["lapses_at"]) - utcnow()
    assert timedelta(hours=3, minutes=59) < left <= timedelta(hours=4)
    assert told["responder_id"] == str(here.responder_id)


def test_the_second_is_too_late(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    assert claim(people, "minh", here.request_id) == 201
    assert claim(people, "huong", here.request_id) == 409
    assert claim(people, "minh", here.request_id) == 409


def test_a_claim_withdraws_what_others_were_asked(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    claim(people, "minh", here.request_id)
    assert people.huong.client.get("/api/v1/offers").json == {"items": [], "next": None}
    with app.test_request_context():
        assert sorted(one.state for one in assignments_of(here.request_id)) == [
            "accepted",
            "timed_out",
        ]


def test_the_first_claim_makes_a_paused_profile_at_the_public_cell(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    assert claim(people, "minh", here.request_id) == 201
    minh = people.minh
    with app.test_request_context():
        [profile] = responders_of(minh.id)
        request = request_now(here.request_id)
        assert (profile.lat, profile.lon) == (request.cell_lat, request.cell_lon)
        assert (profile.available, profile.load, profile.kind) == (False, 1, "volunteer")


def test_nobody_claims_their_own_request(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    assert claim(people, "ba_tu", here.request_id) == 403
    huong = people.huong
    with app.test_request_context():
        # Posted without an account, but by the same phone.
        own = ask(app, phone=huong.phone).id
    assert claim(people, "huong", own) == 403


def test_who_is_full_cannot_take_more(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        responder_id = help_from(huong.account(), capacity=2).id
        ids = [ask(app).id for _n in range(3)]
    assert [claim(people, "huong", one) for one in ids] == [201, 201, 409]
    with app.test_request_context():
        assert responder_now(responder_id).load == 2
        assert request_now(ids[2]).status == "open"  # nothing half done
        assert not [a for a in assignments_of(ids[2]) if a.state == "accepted"]


def test_the_profile_with_room_and_the_right_help_takes_it(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        account = huong.account()
        help_from(account, categories=["transport"], available=False)
        able = help_from(account, capacity=1).id
        first, second = ask(app).id, ask(app).id
    taken = huong.client.post(f"/api/v1/requests/{first}/claim").json
    assert taken is not None
    assert taken["responder_id"] == str(able)
    assert claim(people, "huong", second) == 201  # the other profile still has room


def test_the_same_key_claims_once(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    url, key = f"/api/v1/requests/{here.request_id}/claim", {"Idempotency-Key": "once"}
    first = people.huong.client.post(url, headers=key)
    again = people.huong.client.post(url, headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    # Somebody else's key of the same name is another key.
    assert claim(people, "minh", here.request_id, **key) == 409


def test_the_same_key_at_the_same_moment_claims_once(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    token = people.huong.token
    url = f"/api/v1/requests/{here.request_id}/claim"
    headers = {"Idempotency-Key": "once", "Authorization": f"Bearer {token}"}
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _n: app.test_client().post(url, headers=headers), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_data() for answer in answers}) == 1
    with app.test_request_context():
        assert responder_now(here.responder_id).load == 1


def test_of_two_browsers_with_the_same_key_only_one_reads_the_answer(
    app: Flask, people: People
) -> None:
    """Who is signed in by a cookie is somebody too: a guessed key gives nothing away."""
    here = situation(app, people, Status.OPEN)
    url = f"/api/v1/requests/{here.request_id}/claim"
    answers = []
    for person in (people.huong, people.minh):
        browser = person.browser
        headers = {"Idempotency-Key": "1", "X-CSRFToken": browser.csrf()["csrf_token"]}
        answers.append(browser.post(url, headers=headers))
    assert [answer.status_code for answer in answers] == [201, 409]
    assert SECRETS["phone"] not in answers[1].get_data(as_text=True)


@pytest.mark.parametrize("name", ["0912345603", "00000000-0000-0000-0000-000000000000", "x"])
def test_a_request_that_is_not_there_cannot_be_claimed(name: str, people: People) -> None:
    assert claim(people, "huong", name) == 404


def test_a_stranger_must_sign_in_first(app: Flask, people: People, client: Browser) -> None:
    here = situation(app, people, Status.OPEN)
    assert client.post(f"/api/v1/requests/{here.request_id}/claim").status_code == 401
    with app.test_request_context():
        assert request_now(here.request_id).point == Point(**DISTRICT_7)
