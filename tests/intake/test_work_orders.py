"""Work orders: printed for who goes, answered by their code, over with the assignment."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.help_requests import (
    AssignmentState,
    ItemDetails,
    Status,
    View,
    assignments,
    erase_request,
)
from connect.intake import work_orders
from connect.intake.models import WorkOrder
from tests.page import values_of
from tests.people import People, count
from tests.situations import (
    CLAIMANT,
    COORDINATOR,
    REQUESTER,
    SECRETS,
    Situation,
    ask,
    assignments_of,
    at_the_desk,
    help_from,
    request_now,
    situation,
)
from tests.web import Browser, browser_of, words


@pytest.fixture
def here(app: Flask, people: People) -> Situation:
    return situation(app, people, Status.CLAIMED)


def printed(app: Flask, people: People, here: Situation) -> str:
    """The token on the sheet that Chị Lan has printed."""
    with app.test_request_context():
        lan = people.chi_lan.account()
        view = View(request_now(here.request_id), lan, COORDINATOR)
        return work_orders.print_order(view)[1]


def scanned(app: Flask, token: str) -> tuple[Browser, str]:
    """A phone that has read the code, and the page it was led to."""
    browser = browser_of(app)
    answer = browser.get(f"/w/{token}")
    assert token not in answer.location
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return browser, answer.location


def say(browser: Browser, page: str, what: str) -> Any:
    return browser.post(page, data=browser.csrf() | {"answer": what})


def state(app: Flask, here: Situation) -> str:
    with app.test_request_context():
        return request_now(here.request_id).status


def test_it_shows_who_and_where_and_each_print_is_recorded(
    app: Flask, people: People, here: Situation
) -> None:
    lan = people.chi_lan.browser
    looks = []
    for _print in range(2):
        page = lan.send(f"/desk/requests/{here.request_id}", action="/work-order")
        text = page.get_data(as_text=True)
        for secret in ("name", "description", "address", "note"):
            assert SECRETS[secret] in text
        assert "0912 345 699" in text
        assert "Hương" in text
        assert re.search(r"<svg[^>]*class=.qr", text)
        with app.app_context():
            looks.append(
                [
                    one.actor
                    for one in audit.history(here.request_id)
                    if one.action == audit.REVEALED
                ].count(str(people.chi_lan.id))
            )
    assert looks[1] == looks[0] + 1


def test_a_number_that_is_not_shared_is_not_printed(
    app: Flask, people: People, here: Situation
) -> None:
    with app.test_request_context(), transaction():
        request_now(here.request_id).share_phone = False
    page = people.chi_lan.browser.send(f"/desk/requests/{here.request_id}", action="/work-order")
    assert "0912 345 699" not in page.get_data(as_text=True)


def test_who_carries_it_says_on_the_way_and_delivered(
    app: Flask, people: People, here: Situation
) -> None:
    phone, page = scanned(app, printed(app, people, here))
    say(phone, page, "on_the_way")
    with app.app_context():
        assert audit.history(here.request_id)[-1].action == "on_the_way"
    assert state(app, here) == Status.CLAIMED
    say(phone, page, "delivered")
    assert state(app, here) == Status.DELIVERED
    assert phone.get(page).status_code == 200
    assert say(phone, page, "cannot").status_code == 410
    assert state(app, here) == Status.DELIVERED


def test_what_has_arrived_in_part_is_said_and_the_rest_is_asked_for_again(
    app: Flask, people: People
) -> None:
    with app.test_request_context():
        help_from(people.minh.account())
        rice, noodles = (ItemDetails(category="food", goods=goods) for goods in ("Gạo", "Mì"))
        request = ask(app, items=[rice, noodles])
        request_id = request.id
        [own, other] = [item.id for item in request.items]
        assignments.claim(request_id, people.huong.account())
        token = work_orders.print_order(at_the_desk(people.chi_lan, request_id))[1]
        foreign = ask(app, phone="+84912345690").items[0].id
    phone, page = scanned(app, token)
    for wrong in ([], ["rice"], [foreign], [own, foreign]):
        told = {"answer": "in_part", "items": wrong}
        refused = phone.post(page, data=phone.csrf() | told, follow_redirects=True)
        assert "chọn trong những món còn thiếu" in words(phone.seen(refused))
    with app.test_request_context():
        assert request_now(request_id).status == Status.CLAIMED
    [form] = [
        one.inside("form")
        for one in phone.page(page).all("input")
        if "answer" in one.attributes.values()
    ]
    assert form is not None
    assert phone.post(page, data=values_of(form) | {"items": str(own)}).status_code == 303
    shown = words(phone.page(page))
    assert "Gạo" in shown
    assert "Mì" not in shown
    with app.test_request_context():
        now = request_now(request_id)
        assert now.status == Status.OPEN
        assert {item.id: item.delivered_by_id is not None for item in now.items} == {
            own: True,
            other: False,
        }
        assert audit.history(request_id)[-2].action == "delivered_in_part"
        assert [one.state for one in assignments_of(request_id)].count("offered") == 1
    assert say(phone, page, "delivered").status_code == 410


def test_one_thing_alone_is_not_brought_in_part(
    app: Flask, people: People, here: Situation
) -> None:
    phone, page = scanned(app, printed(app, people, here))
    assert 'name="items"' not in phone.get(page).text
    with app.test_request_context():
        [only] = request_now(here.request_id).items
    told = {"answer": "in_part", "items": [str(only.id)]}
    assert phone.post(page, data=phone.csrf() | told).status_code == 303
    assert state(app, here) == Status.DELIVERED


def test_who_cannot_come_gives_it_back(app: Flask, people: People, here: Situation) -> None:
    phone, page = scanned(app, printed(app, people, here))
    answer = say(phone, page, "cannot")
    assert state(app, here) == Status.OPEN
    assert phone.get(answer.location).status_code == 410
    assert say(phone, page, "delivered").status_code == 410
    assert state(app, here) == Status.OPEN


def test_it_shows_no_name_no_number_and_no_door(
    app: Flask, people: People, here: Situation
) -> None:
    phone, page = scanned(app, printed(app, people, here))
    shown = words(phone.page(page))
    assert "Gạo" in shown
    for secret in SECRETS.values():
        assert secret not in shown
    assert "0912 345 699" not in shown
    # And the page of the request is a stranger's.
    assert SECRETS["name"] not in words(phone.page(f"/requests/{here.request_id}"))


def test_looking_changes_nothing(app: Flask, people: People, here: Situation) -> None:
    token = printed(app, people, here)
    phone, page = scanned(app, token)
    phone.get(f"{page}?answer=delivered")
    assert phone.get(f"/w/{token}?answer=delivered").status_code == 303
    assert state(app, here) == Status.CLAIMED


def test_without_its_code_there_is_nothing(app: Flask, people: People, here: Situation) -> None:
    _phone, page = scanned(app, printed(app, people, here))
    for stranger in (browser_of(app), people.minh.browser, people.huong.browser):
        assert stranger.get(page).status_code == 410
        assert say(stranger, page, "delivered").status_code == 410
    assert browser_of(app).get("/w/" + "a" * 43).status_code == 404
    assert state(app, here) == Status.CLAIMED


def test_a_forged_post_is_refused(app: Flask, people: People, here: Situation) -> None:
    phone, page = scanned(app, printed(app, people, here))
    assert phone.post(page, data={"answer": "delivered"}).status_code == 400
    assert state(app, here) == Status.CLAIMED


def test_the_sheet_printed_before_is_over(app: Flask, people: People, here: Situation) -> None:
    old = printed(app, people, here)
    phone, page = scanned(app, old)
    printed(app, people, here)
    assert phone.get(page).status_code == 410
    assert browser_of(app).get(f"/w/{old}").status_code == 404


def test_it_runs_out_after_two_days(app: Flask, people: People, here: Situation) -> None:
    phone, page = scanned(app, printed(app, people, here))
    with app.app_context(), transaction():
        [order] = db.session.query(WorkOrder)
        assert order.expires_at - order.printed_at == timedelta(hours=48)
        order.expires_at = utcnow()
    assert phone.get(page).status_code == 410
    assert say(phone, page, "delivered").status_code == 410
    assert state(app, here) == Status.CLAIMED


def test_taken_again_it_needs_a_new_sheet(app: Flask, people: People, here: Situation) -> None:
    phone, page = scanned(app, printed(app, people, here))
    with app.test_request_context():
        huong = people.huong.account()
        assignments.release(here.request_id, huong, CLAIMANT)
        assignments.claim(here.request_id, huong)
    assert phone.get(page).status_code == 410
    assert say(phone, page, "delivered").status_code == 410
    assert state(app, here) == Status.CLAIMED


def test_a_sheet_says_nothing_of_another_request(
    app: Flask, people: People, here: Situation
) -> None:
    phone, _page = scanned(app, printed(app, people, here))
    with app.test_request_context():
        other = situation_of_another(app, people)
    assert phone.get(f"/work-orders/{other}").status_code == 410
    assert say(phone, f"/work-orders/{other}", "delivered").status_code == 410


def situation_of_another(app: Flask, people: People) -> Any:
    request = ask(app, phone="+84912345690")
    assignments.claim(request.id, people.minh.account())
    errand, _token = work_orders.print_order(at_the_desk(people.chi_lan, request.id))
    assert errand.assignment.state == AssignmentState.ACCEPTED
    return errand.assignment.id


def test_erased_with_its_request(app: Flask, people: People, here: Situation) -> None:
    phone, page = scanned(app, printed(app, people, here))
    with app.test_request_context():
        erase_request(here.request_id, None, REQUESTER)
    assert count(app, WorkOrder) == 0
    assert phone.get(page).status_code == 410


def test_nobody_goes_so_there_is_no_sheet(app: Flask, people: People) -> None:
    there = situation(app, people, Status.OPEN)
    lan = people.chi_lan.browser
    assert "work-order" not in lan.get(f"/desk/requests/{there.request_id}").get_data(as_text=True)
    answer = lan.post(f"/desk/requests/{there.request_id}/work-order", data=lan.csrf())
    assert answer.status_code == 303
    assert count(app, WorkOrder) == 0


def test_only_its_coordinators_print_it(app: Flask, people: People, here: Situation) -> None:
    path = f"/desk/requests/{here.request_id}/work-order"
    for person in (people.huong, people.ba_tu, people.anh_ha, people.nobody):
        browser = person.browser
        assert browser.post(path, data=browser.csrf()).status_code == 403
    stranger = browser_of(app)
    assert "/sign-in" in stranger.post(path, data=stranger.csrf()).location
    assert count(app, WorkOrder) == 0
