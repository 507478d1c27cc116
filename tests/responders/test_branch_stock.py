"""What all shops of an organisation have: told in one go, or in one, by its people alone."""

import re
import uuid
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db, transaction
from connect.responders import Responder, branches_of, count_branches
from connect.responders.branch_stock import shared_goods
from connect.responders.models import MOST_GOODS
from tests.people import People, Person
from tests.plans import analyze, each_plan
from tests.responders.branches import Chain, a_chain
from tests.situations import responder_now
from tests.web import words


@pytest.fixture
def chain(app: Flask, people: People) -> Chain:
    return a_chain(app, people)


def stock_of(app: Flask, shop_id: uuid.UUID) -> dict[str, str]:
    with app.app_context():
        return {good.name: good.stock for good in responder_now(shop_id).goods}


def grow_old(app: Flask, shop_id: uuid.UUID, by: timedelta) -> None:
    with app.app_context(), transaction():
        for good in responder_now(shop_id).goods:
            good.told_at = utcnow() - by


def tell(person: Person, chain: Chain, good: str, stock: str, shop: object = "") -> int:
    browser = person.browser
    said = {"good": good, "stock": stock, "shop": str(shop)} | browser.csrf()
    return browser.post(f"/organisations/{chain.id}/goods/stock", data=said).status_code


def has_it(app: Flask, goods: str) -> set[str]:
    """The shops that strangers find with these goods."""
    query = {"near": "10.77,106.69", "goods": goods}
    found = app.test_client().get("/api/v1/suppliers", query_string=query)
    return {one["id"] for one in found.get_json()["items"]}


def test_one_tap_tells_it_for_all_shops_that_have_it(
    app: Flask, people: People, chain: Chain
) -> None:
    both = {str(chain.own), str(chain.brought)}
    assert has_it(app, "rice") == both
    assert tell(people.minh, chain, "GẠO", "out") == 303
    assert stock_of(app, chain.own) == {"Gạo": "out"}
    assert stock_of(app, chain.brought) == {"Gạo": "out", "Trứng": "low"}
    assert has_it(app, "rice") == set()
    # What a shop has not listed, it has not got by a word for all.
    assert tell(people.shop, chain, "Trứng", "in") == 303
    assert stock_of(app, chain.own) == {"Gạo": "out"}
    with app.app_context():
        [log] = [one for one in audit.history(chain.own) if one.action == "stock_told"]
        assert log.actor == str(people.minh.id)


def test_or_in_one_shop_alone_which_may_not_have_had_it(
    app: Flask, people: People, chain: Chain
) -> None:
    assert tell(people.minh, chain, "Gạo", "out", chain.own) == 303
    assert stock_of(app, chain.own)["Gạo"] == "out"
    assert stock_of(app, chain.brought)["Gạo"] == "in"
    assert tell(people.minh, chain, "Trứng", "low", chain.own) == 303
    assert stock_of(app, chain.own) == {"Gạo": "out", "Trứng": "low"}
    # By its name in the catalogue it is found at once.
    assert has_it(app, "eggs") == {str(chain.own), str(chain.brought)}


def test_only_its_people_and_only_its_shops(app: Flask, people: People, chain: Chain) -> None:
    page = f"/organisations/{chain.id}/goods"
    for person in (people.nobody, people.root):
        assert tell(person, chain, "Gạo", "out") == 403
        assert person.browser.get(page).status_code == 403
    assert app.test_client().get(page).status_code == 302
    assert tell(people.minh, chain, "Vàng", "in") == 404
    assert tell(people.minh, chain, "Gạo", "plenty") == 422
    for shop in (uuid.uuid4(), chain.id, "nothing"):
        assert tell(people.minh, chain, "Gạo", "out", shop) == 404
    other = chain._replace(id=uuid.uuid4())
    assert tell(people.minh, other, "Gạo", "out") == 404
    assert stock_of(app, chain.own) == {"Gạo": "in"}


