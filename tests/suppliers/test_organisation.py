"""The page of an organisation's shops, what programs read of it, and where two entries are one."""

import json
import random
import uuid
from typing import Any

import pytest
from flask import Flask

from connect.foundation.database import db
from connect.foundation.errors import WrongState
from connect.geo import Point, distance_m
from connect.responders import Responder, organisations, save_imported, service
from connect.suppliers import merges
from connect.suppliers.organisations import PAGE
from tests.page import Page
from tests.people import People
from tests.responders.branches import SHUT, SOUTH, Chain, a_branch, a_chain, a_shop_of
from tests.situations import HERE, responder_now
from tests.web import Browser, words


@pytest.fixture
def chain(app: Flask, people: People) -> Chain:
    return a_chain(app, people)


def data_of(page: Page) -> dict[str, Any]:
    [script] = [
        one for one in page.all("script") if one.attributes.get("type") == "application/ld+json"
    ]
    return dict(json.loads("".join(script.words)))


def shops_on(page: Page) -> list[str]:
    """The ids of the shops on a page, in their order."""
    links = [one.attributes.get("href", "") for card in page.all("h2") for one in card.all("a")]
    return [link.rpartition("/")[2] for link in links]


def near(app: Flask, **query: Any) -> list[str]:
    at = {"near": f"{SOUTH.lat},{SOUTH.lon}"}
    answer = app.test_client().get("/api/v1/suppliers", query_string=at | query)
    assert answer.status_code == 200, answer.text
    return [one["id"] for one in answer.get_json()["items"]]


def test_open_ones_first_and_nearest_first(
    app: Flask, people: People, chain: Chain, client: Browser
) -> None:
    with app.test_request_context():
        closed = a_branch("Hạnh Phúc Đóng Cửa", point=SOUTH, opening_hours=SHUT)
        shut = service.register(people.shop.account(), closed, chain.id).id
    there = [str(chain.own), str(chain.brought), str(shut)]
    page = client.page(f"/organisations/{chain.id}?near={SOUTH.lat},{SOUTH.lon}")
    assert shops_on(page) == there
    assert "Chuỗi Hạnh Phúc" in words(page)
    far_north = client.page(f"/organisations/{chain.id}?near={SOUTH.lat + 1},{SOUTH.lon}")
    assert shops_on(far_north) == [there[1], there[0], there[2]]
    by_name = client.page(f"/organisations/{chain.id}")
    assert shops_on(by_name) == there
    assert client.page(f"/organisations/{chain.id}?place=nowhere", 422)
    for odd in ("after=-1", "after=x", "after=99999999999999999999999"):
        assert client.get(f"/organisations/{chain.id}?{odd}").status_code == 200


def test_it_tells_nothing_of_its_people(
    app: Flask, people: People, chain: Chain, client: Browser
) -> None:
    with app.test_request_context():
        service.change(people.shop.account(), chain.id, {"phone": people.shop.phone, "note": "bí"})
    text = client.get(f"/organisations/{chain.id}").text
    for secret in (people.shop.phone, "0912 345 607", str(people.shop.id), str(people.minh.id)):
        assert secret not in text
    assert "new-shop" not in text
    for no_page in (chain.own, uuid.uuid4()):
        assert client.get(f"/organisations/{no_page}").status_code == 404


