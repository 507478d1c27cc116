"""What a shop has, told on its page in one tap."""

from datetime import timedelta

from tests.people import People
from tests.responders.stocking import EGGS, RICE, Clock, goods_of, shop_of
from tests.web import browser_of


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
    assert browser.send(base, action="goods", name="Nước mắm", price="45 nghìn").status_code == 303
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
