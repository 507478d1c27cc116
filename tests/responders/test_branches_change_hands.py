"""What becomes of an organisation's shops when it, they or their people change hands or go."""

import pytest
from flask import Flask

from connect.foundation.database import transaction
from connect.responders import erase, erase_memberships, members, membership, take_over
from tests.people import People, Person
from tests.responders.branches import Chain, a_chain
from tests.situations import responder_now


@pytest.fixture
def chain(app: Flask, people: People) -> Chain:
    return a_chain(app, people)


def test_a_shop_that_is_given_to_others_leaves_the_organisation(
    app: Flask, people: People, chain: Chain
) -> None:
    owner, huong = people.shop, people.huong
    with app.test_request_context():
        invited = members.invite(owner.account(), chain.own, huong.phone)
        members.accept(huong.account(), invited.id)
        members.hand_over(owner.account(), chain.own, invited.id)
        assert responder_now(chain.own).organisation_id is None
        # By a dispute, too: even to a member.
        take_over(chain.brought, owner.account(), by="test")
        assert responder_now(chain.brought).organisation_id is None


def test_an_organisation_is_handed_over_with_its_shops(
    app: Flask, people: People, chain: Chain
) -> None:
    owner, minh = people.shop, people.minh
    with app.test_request_context():
        with transaction():
            responder_now(chain.own).phone = owner.phone
        # Minh also worked in the shop that he now owns: nobody is a member of their own.
        worked = members.invite(owner.account(), chain.own, minh.phone)
        members.accept(minh.account(), worked.id)
        [member] = membership.members_of(chain.id)
        members.hand_over(owner.account(), chain.id, member.id)
        own = responder_now(chain.own)
        assert (own.owner_id, own.organisation_id, own.phone) == (minh.id, chain.id, None)
        assert membership.crews([chain.own]) == {chain.own: [minh.id]}
        assert responder_now(chain.brought).owner_id == minh.id
    # Who has handed over is a member as any other.
    patch = {"opening_hours": "off"}
    assert owner.client.patch(f"/api/v1/responders/{chain.own}", json=patch).status_code == 200
    taken = owner.client.delete(f"/api/v1/responders/{chain.own}/organisation")
    assert taken.status_code == 403


def test_an_organisation_that_is_deleted_leaves_its_shops_standing_alone(
    app: Flask, people: People, chain: Chain
) -> None:
    answer = people.shop.client.delete(f"/api/v1/responders/{chain.id}")
    assert answer.status_code == 204
    for shop, owner in ((chain.own, people.shop), (chain.brought, people.minh)):
        with app.app_context():
            now = responder_now(shop)
            assert (now.organisation_id, now.owner_id) == (None, owner.id)
        read = app.test_client().get(f"/api/v1/responders/{shop}").get_json()
        assert read["organisation"] is None
    assert app.test_client().get(f"/organisations/{chain.id}").status_code == 404


def erase_all(person: Person) -> None:
    """As erasing an account goes through this room."""
    with transaction():
        erase_memberships(person.id)
        erase(person.id)


def test_when_its_owner_is_erased_organisation_and_shops_go_on_with_the_oldest_member(
    app: Flask, people: People, chain: Chain
) -> None:
    with app.test_request_context():
        erase_all(people.shop)
        for one in (chain.id, chain.own, chain.brought):
            assert responder_now(one).owner_id == people.minh.id
        assert responder_now(chain.own).organisation_id == chain.id


def test_when_a_member_is_erased_their_shop_goes_and_the_others_stay(
    app: Flask, people: People, chain: Chain
) -> None:
    with app.test_request_context():
        erase_all(people.minh)
        gone = responder_now(chain.brought)
        assert (gone.forgotten, gone.organisation_id) == (True, None)
        # And with the last of them the organisation and its shops.
        erase_all(people.shop)
        assert responder_now(chain.id).forgotten
        assert responder_now(chain.own).forgotten
