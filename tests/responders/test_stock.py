"""What a shop has: told in one tap by who acts for it, fading with its age, asked after."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.notifications.models import Delivery, Notice
from connect.responders import (
    ask_after_stock,
    erase,
    freshness_of,
    give,
    register,
    save_imported,
)
from connect.responders.freshness import ask_after_asking, ask_after_telling
from connect.responders.models import Responder
from connect.responders.stock import GoodDetails
from tests.people import People, Person, a_responder
from tests.situations import a_group, a_helper, responder_now
from tests.web import browser_of

RICE, EGGS = {"name": "Gạo", "stock": "in"}, {"code": "eggs", "stock": "low", "price": 32_000}
Clock = Callable[[timedelta], datetime]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moves the time of the responders on; it stands still otherwise."""
    moments = [utcnow()]
    rooms = ("responders.service", "responders.stock", "responders.goods_pages", "foundation.i18n")
    for room in rooms:
        monkeypatch.setattr(f"connect.{room}.utcnow", lambda: moments[-1])

    def later(by: timedelta) -> datetime:
        moments.append(moments[-1] + by)
        return moments[-1]

    return later


def shop_of(person: Person, *goods: dict[str, Any], **changes: Any) -> dict[str, Any]:
    said = a_responder(kind="supplier", name="Tạp hoá Tư", goods=list(goods), **changes)
    answer = person.client.post("/api/v1/responders", json=said)
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return dict(answer.get_json())


def goods_of(person: Person, shop_id: str) -> list[dict[str, Any]]:
    return list(person.client.get(f"/api/v1/responders/{shop_id}").get_json()["goods"])


def tell(person: Person, shop: dict[str, Any], place: int, stock: str) -> Any:
    url = f"/api/v1/responders/{shop['id']}/goods/{shop['goods'][place]['id']}/stock"
    return person.client.put(url, json={"stock": stock})


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


# The page


def test_the_page_tells_in_one_tap(people: People, clock: Clock) -> None:
    shop = shop_of(people.shop, RICE, EGGS)
    base = f"/responders/{shop['id']}/goods"
    browser = people.shop.browser
    clock(timedelta(hours=2))
    page = browser.page(base)
    assert "2 giờ trước" in page.root.text()
    good = shop["goods"][0]["id"]
    answer = browser.send(base, action=f"{good}/stock", stock="low")
    assert (answer.status_code, answer.location) == (303, f"{base}#good-{good}")
    assert [one["stock"] for one in goods_of(people.shop, shop["id"])] == ["low", "low"]
    assert "Gạo: Sắp hết" in browser.page(base).root.text()
    assert browser.send(base, action=f"{good}/stock", stock="lots").status_code == 422


def test_all_of_it_is_still_so(people: People, clock: Clock) -> None:
    shop = shop_of(people.shop, RICE, EGGS)
    now = clock(timedelta(days=5))
    base = f"/responders/{shop['id']}/goods"
    assert "Có thể đã thay đổi" in people.shop.browser.page(base).root.text()
    assert people.shop.browser.send(base, action="still-so").status_code == 303
    told = [(one["stock"], one["told_at"]) for one in goods_of(people.shop, shop["id"])]
    assert told == [("in", now.isoformat()), ("low", now.isoformat())]
    assert "Có thể đã thay đổi" not in people.shop.browser.page(base).root.text()


def test_one_more_good_and_the_same_again(people: People) -> None:
    shop = shop_of(people.shop, RICE)
    base, browser = f"/responders/{shop['id']}/goods", people.shop.browser
    assert browser.send(base, action="goods", name="Nước mắm", price="45.000 đ").status_code == 303
    assert browser.send(base, action="goods", name="gạo", stock="out").status_code == 303
    told = [
        (g["code"], g["name"], g["stock"], g["price"]) for g in goods_of(people.shop, shop["id"])
    ]
    assert told == [("rice", "gạo", "out", None), ("fish_sauce", "Nước mắm", "in", 45_000)]
    assert browser.send(base, action="goods", name=" ").status_code == 422
    assert browser.send(base, action="goods", name="Muối", price="rẻ").status_code == 422
    assert len(goods_of(people.shop, shop["id"])) == 2


