"""The same shop twice: shown to who lists it, and offered to the desk."""

import random
import uuid
from datetime import timedelta

import pytest
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db
from connect.geo import Point, distance_m
from connect.responders import Responder, alike, give, save_imported
from connect.suppliers import desk_queries, duplicates, seek_doubles
from connect.suppliers.models import LookAlike
from tests.people import People
from tests.suppliers.merging import NEXT_DOOR, alike_near, merge, undo
from tests.suppliers.shops import HERE, a_shop, listed
from tests.web import words


@pytest.mark.usefixtures("twins")
def test_whoever_lists_a_shop_is_shown_what_is_like_it(app: Flask) -> None:
    listed(app, "node/3", name="Nhà thuốc Pharmacity", point=NEXT_DOOR)
    assert alike_near(app, "long chau") == ["Nhà thuốc Long Châu", "NT Long Chau 12"]
    assert alike_near(app, "Tạp hoá Hùng") == []
    assert alike_near(app, "long chau", Point(HERE.lat + 0.01, HERE.lon)) == []
    assert app.test_client().get("/api/v1/suppliers/alike").status_code == 422


def test_the_desk_is_shown_doubles_once_a_day(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    with app.app_context():
        assert seek_doubles(utcnow()) == 1
        listed(app, "node/3", name="Long Châu")
        assert seek_doubles(utcnow()) == 0
        assert seek_doubles(utcnow() + timedelta(days=1)) == 2
    page = people.chi_lan.browser.page("/desk/entries")
    assert "NT Long Chau 12" in words(page)
    assert "Long Chau" not in people.anh_ha.browser.get("/desk/entries").text
    browser = people.chi_lan.browser
    browser.send(f"/desk/entries/{min(twins)}/{max(twins)}", action="/apart")
    with app.app_context():
        duplicates.find_doubles(utcnow())
        assert db.session.query(LookAlike).filter_by(told_apart_at=None).count() == 2


def test_the_sweep_finds_what_comparing_each_with_each_finds(app: Flask) -> None:
    dice = random.Random(5)
    names = ["Nhà thuốc Long Châu", "NT Long Chau", "Tạp hoá Hạnh", "Tạp hóa Hanh", "Bách Hoá Xanh"]
    rows = [
        (
            f"node/{n}",
            a_shop(
                name=dice.choice(names),
                point=Point(HERE.lat + dice.uniform(0, 0.004), HERE.lon + dice.uniform(0, 0.004)),
            ),
        )
        for n in range(120)
    ]
    with app.app_context():
        save_imported(rows)
        assert duplicates.find_doubles(utcnow()) > 50
        found = {(one.first_id, one.second_id) for one in db.session.query(LookAlike)}
        shops = [(one.id, one.name_folded, Point(one.lat, one.lon)) for one in _all_shops()]
    expected = {
        (min(a, b), max(a, b))
        for n, (a, a_name, a_at) in enumerate(shops)
        for b, b_name, b_at in shops[n + 1 :]
        if alike(a_name, b_name, distance_m(a_at, b_at))
    }
    assert found == expected


def _all_shops() -> list[Responder]:
    return db.session.query(Responder).all()


def test_a_pair_of_which_one_has_gone_is_asked_of_nobody(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    with app.test_request_context():
        give(twins[1], people.shop.account(), by="test", how="test")
        seek_doubles(utcnow())
        assert desk_queries.count_doubles_in(None) == 1
    assert people.shop.client.delete(f"/api/v1/responders/{twins[1]}").status_code == 204
    assert "Nhà thuốc Long Châu" not in people.chi_lan.browser.get("/desk/entries").text
    with app.app_context():
        assert desk_queries.count_doubles_in(None) == 0


def test_those_told_apart_stay_so_through_a_merge(
    app: Flask, people: People, twins: tuple[uuid.UUID, uuid.UUID]
) -> None:
    stays, gone = twins
    third = listed(app, "node/3", name="Long Châu")
    with app.app_context():
        assert duplicates.find_doubles(utcnow()) == 3
    browser = people.chi_lan.browser
    browser.send(f"/desk/entries/{gone}/{third}", action="/apart")
    merge(people.chi_lan, stays, gone)
    undo(people.chi_lan, gone)
    with app.app_context():
        assert duplicates.find_doubles(utcnow()) == 0
        asked = db.session.query(LookAlike).filter_by(told_apart_at=None).one()
    assert {asked.first_id, asked.second_id} == {stays, third}
