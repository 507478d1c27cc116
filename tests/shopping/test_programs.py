"""The trip by programs: ticks, cost, receipt, question and answer, as the pages have them."""

import base64
import uuid
from typing import Any

import pytest
from flask import Flask

from connect.shopping.models import Receipt, Trip
from tests.diary.pictures import bomb, with_secrets
from tests.people import People, Person, count
from tests.shopping.buying import (
    Order,
    an_order,
    lines_of,
    messages,
    receipts,
    taken,
    written_and_taken,
)
from tests.situations import SECRETS


def url(order: Order) -> str:
    return f"/api/v1{order.page}/shopping-trip"


def tell(person: Person, order: Order, status: int = 200, **told: Any) -> dict[str, Any]:
    answer = person.client.patch(url(order), json=told)
    assert answer.status_code == status, answer.get_json()
    return dict(answer.get_json())


def test_from_the_list_to_the_receipt(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    rice, eggs, paper = lines_of(app, order)
    said = tell(
        people.huong,
        order,
        lines=[
            {"id": str(rice), "outcome": "got"},
            {"id": str(eggs), "outcome": "instead", "instead": "Trứng vịt"},
        ],
        cost=245_000,
        receipt=base64.b64encode(with_secrets()).decode(),
    )
    assert (said["cost"], said["cost_answer"]) == (245_000, None)
    # What is not named stays as it was.
    said = tell(people.huong, order, lines=[{"id": str(paper), "outcome": "missing"}])
    assert [(one["outcome"], one["instead"]) for one in said["lines"]] == [
        ("got", ""), ("instead", "Trứng vịt"), ("missing", ""),
    ]  # fmt: skip
    assert said["cost"] == 245_000
    assert tell(people.huong, order, cost=None)["cost"] is None
    tell(people.huong, order, cost=245_000)
    assert order.seen()["lines"] == said["lines"]
    [receipt] = receipts(app)
    assert b"Canary" not in receipt
    by_token = app.test_client().get(said["receipt"], headers=order.by_link)
    assert by_token.data == receipt
    assert app.test_client().get(said["receipt"]).status_code == 404
    # A tick can be taken back.
    said = tell(people.huong, order, lines=[{"id": str(paper), "outcome": None}])
    assert said["lines"][2]["outcome"] is None


def test_what_costs_more_is_asked_and_answered(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    assert tell(people.huong, order, cost=400_000)["cost_answer"] == "asked"
    for client, headers, status in (
        (app.test_client(), {}, 401),
        (people.huong.client, {}, 403),
        (people.chi_lan.client, {}, 403),
        (app.test_client(), order.by_link, 200),
        (app.test_client(), order.by_link, 409),  # nobody asks any more
    ):
        answer = client.post(f"{url(order)}/answer", json={"agree": True}, headers=headers)
        assert answer.status_code == status
    assert order.seen()["cost_answer"] == "agreed"


def test_a_shop_says_that_it_is_packed(app: Flask, people: People) -> None:
    order = an_order(app)
    order.put()
    taken(app, people, order, "shop", kind="supplier", name="Tạp hoá Cô Sáu", delivers=True)
    keeper = people.shop.client
    told = [keeper.post(f"{url(order)}/packed") for _twice in range(2)]
    assert [one.status_code for one in told] == [200, 200]
    assert told[0].get_json()["packed_at"] == told[1].get_json()["packed_at"]
    assert len(messages(app, SECRETS["phone"])) == 1
    assert people.minh.client.post(f"{url(order)}/packed").status_code == 403


def test_only_who_shops_tells_and_a_picture_is_not_even_read(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    for person in (people.minh, people.chi_lan, people.nobody):
        tell(person, order, 403, cost=1_000, receipt=base64.b64encode(bomb()).decode())
    for headers in ({}, order.by_link):
        answer = app.test_client().patch(url(order), json={"cost": 1_000}, headers=headers)
        assert answer.status_code == 401
    assert count(app, Trip) == 0


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"cost": 0}, "cost"),
        ({"cost": 10**9}, "cost"),
        ({"receipt": "#"}, "receipt"),
        ({"receipt": base64.b64encode(b"no picture").decode()}, "receipt"),
        ({"receipt": base64.b64encode(bomb()).decode()}, "receipt"),
        ({"lines": [{"id": str(uuid.uuid4()), "outcome": "got"}]}, "lines"),
        ({"lines": [{"id": "1", "outcome": "got"}]}, "lines"),
        ({"lines": [{"id": "LINE", "outcome": "instead"}]}, "lines"),
        ({"lines": [{"id": "LINE", "outcome": "got", "instead": "Khoai"}]}, "lines"),
        ({"lines": [{"id": "LINE", "outcome": "stolen"}]}, "lines"),
    ],
)
def test_what_cannot_be_meant_changes_nothing(
    told: dict[str, Any], field: str, app: Flask, people: People
) -> None:
    order = written_and_taken(app, people)
    line = str(lines_of(app, order)[0])
    body = {"cost": 9_000} | told
    if isinstance(told.get("lines"), list):
        body["lines"] = [
            one | {"id": line} if one["id"] == "LINE" else one for one in told["lines"]
        ]
    errors = tell(people.huong, order, 422, **body)["errors"]
    assert any(name.startswith(field) for name in errors)
    assert count(app, Trip) == 0
    assert count(app, Receipt) == 0


def test_a_line_of_another_list_is_not_on_this_one(app: Flask, people: People) -> None:
    order, other = written_and_taken(app, people), an_order(app, phone="+84912345698")
    assert other.put().status_code == 200
    foreign = str(lines_of(app, other)[0])
    tell(people.huong, order, 422, lines=[{"id": foreign, "outcome": "got"}])
    assert other.seen()["lines"][0]["outcome"] is None


def test_the_same_key_asks_once(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    body = {"cost": 400_000, "receipt": base64.b64encode(with_secrets()).decode()}
    key = {"Idempotency-Key": "once"}
    answers = [people.huong.client.patch(url(order), json=body, headers=key) for _n in range(2)]
    assert answers[0].get_json() == answers[1].get_json()
    assert len(messages(app, SECRETS["phone"])) == 2  # the question, and the receipt
