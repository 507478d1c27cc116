"""The list: written, changed, and seen by each as much as is theirs."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect.foundation.audit import AuditEntry
from connect.foundation.database import db, transaction
from connect.goods import CATALOGUE
from connect.shopping.models import MOST_LINES, ShoppingLine, ShoppingList
from tests.laid_open import never_changed_laid_open
from tests.page import Page
from tests.people import People, count
from tests.shopping.buying import (
    LIST,
    NOTES,
    an_order,
    case_now,
    notices_to,
    taken,
    written_and_taken,
)
from tests.situations import ask
from tests.web import Browser, browser_of, words


def test_who_asked_writes_it_and_reads_it_again(app: Flask) -> None:
    order = an_order(app)
    assert app.test_client().get(order.list).status_code == 404
    answer = order.put()
    assert answer.status_code == 200
    told = order.seen()
    assert told == answer.get_json()
    assert [(one["code"], one["goods"], one["quantity"]) for one in told["lines"]] == [
        ("rice", "Gạo ST25", "5 kg"),
        ("eggs", "Trứng gà", "1 vỉ"),  # found in the catalogue by its words
        (None, "Bánh tráng", ""),
    ]
    assert (told["budget"], told["similar"], told["notes"]) == (300_000, True, NOTES)
    assert (told["cost"], told["receipt"], told["checked_first"]) == (None, None, False)


def test_strangers_learn_the_goods_and_a_range_and_nothing_else(
    app: Flask, client: Browser, people: People
) -> None:
    order = written_and_taken(app, people)
    public = {
        "request_id": str(order.id),
        "lines": [
            {"code": "rice", "goods": "Gạo ST25"},
            {"code": "eggs", "goods": "Trứng gà"},
            {"code": None, "goods": "Bánh tráng"},
        ],
        "budget_above": 200_000,
        "budget_up_to": 500_000,
    }
    assert client.get(order.list).get_json() == public
    assert order.seen(people.nobody) == public
    assert order.seen(people.anh_ha) == public
    for browser in (client, people.nobody.browser):
        page = words(browser.page(order.page))
        assert "Gạo ST25" in page
        assert "200.000 đ" in page
        for private in (NOTES, "300.000", "120.000", "5 kg"):
            assert private not in page


def test_who_goes_and_coordinators_see_all_of_it(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    for person in (people.huong, people.chi_lan):
        assert order.seen(person)["notes"] == NOTES
        page = words(person.browser.page(order.page))
        assert NOTES in page
        assert "300.000 đ" in page


def test_a_number_typed_among_the_goods_is_struck_out_for_strangers(
    app: Flask, client: Browser
) -> None:
    order = an_order(app)
    order.put(lines=[{"goods": "Gọi 0912 345 678"}])
    assert "0912" not in str(client.get(order.list).get_json())
    assert "0912" not in words(client.page(order.page))
    assert order.seen()["lines"][0]["goods"] == "Gọi 0912 345 678"


@pytest.mark.parametrize("who", ["stranger", "nobody", "huong", "anh_ha"])
def test_nobody_else_writes_it(who: str, app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    if who == "stranger":
        assert app.test_client().put(order.list, json=LIST).status_code == 401
        assert browser_of(app).get(order.list_page).status_code == 302
    else:
        person = getattr(people, who)
        assert person.client.put(order.list, json=LIST | {"notes": "x"}).status_code == 403
        assert person.browser.get(order.list_page).status_code == 403
    assert order.seen()["notes"] == NOTES


def test_a_request_without_shopping_has_none(app: Flask) -> None:
    with app.test_request_context():
        food = ask(app)
    order = an_order(app)
    url = f"/api/v1/requests/{food.id}/shopping-list"
    assert app.test_client().get(url).status_code == 404
    held = {"X-Manage-Token": order.token}
    assert app.test_client().put(url, json=LIST, headers=held).status_code == 401
    assert count(app, ShoppingList) == 0


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"lines": []}, "lines"),
        ({"lines": [{"goods": "Gạo"}] * (MOST_LINES + 1)}, "lines"),
        ({"lines": [{"quantity": "5 kg"}]}, "lines"),
        ({"lines": [{"code": "gold"}]}, "lines"),
        ({"lines": [{"goods": "x" * 81}]}, "lines"),
        ({"lines": [{"goods": "Gạo", "most_price": -5}]}, "lines"),
        ({"lines": [{"goods": "Gạo", "most_price": 1.5}]}, "lines"),
        ({"budget": 0}, "budget"),
        ({"budget": 10**12}, "budget"),
        ({"budget": "300k"}, "budget"),
        ({"notes": "x" * 301}, "notes"),
    ],
)
def test_what_cannot_be_meant_is_refused(changes: dict[str, Any], field: str, app: Flask) -> None:
    order = an_order(app)
    answer = order.put(**changes)
    assert answer.status_code == 422
    assert any(name.startswith(field) for name in answer.get_json()["errors"])
    assert count(app, ShoppingLine) == 0


def test_the_form_takes_amounts_as_people_write_them(app: Flask, client: Browser) -> None:
    order = an_order(app)
    sent = order.held_by(client).send(
        order.list_page,
        **{"lines-0-goods": "Gạo", "lines-0-quantity": "5 kg", "lines-0-most_price": "120k"},
        **{"lines-2-goods": "  Sữa   hộp ", "budget": "1,5 triệu", "notes": NOTES},
    )
    assert sent.location == f"{order.page}#shopping"
    told = order.seen()
    assert [(one["code"], one["goods"]) for one in told["lines"]] == [
        ("rice", "Gạo"),
        ("milk", "Sữa hộp"),
    ]
    assert (told["lines"][0]["most_price"], told["budget"]) == (120_000, 1_500_000)
    page = words(client.page(order.page))
    assert "1.500.000 đ" in page


def test_more_lines_keep_what_was_typed_and_save_nothing(app: Flask, client: Browser) -> None:
    order = an_order(app)
    more = {"lines-0-goods": "Gạo", "more": "1"}
    answer = order.held_by(client).send(order.list_page, **more)
    assert answer.status_code == 200
    page = Page(answer.get_data(as_text=True))
    fields = {one.attributes.get("name"): one for one in page.all("input")}
    assert fields["lines-0-goods"].attributes["value"] == "Gạo"
    assert "lines-7-goods" in fields
    assert count(app, ShoppingList) == 0


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"lines-0-quantity": "5 kg"},
        {"lines-0-goods": "Gạo", "budget": "nhiều"},
        {"lines-0-goods": "Gạo", "budget": "-5"},
        {"lines-0-goods": "Gạo", "lines-0-most_price": "1.5"},
        {"lines-0-goods": "G" * 81},
        {"lines-0-goods": "Gạo", "notes": "x" * 301},
        {"lines-²-goods": "Gạo"},
    ],
)
def test_what_the_form_cannot_take_stays_in_it(
    typed: dict[str, str], app: Flask, client: Browser
) -> None:
    order = an_order(app)
    answer = order.held_by(client).send(order.list_page, **typed)
    assert answer.status_code == 422
    for value in typed.values():
        if "²" not in str(typed):
            assert value in answer.get_data(as_text=True)
    assert count(app, ShoppingList) == 0


def test_who_shops_is_told_of_a_change_and_their_ticks_stay(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    first, *_rest = order.seen()["lines"]
    people.huong.browser.send(order.trip_page, **{f"got-{first['id']}": "y"})
    order.put(lines=[*LIST["lines"][:1], {"goods": "Nước mắm"}])
    told = order.seen()["lines"]
    assert [(one["goods"], one["outcome"]) for one in told] == [
        ("Gạo ST25", "got"),
        ("Nước mắm", None),
    ]
    for budget in (100_000, 200_000):
        order.put(budget=budget)
    assert len(notices_to(app, people.huong, "shopping")) == 1  # in one breath


def test_a_list_that_never_rests_is_told_of_every_ten_minutes(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    for turn in range(1, 9):
        order.put(budget=100_000 + turn)
        with app.app_context(), transaction():  # four minutes go by
            case = case_now(order)
            case.claimed_at = case.created_at - timedelta(hours=1)
            with never_changed_laid_open(db.session.connection()):
                for act in db.session.query(AuditEntry).filter_by(subject_id=order.id):
                    act.at -= timedelta(minutes=4)
                db.session.flush()
    assert len(notices_to(app, people.huong, "shopping")) == 3


def test_a_line_by_its_code_comes_back_from_the_page_as_it_was(app: Flask, people: People) -> None:
    order = written_and_taken(app, people, lines=[{"code": "rice", "quantity": "5 kg"}])
    [line] = order.seen()["lines"]
    people.huong.browser.send(order.trip_page, **{f"got-{line['id']}": "y"})
    order.held_by(browser_of(app)).send(order.list_page, notes="khác")
    told = order.seen()
    assert told["lines"] == [line | {"outcome": "got"}]
    assert told["notes"] == "khác"


def test_every_good_keeps_its_code_on_the_page(app: Flask, client: Browser) -> None:
    order, codes = an_order(app), sorted(CATALOGUE)
    order.held_by(client)
    for at in range(0, len(codes), MOST_LINES):
        some = codes[at : at + MOST_LINES]
        order.put(lines=[{"code": code} for code in some])
        client.send(order.list_page, notes="khác")
        assert [one["code"] for one in order.seen()["lines"]] == some


def test_equal_lines_stay_two(app: Flask, people: People) -> None:
    order = written_and_taken(app, people, lines=[{"goods": "Trứng gà", "quantity": "1 vỉ"}] * 2)
    first, second = order.seen()["lines"]
    people.huong.browser.send(
        order.trip_page, **{f"got-{first['id']}": "y", f"missing-{second['id']}": "y"}
    )
    order.held_by(browser_of(app)).send(order.list_page, notes="khác")
    assert [one["outcome"] for one in order.seen()["lines"]] == ["got", "missing"]


def test_other_words_for_the_same_code_are_another_line(app: Flask, people: People) -> None:
    order = written_and_taken(app, people, lines=[{"goods": "Gạo ST25"}])
    [line] = order.seen()["lines"]
    people.huong.browser.send(order.trip_page, **{f"got-{line['id']}": "y"})
    order.put(lines=[{"goods": "Gạo nếp"}])
    [told] = order.seen()["lines"]
    assert (told["code"], told["goods"], told["outcome"]) == ("rice", "Gạo nếp", None)


@pytest.mark.parametrize("state", ["delivered", "fulfilled", "closed"])
def test_once_it_is_brought_or_over_the_list_stays(state: str, app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    client = app.test_client()
    if state == "closed":
        client.post(
            f"/api/v1{order.page}/close", json={"reason": "withdrawn"}, headers=order.by_link
        )
    else:
        people.huong.client.post(f"/api/v1{order.page}/deliver")
        if state == "fulfilled":
            client.post(f"/api/v1{order.page}/confirm", headers=order.by_link)
    assert order.put(notes="khác").status_code == 409
    assert order.seen()["notes"] == NOTES
    assert order.held_by(browser_of(app)).get(order.list_page).status_code == 303


def test_the_same_key_writes_once(app: Flask, people: People) -> None:
    order = an_order(app)
    client = app.test_client()
    headers = order.by_link | {"Idempotency-Key": "k"}
    first = client.put(order.list, json=LIST, headers=headers)
    assert client.put(order.list, json=LIST, headers=headers).get_json() == first.get_json()
    other = client.put(order.list, json=LIST | {"budget": 5}, headers=headers)
    assert other.status_code == 422
    taken(app, people, order)
