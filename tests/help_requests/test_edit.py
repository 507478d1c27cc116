"""Changing a request that is under way."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from connect.help_requests import Status, need_of
from connect.help_requests.queries import manage_token
from tests.people import BEN_THANH, People
from tests.situations import ask, help_from, known_to_the_ward, request_now, situation
from tests.web import Browser


def test_the_list_shows_what_was_changed(app: Flask, client: Browser, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    url, manage = f"/api/v1/requests/{here.request_id}", {"X-Manage-Token": here.manage_token}
    changes = {
        "items": [{"category": "medicine", "goods": "Insulin", "quantity": 2}],
        "people": 5,
        "urgency": "urgent",
        "location": BEN_THANH,
    }
    answer = client.patch(url, json=changes, headers=manage)
    assert answer.status_code == 200
    near = f"/api/v1/requests?near={BEN_THANH['lat']},{BEN_THANH['lon']}"
    listed = client.get(f"{near}&category=medicine&urgency=urgent").json
    assert listed is not None
    [card] = listed["items"]
    assert (card["people"], card["urgency"]) == (5, "urgent")
    assert card["items"] == [{"category": "medicine", "goods": "Insulin", "quantity": "2"}]
    assert card["distance_m"] < 500
    for gone in ("&category=food", "&urgency=normal"):
        assert client.get(near + gone).json == {"items": [], "next": None}
    with app.test_request_context():
        assert [c.id for c in need_of(request_now(here.request_id)).categories] == [3]


def test_a_claimed_request_stays_off_the_list_when_it_is_changed(
    app: Flask, client: Browser, people: People
) -> None:
    here = situation(app, people, Status.CLAIMED)
    url, manage = f"/api/v1/requests/{here.request_id}", {"X-Manage-Token": here.manage_token}
    assert client.patch(url, json={"people": 5}, headers=manage).status_code == 200
    assert client.get("/api/v1/requests?near=10.734,106.7215").json == {"items": [], "next": None}


def test_another_phone_is_another_person_and_no_longer_proved(
    app: Flask, client: Browser, people: People
) -> None:
    opened = people.ba_tu.client.post(
        "/api/v1/requests",
        json={
            "items": [{"category": "food"}],
            "phone": people.ba_tu.phone,
            "location": {"lat": 10.734, "lon": 106.7215},
        },
    ).json
    assert opened is not None
    url = f"/api/v1/requests/{opened['id']}"
    assert client.get(url).get_json()["verified"] is True
    people.ba_tu.client.patch(url, json={"phone": "0912 345 699"})
    assert client.get(url).get_json()["verified"] is False
    people.ba_tu.client.patch(url, json={"phone": people.ba_tu.phone})
    assert client.get(url).get_json()["verified"] is True


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"people": 0}, "people"),
        ({"people": 501}, "people"),
        ({"urgency": "very"}, "urgency"),
        ({"items": []}, "items"),
        ({"items": [{"category": "gold"}]}, "items"),
        ({"phone": "12"}, "phone"),
        ({"location": {"lat": 91, "lon": 0}}, "location.lat"),
        ({"status": "fulfilled"}, "status"),
        ({"verified": True}, "verified"),
        ({"lat": 1.0}, "lat"),
    ],
)
def test_a_wrong_change_is_refused_whole(
    changes: dict[str, object], field: str, app: Flask, people: People
) -> None:
    here = situation(app, people, Status.OPEN)
    url = f"/api/v1/requests/{here.request_id}"
    answer = people.ba_tu.client.patch(url, json={"description": "mới"} | changes)
    assert answer.status_code == 422
    assert answer.json is not None
    assert field in answer.json["errors"]
    with app.test_request_context():
        assert request_now(here.request_id).description != "mới"


@pytest.mark.parametrize("state", ["delivered", "fulfilled", "closed"])
def test_what_is_over_is_not_changed_any_more(state: str, app: Flask, people: People) -> None:
    here = situation(app, people, state)
    url = f"/api/v1/requests/{here.request_id}"
    assert people.ba_tu.client.patch(url, json={"people": 5}).status_code == 409


def test_a_change_at_the_moment_of_a_claim_puts_nothing_back_on_the_list(
    app: Flask, client: Browser, people: People
) -> None:
    huong = people.huong
    with app.test_request_context():
        help_from(huong.account(), capacity=50)
        known_to_the_ward(huong.account())
        opened = [ask(app) for _n in range(10)]
        urls = [(f"/api/v1/requests/{one.id}", manage_token(one)) for one in opened]

    def change(url: str, token: str) -> int:
        headers = {"X-Manage-Token": token}
        return app.test_client().patch(url, json={"people": 9}, headers=headers).status_code

    def claim(url: str, _token: str) -> int:
        headers = {"Authorization": f"Bearer {huong.token}"}
        return app.test_client().post(f"{url}/claim", headers=headers).status_code

    with ThreadPoolExecutor(6) as crowd:
        running = [
            crowd.submit(act, url, token) for url, token in urls for act in (claim, change, change)
        ]
        assert {one.result() for one in running} == {200, 201}
    assert client.get("/api/v1/requests?near=10.734,106.7215").json == {"items": [], "next": None}
    for url, _token in urls:
        card = client.get(url).json
        assert card is not None
        assert (card["status"], card["people"]) == ("claimed", 9)
