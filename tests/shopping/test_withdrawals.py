"""Orders that are taken back after somebody has set out: counted, told before, never refused."""

from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import ItemDetails
from connect.shopping import queries, withdrawals
from connect.shopping.models import Withdrawal
from tests.people import People, count
from tests.shopping.buying import Order, an_order, taken
from tests.situations import SECRETS, ask, request_now
from tests.web import browser_of, words

PHONE = SECRETS["phone"]
NOW = utcnow()
FOOD = [ItemDetails(category="food", goods="Gạo")]
BOTH = [ItemDetails(category="shopping"), ItemDetails(category="medicine")]
CALLS = "điều phối viên"


@pytest.mark.parametrize(
    ("categories", "status", "reason", "accepted", "age", "counted"),
    [
        ({"shopping"}, "closed", "withdrawn", True, timedelta(0), True),
        ({"shopping", "food"}, "closed", "withdrawn", True, timedelta(days=29), True),
        ({"shopping"}, "closed", "withdrawn", True, timedelta(days=30), False),
        ({"shopping"}, "closed", "withdrawn", False, timedelta(0), False),  # nobody had come
        ({"shopping"}, "closed", "done_by_others", True, timedelta(0), False),
        ({"shopping"}, "closed", "expired", True, timedelta(0), False),
        ({"shopping"}, "open", None, True, timedelta(0), False),  # taken back, and open again
        ({"shopping"}, "fulfilled", None, True, timedelta(0), False),
        ({"food"}, "closed", "withdrawn", True, timedelta(0), False),
        ({"medicine"}, "closed", "withdrawn", True, timedelta(0), False),
    ],
)
def test_what_counts(
    categories: set[str],
    status: str,
    reason: str | None,
    accepted: bool,
    age: timedelta,
    counted: bool,
) -> None:
    found = withdrawals.counts(categories, status, reason, accepted=accepted, at=NOW - age, now=NOW)
    assert found is counted


def test_from_the_third_a_coordinator_calls_first() -> None:
    assert [withdrawals.is_checked_first({"shopping"}, n) for n in range(5)] == [
        False, False, False, True, True,
    ]  # fmt: skip
    assert [withdrawals.left_before_checks(n) for n in range(5)] == [3, 2, 1, 0, 0]
    for category in ("food", "medicine", "medical_advice"):
        assert not withdrawals.is_checked_first({category}, 99)


def withdraw(app: Flask, people: People, order: Order, *, first_taken: bool = True) -> None:
    """Somebody goes for it, and then it is taken back."""
    if first_taken:
        answer = people.huong.client.post(f"/api/v1{order.page}/claim")
        if answer.status_code != 201:
            taken(app, people, order)
    client = app.test_client()
    body = {"reason": "withdrawn"}
    answer = client.post(f"/api/v1{order.page}/close", json=body, headers=order.by_link)
    assert answer.status_code == 200


def counted_now(app: Flask) -> int:
    with app.test_request_context():
        return queries.count_withdrawn(PHONE, utcnow())


def three_times(app: Flask, people: People) -> list[Order]:
    orders = [an_order(app) for _n in range(3)]
    for order in orders:
        withdraw(app, people, order)
    assert counted_now(app) == 3
    return orders


def test_who_takes_back_before_anybody_came_is_not_counted(app: Flask, people: People) -> None:
    withdraw(app, people, an_order(app), first_taken=False)
    assert counted_now(app) == 0


def test_who_opens_it_again_is_not_counted(app: Flask, people: People) -> None:
    order = an_order(app)
    withdraw(app, people, order)
    assert counted_now(app) == 1
    app.test_client().post(f"/api/v1{order.page}/reopen", headers=order.by_link)
    assert counted_now(app) == 0


def test_one_that_was_let_go_before_is_not_held_against_who_asked(
    app: Flask, people: People
) -> None:
    order = an_order(app)
    taken(app, people, order)
    people.huong.client.post(f"/api/v1{order.page}/release")
    withdraw(app, people, order, first_taken=False)
    assert counted_now(app) == 0


def test_who_asked_is_told_kindly_before(app: Flask, people: People) -> None:
    for turn, told in enumerate(["được ghi nhận", "được ghi nhận", "lần thứ ba"]):
        order = an_order(app)
        asker = order.held_by(browser_of(app))
        assert told not in words(asker.page(order.page)), turn
        people.huong.client.post(f"/api/v1{order.page}/claim")
        page = asker.page(order.page)
        assert told in page.form("/close").text(), turn
        withdraw(app, people, order, first_taken=False)


def test_the_fourth_goes_out_and_a_coordinator_calls_first(app: Flask, people: People) -> None:
    three_times(app, people)
    order = an_order(app)
    asker, lan = order.held_by(browser_of(app)), people.chi_lan.browser
    assert CALLS in words(asker.page(order.page))
    assert CALLS in words(asker.page(order.list_page))
    assert order.put().get_json()["checked_first"] is True
    assert people.huong.client.post(f"/api/v1{order.page}/claim").status_code == 201
    huong = people.huong.browser
    assert "gọi" in words(huong.page(order.trip_page))
    assert order.seen(people.huong)["checked_first"] is True
    code = order.app.test_client().get(f"/api/v1{order.page}", headers=order.by_link).get_json()
    assert code["code"] in words(lan.page("/desk"))
    for other in (people.anh_ha, people.huong):
        answer = other.browser.post(f"{order.page}/shopping/checked", data=other.browser.csrf())
        assert answer.status_code in (400, 403)
    assert lan.send(order.page, action="/shopping/checked").status_code == 303
    assert order.seen()["checked_first"] is False
    assert code["code"] not in words(lan.page("/desk"))
    order.put(notes="sau khi đã gọi")  # called once is enough
    assert order.seen()["checked_first"] is False


def test_another_phone_is_not_held_to_it(app: Flask, people: People) -> None:
    three_times(app, people)
    order = an_order(app, phone="+84912345698")
    assert order.put().get_json()["checked_first"] is False


@pytest.mark.parametrize("items", [FOOD, BOTH])
def test_food_and_medicine_are_never_refused(
    items: list[ItemDetails], app: Flask, people: People
) -> None:
    three_times(app, people)
    with app.test_request_context():
        request = ask(app, items=items)
        assert request.status == "open"
        assert request.seeks_helpers


def test_after_thirty_days_it_is_forgotten(app: Flask, people: People) -> None:
    for order in three_times(app, people):
        with app.test_request_context(), transaction():
            request_now(order.id).status_at -= timedelta(days=31)
    assert counted_now(app) == 0


@pytest.mark.parametrize("closed_first", [True, False])
def test_erasing_is_no_way_around_it(closed_first: bool, app: Flask, people: People) -> None:
    order = an_order(app)
    taken(app, people, order)
    if closed_first:
        withdraw(app, people, order, first_taken=False)
    asker = order.held_by(browser_of(app))
    assert asker.send(order.page, action="/erase").status_code == 303
    assert counted_now(app) == 1
    with app.app_context():
        row = db.session.query(Withdrawal).one()
        assert PHONE[3:] not in row.phone_key  # it tells no number


def test_erasing_what_nobody_came_for_counts_nothing(app: Flask, people: People) -> None:
    order = an_order(app)
    asker = order.held_by(browser_of(app))
    assert asker.send(order.page, action="/erase").status_code == 303
    assert count(app, Withdrawal) == 0
