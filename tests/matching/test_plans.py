"""The hot statements walk the spatial index on both databases: guarded by EXPLAIN.

A cast, a second sort key or a plain index on `slot` can each throw the planner off silently, and
cost a hundred times the time.
"""

import random
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.clock import utcnow
from connect.foundation.database import db, reading, transaction
from connect.geo import Box, Point, Position
from connect.help_requests import queries as requests
from connect.help_requests.in_box import requests_inside
from connect.help_requests.models import HelpRequest, ListedRequest
from connect.matching import CategoryNeeded, Need, nearest_responders
from connect.responders.models import Responder, ResponderCategory
from connect.responders.offers import rebuild
from connect.responders.vouch_models import Vouch
from connect.suppliers import (
    SupplierFilters,
    SupplierSearch,
    find_suppliers,
    suppliers_inside,
)
from tests.plans import analyze, plans, walks_the_index

HERE = Point(10.75, 106.70)
MANY = 6_000


@pytest.fixture
def crowd(context: Flask) -> None:
    """Enough rows that no planner would rather read them all."""
    dice = random.Random(3)
    responders, offered, requests_, listed = [], [], [], []
    for number in range(MANY):
        id_ = uuid.UUID(int=number + 1)
        place = {"lat": 10.75 + dice.gauss(0, 0.1), "lon": 106.70 + dice.gauss(0, 0.1)}
        responders.append(
            {
                "id": id_,
                "kind": "supplier",
                "name": "x",
                "name_folded": "x",
                "radius_m": 20_000.0,
                "capacity": 2,
            }
            | place
        )
        offered.append({"responder_id": id_, "category_id": 1 + number % 3})
        cell = {"cell_id": "x", "cell_lat": place["lat"], "cell_lon": place["lon"]}
        requests_.append({"id": id_, "code": str(number), "card": {"id": str(id_)}} | cell | place)
        listed.append({"request_id": id_, "slot": 0} | place)
    with transaction():
        known = [{"responder_id": uuid.UUID(int=n + 1)} for n in range(0, MANY, 200)]
        for model, rows in (
            (Responder, responders),
            (ResponderCategory, offered),
            (HelpRequest, requests_),
            (ListedRequest, listed),
            (Vouch, known),
        ):
            db.session.execute(sa.insert(model), rows)
        rebuild(utcnow())
    analyze()


def _known(category: CategoryNeeded) -> Need:
    """For a shielded request: one in two hundred is vouched for."""
    return Need(HERE, [category], "+84912345699", vouched=True)


def test_every_hot_statement_walks_its_index(crowd: None) -> None:
    food, advice = CategoryNeeded(1, False), CategoryNeeded(2, True)
    first = requests.nearby(HERE, limit=20)
    after = Position(first[-1].distance_m, uuid.UUID(first[-1].card["id"]))
    suppliers = SupplierSearch(near=HERE, category="food", open_now=True)
    hot: list[tuple[str, Callable[[], Any]]] = [
        ("responder_offer", lambda: nearest_responders(Need(HERE, [food], "+84912345699"), 5)),
        ("responder_offer", lambda: nearest_responders(Need(HERE, [advice], "+84912345699"), 5)),
        ("responder_offer", lambda: nearest_responders(_known(food), 5)),
        ("responder_offer", lambda: nearest_responders(_known(advice), 5)),
        ("listed_request", lambda: requests.nearby(HERE, limit=20)),
        ("listed_request", lambda: requests.nearby(HERE, limit=20, within_m=30_000.0, after=after)),
        ("supplier_point", lambda: find_suppliers(suppliers)),
    ]
    for layer, ask in hot:
        walks_the_index(plans(ask), layer)


def test_postgresql_keeps_the_plan_of_the_list(crowd: None, on_postgis: bool) -> None:
    """Planning it anew takes a third as long as asking; a limit it cannot see makes it do so."""
    if not on_postgis:
        pytest.skip("SQLite keeps every plan")
    assert "ix_listed_request_all_location" in plans(lambda: requests.nearby(HERE, limit=20))
    for _turn in range(20):
        requests.nearby(HERE, limit=20)
    with reading() as connection:
        kept = connection.execute(
            sa.text(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
                " WHERE statement LIKE '%FROM listed_request%'"
            )
        ).all()
    assert any(generic > custom for generic, custom in kept)


def test_a_map_walks_the_index_too(crowd: None) -> None:
    box = Box(106.69, 10.74, 106.71, 10.76)
    layers: dict[str, Callable[[], Any]] = {
        "listed_request": lambda: requests_inside(box, brief=True).shown,
        "supplier_point": lambda: suppliers_inside(box, SupplierFilters()).shown,
    }
    for layer, ask in layers.items():
        plan = plans(ask)
        if db.engine.dialect.name == "sqlite":
            assert f"SCAN {layer}_rtree VIRTUAL TABLE INDEX 2:" in plan
            assert f"SCAN {layer}\n" not in plan + "\n"
        else:
            assert re.search(rf"ix_{layer}(_all)?_location on {layer}", plan)
            assert f"Seq Scan on {layer}" not in plan
