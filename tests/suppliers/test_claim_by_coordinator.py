"""This is my shop: where no code can prove it, a coordinator of the place decides."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from threading import Barrier

import pytest
from flask import Flask

from connect.accounts import Account, Role, create_account
from connect.foundation import audit
from connect.foundation.database import db, transaction
from connect.foundation.errors import ConnectError, WrongState
from connect.geo import Point, ward_at
from connect.notifications.models import Notice
from connect.responders import Responder, acts_for, give, members, service
from connect.suppliers import claims, desk_queries, entries, merges
from connect.suppliers.models import EntryClaim, Refusal
from tests.people import HOAN_KIEM, People, Person, count
from tests.suppliers.shops import LANDLINE, listed, shop_now
from tests.web import words

WORDS = "Tôi là con gái bà chủ, gọi hỏi Hoa."


def ask(who: Person, shop: uuid.UUID, said: str = WORDS) -> None:
    url = f"/api/v1/suppliers/{shop}/claim/ask"
    assert who.client.post(url, json={"words": said}).status_code == 204


def claim_of(app: Flask, who: Person) -> uuid.UUID:
    with app.app_context():
        return db.session.query(EntryClaim.id).filter_by(account_id=who.id).one()[0]


def told(app: Flask, who: Person) -> list[str]:
    with app.app_context():
        notices = db.session.query(Notice).filter_by(account_id=who.id, kind="entry")
        return [notice.text for notice in notices.order_by(Notice.created_at)]


def decide(who: Person, app: Flask, asker: Person, what: str, **form: str) -> int:
    browser = who.browser
    url = f"/desk/entries/claims/{claim_of(app, asker)}/{what}"
    return browser.post(url, data=form | browser.csrf()).status_code


def test_asked_granted_and_told(app: Flask, people: People) -> None:
    shop = listed(app, phone=LANDLINE)
    answer = people.shop.browser.send(f"/suppliers/{shop}/claim", action="/ask", words=WORDS)
    assert answer.status_code == 303
    page = people.chi_lan.browser.page("/desk/entries")
    assert WORDS in words(page)
    assert "0912 345 607" in words(page)  # the coordinator may call who asks
    assert "1" in words(people.chi_lan.browser.page("/desk"))
    assert decide(people.chi_lan, app, people.shop, "grant") == 303
    assert shop_now(app, shop).owner_id == people.shop.id
    assert "Nhà thuốc Long Châu" in told(app, people.shop)[0]
    with app.app_context():
        done = [(one.actor, one.action) for one in audit.history(shop)]
        looked = [one.action for one in audit.history(claim_of(app, people.shop))]
    assert (str(people.chi_lan.id), "entry_given") in done
    assert (str(people.chi_lan.id), "entry_granted") in done
    assert looked == [audit.REVEALED]
    assert decide(people.chi_lan, app, people.shop, "grant") == 303  # once more: already decided
    assert len(told(app, people.shop)) == 1


def test_refused_with_a_reason_that_is_told(app: Flask, people: People) -> None:
    shop = listed(app, phone=LANDLINE)
    ask(people.shop, shop)
    assert decide(people.chi_lan, app, people.shop, "refuse", reason="because") == 303
    assert told(app, people.shop) == []  # no such reason
    assert decide(people.chi_lan, app, people.shop, "refuse", reason="not_reached") == 303
    assert shop_now(app, shop).owner_id is None
    assert len(told(app, people.shop)) == 1
    ask(people.shop, shop)  # who was not reached may ask again
    assert count(app, EntryClaim) == 2


def test_only_who_coordinates_the_place_decides(app: Flask, people: People) -> None:
    shop = listed(app, phone=LANDLINE)
    ask(people.shop, shop)
    assert WORDS not in people.anh_ha.browser.get("/desk/entries").text
    for stranger in (people.anh_ha, people.nobody, people.shop):
        assert decide(stranger, app, people.shop, "grant") == 403
        assert decide(stranger, app, people.shop, "refuse", reason="others") == 403
    assert people.nobody.browser.get("/desk/entries").status_code == 403
    assert shop_now(app, shop).owner_id is None
    assert decide(people.root, app, people.shop, "grant") == 303
    assert shop_now(app, shop).owner_id == people.shop.id


def test_nobody_decides_about_their_own_claim(app: Flask, people: People) -> None:
    shop = listed(app, phone=LANDLINE)
    ask(people.chi_lan, shop)
    assert people.chi_lan.browser.get("/desk/entries").status_code == 200
    assert decide(people.chi_lan, app, people.chi_lan, "grant") == 403
    assert shop_now(app, shop).owner_id is None


def test_far_from_the_country_only_an_admin_decides(app: Flask, people: People) -> None:
    shop = listed(app, phone=LANDLINE, point=Point(48.85, 2.35))
    ask(people.shop, shop)
    assert decide(people.chi_lan, app, people.shop, "grant") == 403
    assert decide(people.root, app, people.shop, "grant") == 303


def test_a_dispute_takes_the_shop_from_who_holds_it(app: Flask, people: People) -> None:
    shop = listed(app, phone=people.minh.phone)
    with app.test_request_context():
        claims.take_by_own_phone(people.minh.account(), shop)
        invited = members.invite(people.minh.account(), shop, people.huong.phone)
        members.accept(people.huong.account(), invited.id)
    ask(people.shop, shop)
    assert decide(people.chi_lan, app, people.shop, "grant") == 303
    entry = shop_now(app, shop)
    assert entry.owner_id == people.shop.id
    assert entry.phone is None  # the number of who had it is not left behind
    listed(app, phone=people.minh.phone)  # its source still names it
    assert shop_now(app, shop).phone is None
    assert len(told(app, people.minh)) == 1
    for ousted in (people.minh, people.huong):
        changed = ousted.client.patch(f"/api/v1/responders/{shop}", json={"name": "Của tôi"})
        assert changed.status_code == 403


def test_asking_again_changes_the_words_and_five_may_wait(app: Flask, people: People) -> None:
    shops = [listed(app, f"node/{n}", phone=LANDLINE) for n in range(6)]
    for shop in (*shops[:5], shops[0]):
        ask(people.shop, shop, f"lời {shop}")
    assert count(app, EntryClaim) == 5
    url = f"/api/v1/suppliers/{shops[5]}/claim/ask"
    assert people.shop.client.post(url, json={"words": WORDS}).status_code == 429
    people.shop.browser.send(f"/suppliers/{shops[0]}/claim", action="/take-back")
    assert count(app, EntryClaim) == 4
    ask(people.shop, shops[5])
    assert people.shop.client.post(url, json={"words": ""}).status_code == 422


def test_an_account_takes_its_claims_away_and_erases_them(app: Flask, people: People) -> None:
    shop = listed(app, phone=LANDLINE)
    ask(people.shop, shop)
    held = people.shop.client.get("/api/v1/me/export").get_json()
    assert [one["words"] for one in held["claims"]] == [WORDS]
    assert people.shop.client.delete("/api/v1/me").status_code == 204
    assert count(app, EntryClaim) == 0
    assert shop_now(app, shop).name == "Nhà thuốc Long Châu"


def test_a_coordinator_of_the_ward_decides_too(app: Flask, people: People) -> None:
    at = Point(**HOAN_KIEM)
    ward = ward_at(at)
    assert ward is not None
    shop = listed(app, phone=LANDLINE, point=at)
    ask(people.shop, shop)
    with app.test_request_context():
        create_account(
            phone=people.nobody.phone, name="Nobody",
            role=Role.COORDINATOR, areas=[ward.code],
        )  # fmt: skip
    assert decide(people.nobody, app, people.shop, "grant") == 303
    assert shop_now(app, shop).owner_id == people.shop.id


@pytest.mark.parametrize("how", ["a volunteer now", "removed"])
def test_what_is_no_shop_any_more_leaves_the_desk(app: Flask, people: People, how: str) -> None:
    shop = listed(app, phone="+84912345699")
    with app.test_request_context():
        give(shop, people.minh.account(), by="test", how="test")
    ask(people.shop, shop)
    url = f"/api/v1/responders/{shop}"
    if how == "removed":
        assert people.minh.client.delete(url).status_code == 204
    else:
        with app.test_request_context():
            service.change(people.minh.account(), shop, {"kind": "volunteer"})
    page = people.chi_lan.browser.get("/desk/entries").text
    assert WORDS not in page
    assert "+84912345699" not in page
    with app.test_request_context():
        assert desk_queries.count_claims_in(None) == 0
        coordinator = people.chi_lan.account()
        with pytest.raises(WrongState):
            entries.grant(coordinator, claim_of(app, people.shop))
        with pytest.raises(WrongState):
            entries.refuse(coordinator, claim_of(app, people.shop), Refusal.OTHERS)
    assert shop_now(app, shop).owner_id != people.shop.id
    others = [listed(app, f"node/{n}", phone=LANDLINE) for n in range(2, 7)]
    for other in others:  # it does not count as one of the five that wait either
        ask(people.shop, other)


def test_granted_to_who_owns_it_already_nobody_is_thrown_out(app: Flask, people: People) -> None:
    shop = listed(app, phone=LANDLINE)
    ask(people.shop, shop)
    with app.test_request_context():
        give(shop, people.shop.account(), by="test", how="test")
        invited = members.invite(people.shop.account(), shop, people.huong.phone)
        members.accept(people.huong.account(), invited.id)
    assert decide(people.chi_lan, app, people.shop, "grant") == 303
    assert shop_now(app, shop).owner_id == people.shop.id
    with app.app_context():
        assert acts_for(shop, people.huong.id)
        assert desk_queries.count_claims_in(None) == 0


def test_the_same_button_twice_at_one_moment_asks_once(app: Flask, people: People) -> None:
    shops = [listed(app, f"node/{n}", phone=LANDLINE) for n in range(4)]
    bearer = f"Bearer {people.shop.token}"

    def press(shop: uuid.UUID, start: Barrier) -> int:
        headers = {"Authorization": bearer, "Idempotency-Key": str(uuid.uuid4())}
        start.wait(timeout=30)
        url = f"/api/v1/suppliers/{shop}/claim/ask"
        return app.test_client().post(url, json={"words": WORDS}, headers=headers).status_code

    with ThreadPoolExecutor(4) as crowd:
        for n, shop in enumerate(shops, start=1):
            start = Barrier(4)
            pressed = [crowd.submit(press, shop, start) for _n in range(4)]
            assert [one.result() for one in pressed] == [204] * 4
            assert count(app, EntryClaim) == n


def test_decided_while_it_is_merged_nobody_waits_in_a_circle(app: Flask, people: People) -> None:
    """A circle of waiting would end in an error of the database for one of them."""
    stays, gone = listed(app, phone=LANDLINE), listed(app, "node/2", phone=LANDLINE)
    coordinator = people.chi_lan.id

    def act(start: Barrier, what: Callable[[Account], None]) -> None:
        with app.test_request_context():
            account = db.session.get(Account, coordinator)
            assert account is not None
            start.wait(timeout=30)
            with suppress(ConnectError):
                what(account)

    with ThreadPoolExecutor(2) as both:
        for _n in range(6):
            ask(people.shop, gone)
            start, grant = Barrier(2), partial(entries.grant, claim_id=claim_of(app, people.shop))
            merge = partial(merges.merge, stays_id=stays, gone_id=gone)
            for done in [both.submit(act, start, what) for what in (merge, grant)]:
                done.result()
            with app.test_request_context():
                merges.undo(people.chi_lan.account(), gone)
                with transaction():
                    db.session.query(EntryClaim).delete()
                    db.session.query(Responder).update({"owner_id": None})
