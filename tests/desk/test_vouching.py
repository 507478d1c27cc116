"""A coordinator vouches for who goes, and says whom a request wants: at the desk, one tap each."""

from typing import Any
from uuid import UUID

from flask import Flask

from connect.help_requests import Status
from connect.responders import Tier, tier_of
from tests.people import People, Person
from tests.situations import ask, help_from, request_now, situation


def do(person: Person, request_id: UUID, act: str, **told: Any) -> int:
    url = f"/api/v1/desk/requests/{request_id}/acts"
    return person.client.post(url, json={"act": act, **told}).status_code


def test_one_tap_beside_each_candidate(app: Flask, people: People) -> None:
    lan, huong = people.chi_lan, people.huong
    with app.test_request_context():
        profile = help_from(huong.account()).id
        id_ = ask(app, concerns=("alone",)).id
    case = f"/desk/requests/{id_}"
    desk = lan.browser
    assert 'value="vouch"' in desk.get(case).get_data(as_text=True)
    for act, vouched in (("vouch", True), ("vouch", True), ("vouch_no_more", False)):
        told = {"act": act, "responder_id": str(profile)}
        answer = desk.post(f"{case}/act", data=told | desk.csrf())
        assert answer.status_code == 303
        seen = lan.client.get(f"/api/v1{case}").json or {}
        found = [(one["responder_id"], one["vouched"]) for one in seen["candidates"]]
        assert found == ([(str(profile), True)] if vouched else [])
        with app.test_request_context():
            known = tier_of(huong.account()) == Tier.VOUCHED
            assert known == vouched


def test_whoever_goes_is_vouched_for_on_the_page_of_the_case(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    page = people.chi_lan.browser.get(f"/desk/requests/{here.request_id}").get_data(as_text=True)
    assert 'value="vouch"' in page
    told = {"responder_id": str(here.responder_id), "words": "Hàng xóm của tôi."}
    assert do(people.chi_lan, here.request_id, "vouch", **told) == 200
    seen = people.ba_tu.client.get(f"/api/v1/requests/{here.request_id}").json or {}
    assert seen["helper"]["tier"] == "vouched"
    assert do(people.chi_lan, here.request_id, "vouch_no_more", **told) == 200
    seen = people.ba_tu.client.get(f"/api/v1/requests/{here.request_id}").json or {}
    assert seen["helper"]["tier"] == "verified"


def test_whom_a_request_wants_is_said_at_the_desk(app: Flask, people: People) -> None:
    desk, lan = people.chi_lan.browser, people.chi_lan
    with app.test_request_context():
        id_ = ask(app).id
    acted: dict[str, Any] = {"act": "shield", "concerns": ["ill", "minor"]}
    assert desk.post(f"/desk/requests/{id_}/act", data=acted | desk.csrf()).status_code == 303
    with app.test_request_context():
        assert request_now(id_).concerns == "minor ill"
    assert do(lan, id_, "shield", concerns=["alone"]) == 200
    assert do(lan, id_, "shield") == 200
    with app.test_request_context():
        assert not request_now(id_).shielded


def test_who_may_not(app: Flask, people: People) -> None:
    with app.test_request_context():
        profile = str(help_from(people.huong.account()).id)
        own = str(help_from(people.chi_lan.account()).id)
        id_ = ask(app).id
    for person in (people.huong, people.anh_ha, people.nobody):
        assert do(person, id_, "vouch", responder_id=profile) == 403
        assert do(person, id_, "vouch_no_more", responder_id=profile) == 403
        assert do(person, id_, "shield", concerns=["ill"]) == 403
    lan = people.chi_lan
    assert do(lan, id_, "vouch", responder_id=own) == 403
    assert do(lan, id_, "vouch", responder_id=str(UUID(int=7))) == 404
    assert do(lan, id_, "vouch") == 422
    assert do(lan, id_, "vouch", responder_id=profile, words="x" * 201) == 422
    assert do(lan, id_, "shield", concerns=["poor"]) == 422
