"""What happens at the same moment: one list, one trip, one receipt, and nobody waits for nobody."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from connect.shopping.forms import TripForm
from connect.shopping.models import Receipt, ShoppingLine, ShoppingList, Trip
from tests.diary.pictures import a_picture
from tests.people import People, count
from tests.shopping.buying import LIST, Order, an_order, messages, says, taken, written_and_taken
from tests.situations import SECRETS
from tests.web import browser_of, words


def test_many_windows_write_one_list(app: Flask) -> None:
    order = an_order(app)

    def write(n: int) -> int:
        return order.put(budget=100_000 + n).status_code

    with ThreadPoolExecutor(8) as windows:
        assert set(windows.map(write, range(8))) == {200}
    assert count(app, ShoppingList) == 1
    assert count(app, ShoppingLine) == len(LIST["lines"])


def test_many_taps_are_one_trip_with_one_receipt(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    browsers = [people.huong.browser for _n in range(4)]

    def shop(browser: Any) -> int:
        return says(browser, order, photo=a_picture(40, 30), cost="350k").status_code

    with ThreadPoolExecutor(4) as taps:
        assert set(taps.map(shop, browsers)) == {303}
    assert (count(app, Trip), count(app, Receipt)) == (1, 1)
    assert len(messages(app, SECRETS["phone"])) == 2  # the question, and the receipt


def test_two_answers_and_a_withdrawal_at_once(app: Flask, people: People) -> None:
    """Whoever is first; the others are told, and nothing breaks or hangs."""
    taken(app, people, an_order(app))
    for _round in range(3):
        order = an_order(app)
        order.put()
        assert people.huong.client.post(f"/api/v1{order.page}/claim").status_code == 201
        says(people.huong.browser, order, cost="350k")
        calls = [
            (f"{order.page}/shopping/answer", {"agree": "yes"}),
            (f"{order.page}/shopping/answer", {"agree": "no"}),
            (f"{order.page}/close", {"reason": "withdrawn"}),
            (f"{order.page}/erase", {}),
        ]

        def call(one: tuple[str, dict[str, str]], order: Order = order) -> int:
            browser = order.held_by(browser_of(app))
            return browser.post(one[0], data=one[1] | browser.csrf()).status_code

        with ThreadPoolExecutor(4) as crowd:
            # Who comes after it was erased has nothing to do with it any more.
            assert set(crowd.map(call, calls)) <= {302, 303, 404}
        assert count(app, ShoppingList) == count(app, Trip) == 0


def test_who_has_lost_the_case_meanwhile_sees_nothing_of_the_next(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = written_and_taken(app, people)
    huong = people.huong.browser
    huong.page(order.trip_page)
    read = TripForm.read

    def meanwhile(form: TripForm) -> bool:
        monkeypatch.undo()

        def other() -> None:
            people.huong.client.post(f"/api/v1{order.page}/release")
            taken(app, people, order, "minh")
            says(people.minh.browser, order, cost="123k")

        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(other).result()
        return read(form)

    monkeypatch.setattr(TripForm, "read", meanwhile)
    answer = huong.post(order.trip_page, data={"cost": "90k"} | huong.csrf())
    assert answer.status_code == 303
    assert answer.location.startswith(order.page)
    assert "123" not in words(huong.page(order.page))
    assert order.seen()["cost"] == 123_000
