"""Making one shop of two, and parting them again."""

import uuid

from flask import Flask

from connect.geo import Point
from connect.responders import give, members
from tests.people import People, Person
from tests.suppliers.shops import HERE

NEXT_DOOR = Point(HERE.lat + 0.0005, HERE.lon)


def merge(who: Person, stays: uuid.UUID, gone: uuid.UUID) -> int:
    url = f"/desk/entries/{gone}/{stays}"
    browser = who.browser
    return browser.post(url, data={"stays": str(stays)} | browser.csrf()).status_code


def undo(who: Person, gone: uuid.UUID) -> int:
    browser = who.browser
    url = f"/desk/entries/merged/{gone}/undo"
    return browser.post(url, data=browser.csrf()).status_code


def alike_near(app: Flask, name: str, at: Point = HERE) -> list[str]:
    query = {"near": f"{at.lat},{at.lon}", "name": name}
    answer = app.test_client().get("/api/v1/suppliers/alike", query_string=query)
    assert answer.status_code == 200
    return [one["name"] for one in answer.get_json()["items"]]


def owned(app: Flask, people: People, shop: uuid.UUID) -> None:
    """Given to the shopkeeper, with a member beside."""
    with app.test_request_context():
        give(shop, people.shop.account(), by="test", how="test")
        invited = members.invite(people.shop.account(), shop, people.minh.phone)
        members.accept(people.minh.account(), invited.id)
