"""Delivering: all of it, or a part, and the rest is asked for again."""

import uuid
from typing import Any

import pytest
from flask import Flask

from connect.foundation.errors import NotAllowed, WrongState
from connect.help_requests import ItemDetails, Status, assignments, need_of
from tests.people import People
from tests.situations import (
    CLAIMANT,
    ask,
    assignments_of,
    help_from,
    request_now,
    responder_now,
    situation,
)
from tests.web import Browser

THREE = [
    ItemDetails(category="food", goods="Gạo"),
    ItemDetails(category="medicine", goods="Panadol"),
    ItemDetails(category="school_supplies", goods="Vở"),
]


def claimed(app: Flask, people: People) -> tuple[str, list[str], uuid.UUID]:
    """A request of three items that Hương has claimed: its address, its items, her profile."""
    huong = people.huong
    with app.test_request_context():
        responder_id = help_from(huong.account()).id
        request_id = ask(app, items=THREE).id
    url = f"/api/v1/requests/{request_id}"
    told = huong.client.post(f"{url}/claim").json
    assert told is not None
    return url, [item["id"] for item in told["items"]], responder_id


def deliver(people: People, url: str, items: Any = None) -> Any:
    body = {} if items is None else {"items": items}
    return people.huong.client.post(f"{url}/deliver", json=body)


def test_delivering_all_waits_for_the_requester_to_confirm(app: Flask, people: People) -> None:
    url, _items, responder_id = claimed(app, people)
    answer = deliver(people, url)
    assert (answer.status_code, answer.json["status"]) == (200, "delivered")
    with app.test_request_context():
        assert responder_now(responder_id).load == 0
        request = request_now(uuid.UUID(url.rsplit("/", 1)[1]))
        [assignment] = assignments_of(request.id)
        assert assignment.state == "delivered"
        assert {item.delivered_by_id for item in request.items} == {assignment.id}


def test_naming_every_item_is_delivering_all(app: Flask, people: People) -> None:
    url, items, _responder = claimed(app, people)
    assert deliver(people, url, items).json["status"] == "delivered"


def test_a_part_reopens_the_rest_for_everyone(app: Flask, client: Browser, people: People) -> None:
    url, items, responder_id = claimed(app, people)
    rest = deliver(people, url, items[:1]).json
    assert rest["status"] == "open"
    assert [item["goods"] for item in rest["items"]] == ["Panadol", "Vở"]
    request_id = uuid.UUID(url.rsplit("/", 1)[1])
    near = "/api/v1/requests?near=10.734,106.7215&category="
    for category, found in (("food", 0), ("medicine", 1), ("school_supplies", 1)):
        listed = client.get(near + category).json
        assert listed is not None
        assert len(listed["items"]) == found, category
    with app.test_request_context():
        assert [category.id for category in need_of(request_now(request_id)).categories] == [3, 4]
        assert responder_now(responder_id).load == 0


@pytest.mark.parametrize(
    ("brought", "told"),
    [(1, "Phần còn thiếu đang được nhờ người khác"), (3, "người nhận có thể xác nhận")],
    ids=["in part", "all of it"],
)
def test_who_brings_a_part_is_not_told_that_it_can_be_confirmed(
    brought: int, told: str, app: Flask, people: People
) -> None:
    url, items, _responder_id = claimed(app, people)
    browser, page = people.huong.browser, url.removeprefix("/api/v1")
    browser.post(f"{page}/deliver", data={"part": "1", "items": items[:brought]} | browser.csrf())
    assert told in browser.get(page).text


def test_the_rest_can_be_delivered_by_the_next(app: Flask, people: People) -> None:
    url, items, _responder = claimed(app, people)
    deliver(people, url, items[:2])
    assert people.minh.client.post(f"{url}/claim").status_code == 201
    last = people.minh.client.post(f"{url}/deliver", json={"items": [items[2]]}).json
    assert last is not None
    assert last["status"] == "delivered"
    with app.test_request_context():
        request = request_now(uuid.UUID(url.rsplit("/", 1)[1]))
        assert len({item.delivered_by_id for item in request.items}) == 2


@pytest.mark.parametrize("items", [[], [str(uuid.UUID(int=7))], ["x"], "all", [None], [{"id": 1}]])
def test_items_that_are_not_missing_are_refused(items: Any, app: Flask, people: People) -> None:
    url, _items, responder_id = claimed(app, people)
    answer = deliver(people, url, items)
    assert answer.status_code == 422
    assert any(field.startswith("items") for field in answer.json["errors"])
    with app.test_request_context():
        assert responder_now(responder_id).load == 1


def test_an_item_cannot_be_delivered_twice(app: Flask, people: People) -> None:
    url, items, _responder = claimed(app, people)
    deliver(people, url, items[:1])
    people.minh.client.post(f"{url}/claim")
    again = people.minh.client.post(f"{url}/deliver", json={"items": items[:2]})
    assert again.status_code == 422


def test_what_was_delivered_stays_so_when_the_helper_takes_their_profile_out(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.DELIVERED)
    url = f"/api/v1/responders/{here.responder_id}"
    assert people.huong.client.delete(url).status_code == 204
    assert people.huong.client.get(url).status_code == 404
    assert people.huong.client.patch(url, json={"available": True}).status_code == 404
    assert people.huong.client.delete(url).status_code == 404
    with app.test_request_context():
        request = request_now(here.request_id)
        assert all(item.delivered_by_id for item in request.items)
        assert [one.state for one in assignments_of(here.request_id)] == ["delivered"]
    confirm = people.ba_tu.client.post(f"/api/v1/requests/{here.request_id}/confirm")
    assert confirm.status_code == 200


def test_a_delivery_that_comes_after_the_case_went_to_another_is_not_counted_as_theirs(
    app: Flask, people: People
) -> None:
    """Who looked at the page while it was theirs, and pressed when it was not any more."""
    here = situation(app, people, Status.CLAIMED)
    huong = people.huong
    url = f"/api/v1/requests/{here.request_id}"
    huong.client.post(f"{url}/release")
    assert people.minh.client.post(f"{url}/claim").status_code == 201
    with app.test_request_context():
        account = huong.account()
        with pytest.raises((NotAllowed, WrongState)):
            assignments.deliver(here.request_id, account, CLAIMANT)
        with pytest.raises((NotAllowed, WrongState)):
            assignments.release(here.request_id, account, CLAIMANT)
        assert request_now(here.request_id).status == "claimed"
