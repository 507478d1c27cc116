"""The trip: what came of each line, what it cost, whether that was agreed, and the receipt."""

from typing import Any

import pytest
from flask import Flask

from connect.foundation import photo_field
from connect.foundation.pictures import Busy
from connect.shopping.models import Receipt, Trip
from tests.diary.pictures import a_picture, bomb, with_secrets
from tests.page import Page
from tests.people import People, count
from tests.shopping.buying import (
    an_order,
    case_now,
    lines_of,
    messages,
    notices_to,
    receipts,
    says,
    taken,
    trip_now,
    written_and_taken,
)
from tests.situations import SECRETS, help_from
from tests.web import Browser, browser_of, words

PHONE = SECRETS["phone"]


def test_from_the_list_to_the_receipt(app: Flask, client: Browser, people: People) -> None:
    order = written_and_taken(app, people)
    rice, eggs, paper = lines_of(app, order)
    huong = people.huong.browser
    typed = {f"got-{rice}": "y", f"instead-{eggs}": "Trứng vịt", f"missing-{paper}": "y"}
    sent = says(huong, order, photo=a_picture(), cost="245k", **typed)
    assert sent.location == order.trip_page
    told = order.seen()
    assert [(one["outcome"], one["instead"]) for one in told["lines"]] == [
        ("got", ""),
        ("instead", "Trứng vịt"),
        ("missing", ""),
    ]
    assert (told["cost"], told["cost_answer"]) == (245_000, None)
    asker = order.held_by(client)
    page = asker.page(order.page)
    read = words(page)
    assert "Trứng vịt" in read
    assert "245.000 đ" in read
    [image] = [one for one in page.all("img") if "receipt" in one.attributes["src"]]
    photo = asker.get(image.attributes["src"])
    assert photo.mimetype == "image/jpeg"
    assert "no-store" in photo.headers["Cache-Control"]
    assert asker.get(told["receipt"]).data == photo.data == receipts(app)[0]
    assert len(messages(app, PHONE)) == 1  # the receipt; what it cost was within the budget
    assert asker.send(order.page, action="/close").status_code == 303  # nothing stands in its way


def test_who_may_see_the_receipt(app: Flask, client: Browser, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, photo=with_secrets())
    url = f"{order.page}/receipt"
    for browser in (people.huong.browser, people.chi_lan.browser, order.held_by(browser_of(app))):
        assert browser.get(url).status_code == 200
    for browser in (client, people.nobody.browser, people.minh.browser, people.anh_ha.browser):
        assert browser.get(url).status_code == 404
    assert b"Canary" not in receipts(app)[0]
    people.huong.client.post(f"/api/v1{order.page}/deliver")
    client.post(f"/api/v1{order.page}/confirm", headers=order.by_link)
    for browser in (people.chi_lan.browser, order.held_by(browser_of(app))):
        assert browser.get(url).status_code == 200  # over, and still theirs
    for browser in (client, people.huong.browser):  # who has the paper
        assert browser.get(url).status_code == 404


def test_what_was_spent_is_seen_also_when_it_is_taken_back(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, photo=a_picture(40, 30), cost="200k")
    body = {"reason": "withdrawn"}
    app.test_client().post(f"/api/v1{order.page}/close", json=body, headers=order.by_link)
    assert order.seen()["cost"] == 200_000
    assert people.chi_lan.browser.get(f"{order.page}/receipt").status_code == 200


