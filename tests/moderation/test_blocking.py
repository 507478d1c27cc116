"""One tap, and two never meet again: by where they met, with an account or by a link alone."""

import pytest
from flask import Flask

from connect.accounts import Block
from connect.foundation.database import db
from connect.foundation.phones import show_phone
from connect.help_requests import Standing, Status, assignments, manage_token
from tests.people import People
from tests.plans import spoken
from tests.situations import SECRETS, Situation, a_group, ask, help_from, request_now, situation
from tests.situations_with import with_gift
from tests.web import Browser, browser_of, words


@pytest.fixture
def here(app: Flask, people: People) -> Situation:
    """Hương goes for Bà Tư."""
    return situation(app, people, Status.CLAIMED)


def blocks(app: Flask) -> set[tuple[str, str]]:
    with app.app_context():
        return {(one.blocker_phone, one.blocked_phone) for one in db.session.query(Block)}


def by_link(app: Flask, here: Situation) -> Browser:
    browser = browser_of(app)
    browser.hold(here.manage_token)
    return browser


def test_by_the_link_alone_after_one_question_and_with_a_way_back(
    app: Flask, people: People, here: Situation
) -> None:
    page, url = f"/requests/{here.request_id}", f"/people/helper/{here.offer_id}/block"
    browser = by_link(app, here)
    asked = browser.send(page, action="/block")
    assert asked.status_code == 200  # something is under way: first it says what ends
    assert blocks(app) == set()
    assert browser.post(url, data=browser.csrf() | {"sure": "1"}).status_code == 303
    assert (SECRETS["phone"], people.huong.phone) in blocks(app)
    with app.test_request_context():
        assert request_now(here.request_id).status == Status.OPEN
    assert people.huong.browser.get(page).status_code == 404
    assert people.huong.client.get("/api/v1/cases").get_json()["items"] == []
    # The other is never told of it, nor by whom.
    told = str(people.huong.client.get("/api/v1/notices").get_json())
    assert "Canary" not in told
    assert browser.send(page, action="/undo").status_code == 303
    assert blocks(app) == set()
    assert people.huong.browser.get(page).status_code == 200


def test_who_has_let_go_is_blocked_in_one_tap(app: Flask, people: People, here: Situation) -> None:
    """He takes her request, reads her door, and lets go: she need not wait for him to come back."""
    people.huong.client.post(f"/api/v1/requests/{here.request_id}/release")
    sent = by_link(app, here).send(f"/requests/{here.request_id}", action="/block")
    assert sent.status_code == 303
    assert (SECRETS["phone"], people.huong.phone) in blocks(app)
    claim = people.huong.client.post(f"/api/v1/requests/{here.request_id}/claim")
    assert claim.status_code == 404


def test_after_delivery_neither_name_nor_number_is_shown_any_more(
    app: Flask, people: People
) -> None:
    here = situation(app, people, Status.DELIVERED)
    people.huong.client.post(f"/api/v1/people/requester/{here.request_id}/block")
    shown = people.ba_tu.browser.get(f"/requests/{here.request_id}").get_data(as_text=True)
    assert show_phone(people.huong.phone) not in shown
    url = f"/api/v1/requests/{here.request_id}/messages"
    assert people.ba_tu.client.post(url, json={"body": "Con ơi"}).status_code == 409
    # It is hers to say whether it has arrived; he is not told.
    assert people.ba_tu.client.post(url.replace("messages", "confirm")).status_code == 200
    kinds = [one["kind"] for one in people.huong.client.get("/api/v1/notices").get_json()["items"]]
    assert "confirmed" not in kinds


def test_ones_own_list_says_where_and_never_a_number(
    app: Flask, people: People, here: Situation
) -> None:
    url = f"/api/v1/people/requester/{here.request_id}/block"
    for _twice in range(2):
        assert people.huong.client.post(url).status_code == 204
    [one] = people.huong.client.get("/api/v1/me/blocks").get_json()["items"]
    page = words(people.huong.browser.page("/account/blocks"))
    with app.test_request_context():
        assert one["code"] == request_now(here.request_id).code
    for secret in (*SECRETS.values(), show_phone(SECRETS["phone"])):
        assert secret not in str(one) + page
    undo = f"/api/v1/me/blocks/{one['id']}"
    assert people.ba_tu.client.delete(undo).status_code == 404  # not hers to take back
    assert people.huong.client.delete(undo).status_code == 204
    assert people.huong.client.delete(undo).status_code == 404
    assert blocks(app) == set()


