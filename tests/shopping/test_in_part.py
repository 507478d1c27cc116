"""Shopping beside other needs: brought in part, opened again, let go, or closed under way."""

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import transaction
from connect.help_requests import ItemDetails
from connect.shopping import queries
from connect.shopping.models import Withdrawal
from tests.diary.pictures import a_picture
from tests.people import People, count
from tests.shopping.buying import (
    NOTES,
    Order,
    an_order,
    lines_of,
    list_now,
    messages,
    notices_to,
    says,
    taken,
    written_and_taken,
)
from tests.situations import SECRETS
from tests.web import browser_of, words

PHONE = SECRETS["phone"]
BOTH = [ItemDetails(category="shopping"), ItemDetails(category="medicine")]
COST = 240_000


def delivers(people: People, order: Order, who: str, category: str) -> None:
    """One of the people brings what is asked for of one category."""
    client = getattr(people, who).client
    items = client.get(f"/api/v1{order.page}").get_json()["items"]
    ids = [one["id"] for one in items if one["category"] == category]
    answer = client.post(f"/api/v1{order.page}/deliver", json={"items": ids})
    assert answer.status_code == 200, answer.get_json()


def bought_in_part(app: Flask, people: People, cost: str = "240k") -> Order:
    """Hương buys what is on the list and brings it; the medicine is still missing."""
    order = an_order(app, items=BOTH)
    order.put()
    taken(app, people, order)
    [rice, *_rest] = lines_of(app, order)
    says(people.huong.browser, order, a_picture(40, 30), **{"cost": cost, f"got-{rice}": "y"})
    delivers(people, order, "huong", "shopping")
    return order


def close(order: Order) -> None:
    """Who asked takes it back."""
    body = {"reason": "withdrawn"}
    answer = order.app.test_client().post(
        f"/api/v1{order.page}/close", json=body, headers=order.by_link
    )
    assert answer.status_code == 200


def sees_what_was_bought(app: Flask, people: People, order: Order) -> None:
    """Who asked and their coordinator see the cost, the ticks and the receipt."""
    for told in (order.seen(), order.seen(people.chi_lan)):
        assert (told["cost"], told["lines"][0]["outcome"]) == (COST, "got")
    for browser in (order.held_by(browser_of(app)), people.chi_lan.browser):
        assert browser.get(f"{order.page}/receipt").status_code == 200
        page = words(browser.page(order.page))
        assert "240.000 đ" in page
        assert "Xem hóa đơn · vừa xong" in page


@pytest.mark.parametrize("state", ["open", "claimed", "delivered", "fulfilled", "closed"])
def test_what_was_bought_is_seen_in_every_state(state: str, app: Flask, people: People) -> None:
    order = bought_in_part(app, people)
    if state != "open":
        taken(app, people, order, "minh")
    if state in ("delivered", "fulfilled"):
        delivers(people, order, "minh", "medicine")
    if state == "fulfilled":
        app.test_client().post(f"/api/v1{order.page}/confirm", headers=order.by_link)
    if state == "closed":
        close(order)
    sees_what_was_bought(app, people, order)


def test_who_brings_the_rest_buys_nothing_again(app: Flask, people: People) -> None:
    order = bought_in_part(app, people)
    stranger, minh = browser_of(app), people.minh.browser
    for browser in (stranger, minh):
        assert browser.get(order.list).status_code == 404
        assert "Gạo ST25" not in words(browser.page(order.page))
    taken(app, people, order, "minh")
    page = minh.page(order.page)
    for private in (NOTES, "Gạo ST25", "240.000"):
        assert private not in words(page)
    assert page.form("/deliver").inside("details") is None  # of no receipt is it asked
    assert minh.get(order.trip_page).status_code == 403
    assert people.minh.client.get(order.list).status_code == 404
    assert minh.get(f"{order.page}/receipt").status_code == 404
    answer = minh.post(order.trip_page, data={"cost": "5k"} | minh.csrf())
    assert answer.status_code == 403
    sees_what_was_bought(app, people, order)


def test_what_is_brought_is_not_written_again(app: Flask, people: People) -> None:
    order = bought_in_part(app, people)
    asker = order.held_by(browser_of(app))
    assert order.put(notes="khác").status_code == 409
    assert asker.get(order.list_page).status_code == 303
    assert order.list_page not in asker.get(order.page).get_data(as_text=True)
    assert order.seen()["notes"] == NOTES


