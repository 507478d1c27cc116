"""This is my shop: proved by a code to the phone that is listed."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.notifications import mute_phone
from connect.responders import give
from connect.suppliers import forget_expired_codes
from connect.suppliers.models import ClaimCode, EntryClaim
from tests.accounts.codes import wrong
from tests.people import People, Person, count
from tests.suppliers.shops import LANDLINE, MOBILE, codes_to, listed, shop_now
from tests.web import browser_of, words


def ask_code(who: Person, shop: uuid.UUID) -> int:
    return who.client.post(f"/api/v1/suppliers/{shop}/claim/code").status_code


def prove(who: Person, shop: uuid.UUID, code: str) -> int:
    url = f"/api/v1/suppliers/{shop}/claim/verify"
    return who.client.post(url, json={"code": code}).status_code


def test_the_code_makes_one_the_owner_and_the_source_stays(app: Flask, people: People) -> None:
    shop = listed(app)
    assert ask_code(people.shop, shop) == 204
    [code] = codes_to(app)
    assert codes_to(app, people.shop.phone) == []
    assert prove(people.shop, shop, code) == 200
    entry = shop_now(app, shop)
    assert (entry.owner_id, entry.source_id) == (people.shop.id, "node/1")
    assert count(app, ClaimCode) == 0
    with app.app_context():
        [given] = [one for one in audit.history(shop) if one.action == "entry_given"]
    assert given.detail == {"to": str(people.shop.id), "how": "code"}
    assert code not in str(given.detail)


def test_by_the_pages(app: Flask, people: People) -> None:
    shop = listed(app)
    browser = people.shop.browser
    page = browser.page(f"/suppliers/{shop}/claim")
    assert "321" in words(page)
    assert MOBILE not in browser.get(f"/suppliers/{shop}/claim").text
    assert "54 321" not in words(page)
    assert browser.send(f"/suppliers/{shop}/claim", action="/code").status_code == 303
    [code] = codes_to(app)
    refused = browser.send(f"/suppliers/{shop}/claim", action="/prove", code="12")
    assert refused.status_code == 422
    spaced = f"{code[:3]} {code[3:]}"
    answer = browser.send(f"/suppliers/{shop}/claim", action="/prove", code=spaced)
    assert answer.location.endswith(f"/responders/{shop}/edit")
    assert browser.get(answer.location).status_code == 200
    assert "/edit" in browser.get(f"/suppliers/{shop}/claim").text


def test_who_is_not_signed_in_signs_in_first(app: Flask) -> None:
    shop = listed(app)
    answer = browser_of(app).get(f"/suppliers/{shop}/claim")
    assert "/sign-in" in answer.location
    assert app.test_client().post(f"/api/v1/suppliers/{shop}/claim/code").status_code == 401
    assert codes_to(app) == []


def test_five_wrong_codes_and_the_right_one_is_dead(app: Flask, people: People) -> None:
    shop = listed(app)
    ask_code(people.shop, shop)
    [code] = codes_to(app)
    assert {prove(people.shop, shop, wrong(code)) for _try in range(5)} == {422}
    assert prove(people.shop, shop, code) == 422
    assert shop_now(app, shop).owner_id is None


def test_only_the_last_code_counts(app: Flask, people: People) -> None:
    shop = listed(app)
    ask_code(people.shop, shop)
    ask_code(people.shop, shop)
    first, second = codes_to(app)
    assert prove(people.shop, shop, first) == 422
    assert prove(people.shop, shop, second) == 200


def test_a_code_is_good_for_ten_minutes(app: Flask, people: People) -> None:
    shop = listed(app)
    ask_code(people.shop, shop)
    [code] = codes_to(app)
    with app.app_context(), transaction():
        db.session.query(ClaimCode).one().expires_at = utcnow()
    assert prove(people.shop, shop, code) == 422
    with app.app_context():
        assert forget_expired_codes(utcnow() + timedelta(seconds=1)) == 1


def test_the_code_of_another_account_proves_nothing(app: Flask, people: People) -> None:
    shop = listed(app)
    ask_code(people.shop, shop)
    ask_code(people.nobody, shop)
    of_shop, of_nobody = codes_to(app)
    assert prove(people.nobody, shop, of_shop) == 422
    assert prove(people.minh, shop, of_nobody) == 422
    assert prove(people.shop, shop, of_shop) == 200
    assert prove(people.nobody, shop, of_nobody) in (409, 422)
    assert shop_now(app, shop).owner_id == people.shop.id


def test_a_code_proves_nothing_of_a_number_that_is_listed_since(app: Flask, people: People) -> None:
    shop = listed(app)
    ask_code(people.shop, shop)
    [code] = codes_to(app)
    assert listed(app, phone="+84987654322") == shop
    assert prove(people.shop, shop, code) == 422


@pytest.mark.parametrize("phone", [None, LANDLINE], ids=["no phone", "a landline"])
def test_where_no_code_can_arrive_a_coordinator_helps(
    app: Flask, people: People, phone: str | None
) -> None:
    shop = listed(app, phone=phone)
    assert ask_code(people.shop, shop) == 409
    page = people.shop.browser.page(f"/suppliers/{shop}/claim")
    assert page.form("/ask")
    with pytest.raises(AssertionError, match="no form"):
        page.form("/code")


def test_who_wants_no_messages_gets_none_that_strangers_ask_for(app: Flask, people: People) -> None:
    shop = listed(app)
    with app.app_context():
        mute_phone(MOBILE)
    assert ask_code(people.shop, shop) == 409
    assert codes_to(app) == []


def test_who_has_proved_the_listed_number_needs_no_code(app: Flask, people: People) -> None:
    shop = listed(app, phone=people.shop.phone)
    assert ask_code(people.shop, shop) == 409
    stranger = people.nobody.browser
    stranger.post(f"/suppliers/{shop}/claim/phone", data=stranger.csrf())
    assert shop_now(app, shop).owner_id is None
    people.shop.browser.send(f"/suppliers/{shop}/claim", action="/phone")
    assert shop_now(app, shop).owner_id == people.shop.id


def test_what_has_an_owner_cannot_be_claimed(app: Flask, people: People) -> None:
    shop = listed(app)
    ask_code(people.nobody, shop)
    [code] = codes_to(app)
    with app.app_context():
        give(shop, people.shop.account(), by="test", how="code")
    assert ask_code(people.nobody, shop) == 409
    assert prove(people.nobody, shop, code) == 409
    assert shop_now(app, shop).owner_id == people.shop.id
    page = people.nobody.browser.page(f"/suppliers/{shop}/claim")
    assert page.form("/ask")


def test_a_volunteer_is_no_shop(app: Flask, people: People) -> None:
    volunteer = listed(app, kind="volunteer", name="Hương")
    assert ask_code(people.nobody, volunteer) == 404
    assert people.nobody.browser.get(f"/suppliers/{volunteer}/claim").status_code == 404
    assert ask_code(people.nobody, uuid.uuid4()) == 404


def test_the_phone_of_a_shop_is_not_flooded(
    another_app: Callable[..., Flask], app: Flask, people: People
) -> None:
    shop, other = listed(app), listed(app, "node/2", name="Tạp hoá")
    limited = another_app(limits=True)

    def ask(who: Person, entry: uuid.UUID) -> int:
        client = limited.test_client()
        headers = {"Authorization": f"Bearer {who.token}"}
        return client.post(f"/api/v1/suppliers/{entry}/claim/code", headers=headers).status_code

    # Three a day to one shop, whoever asks; five to one number, whatever shop bears it.
    assert [ask(people.shop, shop) for _n in range(4)] == [204, 204, 204, 429]
    assert ask(people.minh, shop) == 429
    assert [ask(people.minh, other) for _n in range(3)] == [204, 204, 429]


def test_who_has_proved_it_asks_no_coordinator_any_more(app: Flask, people: People) -> None:
    shop = listed(app)
    for who in (people.shop, people.minh):
        who.client.post(f"/api/v1/suppliers/{shop}/claim/ask", json={"words": "Của tôi"})
    ask_code(people.shop, shop)
    assert prove(people.shop, shop, codes_to(app)[0]) == 200
    with app.app_context():
        [claim] = db.session.query(EntryClaim)
    assert claim.account_id == people.minh.id  # a dispute now
