"""A group and the people whom its owner is not to meet; for whom one goes, and who says so."""

import pytest
from flask import Flask

from connect import responders
from connect.accounts import block
from connect.foundation.database import db
from connect.help_requests import assignments, cases, colleagues
from connect.notifications.models import Delivery
from connect.responders import Kind
from tests.people import People, Person
from tests.plans import spoken
from tests.situations import COLLEAGUE, SECRETS, a_group, ask, help_from, request_now, responder_now
from tests.web import words


@pytest.fixture
def blocked(app: Flask, people: People) -> None:
    """Bà Tư does not want to meet Hương."""
    with app.test_request_context():
        block(blocker_phone=SECRETS["phone"], blocked_phone=people.huong.phone)


def case_ids(person: Person) -> list[str]:
    items = person.client.get("/api/v1/cases").get_json()["items"]
    return [one["request"]["id"] for one in items]


def test_nobody_goes_for_the_group_of_whom_they_do_not_want_to_meet(
    app: Flask, people: People, blocked: None
) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), available=False).id
        request_id = ask(app, people.ba_tu.account()).id
        own = ask(app, huong.account(), phone=huong.phone).id
    for one in (request_id, own):
        url = f"/api/v1/requests/{one}/claim"
        answer = minh.client.post(url, json={"responder_id": str(group)})
        assert answer.status_code == 409
        assert minh.client.post(url).status_code == 201  # for oneself: nothing is in the way
    with app.test_request_context():
        assert responder_now(group).load == 0


def test_who_asked_is_looked_up_for_nobody_who_has_no_block(app: Flask, people: People) -> None:
    huong, minh = people.huong, people.minh
    asking = [people.ba_tu, people.shop, people.nobody]
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), available=False).id
        for one in asking:
            asked = ask(app, one.account(), phone=one.phone).id
            assignments.claim(asked, minh.account(), frozenset(), group)
    with app.test_request_context():
        owner = huong.account()
        with spoken() as heard:
            assert len(cases.cases_around(owner)) == len(asking)
    assert not [text for text, _told in heard if "FROM account" in text]


def test_an_owner_who_is_blocked_later_sees_and_gives_back_nothing(
    app: Flask, people: People
) -> None:
    huong, minh, shop = people.huong, people.minh, people.shop
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), shop.account(), available=False).id
        request_id = ask(app, people.ba_tu.account()).id
        assignments.claim(request_id, minh.account(), frozenset(), group)
    assert case_ids(huong) == case_ids(minh) == case_ids(shop) == [str(request_id)]
    with app.test_request_context():
        block(blocker_phone=SECRETS["phone"], blocked_phone=huong.phone)
    assert case_ids(huong) == []
    page = f"/requests/{request_id}"
    assert "Minh (Bếp Yêu Thương)" in words(shop.browser.page(page))
    assert huong.browser.get(page).status_code == 404
    assert "Minh (" not in words(huong.browser.page("/mine"))
    for verb in ("release", "take-over"):
        assert huong.client.post(f"/api/v1{page}/{verb}").status_code == 404
    # Who carries a case is not concerned, until it is they who are blocked.
    assert case_ids(minh) == case_ids(shop) == [str(request_id)]
    with app.test_request_context():
        block(blocker_phone=SECRETS["phone"], blocked_phone=minh.phone)
    assert case_ids(minh) == case_ids(shop) == []
    assert minh.client.post(f"/api/v1{page}/release").status_code == 404


@pytest.mark.parametrize("who", ["member", "owner"])
def test_a_claim_that_names_no_group_is_ones_own(who: str, app: Flask, people: People) -> None:
    """Also where the group is full: its capacity is not theirs."""
    person = people.minh if who == "member" else people.huong
    with app.test_request_context():
        group = a_group(people.huong.account(), people.minh.account(), capacity=1).id
        first, second = ask(app).id, ask(app).id
        assignments.claim(first, people.minh.account(), frozenset(), group)
    answer = person.client.post(f"/api/v1/requests/{second}/claim")
    assert answer.status_code == 201
    with app.test_request_context():
        [profile] = responders.own_profiles(person.id)
        assert answer.get_json()["responder_id"] == str(profile.id)
        assert (profile.kind, profile.load) == (Kind.VOLUNTEER, 1)


def test_the_page_asks_for_whom_one_goes(app: Flask, people: People) -> None:
    """Minh has no profile, and is in one group; who is in none is not asked."""
    minh, nobody = people.minh, people.nobody
    with app.test_request_context():
        group = a_group(people.huong.account(), minh.account(), available=False).id
        first, second = ask(app).id, ask(app).id
    assert "responder_id" not in nobody.browser.get(f"/requests/{first}").get_data(as_text=True)
    browser = minh.browser
    shown = browser.get(f"/requests/{first}").get_data(as_text=True)
    assert shown.index('<option value="">') < shown.index(f'<option value="{group}">')
    sent = browser.send(f"/requests/{first}", action="/claim", responder_id=str(group))
    assert sent.status_code == 303
    assert browser.send(f"/requests/{second}", action="/claim", responder_id="").status_code == 303
    with app.test_request_context():
        [own] = responders.own_profiles(minh.id)
        assert (responder_now(group).load, responder_now(own.id).load) == (1, 1)
    # With a profile of one's own, that one stands first.
    with app.test_request_context():
        third = ask(app).id
    shown = browser.get(f"/requests/{third}").get_data(as_text=True)
    assert '<option value="">' not in shown
    assert shown.index(f'<option value="{own.id}">') < shown.index(f'<option value="{group}">')


def test_a_shop_goes_for_itself(app: Flask, people: People) -> None:
    with app.test_request_context():
        shop = help_from(people.shop.account(), kind="supplier", name="Tạp hoá").id
        request_id = ask(app).id
        assert assignments.claim(request_id, people.shop.account()).responder_id == shop


def test_two_who_change_places_all_day_long_are_stopped(app: Flask, people: People) -> None:
    """Each time the requester is told by SMS, and who goes next reads the door."""
    huong, minh, tu = people.huong, people.minh, people.ba_tu
    with app.test_request_context():
        group = a_group(huong.account(), minh.account(), available=False).id
        request_id = ask(app, tu.account(), phone=tu.phone).id
        other = ask(app).id
        for one in (request_id, other):
            assignments.claim(one, huong.account(), frozenset(), group)
    url = f"/api/v1/requests/{request_id}/take-over"
    answers = [(minh if n % 2 == 0 else huong).client.post(url).status_code for n in range(6)]
    assert answers == [201, 201, 201, 429, 201, 429]  # who goes already is not stopped
    refused = huong.client.post(url)
    assert refused.status_code == 429
    assert "Retry-After" in refused.headers
    with app.test_request_context():
        told = db.session.query(Delivery).filter_by(to=tu.phone).count()
        assert told == 1 + colleagues.TAKE_OVERS_A_DAY
        assert request_now(request_id).status == "claimed"
        colleagues.take_over(other, minh.account(), COLLEAGUE)  # each request has its own