def test_who_goes_next_sees_nothing_of_who_went_before(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    [rice, *_rest] = lines_of(app, order)
    says(people.huong.browser, order, photo=a_picture(), cost="200k", **{f"got-{rice}": "y"})
    people.huong.client.post(f"/api/v1{order.page}/release")
    taken(app, people, order, "minh")
    told = order.seen(people.minh)
    assert (told["cost"], told["receipt"]) == (None, None)
    assert [one["outcome"] for one in told["lines"]] == [None, None, None]
    assert people.minh.browser.get(f"{order.page}/receipt").status_code == 404
    assert people.huong.browser.get(f"{order.page}/receipt").status_code == 404


def test_more_than_the_budget_is_asked_first(app: Flask, client: Browser, people: People) -> None:
    order = written_and_taken(app, people)
    huong, asker = people.huong.browser, order.held_by(client)
    says(huong, order, cost="350.000")
    assert order.seen()["cost_answer"] == "asked"
    [text] = messages(app, PHONE)
    assert "350.000 đ" in text
    assert "300.000 đ" in text
    assert asker.send(order.page, action="/shopping/answer", agree="no").status_code == 303
    assert order.seen()["cost_answer"] == "refused"
    says(huong, order, cost="340.000")
    asker.send(order.page, action="/shopping/answer", agree="yes")
    assert order.seen()["cost_answer"] == "agreed"
    says(huong, order, cost="338.000")  # within what was agreed: nobody is asked again
    assert order.seen()["cost_answer"] == "agreed"
    says(huong, order, cost="341.000")
    assert order.seen()["cost_answer"] == "asked"
    assert len(messages(app, PHONE)) == 3
    assert len(notices_to(app, people.huong, "shopping")) == 2


def test_the_same_cost_twice_asks_once(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    for _again in range(2):
        says(people.huong.browser, order, cost="350.000")
    assert len(messages(app, PHONE)) == 1


def test_there_is_an_end_to_questions(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    huong = people.huong.browser
    for cost in range(350, 355):
        assert says(huong, order, cost=f"{cost}k").status_code == 303
    answer = says(huong, order, cost="360k")
    assert answer.status_code == 429
    assert 'value="360k"' in answer.get_data(as_text=True)
    assert len(messages(app, PHONE)) == 5
    assert order.seen()["cost"] == 354_000


@pytest.mark.parametrize("who", ["stranger", "nobody", "huong", "chi_lan"])
def test_only_who_asked_answers_for_their_money(who: str, app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, cost="350.000")
    browser = browser_of(app) if who == "stranger" else getattr(people, who).browser
    answer = browser.post(f"{order.page}/shopping/answer", data={"agree": "yes"} | browser.csrf())
    assert answer.status_code == (302 if who == "stranger" else 403)
    assert order.seen()["cost_answer"] == "asked"


def test_an_answer_that_nobody_waits_for_changes_nothing(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    asker = order.held_by(browser_of(app))
    said = {"agree": "yes"} | asker.csrf()
    assert asker.post(f"{order.page}/shopping/answer", data=said).status_code == 303
    assert trip_now(app, order) is None
    assert notices_to(app, people.huong, "shopping") == []


@pytest.mark.parametrize("who", ["stranger", "nobody", "minh", "chi_lan", "link"])
def test_only_who_goes_says_what_came_of_it(who: str, app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    browser = browser_of(app) if who in ("stranger", "link") else getattr(people, who).browser
    if who == "link":
        order.held_by(browser)
    signed_in = who not in ("stranger", "link")
    assert browser.get(order.trip_page).status_code == (403 if signed_in else 302)
    answer = browser.post(order.trip_page, data={"cost": "5k"} | browser.csrf())
    assert answer.status_code == (403 if signed_in else 302)
    assert count(app, Trip) == 0


def test_whose_case_went_elsewhere_keeps_nothing(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    huong = people.huong.browser
    huong.page(order.trip_page)
    people.huong.client.post(f"/api/v1{order.page}/release")
    answer = huong.post(order.trip_page, data={"cost": "5k"} | huong.csrf())
    assert answer.status_code == 403
    assert count(app, Trip) == 0


def test_a_line_of_another_list_is_not_touched(app: Flask, people: People) -> None:
    order, other = written_and_taken(app, people), an_order(app, phone="+84912345698")
    other.put()
    [line, *_rest] = lines_of(app, other)
    says(people.huong.browser, order, None, **{"cost": "5k", f"got-{line}": "y"})
    assert {one["outcome"] for one in other.seen()["lines"]} == {None}


def test_without_a_list_there_is_still_a_receipt(app: Flask, people: People) -> None:
    order = an_order(app)
    taken(app, people, order)
    assert says(people.huong.browser, order, photo=a_picture(), cost="90k").status_code == 303
    with app.app_context():
        assert case_now(order).id
    trip = trip_now(app, order)
    assert trip is not None
    assert trip.cost == 90_000
    assert len(receipts(app)) == 1


@pytest.mark.parametrize("file", [b"", b"not a picture", b"%PDF-1.4", bomb()])
def test_what_is_no_picture_is_refused_and_the_ticks_stay(
    file: bytes, app: Flask, people: People
) -> None:
    order = written_and_taken(app, people)
    [rice, *_rest] = lines_of(app, order)
    answer = says(people.huong.browser, order, photo=file, cost="90k", **{f"got-{rice}": "y"})
    assert answer.status_code == 422
    page = Page(answer.get_data(as_text=True))
    ticked = {
        one.attributes.get("name") for one in page.all("input") if "checked" in one.attributes
    }
    assert f"got-{rice}" in ticked
    assert count(app, Receipt) == 0
    assert count(app, Trip) == 0


def test_while_many_pictures_come_in_nothing_typed_is_lost(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(_file: bytes) -> Any:
        raise Busy

    monkeypatch.setattr(photo_field, "read_picture", busy)
    order = written_and_taken(app, people)
    answer = says(people.huong.browser, order, photo=a_picture(40, 30), cost="90k")
    assert answer.status_code == 422
    assert 'value="90k"' in answer.get_data(as_text=True)


def test_a_second_receipt_takes_the_place_of_the_first_and_is_told_once(
    app: Flask, people: People
) -> None:
    order = written_and_taken(app, people)
    says(people.huong.browser, order, photo=a_picture(60, 40))
    says(people.huong.browser, order, photo=a_picture(40, 60))
    assert len(receipts(app)) == 1
    assert len(messages(app, PHONE)) == 1


def test_above_the_limit_both_are_warned_before_and_after(
    app: Flask, client: Browser, people: People
) -> None:
    order = written_and_taken(app, people, budget=2_500_000)
    asker, huong = order.held_by(client), people.huong.browser
    for browser, path in ((asker, order.page), (huong, order.page), (huong, order.trip_page)):
        assert "2.000.000 đ" in words(browser.page(path))
    order.put(budget=300_000)
    for browser in (asker, huong):
        assert "2.000.000 đ" not in words(browser.page(order.page))
    says(huong, order, cost="2.100.000")
    for browser in (asker, huong):
        assert "2.000.000 đ" in words(browser.page(order.page))


def test_delivering_without_a_receipt_is_possible_on_second_thought(
    app: Flask, people: People
) -> None:
    order = written_and_taken(app, people)
    huong = people.huong.browser
    page = huong.page(order.page)
    form = page.form("/deliver")
    assert form.inside("details") is not None
    says(huong, order, photo=a_picture(40, 30))
    assert huong.page(order.page).form("/deliver").inside("details") is None
    sent = huong.send(order.page, action="/deliver")
    assert sent.status_code == 303


def test_a_shop_that_delivers_packs_first(app: Flask, client: Browser, people: People) -> None:
    with app.test_request_context():
        shop = help_from(
            people.shop.account(), kind="supplier", name="Tạp hoá Cô Sáu",
            categories=["shopping"], delivers=True,
        )  # fmt: skip
    order = an_order(app, supplier_id=shop.id)
    order.put()
    offers = people.shop.client.get("/api/v1/offers").get_json()["items"]
    assert [one["request"]["id"] for one in offers] == [str(order.id)]
    accepted = people.shop.client.post(f"/api/v1/offers/{offers[0]['id']}/accept")
    assert accepted.status_code in (200, 201)
    keeper, asker = people.shop.browser, order.held_by(client)
    for _again in range(2):
        answer = keeper.post(f"{order.page}/shopping/packed", data=keeper.csrf())
        assert answer.status_code == 303
    assert order.seen()["packed_at"] is not None
    [text] = messages(app, PHONE)
    assert "Tạp hoá Cô Sáu" in text
    people.shop.client.post(f"/api/v1{order.page}/on-the-way")
    people.shop.client.post(f"/api/v1{order.page}/deliver")
    for browser in (keeper, asker):
        steps = [one.text() for one in browser.page(order.page).all("li") if one.all("time")]
        assert len([one for one in steps if "gói" in one]) == 1


def test_a_volunteer_packs_nothing(app: Flask, people: People) -> None:
    order = written_and_taken(app, people)
    huong = people.huong.browser
    huong.post(f"{order.page}/shopping/packed", data=huong.csrf())
    assert order.seen()["packed_at"] is None
