"""Two shops made one, and the people whom they belong to."""

import uuid

from flask import Flask

from connect.foundation.database import db
from connect.responders import give, members, membership, save_imported
from connect.suppliers.models import EntryClaim, EntryMerge
from tests.people import People, a_responder, count
from tests.suppliers.merging import merge, owned, undo
from tests.suppliers.shops import a_shop, listed, seen, shop_now


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
