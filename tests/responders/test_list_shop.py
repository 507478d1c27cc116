"""Listing a shop that may be here already, or that is nowhere near."""

import pytest
from flask import Flask

from connect.responders import Responder
from tests.page import Element, Page, values_of
from tests.people import BEN_THANH, People, a_responder, count
from tests.suppliers.shops import listed
from tests.web import words

IN_THE_SEA = {"lat": 12.0, "lon": 112.0}
PARIS = {"lat": 48.85, "lon": 2.35}
FORM = {"kind": "supplier", "name": "NT Long Chau", "categories": "medicine", "radius": "5",
        "capacity": "1", "lat": str(BEN_THANH["lat"]), "lon": str(BEN_THANH["lon"])}  # fmt: skip


def test_is_it_this_one(app: Flask, people: People) -> None:
    shop = listed(app)
    browser = people.shop.browser
    answer = browser.post("/responders/new?kind=supplier", data=FORM | browser.csrf())
    assert answer.status_code == 422
    page = Page(answer.text)
    assert "Nhà thuốc Long Châu" in words(page)
    assert any(a.attributes.get("href") == f"/suppliers/{shop}/claim" for a in page.all("a"))
    assert count(app, Responder) == 1
    another = FORM | {"another": "y"} | browser.csrf()
    assert browser.post("/responders/new?kind=supplier", data=another).status_code == 303
    assert count(app, Responder) == 2


def test_what_is_like_no_other_is_listed_at_once(app: Flask, people: People) -> None:
    listed(app)
    browser = people.shop.browser
    for changes in ({"name": "Tạp hoá Hạnh"}, {"kind": "volunteer"}):
        sent = FORM | changes | browser.csrf()
        assert browser.post("/responders/new", data=sent).status_code == 303


@pytest.mark.parametrize("where", [IN_THE_SEA, PARIS], ids=["in the sea", "abroad"])
def test_a_shop_is_in_the_country(app: Flask, people: People, where: dict[str, float]) -> None:
    shop = a_responder(kind="supplier", location=where)
    answer = people.shop.client.post("/api/v1/responders", json=shop)
    assert answer.status_code == 422
    assert answer.get_json()["errors"]["location"]
    there = people.shop.client.post("/api/v1/responders", json=a_responder(kind="supplier"))
    moved = people.shop.client.patch(
        f"/api/v1/responders/{there.get_json()['id']}", json={"location": where}
    )
    assert moved.status_code == 422
    browser = people.shop.browser
    sent = FORM | {"lat": str(where["lat"]), "lon": str(where["lon"])} | browser.csrf()
    assert browser.post("/responders/new", data=sent).status_code == 422


def test_advice_may_come_from_anywhere(app: Flask, people: People) -> None:
    doctor = a_responder(location=PARIS, categories=["medical_advice"])
    assert people.minh.client.post("/api/v1/responders", json=doctor).status_code == 201
    assert count(app, Responder) == 1


def test_a_shop_and_a_group_have_names_of_their_own_and_hear_what_comes_next(
    people: People,
) -> None:
    browser, at = people.shop.browser, {"lat": "10.734", "lon": "106.7215", "radius": "5"}
    for kind, name, next_ in (
        ("volunteer", "Shop", "Khi có người gần bạn cần giúp"),
        ("organisation", "", "Bạn bấm Thành viên"),
        ("supplier", "", "Bạn bấm Mặt hàng"),
    ):
        url = f"/responders/new?kind={kind}"
        assert values_of(_form(browser.page(url)))["name"] == [name]
        told = at | {"name": f"Năm {kind}", "categories": "food"}
        assert browser.send(url, **told).location == "/mine"
        assert next_ in words(browser.page("/mine"))


def _form(page: Page) -> Element:
    [form] = [one for one in page.all("form") if "data-keep" in one.attributes]
    return form