def test_page_after_page_each_shop_once(
    app: Flask, people: People, chain: Chain, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PAGE == 20
    monkeypatch.setattr("connect.suppliers.organisations.PAGE", 1)
    url, seen = f"/organisations/{chain.id}", []
    for after in (0, 1):
        page = client.page(f"{url}?near={SOUTH.lat},{SOUTH.lon}&after={after}")
        seen += shops_on(page)
    assert seen == [str(chain.own), str(chain.brought)]


def test_a_shop_says_of_which_it_is_one_and_machines_read_the_same(
    app: Flask, people: People, chain: Chain, client: Browser
) -> None:
    page = client.page(f"/suppliers/{chain.own}")
    assert any(
        one.attributes.get("href") == f"/organisations/{chain.id}" and "2" in one.text()
        for one in page.all("a")
    )
    parent = data_of(page)["parentOrganization"]
    assert parent["@type"] == "Organization"
    whole = data_of(client.page(f"/organisations/{chain.id}"))
    assert parent["@id"] == whole["@id"]
    assert {one["@id"].rpartition("/")[2] for one in whole["department"]} == {
        str(chain.own),
        str(chain.brought),
    }
    with app.test_request_context():
        organisations.take_out(people.shop.account(), chain.own)
    assert "parentOrganization" not in data_of(client.page(f"/suppliers/{chain.own}"))


def test_programs_ask_for_the_shops_of_one_alone(app: Flask, people: People, chain: Chain) -> None:
    dice, both = random.Random(4), [str(chain.own), str(chain.brought)]
    with app.test_request_context():
        for number in range(6):
            at = Point(SOUTH.lat + dice.gauss(0, 0.01), SOUTH.lon + dice.gauss(0, 0.01))
            a_shop_of(people.huong.account(), f"Tạp hoá {number}", point=at)
        closed = a_branch("Đóng cửa", point=SOUTH, opening_hours=SHUT, goods=())
        shut = str(service.register(people.shop.account(), closed, chain.id).id)
        with_id = {name: responder_now(uuid.UUID(name)) for name in (*both, shut)}
        ranked = sorted(
            with_id, key=lambda name: (distance_m(SOUTH, place_of(with_id[name])), uuid.UUID(name))
        )
    assert len(near(app)) == 9
    assert near(app, organisation=chain.id) == ranked
    assert near(app, organisation=chain.id, limit=1) == ranked[:1]
    assert near(app, organisation=chain.id, open_now="true") == both
    assert near(app, organisation=chain.id, goods="eggs") == [str(chain.brought)]
    assert near(app, organisation=chain.id, q="tap hoa") == [str(chain.brought)]
    assert near(app, organisation=chain.id, radius_m=100) == sorted([shut, str(chain.own)])
    assert near(app, organisation=uuid.uuid4()) == []
    assert near(app, organisation=chain.own) == []
    query = {"near": "10.7,106.7", "organisation": "nothing"}
    assert app.test_client().get("/api/v1/suppliers", query_string=query).status_code == 422


def test_each_of_a_list_names_its_organisation(app: Flask, people: People, chain: Chain) -> None:
    with app.test_request_context():
        alone = a_shop_of(people.huong.account(), point=SOUTH).id
    query = {"near": f"{SOUTH.lat},{SOUTH.lon}"}
    items = app.test_client().get("/api/v1/suppliers", query_string=query).get_json()["items"]
    box = {"bbox": "106,10,107,11"}
    pins = app.test_client().get("/api/v1/suppliers.geojson", query_string=box).get_json()
    named = {"id": str(chain.id), "name": "Chuỗi Hạnh Phúc"}
    for told in (items, [pin["properties"] for pin in pins["features"]]):
        assert {one["id"]: one["organisation"] for one in told} == {
            str(chain.own): named,
            str(chain.brought): named,
            str(alone): None,
        }


def test_one_more_shop_begins_as_the_last_one(app: Flask, people: People, chain: Chain) -> None:
    browser = people.minh.browser
    url = f"/organisations/{chain.id}/new-shop"
    filled = browser.page(url)
    values = {
        one.attributes.get("name"): one.attributes.get("value") for one in filled.all("input")
    }
    # As that which was listed last; the number and the place are another's.
    assert values["name"] == "Tạp hoá Minh"
    assert values["goods-0-name"] == "Gạo"
    assert not values["phone"]
    sent = {"name": "Chi nhánh Ba", "lat": str(HERE.lat), "lon": str(HERE.lon)}
    assert browser.send(url, **sent).status_code == 303
    listed = client_read(app, chain)
    assert [one["name"] for one in listed if one["name"] == "Chi nhánh Ba"]
    assert people.nobody.browser.get(url).status_code == 403
    # A kind that somebody has written into the page is refused.
    other = {"kind": "volunteer", "name": "X", "categories": "food"} | sent | browser.csrf()
    assert browser.post(url, data=other).status_code == 422


def client_read(app: Flask, chain: Chain) -> list[dict[str, Any]]:
    query = {"near": f"{SOUTH.lat},{SOUTH.lon}", "organisation": str(chain.id)}
    answer = app.test_client().get("/api/v1/suppliers", query_string=query)
    return list(answer.get_json()["items"])


def place_of(shop: Responder) -> Point:
    return Point(shop.lat, shop.lon)


def under(shop_id: uuid.UUID) -> uuid.UUID | None:
    return responder_now(shop_id).organisation_id


def test_of_two_that_are_one_the_one_that_stays_stands_under_it(
    app: Flask, people: People, chain: Chain
) -> None:
    root = people.root
    with app.test_request_context():
        twin = a_shop_of(people.minh.account(), "Tap hoa Minh", point=SOUTH).id
        merges.merge(root.account(), twin, chain.brought)
        assert (under(twin), under(chain.brought)) == (chain.id, None)
        merges.undo(root.account(), chain.brought)
        assert (under(twin), under(chain.brought)) == (None, chain.id)
        # The other way round nothing moves.
        merges.merge(root.account(), chain.brought, twin)
        merges.undo(root.account(), twin)
        assert (under(twin), under(chain.brought)) == (None, chain.id)


def test_what_was_taken_out_since_a_merge_comes_back_alone(
    app: Flask, people: People, chain: Chain
) -> None:
    root, minh = people.root, people.minh
    with app.test_request_context():
        twin = a_shop_of(minh.account(), "Tap hoa Minh", point=SOUTH).id
        merges.merge(root.account(), twin, chain.brought)
        organisations.take_out(minh.account(), twin)
        merges.undo(root.account(), chain.brought)
        assert (under(twin), under(chain.brought)) == (None, None)


def test_an_entry_without_an_owner_never_stands_under_one(
    app: Flask, people: People, chain: Chain
) -> None:
    """An imported one becomes the owner's by a merge, is put under, and the merge is undone."""
    root, minh = people.root, people.minh
    with app.test_request_context():
        save_imported([("node/8", a_branch("Tap hoa Minh", point=SOUTH))])
        from_file = db.session.query(Responder).filter_by(source_id="node/8").one().id
        alone = a_shop_of(minh.account(), "Tạp hoá Minh Hai", point=SOUTH).id
        merges.merge(root.account(), from_file, alone)
        organisations.put_under(minh.account(), from_file, chain.id)
        merges.undo(root.account(), alone)
        assert (under(from_file), under(alone)) == (None, chain.id)
        assert responder_now(from_file).owner_id is None


def test_two_of_two_organisations_are_not_merged(app: Flask, people: People, chain: Chain) -> None:
    minh = people.minh
    with app.test_request_context():
        twin = a_shop_of(minh.account(), "Tap hoa Minh", point=SOUTH).id
        organisations.begin(minh.account(), twin, "Nhà Minh")
        with pytest.raises(WrongState):
            merges.merge(people.root.account(), twin, chain.brought)
        assert under(chain.brought) == chain.id
