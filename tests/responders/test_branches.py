"""Shops under one organisation: whose they are, who may change them, and what becomes of them."""

import uuid
from typing import Any

import pytest
from flask import Flask

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.foundation.errors import Invalid, WrongState
from connect.geo import Point
from connect.notifications.models import Notice
from connect.responders import (
    Responder,
    branches,
    give,
    hours_at,
    members,
    membership,
    organisations,
    save_imported,
    service,
)
from tests.people import People, Person, a_responder
from tests.responders.branches import NORTH, Chain, a_branch, a_chain, a_shop_of, join
from tests.situations import a_group, help_from, responder_now


@pytest.fixture
def chain(app: Flask, people: People) -> Chain:
    return a_chain(app, people)


def over(app: Flask, shop_id: uuid.UUID) -> uuid.UUID | None:
    """Under which organisation a shop stands now."""
    with app.app_context():
        return responder_now(shop_id).organisation_id


def owner_of(app: Flask, shop_id: uuid.UUID) -> uuid.UUID | None:
    with app.app_context():
        return responder_now(shop_id).owner_id


def put(person: Person, shop: uuid.UUID, organisation: Any) -> int:
    url = f"/api/v1/responders/{shop}/organisation"
    return person.client.put(url, json={"organisation": str(organisation)}).status_code


def take_out(person: Person, shop: uuid.UUID) -> int:
    return person.client.delete(f"/api/v1/responders/{shop}/organisation").status_code


def told(app: Flask, person: Person) -> list[str]:
    with app.app_context():
        return [one.text for one in db.session.query(Notice).filter_by(account_id=person.id)]


def part(app: Flask, by: Person, chain: Chain, who: Person) -> None:
    """Takes somebody out of the organisation, or they leave."""
    with app.test_request_context():
        [member] = [one for one in membership.members_of(chain.id) if one.account_id == who.id]
        members.remove(by.account(), chain.id, member.id)


def test_a_new_shop_of_an_organisation_is_its_owner_s(app: Flask, people: People) -> None:
    owner, minh = people.shop, people.minh
    with app.test_request_context():
        group = a_group(owner.account(), minh.account(), available=False).id
    body = a_responder(kind="supplier", name="Chi nhánh Hai", organisation=str(group))
    answer = minh.client.post("/api/v1/responders", json=body)
    assert answer.status_code == 201
    shop = answer.get_json()
    assert shop["organisation"] == {"id": str(group), "name": "Bếp Yêu Thương"}
    assert owner_of(app, uuid.UUID(shop["id"])) == owner.id
    assert people.huong.client.post("/api/v1/responders", json=body).status_code == 403
    nowhere = body | {"organisation": str(uuid.uuid4())}
    assert minh.client.post("/api/v1/responders", json=nowhere).status_code == 404
    no_shop = minh.client.post("/api/v1/responders", json=body | {"kind": "volunteer"})
    assert no_shop.status_code == 422
    assert "organisation" in no_shop.get_json()["errors"]


def test_one_s_own_shop_is_put_under_and_taken_out_again(
    app: Flask, people: People, chain: Chain
) -> None:
    minh, owner = people.minh, people.shop
    assert over(app, chain.brought) == chain.id
    words = told(app, owner)
    assert sum("Tạp hoá Minh" in one for one in words) == 1
    assert put(minh, chain.brought, chain.id) == 200  # again: nothing changes
    assert told(app, owner) == words
    assert take_out(minh, chain.brought) == 204
    assert take_out(minh, chain.brought) == 204
    assert over(app, chain.brought) is None
    assert owner_of(app, chain.brought) == minh.id
    with app.app_context():
        done = {one.action for one in audit.history(chain.brought)}
    assert {"shop_put_under", "shop_taken_out"} <= done


def test_a_stranger_s_shop_stays_where_it_is(app: Flask, people: People, chain: Chain) -> None:
    huong, minh = people.huong, people.minh
    with app.test_request_context():
        alone = a_shop_of(huong.account()).id
        helper = help_from(minh.account()).id
    # Neither a shop of somebody else, nor one's own under those whom one has nothing to do with.
    assert put(minh, alone, chain.id) == 403
    assert put(huong, alone, chain.id) == 403
    # A member takes out no shop of others; and only shops stand under organisations.
    assert take_out(minh, chain.own) == 403
    assert take_out(huong, chain.own) == 403
    assert put(minh, helper, chain.id) == 404
    assert put(minh, chain.brought, chain.own) == 409  # it stands under one; that is no other
    assert take_out(minh, helper) == 404
    assert put(minh, uuid.uuid4(), chain.id) == 404
    assert put(minh, alone, "nothing") == 422
    signed_out = app.test_client().delete(f"/api/v1/responders/{alone}/organisation")
    assert signed_out.status_code == 401
    assert over(app, alone) is None


def test_it_stands_under_one_organisation_at_a_time(
    app: Flask, people: People, chain: Chain
) -> None:
    minh = people.minh
    with app.test_request_context():
        other = a_group(minh.account(), name="Nhóm khác", available=False).id
    assert put(minh, chain.brought, other) == 409
    assert over(app, chain.brought) == chain.id
    assert take_out(minh, chain.brought) == 204
    assert put(minh, chain.brought, other) == 200
    # A shop is no organisation, and an organisation no shop.
    assert put(people.shop, chain.own, chain.brought) == 409
    assert put(people.shop, chain.id, chain.id) == 404


def test_whose_organisation_it_is_may_take_out_a_shop_that_was_brought(
    app: Flask, people: People, chain: Chain
) -> None:
    assert take_out(people.shop, chain.brought) == 204
    assert owner_of(app, chain.brought) == people.minh.id
    assert "Tạp hoá Minh" in told(app, people.minh)[-1]


