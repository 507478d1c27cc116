"""The statements of the search walk their indexes on both databases: guarded by EXPLAIN."""

import functools
import random
import re
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from connect.foundation.database import db, transaction
from connect.geo import Point
from connect.responders.models import Good, Responder, ResponderCategory
from connect.responders.points import rebuild_points
from connect.suppliers import SupplierSearch, find_suppliers, nearest
from tests.plans import each_plan, plans, spoken

HERE = Point(10.75, 106.70)
MANY = 6_000
MOST_ASKED = 12
# So few texts and goods PostgreSQL reads whole; of 100,000 texts it looked hundreds up.
FEW_TO_POSTGRESQL = ("supplier_text", "good")


@pytest.fixture
def crowd(context: Flask) -> None:
    """Enough shops that no planner would rather read them all; one in a hundred has oxygen.

    All that are called "an" are of the first category.
    """
    dice = random.Random(3)
    shops, offered, goods = [], [], []
    for number in range(MANY):
        id_ = uuid.UUID(int=number + 1)
        shops.append(
            {
                "id": id_, "kind": "supplier", "name": f"Tạp hoá {number}",
                "name_folded": f"tap hoa {'ngan' if number % 50 == 0 else 'lan'} {number}"
                + (" an" if number % 3 == 0 else ""),
                "lat": 10.75 + dice.gauss(0, 0.1), "lon": 106.70 + dice.gauss(0, 0.1),
                "radius_m": 5_000.0, "capacity": 2, "delivers": number % 10 == 0,
                "hours_open": number % 2 == 0,
            }
        )  # fmt: skip
        offered.append({"responder_id": id_, "category_id": 1 + number % 3})
        for code in ("rice", *(("oxygen",) if number % 100 == 0 else ())):
            goods.append(
                {"responder_id": id_, "name": code, "name_folded": f"{code} loai mot", "code": code}
            )
    with transaction():
        for model, rows in (
            (Responder, shops), (ResponderCategory, offered), (Good, goods)
        ):  # fmt: skip
            db.session.execute(sa.insert(model), rows)
        rebuild_points()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def test_goods_hours_and_delivery_walk_the_spatial_index(crowd: None) -> None:
    rice: dict[str, Any] = {"goods": "gạo", "open_now": True}
    for asked, layer in (
        ({}, "supplier_point"),
        (rice, "supplier_point"),
        (rice | {"category": "food"}, "supplier_point"),
        ({"goods": "oxy"}, "supplier_point"),
        (rice | {"delivers": True}, "delivery_point"),
    ):
        search = SupplierSearch(near=HERE, **asked)
        plan = plans(functools.partial(find_suppliers, search))
        _walks(plan, layer)
        _reads_no_table_whole(plan)


def test_words_are_looked_up_or_passed_but_no_table_is_read_whole(
    crowd: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "FIRST_STEP", 1)
    few = () if db.engine.dialect.name == "sqlite" else FEW_TO_POSTGRESQL
    for words in ("tap hoa", "ngan", "2999", "tap ngan 50", "lan oxygen"):
        search = SupplierSearch(near=HERE, words=words, open_now="2999" not in words)
        plan = plans(functools.partial(find_suppliers, search))
        _reads_no_table_whole(plan, but=few)
        if db.engine.dialect.name == "sqlite":
            assert "SEARCH supplier_word USING PRIMARY KEY" in plan
        else:
            assert re.search(r"Index (Only )?Scan (using|on) pk_supplier_word", plan), plan
    own = SupplierSearch(near=HERE, goods="loại một", limit=5)
    _reads_no_table_whole(plans(functools.partial(find_suppliers, own)), but=few)


def test_two_common_words_that_nobody_has_both_of_fetch_no_text(crowd: None) -> None:
    search = SupplierSearch(near=HERE, words="lan oxygen", open_now=True)
    with spoken() as heard:
        assert not find_suppliers(search).found
    asked = [statement for statement, _parameters in heard]
    assert any("supplier_word" in statement for statement in asked)
    # Nor does it take long to know: some counts by the index of words, which has their signatures.
    assert not any("supplier_text" in statement for statement in asked)
    assert len(asked) < MOST_ASKED
    counts = [plan for plan in each_plan(lambda: find_suppliers(search)) if "supplier_word" in plan]
    on_sqlite = db.engine.dialect.name == "sqlite"
    alone = "USING PRIMARY KEY" if on_sqlite else "Index Only Scan using pk_supplier_word"
    assert all(alone in plan for plan in counts)


def test_a_category_with_a_word_that_none_of_it_has_is_told_by_the_index_of_words(
    crowd: None,
) -> None:
    with db.engine.connect() as connection:
        another = connection.scalar(sa.text("SELECT code FROM category WHERE id = 2"))
    for goods in ("", "rice"):
        search = SupplierSearch(
            near=HERE, category=another, words="an lan", goods=goods, open_now=True
        )
        with spoken() as heard:
            assert not find_suppliers(search).found
        assert any("supplier_word" in statement for statement, _parameters in heard)
        assert not any("supplier_text" in statement for statement, _parameters in heard)


def test_of_those_who_have_a_word_the_nearest_texts_are_read(crowd: None) -> None:
    search = SupplierSearch(near=HERE, words="tap hoa", open_now=True, limit=5)
    with spoken() as heard:
        assert len(find_suppliers(search).found) == search.limit
    read = [statement for statement, _parameters in heard if "supplier_text" in statement]
    assert len(read) == 1


def test_where_goods_are_rare_their_shops_are_read_whatever_words_are_typed(crowd: None) -> None:
    search = SupplierSearch(near=HERE, words="tap hoa", goods="oxygen", limit=20)
    with spoken() as heard:
        assert len(find_suppliers(search).found) == search.limit
    asked = [statement for statement, _parameters in heard]
    assert any("supplier_text" in statement for statement in asked)
    assert not any("cell" in statement for statement in asked)


def _walks(plan: str, layer: str) -> None:
    if db.engine.dialect.name == "sqlite":
        assert f"SCAN {layer}_rtree VIRTUAL TABLE INDEX 2:" in plan
    else:
        assert re.search(rf"ix_{layer}_location on {layer}", plan)
        assert "Order By: (location <->" in plan


def _reads_no_table_whole(plan: str, but: tuple[str, ...] = ()) -> None:
    tables = (
        "supplier_point", "delivery_point", "supplier_text", "supplier_word", "good", "responder",
        "responder_category",
    )  # fmt: skip
    for table in set(tables) - set(but):
        whole = (rf"SCAN {table}$", rf"Seq Scan on {table}\b")
        assert not re.search("|".join(whole), plan, re.MULTILINE), plan
