"""Four digits that whoever comes says at the door, and whoever waits behind it compares."""

import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from connect.foundation.audit import history
from connect.foundation.database import db
from connect.help_requests.arrival_code import arrival_code
from connect.help_requests.models import Assignment, HelpRequest
from connect.notifications.models import Notice
from tests.people import People
from tests.situations import Situation, a_group, ask, situation


def url(here: Situation, act: str = "") -> str:
    return f"/api/v1/requests/{here.request_id}{act}"


def shown(client: FlaskClient, path: str, **headers: str) -> dict[str, Any]:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200
    return dict(answer.json or {})


def test_both_sides_see_the_same_four_digits(app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    ba_tu, huong = people.ba_tu.client, people.huong.client
    assert shown(huong, url(here))["arrival_code"] is None
    for _again in range(2):
        asked = ba_tu.post(url(here, "/arrival-code"))
        assert asked.status_code == 200
    code = (asked.json or {})["arrival_code"]
    assert len(code) == 4
    assert code.isdecimal()
    assert shown(huong, url(here))["arrival_code"] == code
    for person in (people.ba_tu, people.huong):
        assert code in person.browser.get(f"/requests/{here.request_id}").get_data(as_text=True)
    # Who is not part of it reads neither the code nor that there is one.
    for client in (app.test_client(), people.minh.client):
        card = shown(client, url(here))
        assert "arrival_code" not in card
        assert "asks_code" not in card
    with app.test_request_context():
        told = [one.text for one in db.session.query(Notice).order_by(Notice.created_at)]
        assert sum(code in text for text in told) == 1  # to who waits; the helper opens the page
        assert [one.action for one in history(here.request_id)].count("code_asked") == 1
    assert huong.post(url(here, "/deliver")).status_code == 200
    assert shown(people.ba_tu.client, url(here))["arrival_code"] is None


def test_it_is_asked_for_before_anybody_comes_and_each_has_their_own(
    app: Flask, people: People
) -> None:
    here = situation(app, people, "open")
    manage = {"X-Manage-Token": here.manage_token}
    client = app.test_client()
    asked = client.post(url(here, "/arrival-code"), headers=manage).json or {}
    assert (asked["asks_code"], asked["arrival_code"]) == (True, None)
    codes = []
    for person in (people.huong, people.minh):
        taken = person.client.post(url(here, "/claim")).json or {}
        codes.append(taken["arrival_code"])
        assert shown(client, url(here), **manage)["arrival_code"] == codes[-1]
        assert person.client.post(url(here, "/release")).status_code == 200
        assert shown(client, url(here), **manage)["arrival_code"] is None
    with app.test_request_context():
        told = " ".join(one.text for one in db.session.query(Notice))
        assert all(f" {code}." in told for code in codes)


def test_a_colleague_who_does_not_go_does_not_know_it(app: Flask, people: People) -> None:
    with app.test_request_context():
        group = str(a_group(people.huong.account(), people.minh.account()).id)
        id_ = ask(app, people.ba_tu.account()).id
    path = f"/api/v1/requests/{id_}"
    minh, huong = people.minh, people.huong
    assert minh.client.post(f"{path}/claim", json={"responder_id": group}).status_code == 201
    code = (people.ba_tu.client.post(f"{path}/arrival-code").json or {})["arrival_code"]
    page = huong.browser.get(f"/requests/{id_}").get_data(as_text=True)
    assert re.search(rf"(?<![\w-]){code}(?![\w-])", page) is None  # ids have such digits, too
    taken = huong.client.post(f"{path}/take-over").json or {}
    assert taken["arrival_code"]
    assert shown(minh.client, path).get("arrival_code") is None


@pytest.mark.parametrize("who", ["huong", "minh", "anh_ha", "nobody"])
def test_who_may_not_ask_for_it(who: str, app: Flask, people: People) -> None:
    here = situation(app, people, "claimed")
    assert getattr(people, who).client.post(url(here, "/arrival-code")).status_code == 403
    assert app.test_client().post(url(here, "/arrival-code")).status_code == 401


@pytest.mark.parametrize("state", ["delivered", "fulfilled", "closed"])
def test_where_nobody_comes_there_is_none(state: str, app: Flask, people: People) -> None:
    here = situation(app, people, state)
    assert people.ba_tu.client.post(url(here, "/arrival-code")).status_code == 409


def test_the_codes_of_many_claims_are_spread_and_always_the_same(app: Flask) -> None:
    with app.app_context():
        request = HelpRequest(asks_code=True)
        codes = [
            arrival_code(request, Assignment(id=UUID(int=n), state="accepted")) for n in range(300)
        ]
        assert codes == [
            arrival_code(request, Assignment(id=UUID(int=n), state="accepted")) for n in range(300)
        ]
        assert len(set(codes)) > 250
        assert {len(code or "") for code in codes} == {4}
