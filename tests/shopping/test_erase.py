"""What goes with a person, and what goes with time."""

import base64
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from connect.foundation.clock import utcnow
from connect.foundation.database import transaction
from connect.help_requests import CloseReason, Standing, queries, service
from connect.shopping.forgetting import KEPT, forget_old_lists
from connect.shopping.models import Receipt, ShoppingLine, ShoppingList, Trip
from tests.diary.pictures import a_picture
from tests.help_requests.test_races import commits, together
from tests.people import People, count
from tests.shopping.buying import (
    LIST,
    NOTES,
    SHOPPING,
    Order,
    an_order,
    receipts,
    says,
    taken,
    written_and_taken,
)
from tests.situations import ask, request_now
from tests.web import browser_of

TABLES = (ShoppingList, ShoppingLine, Trip, Receipt)


def brought(app: Flask, people: People) -> Order:
    """An order of Bà Tư's account, with a receipt of Hương's."""
    ba_tu = people.ba_tu
    with app.test_request_context():
        request = ask(app, ba_tu.account(), phone=ba_tu.phone, items=SHOPPING)
        order = Order(app, request.id, queries.manage_token(request))
    assert order.put().status_code == 200
    taken(app, people, order)
    says(people.huong.browser, order, photo=a_picture(40, 30), cost="200k")
    assert [count(app, table) for table in TABLES] == [1, len(LIST["lines"]), 1, 1]
    return order


@pytest.mark.parametrize("way", ["account", "link"])
def test_with_who_asked_all_of_it_goes(way: str, app: Flask, people: People) -> None:
    order = brought(app, people)
    if way == "account":
        assert people.ba_tu.client.delete("/api/v1/me").status_code == 204
    else:
        asker = order.held_by(browser_of(app))
        assert asker.send(order.page, action="/erase").status_code == 303
    assert [count(app, table) for table in TABLES] == [0, 0, 0, 0]
    assert people.huong.browser.get(f"{order.page}/receipt").status_code == 404
    assert app.test_client().get(order.list).status_code == 404


def test_with_who_went_their_receipt_goes_and_the_list_stays(app: Flask, people: People) -> None:
    order = brought(app, people)
    assert people.huong.client.delete("/api/v1/me").status_code == 204
    assert receipts(app) == []
    assert order.seen()["notes"] == NOTES


def test_both_take_theirs_away(app: Flask, people: People) -> None:
    brought(app, people)
    [asked] = people.ba_tu.client.get("/api/v1/me/export").get_json()["shopping"]
    assert (asked["role"], asked["notes"], asked["cost"]) == ("requester", NOTES, 200_000)
    [went] = people.huong.client.get("/api/v1/me/export").get_json()["shopping"]
    assert (went["role"], went["cost"]) == ("shopper", 200_000)
    assert base64.b64decode(went["receipt"]).startswith(b"\xff\xd8")
    assert NOTES not in str(went)
    assert people.nobody.client.get("/api/v1/me/export").get_json()["shopping"] == []


@pytest.mark.parametrize("end", ["fulfilled", "closed"])
def test_thirty_days_after_the_end_all_of_it_goes(
    end: str, app: Flask, people: People, cli: FlaskCliRunner
) -> None:
    order, still_open = brought(app, people), an_order(app, phone="+84912345698")
    still_open.put()
    client = app.test_client()
    if end == "fulfilled":
        people.huong.client.post(f"/api/v1{order.page}/deliver")
        client.post(f"/api/v1{order.page}/confirm", headers=order.by_link)
    else:
        body = {"reason": "withdrawn"}
        client.post(f"/api/v1{order.page}/close", json=body, headers=order.by_link)
    for days, left in ((29.9, 1), (30.1, 0)):
        with app.test_request_context(), transaction():
            request = request_now(order.id)
            request.status_at -= timedelta(days=days - 29.9 if left == 0 else days)
        assert f"shopping_forgotten {1 - left}" in cli.invoke(args=["upkeep"]).output
        assert len(receipts(app)) == left
    assert count(app, ShoppingList) == 1  # what is still open
    assert "shopping_forgotten 0" in cli.invoke(args=["upkeep"]).output


def test_what_is_written_is_in_no_log(
    app: Flask, people: People, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    order = written_and_taken(app, people)
    says(people.huong.browser, order, cost="350k", photo=a_picture(40, 30))
    for secret in (NOTES, "Gạo ST25", "+84912345699"):
        assert secret not in caplog.text


def test_who_opens_it_again_at_that_very_moment_keeps_the_list(app: Flask, people: People) -> None:
    order = an_order(app)
    order.put()
    own = frozenset((Standing.REQUESTER,))
    with app.test_request_context(), transaction():
        service.close(order.id, CloseReason.WITHDRAWN, None, own)
        request_now(order.id).status_at -= KEPT

    def forget() -> None:
        forget_old_lists(utcnow())

    def reopen() -> None:
        service.reopen(order.id, None, own)

    with commits(app) as committed:
        together(app, slow=forget, fast=reopen, at=("JOIN help_request", "JOIN (SELECT"))
    # Where writers wait for each other, whoever begins is first.
    assert count(app, ShoppingList) == int(list(committed) == ["reopen", "forget"])