def test_the_page_is_for_who_acts_for_it(people: People) -> None:
    shop = shop_of(people.shop, RICE)
    base = f"/responders/{shop['id']}/goods"
    assert people.nobody.browser.get(base).status_code == 403
    assert "/sign-in" in browser_of(people.app).get(base).location
    browser = people.nobody.browser
    for url in (f"{base}/still-so", f"{base}/{shop['goods'][0]['id']}/stock", base):
        told = {"stock": "out", "name": "Vàng", **browser.csrf()}
        assert browser.post(url, data=told).status_code == 403
    assert goods_of(people.shop, shop["id"]) == shop["goods"]


# Its age


def test_a_stock_is_fresh_then_old_then_unknown() -> None:
    now = utcnow()
    ages = [0, 2.99, 3, 13.99, 14, 400]
    told = [freshness_of(now - timedelta(days=days), now).value for days in ages]
    assert told == ["fresh", "fresh", "old", "old", "unknown", "unknown"]
    assert freshness_of(None, now) == "unknown"


def test_an_owner_is_asked_once_a_week_and_let_be_after_four() -> None:
    told = now = utcnow()
    due: datetime | None = ask_after_telling(None, now)
    asked = []
    while due is not None:
        asked.append((due - told).days)
        due = ask_after_asking(told, due)
    assert asked == [3, 10, 17, 24]
    # Who tells something in between is left alone, and never asked twice in a week.
    assert ask_after_telling(now + timedelta(days=7), now) == now + timedelta(days=7)
    assert ask_after_telling(now + timedelta(days=1), now) == now + timedelta(days=3)


def asked_now(app: Flask, now: datetime) -> int:
    with app.test_request_context():
        return ask_after_stock(now)


def notices_to(app: Flask, person: Person) -> list[Notice]:
    with app.test_request_context():
        asked = sa.select(Notice).where(Notice.account_id == person.id, Notice.kind == "stock")
        return list(db.session.scalars(asked))


def test_the_owner_is_asked_and_one_tap_answers(people: People, app: Flask) -> None:
    shop = shop_of(people.shop, RICE)
    now = utcnow()
    assert asked_now(app, now + timedelta(days=2)) == 0
    assert asked_now(app, now + timedelta(days=4)) == 1
    assert asked_now(app, now + timedelta(days=4)) == 0
    [notice] = notices_to(app, people.shop)
    page = f"/responders/{shop['id']}/goods"
    assert page in notice.text
    assert notice.path == "/mine"
    assert page in people.shop.browser.get("/mine").get_data(as_text=True)
    with app.test_request_context():
        [sent] = db.session.scalars(sa.select(Delivery))
        assert sent.to == people.shop.phone
    assert asked_now(app, now + timedelta(days=10)) == 0
    assert asked_now(app, now + timedelta(days=11)) == 1


def test_who_tells_is_not_asked(people: People, app: Flask, clock: Clock) -> None:
    shop = shop_of(people.shop, RICE)
    now = clock(timedelta(days=2))
    tell(people.shop, shop, 0, "low")
    assert asked_now(app, now + timedelta(days=2)) == 0
    assert asked_now(app, now + timedelta(days=3)) == 1


@pytest.mark.parametrize("gone", ["owner", "goods", "paused"])
def test_nobody_is_asked_about_what_is_gone(gone: str, people: People, app: Flask) -> None:
    shop = shop_of(people.shop, RICE)
    if gone == "owner":
        with app.test_request_context():
            erase(people.shop.id)
    else:
        change: dict[str, Any] = {"goods": []} if gone == "goods" else {"available": False}
        people.shop.client.patch(f"/api/v1/responders/{shop['id']}", json=change)
    assert asked_now(app, utcnow() + timedelta(days=30)) == 0
    assert notices_to(app, people.shop) == []
    with app.test_request_context():
        due = responder_now(UUID(shop["id"])).ask_stock_at
        assert (due is None) == (gone != "paused")


def test_an_imported_entry_only_fades(people: People, app: Flask) -> None:
    with app.test_request_context():
        goods = [GoodDetails(name="Gạo")]
        save_imported([("osm:1", a_helper(kind="supplier", goods=goods))])
        assert ask_after_stock(utcnow() + timedelta(days=90)) == 0


def test_many_are_asked_in_one_go(people: People, app: Flask) -> None:
    with app.test_request_context():
        owner = people.shop.account()
        goods = [GoodDetails(name="Gạo")]
        for number in range(103):
            register(owner, a_helper(kind="supplier", name=f"Quán {number}", goods=goods))
    assert asked_now(app, utcnow() + timedelta(days=4)) == 103
    assert len(notices_to(app, people.shop)) == 103