def test_nobody_calls_about_what_has_come(app: Flask, people: People) -> None:
    order, lan = an_order(app, items=BOTH), people.chi_lan.browser
    order.put()
    with app.app_context(), transaction():
        list_now(order).flagged = True
    on_desk, button = f"{order.page}#shopping", f"{order.page}/shopping/checked"
    assert on_desk in lan.get("/desk").get_data(as_text=True)
    assert button in lan.get(order.page).get_data(as_text=True)
    taken(app, people, order)
    delivers(people, order, "huong", "shopping")
    assert on_desk not in lan.get("/desk").get_data(as_text=True)
    assert button not in lan.get(order.page).get_data(as_text=True)


def test_while_the_rest_is_brought_the_list_goes_on(app: Flask, people: People) -> None:
    order = an_order(app, items=BOTH)
    order.put()
    taken(app, people, order, "minh")
    delivers(people, order, "minh", "medicine")
    assert order.put().status_code == 200
    taken(app, people, order)
    assert says(people.huong.browser, order, cost="240k").status_code == 303
    assert order.seen()["cost"] == COST


@pytest.mark.parametrize("erased", [False, True])
def test_shopping_that_has_come_is_not_taken_back(erased: bool, app: Flask, people: People) -> None:
    order = bought_in_part(app, people)
    taken(app, people, order, "minh")
    asker = order.held_by(browser_of(app))
    assert "được ghi nhận" not in words(asker.page(order.page))
    if erased:
        assert asker.send(order.page, action="/erase").status_code == 303
    else:
        close(order)
    assert count(app, Withdrawal) == 0
    with app.test_request_context():
        assert queries.count_withdrawn(PHONE, utcnow()) == 0


def test_opened_again_what_was_told_is_still_there_and_the_next_starts_anew(
    app: Flask, people: People
) -> None:
    order = written_and_taken(app, people)
    [rice, *_rest] = lines_of(app, order)
    says(people.huong.browser, order, a_picture(40, 30), **{"cost": "240k", f"got-{rice}": "y"})
    people.huong.client.post(f"/api/v1{order.page}/deliver")
    app.test_client().post(f"/api/v1{order.page}/reopen", headers=order.by_link)
    sees_what_was_bought(app, people, order)
    assert order.put().status_code == 200
    taken(app, people, order, "minh")
    told = order.seen(people.minh)
    assert (told["cost"], told["receipt"], told["lines"][0]["outcome"]) == (None, None, None)
    close(order)
    assert order.seen()["cost"] is None  # of who was going when it was closed


@pytest.mark.parametrize("end", ["confirm", "close"])
def test_who_has_let_go_is_not_who_has_shopped(end: str, app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, a_picture(40, 30), cost="200k")
    people.huong.client.post(f"/api/v1{order.page}/release")
    taken(app, people, order, "minh")
    if end == "close":
        close(order)
    else:
        people.minh.client.post(f"/api/v1{order.page}/deliver")
        app.test_client().post(f"/api/v1{order.page}/confirm", headers=order.by_link)
    told = order.seen()
    assert (told["cost"], told["receipt"]) == (None, None)
    assert order.held_by(browser_of(app)).get(f"{order.page}/receipt").status_code == 404


@pytest.mark.parametrize("end", ["part", "close"])
def test_a_question_ends_with_the_trip(end: str, app: Flask, people: People) -> None:
    if end == "part":
        order = bought_in_part(app, people, cost="350k")
        taken(app, people, order, "minh")
    else:
        order = written_and_taken(app, people)
        says(people.huong.browser, order, cost="350k")
        assert order.seen()["cost_answer"] == "asked"
        close(order)
    told = order.seen()
    assert (told["cost"], told["cost_answer"]) == (350_000, None)
    asker = order.held_by(browser_of(app))
    assert "/shopping/answer" not in asker.get(order.page).get_data(as_text=True)
    said = {"agree": "yes"} | asker.csrf()
    asker.post(f"{order.page}/shopping/answer", data=said)
    assert order.seen()["cost_answer"] is None
    assert notices_to(app, people.huong, "shopping") == []
    assert len(messages(app, PHONE)) == (2 if end == "part" else 1)