def test_the_last_shop_taken_out_leaves_an_organisation_without_a_page(
    app: Flask, people: People, chain: Chain
) -> None:
    anyone = app.test_client()
    assert anyone.get(f"/organisations/{chain.id}").status_code == 200
    for shop in (chain.own, chain.brought):
        assert take_out(people.shop, shop) == 204
    assert anyone.get(f"/organisations/{chain.id}").status_code == 404
    assert people.minh.browser.get(f"/organisations/{chain.id}").status_code == 200
    assert put(people.shop, chain.own, chain.id) == 200


def test_every_member_changes_every_shop_and_nobody_else_does(
    app: Flask, people: People, chain: Chain
) -> None:
    join(app, people, chain, "huong")
    huong, stranger = people.huong, people.nobody
    for shop in (chain.own, chain.brought):
        url = f"/api/v1/responders/{shop}"
        assert huong.client.patch(url, json={"opening_hours": "off"}).status_code == 200
        assert stranger.client.patch(url, json={"opening_hours": "off"}).status_code == 403
        assert huong.browser.get(f"/responders/{shop}/edit").status_code == 200
        assert huong.browser.get(f"/suppliers/{shop}/days").status_code == 200
        assert stranger.browser.get(f"/responders/{shop}/edit").status_code == 403
        # What is the owner's alone: deleting it, inviting to it, giving it away.
        assert huong.client.delete(url).status_code == 403
        invited = {"phone": "0912 345 699"}
        assert huong.client.post(f"{url}/members", json=invited).status_code == 403
        assert huong.client.get(f"{url}/members").status_code == 403
        with app.app_context():
            now = responder_now(shop)
            assert not hours_at(now.opening_hours, utcnow()).is_open
    # The organisation itself is its owner's.
    named = {"name": "Của Hương"}
    assert huong.client.patch(f"/api/v1/responders/{chain.id}", json=named).status_code == 403


def test_its_members_are_not_asked_in_place_of_a_shop(
    app: Flask, people: People, chain: Chain
) -> None:
    with app.app_context():
        crews = membership.crews([chain.own, chain.brought])
        assert crews == {chain.own: [people.shop.id], chain.brought: [people.minh.id]}
        assert membership.acts_for(chain.own, people.minh.id) is False


def test_who_is_put_out_loses_every_right_at_once_and_keeps_their_own_shop(
    app: Flask, people: People, chain: Chain
) -> None:
    minh, owner = people.minh, people.shop
    part(app, owner, chain, minh)
    assert over(app, chain.brought) is None
    assert owner_of(app, chain.brought) == minh.id
    patch = {"opening_hours": "24/7"}
    own, brought = (f"/api/v1/responders/{shop}" for shop in (chain.own, chain.brought))
    assert minh.client.patch(own, json=patch).status_code == 403
    assert minh.browser.get(f"/organisations/{chain.id}/goods").status_code == 403
    assert minh.browser.get(f"/organisations/{chain.id}/new-shop").status_code == 403
    assert minh.client.patch(brought, json=patch).status_code == 200
    assert owner.client.patch(brought, json=patch).status_code == 403


def test_what_has_shops_stays_an_organisation_and_its_shops_shops(
    app: Flask, people: People, chain: Chain
) -> None:
    owner = people.shop.account
    with app.test_request_context():
        for one in (chain.id, chain.own):
            with pytest.raises(Invalid) as refused:
                service.change(owner(), one, {"kind": "volunteer"})
            assert list(refused.value.errors) == ["kind"]
    # Nor does a file make something else of a shop that was claimed from it.
    with app.test_request_context():
        save_imported([("node/5", a_branch("Chợ Bà Chiểu"))])
        entry = db.session.query(Responder).filter_by(source_id="node/5").one().id
        give(entry, owner(), by="test", how="code")
        organisations.put_under(owner(), entry, chain.id)
        save_imported([("node/5", a_branch("Chợ Bà Chiểu", kind="volunteer"))])
        assert responder_now(entry).kind == "supplier"
        assert responder_now(entry).organisation_id == chain.id


def test_a_shopkeeper_begins_an_organisation_from_a_shop(app: Flask, people: People) -> None:
    huong = people.huong
    with app.test_request_context():
        shop = a_shop_of(huong.account(), "Tạp hoá Hương").id
    browser = huong.browser
    url = f"/responders/{shop}/organisation"
    assert "Tạp hoá Hương" in browser.get(url).text
    nameless = {"organisation": "new", "name": ""} | browser.csrf()
    assert browser.post(url, data=nameless).status_code == 422
    named = {"organisation": "new", "name": "Nhà Hương"} | browser.csrf()
    answer = browser.post(url, data=named)
    assert answer.status_code == 303
    organisation = uuid.UUID(str(answer.location).rpartition("/")[2])
    assert over(app, shop) == organisation
    with app.app_context():
        begun = responder_now(organisation)
        # There to hold shops: nobody is sent to it, and its owner's number is not written there.
        assert (begun.name, begun.kind, begun.available) == ("Nhà Hương", "organisation", False)
        assert (begun.phone, begun.owner_id) == (None, huong.id)
    # Twice is refused, and says so.
    assert browser.post(url, data=named).location.endswith(url)
    assert people.minh.browser.get(url).status_code == 403


def test_there_is_a_limit_of_shops(
    app: Flask, people: People, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(branches, "MOST_BRANCHES", 2)
    with app.test_request_context():
        third = a_branch(point=Point(NORTH.lat + 0.01, NORTH.lon))
        with pytest.raises(WrongState):
            service.register(people.shop.account(), third, chain.id)
        alone = a_shop_of(people.minh.account()).id
    assert put(people.minh, alone, chain.id) == 409