def test_what_was_told_longest_ago_comes_first(app: Flask, people: People, chain: Chain) -> None:
    grow_old(app, chain.own, timedelta(days=5))
    with app.app_context():
        rice, eggs = shared_goods(chain.id, utcnow())
        assert (rice.name, rice.age, eggs.name, eggs.age) == ("Gạo", "old", "Trứng", "fresh")
        # And among the shops the same: the old one, the fresh one.
        assert [one.shop.id for one in rice.shops] == [chain.own, chain.brought]
        assert [one.stock for one in eggs.shops] == ["low", None]
    grow_old(app, chain.brought, timedelta(days=30))
    with app.app_context():
        assert [one.age for one in shared_goods(chain.id, utcnow())] == ["unknown", "unknown"]
    browser = people.shop.browser
    url = f"/organisations/{chain.id}/goods"
    assert browser.post(f"{url}/still-so", data=browser.csrf()).status_code == 303
    with app.app_context():
        assert {one.age for one in shared_goods(chain.id, utcnow())} == {"fresh"}


def test_the_page_without_a_script(app: Flask, people: People, chain: Chain) -> None:
    browser = people.minh.browser
    url = f"/organisations/{chain.id}/goods"
    text = words(browser.page(url))
    assert text.index("Gạo") < text.index("Trứng")
    opened = words(browser.page(f"{url}?good=tr%E1%BB%A9ng"))
    assert "Tạp hoá Minh" in opened
    assert "Hạnh Phúc Bến Thành" in opened
    assert browser.page(f"{url}?good=nothing&after=99999999999999999999")
    added = {"name": "Sữa", "stock": "in", "price": "30.000"} | browser.csrf()
    assert browser.post(url, data=added).status_code == 303
    assert {"Sữa"} <= set(stock_of(app, chain.own)) & set(stock_of(app, chain.brought))
    assert browser.post(url, data={"name": "", "stock": "in"} | browser.csrf()).status_code == 422


def test_a_list_that_is_full_is_left_as_it_was(
    app: Flask, people: People, chain: Chain, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_GOODS > 2
    monkeypatch.setattr("connect.responders.stock.MOST_GOODS", 2)
    browser = people.minh.browser
    added = {"name": "Sữa", "stock": "in"} | browser.csrf()
    assert browser.post(f"/organisations/{chain.id}/goods", data=added).status_code == 422
    assert "Sữa" not in stock_of(app, chain.own)
    assert "Sữa" not in stock_of(app, chain.brought)


def test_one_shop_s_stock_is_one_tap_for_its_people_too(
    app: Flask, people: People, chain: Chain
) -> None:
    with app.app_context():
        [rice] = responder_now(chain.own).goods
    url = f"/api/v1/responders/{chain.own}/goods/{rice.id}/stock"
    assert people.minh.client.put(url, json={"stock": "low"}).status_code == 200
    assert people.nobody.client.put(url, json={"stock": "out"}).status_code == 403
    assert stock_of(app, chain.own) == {"Gạo": "low"}


def test_the_shops_of_one_are_looked_up_among_very_many(
    app: Flask, people: People, chain: Chain
) -> None:
    told = {
        "kind": "supplier", "name": "X", "name_folded": "x", "lat": 10.7, "lon": 106.7,
        "radius_m": 1.0, "capacity": 1,
    }  # fmt: skip
    with app.app_context():
        with transaction():
            rows = [told | {"id": uuid.UUID(int=number)} for number in range(1, 2_001)]
            db.session.execute(sa.insert(Responder), rows)
        analyze()
        for ask in (branches_of, count_branches, lambda id_: shared_goods(id_, utcnow())):
            for plan in each_plan(partial(ask, chain.id)):
                assert "ix_responder_organisation_id" in plan
                assert not re.search(r"SCAN (responder|good)$|Seq Scan on responder", plan, re.M)
