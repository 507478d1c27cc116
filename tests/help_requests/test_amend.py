"""More is needed, or nothing any more: said without a page at hand."""

import uuid

import pytest
from flask import Flask

from connect.foundation.errors import NotFound, WrongState
from connect.geo import Point, Whereabouts
from connect.help_requests import ItemDetails, Status, add_items, assignments, withdraw
from tests.people import HOAN_KIEM, People
from tests.situations import CLAIMANT, HERE, ask, request_now, situation

MILK = ItemDetails(category="food", goods="Sữa", quantity="2 hộp")
RICE = ItemDetails(category="food", goods="Gạo")


def listed(request_id: uuid.UUID) -> list[tuple[str, str, bool]]:
    return [
        (item.goods, item.quantity, item.delivered_by_id is not None)
        for item in request_now(request_id).items
    ]


def test_what_is_added_stands_behind_what_is_there_once(context: Flask) -> None:
    request_id = ask(context).id
    for _time in range(2):
        add_items(request_id, [RICE, MILK], context.config["CONNECT"], people=6)
    assert listed(request_id) == [("Gạo", "5 kg", False), ("Sữa", "2 hộp", False)]
    request = request_now(request_id)
    assert (request.people, request.point) == (6, HERE)
    assert request.items[0].note, "what was told of it is kept"
    assert [item["goods"] for item in request.card["items"]] == ["Gạo", "Sữa"]


def test_what_has_arrived_stays_and_can_be_needed_again(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    settings = app.config["CONNECT"]
    with app.test_request_context():
        add_items(here.request_id, [MILK], settings)
        assignments.claim(here.request_id, people.huong.account())
        rice = request_now(here.request_id).items[0].id
        assignments.deliver(here.request_id, people.huong.account(), CLAIMANT, [rice])
        add_items(here.request_id, [RICE], settings)
        assert listed(here.request_id) == [
            ("Gạo", "5 kg", True),
            ("Sữa", "2 hộp", False),
            ("Gạo", "", False),
        ]


def test_the_place_can_be_put_right(context: Flask) -> None:
    request_id = ask(context).id
    there = Whereabouts(point=Point(HOAN_KIEM["lat"], HOAN_KIEM["lon"]))
    add_items(request_id, [], context.config["CONNECT"], where=there)
    assert request_now(request_id).point == there.point


@pytest.mark.parametrize("state", [one for one in Status if one != Status.OPEN])
def test_only_while_it_is_open(state: Status, app: Flask, people: People) -> None:
    here = situation(app, people, state)
    with app.test_request_context():
        before = listed(here.request_id)
        with pytest.raises(WrongState):
            add_items(here.request_id, [MILK], app.config["CONNECT"])
        assert listed(here.request_id) == before


def test_what_is_not_there(context: Flask) -> None:
    with pytest.raises(NotFound):
        add_items(uuid.uuid4(), [MILK], context.config["CONNECT"])
    with pytest.raises(NotFound):
        withdraw(uuid.uuid4())


def test_a_request_is_taken_back_once(context: Flask) -> None:
    request_id = ask(context).id
    assert withdraw(request_id).close_reason == "withdrawn"
    with pytest.raises(WrongState):
        withdraw(request_id)
