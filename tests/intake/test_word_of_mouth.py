"""Somebody without a smartphone says yes to a coordinator, who writes it down: that is a claim."""

import uuid
from typing import Any

import pytest
from flask import Flask

from connect.accounts import block
from connect.foundation import audit
from connect.help_requests import Status
from tests.people import People, Person
from tests.situations import SECRETS, Situation, assignments_of, help_from, request_now, situation


@pytest.fixture
def here(app: Flask, people: People) -> Situation:
    return situation(app, people, Status.OPEN)


def promised(person: Person, case: uuid.UUID, responder_id: uuid.UUID) -> Any:
    act = {"act": "promised", "responder_id": str(responder_id)}
    return person.client.post(f"/api/v1/desk/requests/{case}/acts", json=act)


def state(app: Flask, here: Situation) -> str:
    with app.test_request_context():
        return request_now(here.request_id).status


def test_their_word_is_a_claim_and_they_are_told(
    app: Flask, people: People, here: Situation
) -> None:
    assert promised(people.chi_lan, here.request_id, here.responder_id).status_code == 200
    assert state(app, here) == Status.CLAIMED
    with app.app_context():
        taken = [one for one in assignments_of(here.request_id) if one.claimed_at]
        assert [one.account_id for one in taken] == [people.huong.id]
        acts = {one.action: one.actor for one in audit.history(here.request_id)}
    assert acts["promised"] == str(people.chi_lan.id)
    told = people.huong.client.get("/api/v1/notices").get_json()["items"]
    assert any("Không đúng" in one["text"] or "Not so" in one["text"] for one in told)
    assert not any(secret in str(told) for secret in SECRETS.values())


def test_who_has_no_candidate_before_them_writes_nothing_down(
    app: Flask, people: People, here: Situation
) -> None:
    with app.test_request_context():
        far = help_from(people.minh.account(), radius_m=100.0).id
    for wrong in (far, uuid.uuid4()):
        assert promised(people.chi_lan, here.request_id, wrong).status_code == 422
    assert state(app, here) == Status.OPEN


def test_two_who_may_not_meet_do_not_meet_by_word_either(
    app: Flask, people: People, here: Situation
) -> None:
    with app.test_request_context():
        block(blocker_phone=SECRETS["phone"], blocked_phone=people.huong.phone)
    assert promised(people.chi_lan, here.request_id, here.responder_id).status_code in (409, 422)
    assert state(app, here) == Status.OPEN


def test_only_a_coordinator_of_the_area_takes_a_word(
    app: Flask, people: People, here: Situation
) -> None:
    for person in (people.huong, people.ba_tu, people.anh_ha):
        assert promised(person, here.request_id, here.responder_id).status_code == 403
    assert state(app, here) == Status.OPEN


def test_a_word_is_taken_once(app: Flask, people: People, here: Situation) -> None:
    promised(people.chi_lan, here.request_id, here.responder_id)
    again = promised(people.chi_lan, here.request_id, here.responder_id)
    assert again.status_code in (409, 422)
