"""A budget that changes under way: the question about the cost is put anew, or falls away."""

import pytest
from flask import Flask

from tests.people import People
from tests.shopping.buying import messages, notices_to, says, written_and_taken
from tests.situations import SECRETS
from tests.web import browser_of

PHONE = SECRETS["phone"]


@pytest.mark.parametrize("refused", [False, True])
def test_a_higher_budget_is_a_yes_and_who_shops_is_told(
    refused: bool, app: Flask, people: People
) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, cost="350k")
    asker = order.held_by(browser_of(app))
    if refused:
        asker.send(order.page, action="/shopping/answer", agree="no")
    assert order.put(budget=400_000).get_json()["cost_answer"] is None
    told = notices_to(app, people.huong, "shopping")
    assert any("350.000 đ" in one and "vui lòng bớt" not in one.lower() for one in told)
    assert "/shopping/answer" not in asker.get(order.page).get_data(as_text=True)
    said = {"agree": "no"} | asker.csrf()
    asker.post(f"{order.page}/shopping/answer", data=said)
    assert order.seen()["cost_answer"] is None


def test_a_cost_that_is_emptied_is_taken_back_and_so_is_its_question(
    app: Flask, people: People
) -> None:
    order = written_and_taken(app, people)
    huong = people.huong.browser
    says(huong, order, cost="350k")
    assert says(huong, order, cost="").status_code == 303
    told = order.seen()
    assert (told["cost"], told["cost_answer"]) == (None, None)
    assert "350.000" not in huong.get(order.trip_page).get_data(as_text=True)
    asker = order.held_by(browser_of(app))
    said = {"agree": "yes"} | asker.csrf()
    asker.post(f"{order.page}/shopping/answer", data=said)
    assert order.seen()["cost_answer"] is None  # a yes from an old page says nothing


def test_what_was_agreed_to_holds_for_the_next_cost(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, cost="350k")
    order.held_by(browser_of(app)).send(order.page, action="/shopping/answer", agree="yes")
    says(people.huong.browser, order, cost="")
    assert order.seen()["cost_answer"] is None
    says(people.huong.browser, order, cost="340k")
    assert order.seen()["cost_answer"] == "agreed"


def test_whoever_stands_at_the_till_is_answered_before_all_else(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, cost="350k")
    page = order.held_by(browser_of(app)).get(order.page).get_data(as_text=True)
    assert page.index("/shopping/answer") < page.index("part-keep")
    assert page.count('id="shopping"') == 1


def test_a_lower_budget_asks_anew_and_who_shops_is_told(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    order.put()  # who shops has just been told of a change
    says(people.huong.browser, order, cost="250k")
    assert order.put(budget=200_000).get_json()["cost_answer"] == "asked"
    assert len(notices_to(app, people.huong, "shopping")) == 2
    assert messages(app, PHONE) == []  # they have the question before them
    asker = order.held_by(browser_of(app))
    asker.send(order.page, action="/shopping/answer", agree="yes")
    assert order.put(budget=100_000).get_json()["cost_answer"] == "agreed"  # a yes holds


def test_who_asked_is_told_where_a_coordinator_lowers_it(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, cost="250k")
    body = order.seen() | {"budget": 200_000}
    kept = ("goods", "code", "quantity", "most_price")
    sent = {
        "budget": 200_000,
        "lines": [{name: line[name] for name in kept} for line in body["lines"]],
    }
    assert people.chi_lan.client.put(order.list, json=sent).status_code == 200
    [text] = messages(app, PHONE)
    assert "250.000 đ" in text
    assert "200.000 đ" in text


def test_a_no_stays_a_no_until_the_budget_covers_it(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, cost="350k")
    asker = order.held_by(browser_of(app))
    asker.send(order.page, action="/shopping/answer", agree="no")
    assert order.put(budget=310_000).get_json()["cost_answer"] == "refused"


def test_without_a_cost_nothing_is_asked(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order)
    assert order.put(budget=1_000).get_json()["cost_answer"] is None
