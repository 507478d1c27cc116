"""What the people of an entry have changed stays, whatever its source says, in whatever order."""

import uuid
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.responders import GoodDetails, Responder, give, members, save_imported, service
from connect.responders.models import PlaceMoves
from tests.people import People, a_responder, count
from tests.suppliers.shops import a_shop, listed, seen, shop_now

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Tạp hoá Hạnh", "Long Châu", "Chợ Bến Thành"]),
    "phone": st.sampled_from([None, "+84987654321", "+84987654322"]),
    "point": st.builds(Point, st.sampled_from([10.77, 10.78]), st.sampled_from([106.69, 106.7])),
    "address": st.sampled_from(["", "12 Lê Lợi", "3 Hàm Nghi"]),
    "opening_hours": st.sampled_from(["", "24/7", "Mo-Fr 08:00-17:00"]),
    "categories": st.sampled_from([["food"], ["medicine"], ["food", "medicine"]]),
    "goods": st.sampled_from(
        [(), (GoodDetails(name="Gạo", price=20_000),), (GoodDetails(name="Sữa"),)]
    ),
    "delivers": st.booleans(),
    "available": st.booleans(),
    "capacity": st.sampled_from([5, 20]),
    "radius_m": st.sampled_from([1_000.0, 5_000.0]),
    "note": st.sampled_from(["", "Gõ cửa sau"]),
}
SAYS = st.fixed_dictionaries(FIELDS)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("file"), SAYS),
        st.tuples(st.just("owner"), st.fixed_dictionaries({}, optional=FIELDS)),
    ),
    max_size=5,
)


def told(entry: Responder) -> dict[str, Any]:
    """What an entry says, by the names of `ResponderDetails`."""
    own = {
        "point": Point(entry.lat, entry.lon),
        "categories": [category.code for category in entry.categories],
        "goods": [(good.name, good.stock, good.price) for good in entry.goods],
    }
    return {name: own[name] if name in own else getattr(entry, name) for name in FIELDS}


def as_told(name: str, value: Any) -> Any:
    return [(good.name, good.stock, good.price) for good in value] if name == "goods" else value


@given(first=SAYS, steps=STEPS)
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_owners_edits_survive_whatever_is_imported(
    first: dict[str, Any], steps: list[tuple[str, dict[str, Any]]], app: Flask, people: People
) -> None:
    owner = people.shop
    source_id = f"node/{uuid.uuid4()}"
    with app.test_request_context():
        save_imported([(source_id, a_shop(**first))])
        entry = db.session.query(Responder).filter_by(source_id=source_id).one()
        give(entry.id, owner.account(), by="test", how="test")
        expected, edited = told(entry), set()
        for who, said in steps:
            if who == "file":
                save_imported([(source_id, a_shop(**said))])
                told_now = {name: as_told(name, value) for name, value in said.items()}
                expected |= {n: value for n, value in told_now.items() if n not in edited}
            else:
                now = {name: as_told(name, value) for name, value in said.items()}
                differing = {name for name, value in now.items() if value != expected[name]}
                edited |= differing
                if differing & {"point", "address"}:
                    edited |= {"point", "address"}
                with transaction():  # as if on another day
                    db.session.query(PlaceMoves).delete()
                service.change(owner.account(), entry.id, said)
                expected |= now
            db.session.expire_all()
            assert told(entry) == expected


def test_an_import_says_how_many_kept_what(app: Flask, people: People) -> None:
    shop = listed(app)
    with app.test_request_context():
        give(shop, people.shop.account(), by="test", how="test")
        service.change(people.shop.account(), shop, {"note": "Gõ cửa sau"})
        saved = save_imported([("node/1", a_shop(note="")), ("node/2", a_shop())])
    assert saved == (1, 1, 1, 0)
    assert shop_now(app, shop).note == "Gõ cửa sau"


def test_a_page_that_is_sent_as_it_stands_edits_nothing(app: Flask, people: People) -> None:
    shop = listed(app)
    with app.test_request_context():
        give(shop, people.shop.account(), by="test", how="test")
    answer = people.shop.browser.send(f"/responders/{shop}/edit")
    assert answer.status_code == 303
    assert shop_now(app, shop).edited is None
    people.shop.browser.send(f"/responders/{shop}/edit", name="Long Châu")
    assert shop_now(app, shop).edited == "name"
    people.shop.browser.send("/mine", action=f"/{shop}/pause")
    assert shop_now(app, shop).edited == "available name"


@pytest.mark.parametrize("how", ["deleted", "erased"])
def test_what_its_owner_took_out_does_not_come_back(app: Flask, people: People, how: str) -> None:
    shop = listed(app)
    with app.test_request_context():
        give(shop, people.shop.account(), by="test", how="test")
    url = f"/api/v1/responders/{shop}" if how == "deleted" else "/api/v1/me"
    assert people.shop.client.delete(url).status_code == 204
    with app.app_context():
        assert save_imported([("node/1", a_shop())]) == (0, 1, 0, 1)
    assert count(app, Responder) == 1
    assert shop_now(app, shop).name == "-"
    assert not seen(app, shop)


@pytest.mark.parametrize("how", ["deleted", "erased"])
def test_what_was_registered_here_and_taken_out_does_not_come_home(
    app: Flask, people: People, how: str
) -> None:
    shop = people.shop.client.post("/api/v1/responders", json=a_responder(kind="supplier")).json
    assert shop is not None
    url = f"/api/v1/responders/{shop['id']}" if how == "deleted" else "/api/v1/me"
    with app.app_context():  # of an export from before
        assert save_imported([(shop["id"], a_shop())]) == (0, 1, 0, 0)
    assert people.shop.client.delete(url).status_code == 204
    with app.app_context():
        assert save_imported([(shop["id"], a_shop())]) == (0, 1, 0, 1)
    entry = shop_now(app, uuid.UUID(shop["id"]))
    assert (entry.name, entry.phone, entry.kind) == ("-", None, "volunteer")
    assert not seen(app, entry.id)


def test_the_number_of_who_handed_over_is_not_brought_back(app: Flask, people: People) -> None:
    said = a_shop(phone=people.shop.phone)
    shop = listed(app, phone=said.phone)
    with app.test_request_context():
        give(shop, people.shop.account(), by="test", how="test")
        member = members.invite(people.shop.account(), shop, people.minh.phone)
        members.accept(people.minh.account(), member.id)
        members.hand_over(people.shop.account(), shop, member.id)
        save_imported([("node/1", said)])
    entry = shop_now(app, shop)
    assert (entry.owner_id, entry.phone) == (people.minh.id, None)
