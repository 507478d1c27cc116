"""Putting under, taking out, parting and telling at the same moment: nobody waits in a circle."""

import uuid
from contextlib import suppress
from functools import partial

import sqlalchemy as sa
from flask import Flask

from connect.foundation.database import db
from connect.foundation.errors import ConnectError
from connect.responders import Responder, branch_stock, members, membership, organisations
from connect.responders.models import Member, Stock
from tests.people import People
from tests.responders.branches import a_chain, a_shop_of
from tests.responders.test_at_once import account_of, at_once
from tests.situations import a_group

ROUNDS = 6


def put(owner: uuid.UUID, shop: uuid.UUID, organisation: uuid.UUID) -> bool:
    try:
        organisations.put_under(account_of(owner), shop, organisation)
    except ConnectError:
        return False
    return True


def test_of_two_organisations_one_has_the_shop(app: Flask, people: People) -> None:
    owner = people.minh.id
    with app.test_request_context():
        account = account_of(owner)
        both = [a_group(account, name=name, available=False).id for name in ("Một", "Hai")]
        shop = a_shop_of(account).id
    for _n in range(ROUNDS):
        had = at_once(app, *(partial(put, owner, shop, one) for one in both))
        assert sorted(map(bool, had)) == [False, True]
        with app.test_request_context():
            assert organisations.take_out(account_of(owner), shop) == both[had.index(True)]


def test_who_parts_takes_their_shop_along_whatever_happens_meanwhile(
    app: Flask, people: People
) -> None:
    chain = a_chain(app, people)
    owner, minh, phone = people.shop.id, people.minh.id, people.minh.phone

    def part_and_come_back() -> None:
        for _n in range(ROUNDS):
            [one] = [m for m in membership.members_of(chain.id) if m.account_id]
            members.remove(account_of(owner), chain.id, one.id)
            theirs = sa.select(Responder.id).where(Responder.owner_id == minh)
            under = theirs.where(Responder.organisation_id == chain.id)
            assert db.session.scalars(under).all() == []
            invited = members.invite(account_of(owner), chain.id, phone)
            members.accept(account_of(minh), invited.id)

    def put_and_take_out() -> None:
        for _n in range(ROUNDS * 2):
            put(minh, chain.brought, chain.id)
            with suppress(ConnectError):
                organisations.take_out(account_of(owner), chain.brought)

    def tell() -> None:
        for _n in range(ROUNDS * 2):
            branch_stock.tell_all(
                account_of(owner), chain.id, [branch_stock.Said("Gạo", Stock.LOW)]
            )

    at_once(
        app, part_and_come_back, put_and_take_out, tell, partial(put, minh, chain.brought, chain.id)
    )
    with app.test_request_context():
        stands = sa.select(Responder).where(Responder.organisation_id == chain.id)
        for shop in db.session.scalars(stands):
            assert shop.owner_id is not None
            assert membership.acts_for(chain.id, shop.owner_id)
        assert db.session.query(Member).filter_by(responder_id=chain.id).count() == 1
