"""An organisation of several shops, said over and over."""

import uuid
from typing import Any, NamedTuple

from flask import Flask

from connect.accounts import Account
from connect.geo import Point
from connect.responders import GoodDetails, Responder, members, organisations, service
from tests.people import BEN_THANH, People
from tests.situations import a_group, a_helper, help_from

NORTH, SOUTH = (Point(BEN_THANH["lat"] + by, BEN_THANH["lon"]) for by in (0.01, -0.02))
OPEN, SHUT = "24/7", "off"


class Chain(NamedTuple):
    """Cô Sáu's organisation: Minh is a member; a shop of its own, and one that Minh has brought."""

    id: uuid.UUID
    own: uuid.UUID
    brought: uuid.UUID


def a_branch(name: str = "Hạnh Phúc Bến Thành", **changes: Any) -> Any:
    """A shop that sells rice and is always open."""
    told: dict[str, Any] = {
        "kind": "supplier",
        "name": name,
        "opening_hours": OPEN,
        "goods": (GoodDetails(name="Gạo"),),
    }
    return a_helper(**(told | changes))


def a_shop_of(account: Account, name: str = "Tạp hoá Minh", **changes: Any) -> Responder:
    """A shop that stands alone."""
    told: dict[str, Any] = {"kind": "supplier", "opening_hours": OPEN}
    return help_from(account, name=name, **(told | changes))


def a_chain(app: Flask, people: People) -> Chain:
    """The organisation, its shop in the south, and Minh's in the north."""
    owner, member = people.shop, people.minh
    with app.test_request_context():
        cosau, minh = owner.account(), member.account()
        group = a_group(cosau, minh, name="Chuỗi Hạnh Phúc", available=False)
        own = service.register(cosau, a_branch(point=SOUTH), group.id)
        rice = (GoodDetails(name="Gạo"), GoodDetails(name="Trứng", stock="low"))
        brought = a_shop_of(minh, point=NORTH, goods=rice)
        organisations.put_under(minh, brought.id, group.id)
        return Chain(group.id, own.id, brought.id)


def join(app: Flask, people: People, chain: Chain, name: str) -> None:
    """One more member."""
    owner, person = people.shop, getattr(people, name)
    with app.test_request_context():
        invited = members.invite(owner.account(), chain.id, person.phone)
        members.accept(person.account(), invited.id)
