"""What all shops of an organisation have, for a program: read and told in one call."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.people import People
from tests.responders.branches import Chain, a_chain
from tests.responders.test_branch_stock import has_it, stock_of


@pytest.fixture
def chain(app: Flask, people: People) -> Chain:
    return a_chain(app, people)


def put(client: FlaskClient, chain: Chain, *goods: dict[str, Any], **more: Any) -> Any:
    path = f"/api/v1/organisations/{chain.id}/goods/stock"
    return client.put(path, json={"goods": list(goods)}, **more)


def test_one_call_tells_the_stock_of_all_shops(app: Flask, people: People, chain: Chain) -> None:
    one = {"name": "GẠO", "stock": "out"}
    two = {"name": "Trứng", "stock": "in", "shop": str(chain.own)}
    answer = put(people.minh.client, chain, one, two)
    assert (answer.status_code, answer.get_json()) == (200, {"shops": 2})
    assert stock_of(app, chain.own) == {"Gạo": "out", "Trứng": "in"}
    assert stock_of(app, chain.brought) == {"Gạo": "out", "Trứng": "low"}
    assert has_it(app, "rice") == set()
    assert has_it(app, "eggs") == {str(chain.own), str(chain.brought)}


def test_what_they_have_in_pages(people: People, chain: Chain) -> None:
    path = f"/api/v1/organisations/{chain.id}/goods"
    first = people.minh.client.get(path, query_string={"limit": 1}).get_json()
    [rice] = first["items"]
    assert rice["name"] == "Gạo"
    assert {(one["id"], one["stock"]) for one in rice["shops"]} == {
        (str(chain.own), "in"),
        (str(chain.brought), "in"),
    }
    query = {"limit": 1, "cursor": first["next"]}
    second = people.minh.client.get(path, query_string=query).get_json()
    [eggs] = second["items"]
    assert [(one["id"], one["stock"]) for one in eggs["shops"]] == [(str(chain.brought), "low")]
    assert second["next"] is None
    assert people.minh.client.get(path, query_string={"cursor": "W1sxXV0"}).status_code == 422


def test_all_of_it_or_nothing(app: Flask, people: People, chain: Chain) -> None:
    rice = {"name": "Gạo", "stock": "out"}
    others = [
        {"name": "Xăng", "stock": "in"},
        {"name": "Trứng", "stock": "in", "shop": str(people.minh.id)},
    ]
    for wrong in others:
        assert put(people.minh.client, chain, rice, wrong).status_code == 404
    for wrong in ({"name": "Gạo", "stock": "lots"}, {"stock": "in"}, {"name": "", "stock": "in"}):
        assert put(people.minh.client, chain, rice, wrong).status_code == 422
    assert put(people.minh.client, chain).status_code == 422
    assert put(people.minh.client, chain, *[rice] * 201).status_code == 422
    assert put(people.nobody.client, chain, rice).status_code == 403
    assert stock_of(app, chain.own)["Gạo"] == "in"


def test_the_same_key_tells_it_once(people: People, chain: Chain) -> None:
    key = {"Idempotency-Key": "till-7"}
    told = [put(people.minh.client, chain, {"name": "Gạo", "stock": "low"}, headers=key)]
    told.append(put(people.minh.client, chain, {"name": "Gạo", "stock": "low"}, headers=key))
    assert [one.get_json() for one in told] == [{"shops": 2}] * 2
    other = put(people.minh.client, chain, {"name": "Gạo", "stock": "out"}, headers=key)
    assert other.status_code == 422
