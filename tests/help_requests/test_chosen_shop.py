"""A request that names a shop: one that delivers is asked first, to another one somebody goes."""

import pytest
from flask import Flask

from connect.geo import Point
from tests.people import BEN_THANH, DISTRICT_7, People
from tests.situations import help_from
from tests.web import Browser, words

FAR = Point(BEN_THANH["lat"] + 0.03, BEN_THANH["lon"])
NEED = {
    "items": [{"category": "food"}],
    "phone": "0912 345 699",
    "location": {"lat": DISTRICT_7["lat"], "lon": DISTRICT_7["lon"]},
}


@pytest.mark.parametrize("delivers", [True, False])
def test_who_is_asked_and_what_each_reads(
    delivers: bool, app: Flask, client: Browser, people: People
) -> None:
    with app.test_request_context():
        for n, near in enumerate((people.huong, people.minh, people.nobody)):
            help_from(near.account(), point=Point(DISTRICT_7["lat"] + n / 1e4, DISTRICT_7["lon"]))
        shop = help_from(
            people.shop.account(), kind="supplier", name="Tạp hoá Ba", address="12 Lê Lợi",
            point=FAR, delivers=delivers,
        )  # fmt: skip
    form = client.page(f"/requests/new?supplier_id={shop.id}")
    assert "Tạp hoá Ba" in words(form)
    body = NEED | {"supplier_id": str(shop.id)}
    made = app.test_client().post("/api/v1/requests", json=body).get_json()
    offers = people.shop.client.get("/api/v1/offers").get_json()["items"]
    assert bool(offers) == delivers
    path, key = f"/api/v1/requests/{made['id']}", {"X-Manage-Token": made["manage_token"]}
    said = {
        "id": str(shop.id),
        "name": "Tạp hoá Ba",
        "delivers": delivers,
        "location": {"lat": FAR.lat, "lon": FAR.lon},
        "address": "12 Lê Lợi",
    }
    own = app.test_client().get(path, headers=key).get_json()
    assert own["supplier"] == said
    # What strangers read of the request names no shop; who goes reads where to fetch it.
    assert "supplier" not in app.test_client().get(path).get_json()
    client.hold(made["manage_token"])
    mine = words(client.page(f"/requests/{made['id']}"))
    assert ("Hỏi ai trước" in mine, "Lấy ở cửa hàng" in mine) == (delivers, not delivers)
    goes = people.shop if delivers else people.huong
    claimed = goes.client.post(f"{path}/claim").get_json()
    assert claimed["supplier"] == said
    page = goes.browser.page(f"/requests/{made['id']}")
    links = [one for one in page.all("a") if one.attributes.get("href") == f"/suppliers/{shop.id}"]
    # A shop that brings it itself has nowhere to fetch it from.
    assert [link.text() for link in links] == ([] if delivers else ["Tạp hoá Ba"])
    assert ("Lấy ở cửa hàng" in words(page)) is not delivers
    assert "Tạp hoá Ba" not in words(people.nobody.browser.page(f"/requests/{made['id']}"))
