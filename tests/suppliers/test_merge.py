"""The same shop twice: offered, found, merged by hand, and parted again."""

import random
import uuid
from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point, distance_m
from connect.responders import (
    GoodDetails,
    Responder,
    alike,
    give,
    members,
    membership,
    save_imported,
    stays_of,
)
from connect.suppliers import desk_queries, duplicates, forget_old_merges, seek_doubles
from connect.suppliers.models import EntryClaim, EntryMerge, LookAlike
from tests.people import HOAN_KIEM, People, Person, a_responder, count
from tests.suppliers.shops import HERE, LANDLINE, a_shop, listed, seen, shop_now
from tests.web import words

NEXT_DOOR = Point(HERE.lat + 0.0005, HERE.lon)


@pytest.fixture
def twins(app: Flask) -> tuple[uuid.UUID, uuid.UUID]:
    """One pharmacy under two spellings, 56 metres apart."""
    rice = (GoodDetails(name="Khẩu trang"), GoodDetails(name="Nhiệt kế", stock="low"))
    return listed(app), listed(
        app, "way/7", name="NT Long Chau 12", point=NEXT_DOOR, goods=rice, phone=LANDLINE
    )


def merge(who: Person, stays: uuid.UUID, gone: uuid.UUID) -> int:
    url = f"/desk/entries/{gone}/{stays}"
    browser = who.browser
    return browser.post(url, data={"stays": str(stays)} | browser.csrf()).status_code


def undo(who: Person, gone: uuid.UUID) -> int:
    browser = who.browser
    url = f"/desk/entries/merged/{gone}/undo"
    return browser.post(url, data=browser.csrf()).status_code


def alike_near(app: Flask, name: str, at: Point = HERE) -> list[str]:
    query = {"near": f"{at.lat},{at.lon}", "name": name}
    answer = app.test_client().get("/api/v1/suppliers/alike", query_string=query)
    assert answer.status_code == 200
    return [one["name"] for one in answer.get_json()["items"]]


@pytest.mark.usefixtures("twins")
def test_whoever_lists_a_shop_is_shown_what_is_like_it(app: Flask) -> None:
    listed(app, "node/3", name="Nhà thuốc Pharmacity", point=NEXT_DOOR)
    assert alike_near(app, "long chau") == ["Nhà thuốc Long Châu", "NT Long Chau 12"]
    assert alike_near(app, "Tạp hoá Hùng") == []
    assert alike_near(app, "long chau", Point(HERE.lat + 0.01, HERE.lon)) == []
    assert app.test_client().get("/api/v1/suppliers/alike").status_code == 422


