"""Who saw prices, notes and the budget of somebody else is on record."""

import pytest
from flask import Flask

from connect.foundation import audit
from tests.people import People, Person
from tests.shopping.buying import LIST, NOTES, Order, an_order
from tests.web import browser_of


def looks(app: Flask, order: Order, person: Person) -> int:
    """How many looks of a person are on record for a request."""
    with app.app_context():
        acts = audit.history(order.id)
        return sum(act.action == audit.REVEALED and act.actor == str(person.id) for act in acts)


@pytest.mark.parametrize("way", ["page", "put", "get", "refused"])
def test_a_coordinators_look_is_on_record(way: str, app: Flask, people: People) -> None:
    order, lan = an_order(app), people.chi_lan
    order.put()
    assert looks(app, order, lan) == 0
    if way == "page":
        assert NOTES in lan.browser.get(order.list_page).get_data(as_text=True)
    elif way == "put":
        assert lan.client.put(order.list, json=LIST).status_code == 200
    elif way == "get":
        assert order.seen(lan)["notes"] == NOTES
    else:
        browser = lan.browser
        sent = browser.post(order.list_page, data={"budget": "x"} | browser.csrf())
        assert sent.status_code == 422
    assert looks(app, order, lan) == 1


def test_staff_who_posted_for_somebody_else_are_on_record_too(app: Flask, people: People) -> None:
    lan = people.chi_lan
    with app.test_request_context():
        order = an_order(app, account=lan.account())
    order.put()
    order.seen(lan)
    assert looks(app, order, lan) == 1


def test_nobody_is_on_record_for_their_own(app: Flask, people: People) -> None:
    ba_tu = people.ba_tu
    with app.test_request_context():
        order = an_order(app, account=ba_tu.account(), phone=ba_tu.phone)
    order.put()
    order.seen(ba_tu)
    ba_tu.browser.page(order.list_page)
    order.held_by(browser_of(app)).page(order.list_page)
    assert looks(app, order, ba_tu) == 0
