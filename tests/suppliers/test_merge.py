"""The same shop twice: merged by hand, and parted again."""

import uuid
from datetime import timedelta

from flask import Flask

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.responders import GoodDetails, give, members, save_imported, stays_of
from connect.suppliers import duplicates, forget_old_merges
from connect.suppliers.models import EntryMerge
from tests.people import HOAN_KIEM, People, count
from tests.suppliers.merging import NEXT_DOOR, merge, undo
from tests.suppliers.shops import a_shop, listed, seen, shop_now


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