def test_a_number_that_was_only_typed_ends_nothing_of_its_owner(app: Flask, people: People) -> None:
    """Whoever types Minh's number, and lets Hương come, does not end what the two have begun."""
    with app.test_request_context():
        a_group(people.minh.account(), people.huong.account())
        own = ask(app, people.minh.account(), phone=people.minh.phone).id
        assignments.claim(own, people.huong.account())
        typed = ask(app, phone=people.minh.phone)
        claimed = assignments.claim(typed.id, people.huong.account())
        token = {"X-Manage-Token": manage_token(typed)}
    url = f"/api/v1/people/helper/{claimed.id}/block"
    assert app.test_client().post(url, headers=token).status_code == 204
    with app.test_request_context():
        assert request_now(typed.id).status == Status.OPEN
        assert request_now(own).status == Status.CLAIMED
    group = people.minh.client.get("/api/v1/responders/mine").get_json()["items"][0]["id"]
    assert people.huong.client.get(f"/api/v1/responders/{group}/members").status_code == 200
    # The owner sees it, and takes it back.
    [one] = people.minh.client.get("/api/v1/me/blocks").get_json()["items"]
    assert people.minh.client.delete(f"/api/v1/me/blocks/{one['id']}").status_code == 204


def test_giver_and_taker_and_members(app: Flask, people: People) -> None:
    here = with_gift(app, people, situation(app, people, Status.OPEN), "settled", giver="minh")
    assert here.reservation_id
    with app.test_request_context():
        group = a_group(people.huong.account(), people.minh.account()).id
    taker = f"/people/taker/{here.reservation_id}/block"
    assert people.nobody.client.post(f"/api/v1{taker}").status_code == 404  # has met nobody
    assert people.minh.client.post(f"/api/v1{taker}").status_code == 204
    gift = people.huong.client.get(f"/api/v1/gifts/{here.gift_id}")
    assert gift.status_code == 404
    members = people.huong.client.get(f"/api/v1/responders/{group}/members").get_json()
    assert members["items"] == []


def test_however_many_were_asked_their_blocks_are_one_question(app: Flask, people: People) -> None:
    here = situation(app, people, Status.OPEN)
    with app.test_request_context():
        for who in (people.minh, people.huong):
            assignments.claim(here.request_id, who.account())
            assignments.release(here.request_id, who.account(), frozenset({Standing.CLAIMANT}))
    url = f"/requests/{here.request_id}"
    with app.app_context(), spoken() as heard:
        assert people.ba_tu.browser.get(url).status_code == 200
    assert sum("FROM block" in one and "met_id" in one for one, _told in heard) == 1


def test_whom_one_has_not_met_one_cannot_block(app: Flask, people: People) -> None:
    here = situation(app, people, Status.CLAIMED)
    with app.test_request_context():
        volunteer = help_from(people.minh.account()).id
    for url in (
        f"helper/{here.offer_id}",  # of somebody else's request
        f"looked/{people.huong.id}",
        f"shop/{volunteer}",  # a volunteer is nobody's shop
        f"member/{people.huong.id}",
        f"nonsense/{here.request_id}",
    ):
        for verb in ("block", "report"):
            call = f"/api/v1/people/{url}/{verb}"
            answer = people.nobody.client.post(call, json={"reason": "other"})
            assert answer.status_code == 404, url
    looked = f"/api/v1/people/looked/{people.huong.id}/block"
    assert people.ba_tu.client.post(looked).status_code == 204


def test_who_reports_somebody_comes_back_to_where_they_met(people: People, here: Situation) -> None:
    for person, met in ((people.huong, "requester"), (people.ba_tu, "helper")):
        answer = person.browser.send(f"/people/{met}/{here.request_id}/wrong", reason="unkind")
        assert answer.location == f"/requests/{here.request_id}"