def test_the_desk_is_shown_doubles_once_a_day(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    with app.app_context():
        assert seek_doubles(utcnow()) == 1
        listed(app, "node/3", name="Long Châu")
        assert seek_doubles(utcnow()) == 0
        assert seek_doubles(utcnow() + timedelta(days=1)) == 2
    page = people.chi_lan.browser.page("/desk/entries")
    assert "NT Long Chau 12" in words(page)
    assert "Long Chau" not in people.anh_ha.browser.get("/desk/entries").text
    browser = people.chi_lan.browser
    browser.send(f"/desk/entries/{min(twins)}/{max(twins)}", action="/apart")
    with app.app_context():
        duplicates.find_doubles(utcnow())
        assert db.session.query(LookAlike).filter_by(told_apart_at=None).count() == 2


def test_the_sweep_finds_what_comparing_each_with_each_finds(app: Flask) -> None:
    dice = random.Random(5)
    names = ["Nhà thuốc Long Châu", "NT Long Chau", "Tạp hoá Hạnh", "Tạp hóa Hanh", "Bách Hoá Xanh"]
    rows = [
        (
            f"node/{n}",
            a_shop(
                name=dice.choice(names),
                point=Point(HERE.lat + dice.uniform(0, 0.004), HERE.lon + dice.uniform(0, 0.004)),
            ),
        )
        for n in range(120)
    ]
    with app.app_context():
        save_imported(rows)
        assert duplicates.find_doubles(utcnow()) > 50
        found = {(one.first_id, one.second_id) for one in db.session.query(LookAlike)}
        shops = [(one.id, one.name_folded, Point(one.lat, one.lon)) for one in _all_shops()]
    expected = {
        (min(a, b), max(a, b))
        for n, (a, a_name, a_at) in enumerate(shops)
        for b, b_name, b_at in shops[n + 1 :]
        if alike(a_name, b_name, distance_m(a_at, b_at))
    }
    assert found == expected


def _all_shops() -> list[Responder]:
    return db.session.query(Responder).all()


def test_one_stays_and_what_the_other_has_follows(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    with app.test_request_context():
        give(gone, people.shop.account(), by="test", how="test")
        invited = members.invite(people.shop.account(), gone, people.minh.phone)
        members.accept(people.minh.account(), invited.id)
    assert merge(people.chi_lan, stays, gone) == 303
    entry = shop_now(app, stays)
    assert entry.owner_id == people.shop.id
    assert [good.name for good in entry.goods] == ["Khẩu trang", "Nhiệt kế"]
    assert (seen(app, stays), seen(app, gone)) == (True, False)
    assert shop_now(app, gone).owner_id is None
    changed = people.minh.client.get(f"/api/v1/responders/{stays}").get_json()
    assert "capacity" in changed  # a member reads all of it
    for reads in (people.nobody.client, people.shop.client):
        answer = reads.get(f"/api/v1/responders/{gone}")
        assert answer.status_code == 301
        assert answer.location.endswith(f"/responders/{stays}")
    claim = people.nobody.browser.get(f"/suppliers/{gone}/claim")
    assert (claim.status_code, claim.location) == (301, f"/suppliers/{stays}/claim")
    with app.app_context():
        assert {one.action for one in audit.history(gone)} >= {"entry_merged"}
        assert {one.action for one in audit.history(stays)} >= {"entries_merged"}
    told = people.shop.client.get("/api/v1/notices").get_json()["items"]
    assert "NT Long Chau 12" in told[0]["text"]


def test_goods_of_one_code_and_two_names_stay_two(app: Flask, people: People) -> None:
    goods = (GoodDetails(name="Gạo ST25"), GoodDetails(name="Bơ"))
    others = ("Gạo tẻ", "gạo st25", "Bò")
    stays = listed(app, goods=goods)
    gone = listed(
        app, "way/7", point=NEXT_DOOR, goods=tuple(GoodDetails(name=one) for one in others)
    )
    assert merge(people.chi_lan, stays, gone) == 303
    names = [good.name for good in shop_now(app, stays).goods]
    assert names == ["Gạo ST25", "Bơ", "Gạo tẻ", "Bò"]


def test_the_next_file_brings_nothing_back(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    merge(people.chi_lan, stays, gone)
    with app.app_context():
        saved = save_imported([("node/1", a_shop()), ("way/7", a_shop(name="NT Long Chau XII"))])
    assert (saved.created, saved.updated, saved.stayed_away) == (0, 2, 1)
    assert (seen(app, stays), seen(app, gone)) == (True, False)
    assert shop_now(app, gone).name == "NT Long Chau 12"
    assert len(shop_now(app, stays).goods) == 2


def test_a_merge_is_undone(app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]) -> None:
    stays, gone = twins
    with app.test_request_context():
        give(gone, people.shop.account(), by="test", how="test")
        invited = members.invite(people.shop.account(), gone, people.minh.phone)
        members.accept(people.minh.account(), invited.id)
    merge(people.chi_lan, stays, gone)
    assert undo(people.anh_ha, gone) == 403
    assert undo(people.nobody, gone) == 403
    people.chi_lan.browser.send("/desk/entries", action=f"/{gone}/undo")
    assert shop_now(app, stays).owner_id is None
    assert shop_now(app, gone).owner_id == people.shop.id
    assert [good.name for good in shop_now(app, stays).goods] == ["Khẩu trang"]
    assert len(shop_now(app, gone).goods) == 2
    assert (seen(app, stays), seen(app, gone)) == (True, True)
    with app.app_context():
        assert stays_of(gone) is None
        assert duplicates.find_doubles(utcnow()) == 0  # told apart
    assert people.minh.client.get(f"/api/v1/responders/{gone}").get_json()["capacity"] == 20
    assert undo(people.chi_lan, gone) == 404


def test_after_thirty_days_it_stands(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    merge(people.chi_lan, stays, gone)
    with app.app_context(), transaction():
        db.session.query(EntryMerge).one().merged_at = utcnow() - timedelta(days=30)
    assert undo(people.chi_lan, gone) == 303
    assert seen(app, gone) is False
    with app.app_context():
        assert forget_old_merges(utcnow()) == 1
    assert people.nobody.client.get(f"/api/v1/responders/{gone}").status_code == 301


def test_two_owners_are_not_merged(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    with app.test_request_context():
        give(stays, people.shop.account(), by="test", how="test")
        give(gone, people.minh.account(), by="test", how="test")
    assert merge(people.chi_lan, stays, gone) == 303
    assert count(app, EntryMerge) == 0
    assert seen(app, gone)


def test_only_who_coordinates_both_merges(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    far = listed(app, "node/9", point=Point(**HOAN_KIEM))
    for stranger in (people.nobody, people.shop, people.anh_ha):
        assert merge(stranger, stays, gone) == 403
    assert merge(people.chi_lan, stays, far) == 403
    assert merge(people.anh_ha, far, stays) == 403
    assert merge(people.root, stays, stays) == 404
    assert merge(people.root, stays, uuid.uuid4()) == 404
    assert count(app, EntryMerge) == 0


def test_chains_lead_to_the_end_and_are_undone_from_there(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    first, second = twins
    third = listed(app, "node/3", name="Long Châu")
    merge(people.chi_lan, second, first)
    merge(people.chi_lan, third, second)
    with app.app_context():
        assert stays_of(first) == third
    assert undo(people.chi_lan, first) == 303
    assert seen(app, first) is False  # the later one first
    undo(people.chi_lan, second)
    undo(people.chi_lan, first)
    assert [seen(app, one) for one in (first, second, third)] == [True, True, True]


def test_what_waits_follows(app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]) -> None:
    stays, gone = twins
    for shop in twins:
        people.shop.client.post(f"/api/v1/suppliers/{shop}/claim/ask", json={"words": "Của tôi"})
    people.minh.client.post(f"/api/v1/suppliers/{gone}/claim/ask", json={"words": "Của tôi"})
    merge(people.chi_lan, stays, gone)
    with app.app_context():
        asked = {(one.account_id, one.responder_id) for one in db.session.query(EntryClaim)}
    assert asked == {(people.shop.id, stays), (people.minh.id, stays)}


def test_the_owner_of_what_stays_takes_all_of_it_out(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    with app.test_request_context():
        give(stays, people.shop.account(), by="test", how="test")
    merge(people.chi_lan, stays, gone)
    assert people.shop.client.delete("/api/v1/me").status_code == 204
    for shop in twins:
        assert shop_now(app, shop).name == "-"
        assert people.nobody.client.get(f"/api/v1/responders/{shop}").status_code == 404
    with app.app_context():
        saved = save_imported([("node/1", a_shop()), ("way/7", a_shop())])
    assert saved.stayed_away == 2
    assert undo(people.chi_lan, gone) in (303, 404)
    assert shop_now(app, gone).name == "-"


def owned(app: Flask, people: People, shop: uuid.UUID) -> None:
    """Given to the shopkeeper, with a member beside."""
    with app.test_request_context():
        give(shop, people.shop.account(), by="test", how="test")
        invited = members.invite(people.shop.account(), shop, people.minh.phone)
        members.accept(people.minh.account(), invited.id)


def test_what_an_erased_owner_listed_is_forgotten_and_the_heir_keeps_the_shop(
    app: Flask, people: People
) -> None:
    stays, gone = listed(app), listed(app, "way/7", phone=people.shop.phone)
    made = people.shop.client.post("/api/v1/responders", json=a_responder(kind="supplier"))
    registered = uuid.UUID((made.json or {})["id"])
    owned(app, people, gone)
    for other in (gone, registered):
        merge(people.chi_lan, stays, other)
    assert people.shop.client.delete("/api/v1/me").status_code == 204
    for other in (gone, registered):
        entry = shop_now(app, other)
        assert (entry.name, entry.phone, entry.merged_into_id) == ("-", None, None)
        assert f"/{other}/undo" not in people.chi_lan.browser.get("/desk/entries").text
        assert undo(people.chi_lan, other) == 404
        assert not seen(app, other)
    assert shop_now(app, stays).owner_id == people.minh.id


def test_no_undo_takes_the_shop_from_the_heir(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    owned(app, people, gone)
    merge(people.chi_lan, stays, gone)
    assert people.shop.client.delete("/api/v1/me").status_code == 204
    assert shop_now(app, gone).name == "NT Long Chau 12"  # only its source's words
    assert undo(people.chi_lan, gone) == 303
    assert shop_now(app, stays).owner_id == people.minh.id
    assert not seen(app, gone)


def test_the_number_of_who_hands_over_is_in_no_merged_entry_either(
    app: Flask, people: People
) -> None:
    stays, gone = listed(app), listed(app, "way/7", phone=people.shop.phone)
    for shop in (stays, gone):
        owned(app, people, shop)
    merge(people.chi_lan, stays, gone)
    with app.test_request_context():
        [member] = membership.members_of(stays)
        members.hand_over(people.shop.account(), stays, member.id)
    assert shop_now(app, gone).phone is None
    assert people.shop.client.delete("/api/v1/me").status_code == 204
    assert undo(people.chi_lan, gone) == 303
    assert shop_now(app, stays).owner_id == people.minh.id
    assert people.shop.phone not in people.nobody.client.get("/api/v1/suppliers").text


def test_a_pair_of_which_one_has_gone_is_asked_of_nobody(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    with app.test_request_context():
        give(twins[1], people.shop.account(), by="test", how="test")
        seek_doubles(utcnow())
        assert desk_queries.count_doubles_in(None) == 1
    assert people.shop.client.delete(f"/api/v1/responders/{twins[1]}").status_code == 204
    assert "Nhà thuốc Long Châu" not in people.chi_lan.browser.get("/desk/entries").text
    with app.app_context():
        assert desk_queries.count_doubles_in(None) == 0


def test_those_told_apart_stay_so_through_a_merge(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    third = listed(app, "node/3", name="Long Châu")
    with app.app_context():
        assert duplicates.find_doubles(utcnow()) == 3
    browser = people.chi_lan.browser
    browser.send(f"/desk/entries/{gone}/{third}", action="/apart")
    merge(people.chi_lan, stays, gone)
    undo(people.chi_lan, gone)
    with app.app_context():
        assert duplicates.find_doubles(utcnow()) == 0
        asked = db.session.query(LookAlike).filter_by(told_apart_at=None).one()
    assert {asked.first_id, asked.second_id} == {stays, third}


def test_with_a_merge_that_is_undone_the_goods_are_their_sources_again(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    third = listed(app, "node/3", name="Long Châu", goods=(GoodDetails(name="Gạo"),))
    for other in (gone, third):
        merge(people.chi_lan, stays, other)

    def goods_after_a_file() -> list[str]:
        listed(app, goods=(GoodDetails(name="Sữa"),))
        return sorted(good.name for good in shop_now(app, stays).goods)

    undo(people.chi_lan, gone)
    assert goods_after_a_file() == ["Gạo", "Khẩu trang"]  # the other merge still stands
    undo(people.chi_lan, third)
    assert goods_after_a_file() == ["Sữa"]
