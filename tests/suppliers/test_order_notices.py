"""Owners are told of an order that shuts their shop or limits its hours: once, and by no SMS."""

from collections.abc import Iterable

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.geo import Point
from connect.notifications.models import Delivery, Notice
from connect.responders import keep_orders, lift_order, save_imported, write_order
from connect.responders.order_rules import SECOND_LOOK
from tests.people import DISTRICT_7, HOAN_KIEM, People, Person
from tests.situations import help_from
from tests.suppliers.orders import BEN_THANH_WARD, HANOI, an_order, ordered, today
from tests.suppliers.shops import HERE, a_shop

SHOP = {"kind": "supplier", "name": "Tạp hoá Cô Sáu", "categories": ["food"], "point": HERE}


@pytest.fixture
def page(app: Flask) -> Iterable[Flask]:
    with app.test_request_context():
        yield app


def told(person: Person) -> list[str]:
    """What orders have told somebody, oldest first."""
    rows = db.session.query(Notice).filter_by(account_id=person.id, kind="entry")
    return [row.text for row in rows.order_by(Notice.created_at, Notice.text)]


def test_the_owner_is_told_once_and_by_no_sms(page: Flask, people: People) -> None:
    shop = help_from(people.shop.account(), **SHOP)
    ordered(page, people.chi_lan)
    keep_orders(utcnow() + SECOND_LOOK)
    [text] = told(people.shop)
    day = today()
    for said in ("Tạp hoá Cô Sáu", f"{day.day}/{day.month}/{day.year}", f"/suppliers/{shop.id}"):
        assert said in text
    assert db.session.query(Delivery).count() == 0
    [seen] = people.shop.client.get("/api/v1/notices").get_json()["items"]
    assert seen["text"] == text


def test_only_whom_it_holds_for(page: Flask, people: People) -> None:
    help_from(people.shop.account(), **SHOP | {"categories": ["medicine"]})
    hanoi = Point(HOAN_KIEM["lat"], HOAN_KIEM["lon"])
    help_from(people.minh.account(), **SHOP | {"point": hanoi})
    help_from(people.huong.account(), **SHOP | {"kind": "volunteer"})
    save_imported([("nobody's", a_shop())])
    ordered(page, people.chi_lan)
    assert db.session.query(Notice).filter_by(kind="entry").count() == 0
    ordered(page, people.anh_ha, areas=[HANOI], hours="06:00-18:00")
    [text] = told(people.minh)
    assert "06:00–18:00" in text


def test_each_order_is_told_and_its_end_is_not(page: Flask, people: People) -> None:
    help_from(people.shop.account(), **SHOP)
    first = ordered(page, people.chi_lan, hours="06:00-18:00")
    ordered(page, people.chi_lan, areas=[BEN_THANH_WARD])
    assert len(told(people.shop)) == 2
    lift_order(people.chi_lan.account(), first)
    keep_orders()
    assert len(told(people.shop)) == 2
    # The same in the place of one that is lifted in the same moment changes nothing for the shop.
    again = write_order(people.chi_lan.account(), an_order(hours="06:00-18:00"))
    lift_order(people.chi_lan.account(), again.id)
    keep_orders()
    assert len(told(people.shop)) == 2


def test_who_has_several_is_told_of_all_at_once(page: Flask, people: People) -> None:
    for n, place in enumerate((HERE, Point(DISTRICT_7["lat"], DISTRICT_7["lon"]))):
        help_from(people.shop.account(), **SHOP | {"name": f"Tạp hoá {n}", "point": place})
    ordered(page, people.chi_lan)
    [text] = told(people.shop)
    assert "2" in text
    assert "/mine" in text
