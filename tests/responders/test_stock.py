"""What a shop has: told by who acts for it, or by an import that takes nothing back."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask import Flask

from connect.foundation import audit
from connect.foundation.database import db
from connect.responders import give, save_imported
from connect.responders.models import Responder
from connect.responders.stock import GoodDetails
from tests.people import People, a_responder
from tests.responders.stocking import EGGS, RICE, Clock, goods_of, shop_of, tell
from tests.situations import a_group, a_helper


def test_goods_go_by_their_code_or_their_own_words(people: People) -> None:
    own, called = {"name": "Kẹo dừa Bến Tre"}, {"name": "gao ST25 5kg"}
    named = {"code": "milk", "name": "Sữa Ba Vì"}
    shop = shop_of(people.shop, RICE, EGGS, own, called, named)
    assert [(one["code"], one["name"], one["stock"]) for one in shop["goods"]] == [
        ("rice", "Gạo", "in"),
        ("eggs", "Trứng", "low"),
        (None, "Kẹo dừa Bến Tre", "in"),
        ("rice", "gao ST25 5kg", "in"),
        ("milk", "Sữa Ba Vì", "in"),
    ]
    assert shop["goods"][1]["price"] == 32_000


def test_an_unknown_code_is_named(people: People) -> None:
    said = a_responder(kind="supplier", goods=[RICE, {"code": "gold"}])
    answer = people.shop.client.post("/api/v1/responders", json=said)
    assert answer.status_code == 422
    assert "gold" in answer.get_json()["errors"]["goods.1.code"][0]
    shop = shop_of(people.shop, RICE)
    url = f"/api/v1/responders/{shop['id']}"
    assert people.shop.client.patch(url, json={"goods": [{"code": "gold"}]}).status_code == 422
    assert goods_of(people.shop, shop["id"]) == shop["goods"]


def test_one_tap_tells_one_good(people: People, clock: Clock) -> None:
    shop = shop_of(people.shop, RICE, EGGS)
    now = clock(timedelta(hours=2))
    answer = tell(people.shop, shop, 0, "out")
    assert answer.status_code == 200
    rice, eggs = shop["goods"]
    assert answer.get_json() == rice | {"stock": "out", "told_at": now.isoformat()}
    assert goods_of(people.nobody, shop["id"]) == [answer.get_json(), eggs]
    again = clock(timedelta(minutes=1))
    assert tell(people.shop, shop, 0, "out").get_json()["told_at"] == again.isoformat()


def test_the_same_key_tells_once(people: People, clock: Clock) -> None:
    shop = shop_of(people.shop, RICE)
    url = f"/api/v1/responders/{shop['id']}/goods/{shop['goods'][0]['id']}/stock"
    key = {"Idempotency-Key": "a tap"}
    first = people.shop.client.put(url, json={"stock": "low"}, headers=key)
    clock(timedelta(hours=1))
    assert people.shop.client.put(url, json={"stock": "low"}, headers=key).json == first.json
    assert people.shop.client.put(url, json={"stock": "in"}, headers=key).status_code == 422


def test_nobody_else_tells_it(people: People, app: Flask) -> None:
    shop, other = shop_of(people.shop, RICE), shop_of(people.minh, EGGS)
    stranger = app.test_client()
    url = f"/api/v1/responders/{shop['id']}/goods/{shop['goods'][0]['id']}/stock"
    assert stranger.put(url, json={"stock": "out"}).status_code == 401
    for person in (people.nobody, people.minh, people.chi_lan):
        assert tell(person, shop, 0, "out").status_code == 403
    mixed = f"/api/v1/responders/{other['id']}/goods/{shop['goods'][0]['id']}/stock"
    assert people.minh.client.put(mixed, json={"stock": "out"}).status_code == 404
    for stock in ("lots", "", None, 3):
        answer = people.shop.client.put(url, json={"stock": stock})
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["stock"])
    gone = url.replace(shop["id"], "00000000-0000-0000-0000-000000000000")
    assert people.shop.client.put(gone, json={"stock": "out"}).status_code == 404
    huge = f"/api/v1/responders/{shop['id']}/goods/{10**30}/stock"
    assert people.shop.client.put(huge, json={"stock": "out"}).status_code == 404
    assert goods_of(people.shop, shop["id"]) == shop["goods"]


def test_a_member_tells_as_the_owner_does(people: People, app: Flask) -> None:
    with app.test_request_context():
        goods = [GoodDetails(name="Gạo")]
        shop_id = a_group(
            people.shop.account(), people.minh.account(), kind="supplier", goods=goods
        ).id
    shop = people.minh.client.get(f"/api/v1/responders/{shop_id}").get_json()
    assert tell(people.minh, shop, 0, "low").status_code == 200
    with app.test_request_context():
        [told] = [one for one in audit.history(shop_id) if one.action == "stock_told"]
        assert (told.actor, told.detail["stock"]) == (str(people.minh.id), "low")


def test_a_list_told_again_keeps_what_it_said_before(people: People, clock: Clock) -> None:
    shop = shop_of(people.shop, RICE, EGGS)
    first = shop["goods"][0]["told_at"]
    now = clock(timedelta(days=1)).isoformat()
    said = [EGGS | {"stock": "out"}, RICE | {"price": 90_000}, {"name": "Muối"}]
    url = f"/api/v1/responders/{shop['id']}"
    eggs, rice, salt = people.shop.client.patch(url, json={"goods": said}).get_json()["goods"]
    assert [eggs["id"], rice["id"]] == [shop["goods"][1]["id"], shop["goods"][0]["id"]]
    # A price tells nothing of the stock.
    assert [eggs["told_at"], rice["told_at"], salt["told_at"]] == [now, first, now]


def test_an_import_tells_nothing_anew_and_takes_nothing_back(people: People, app: Flask) -> None:
    def bring(note: str, stock: str) -> None:
        goods = [GoodDetails(name="Gạo", stock=stock), GoodDetails(name="Kẹo")]
        save_imported([("osm:1", a_helper(kind="supplier", goods=goods, note=note))])

    def told() -> list[tuple[str | None, str, datetime | None]]:
        [row] = db.session.scalars(sa.select(Responder))
        moments = [good.told_at for good in row.goods if good.told_at]
        assert row.stock_updated_at == max(moments)
        return [(good.code, good.stock, good.told_at) for good in row.goods]

    with app.test_request_context():
        bring("", "in")
        first = told()
        assert [code for code, _stock, _at in first] == ["rice", None]
        bring("mới", "in")
        assert told() == first
        bring("mới", "out")
        [rice, sweets] = told()
        assert rice[1] == "out"
        assert rice[2] != first[0][2]
        assert sweets == first[1]


def test_names_that_a_search_folds_together_stay_two_goods(people: People) -> None:
    shop = shop_of(people.shop, {"name": "Bơ", "price": 60_000})
    base, browser = f"/responders/{shop['id']}/goods", people.shop.browser
    assert browser.send(base, action="goods", name="Bò", stock="out").status_code == 303
    butter, beef = goods_of(people.shop, shop["id"])
    assert [(one["name"], one["stock"], one["price"]) for one in (butter, beef)] == [
        ("Bơ", "in", 60_000),
        ("Bò", "out", None),
    ]
    said = [{"name": "BÒ", "stock": "low"}, {"name": "Bơ"}]
    url = f"/api/v1/responders/{shop['id']}"
    told = people.shop.client.patch(url, json={"goods": said}).get_json()["goods"]
    assert [one["id"] for one in told] == [beef["id"], butter["id"]]


def test_an_import_gives_none_the_age_of_another(app: Flask) -> None:
    def bring(*names: str) -> dict[str, datetime | None]:
        goods = [GoodDetails(name=name) for name in names]
        save_imported([("osm:1", a_helper(kind="supplier", goods=goods))])
        [row] = db.session.scalars(sa.select(Responder))
        return {good.name: good.told_at for good in row.goods}

    with app.test_request_context():
        first = bring("Bò")
        second = bring("bò", "Bơ")
    assert second["bò"] == first["Bò"]
    assert second["Bơ"] != first["Bò"]


def test_a_code_that_is_told_of_a_good_counts_and_stays(people: People) -> None:
    shop = shop_of(people.shop, {"name": "Kẹo dừa"}, {"name": "Gạo rang", "code": "cooked_meals"})
    url = f"/api/v1/responders/{shop['id']}"

    def codes() -> list[str | None]:
        return [one["code"] for one in goods_of(people.shop, shop["id"])]

    assert codes() == [None, "cooked_meals"]
    told = [{"name": "Kẹo dừa", "code": "bread"}, {"name": "Gạo rang"}]
    assert people.shop.client.patch(url, json={"goods": told}).status_code == 200
    assert codes() == ["bread", "cooked_meals"]
    page = {"goods-0-price": "30000", "goods-1-price": "20000"}
    assert people.shop.browser.send(f"/responders/{shop['id']}/edit", **page).status_code == 303
    base = f"/responders/{shop['id']}/goods"
    assert people.shop.browser.send(base, action="goods", name="kẹo dừa").status_code == 303
    assert codes() == ["bread", "cooked_meals"]


def test_who_acts_for_an_imported_entry_tells_a_code_for_good(app: Flask, people: People) -> None:
    goods = [GoodDetails(name="Kẹo dừa")]
    with app.test_request_context():
        save_imported([("osm:1", a_helper(kind="supplier", goods=goods))])
        [entry] = db.session.scalars(sa.select(Responder))
        give(entry.id, people.shop.account(), by="test", how="test")
        shop_id = str(entry.id)
    said = {"goods": [{"name": "Kẹo dừa", "code": "bread"}]}
    people.shop.client.patch(f"/api/v1/responders/{shop_id}", json=said)
    with app.test_request_context():
        save_imported([("osm:1", a_helper(kind="supplier", goods=goods))])
    assert [one["code"] for one in goods_of(people.shop, shop_id)] == ["bread"]


def test_who_has_run_out_is_not_found_by_it(people: People) -> None:
    shop = shop_of(people.shop, RICE, EGGS)
    near = {"near": f"{shop['location']['lat']},{shop['location']['lon']}"}

    def finds(goods: str) -> bool:
        query = near | {"goods": goods}
        answer = people.nobody.client.get("/api/v1/suppliers", query_string=query)
        return [one["id"] for one in answer.get_json()["items"]] == [shop["id"]]

    assert finds("gao")
    tell(people.shop, shop, 0, "out")
    assert not finds("gao")
    assert finds("egg")
    tell(people.shop, shop, 0, "low")
    assert finds("gao")
