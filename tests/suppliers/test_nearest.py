"""What is found equals a scan of every shop: with goods, words, hours, delivery, page by page."""

import random
import uuid
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise, product

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.foundation.database import db, transaction
from connect.foundation.text import fold
from connect.geo import Point
from connect.responders.models import Category, Good, Responder, ResponderOffer
from connect.responders.offers import forget, keep_offers, keep_points, rebuild
from connect.suppliers import SupplierSearch, everywhere, find_suppliers, nearest, search
from tests.suppliers.scanning import (
    ADDRESSES,
    ASKED,
    CATEGORIES,
    GOODS,
    HOURS,
    NAMES,
    NOW,
    SHOPS,
    Asked,
    Shop,
    scanned,
)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a country would take the next step, a few shops do; and it is ten on a Sunday."""
    monkeypatch.setattr(nearest, "FIRST_STEP", 1)
    monkeypatch.setattr(everywhere, "FEW_CHANGED", 2)
    monkeypatch.setattr(search, "utcnow", lambda: NOW)


@given(shops=st.lists(SHOPS, max_size=30), questions=st.lists(ASKED, min_size=1, max_size=6))
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_all_pages_equal_a_scan_of_every_shop(
    context: Flask, small_steps: None, shops: list[Shop], questions: list[Asked]
) -> None:
    ids = _store(shops)
    for asked in questions:
        _equals(_pages(asked), scanned(ids, shops, asked))


@pytest.mark.parametrize(("crowd", "limit"), [(25, 1), (60, 4), (150, 25)])
def test_pages_of_a_crowd_equal_a_scan_of_it(
    context: Flask, small_steps: None, crowd: int, limit: int
) -> None:
    dice = random.Random(limit)
    shops = [
        Shop(
            point=Point(10.75 + dice.gauss(0, 0.02), 106.70 + dice.gauss(0, 0.02)),
            name=dice.choice(NAMES),
            address=dice.choice(ADDRESSES),
            categories=tuple(dice.sample(CATEGORIES, dice.choice((1, 1, 2)))),
            goods=tuple(dice.sample(GOODS, 2)),
            out=dice.random() < 0.2,
            available=dice.random() < 0.9,
            hours=dice.choice(HOURS),
            kept=dice.choice((timedelta(0), timedelta(hours=5))),
            radius_m=dice.choice((500.0, 5_000.0)),
            delivers=dice.random() < 0.6,
        )
        for _shop in range(crowd)
    ]
    ids = _store(shops)
    near = Point(10.752, 106.701)
    some = 0
    for number, (goods, words, open_now, delivers) in enumerate(product(
        ("", "gạo", "banh gao", "sua ta"), ("", "tap hoa", "tan", "le", "cho le"),
        (False, True), (False, True),
    )):  # fmt: skip
        category = ("", "food", "medicine")[number % 3]
        asked = Asked(near, 50_000.0, category, goods, words, open_now, delivers, limit)
        expected = scanned(ids, shops, asked)
        some += len(expected)
        _equals(_pages(asked), expected)
    assert some > 3 * crowd


@given(shops=st.lists(SHOPS, max_size=30))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_rebuilt_index_equals_the_kept_one(context: Flask, shops: list[Shop]) -> None:
    ids = _store(shops)
    with transaction():
        keep_offers(ids, NOW)
    kept = _index()
    with transaction():
        rebuild(NOW)
    assert _index() == kept
    with transaction():
        forget(ids)
    assert not any(_index())


def _index() -> list[list[tuple[object, ...]]]:
    told = (
        "SELECT responder_id, slot, lat, lon FROM supplier_point ORDER BY 1, 2",
        "SELECT responder_id, slot, lat, lon, radius_m FROM delivery_point ORDER BY 1, 2",
        "SELECT responder_id, cell, text, sign_one, sign_three FROM supplier_text ORDER BY 1",
        "SELECT word, cell, sign_two FROM supplier_word ORDER BY 1, 2, 3",
    )
    return [[tuple(row) for row in db.session.execute(sa.text(one))] for one in told]


def _pages(asked: Asked) -> list[tuple[uuid.UUID, float]]:
    found: list[tuple[uuid.UUID, float]] = []
    after = None
    while True:
        page = find_suppliers(SupplierSearch(after=after, **vars(asked)))
        assert len(page.found) <= asked.limit
        found += [(one.responder.id, one.distance_m) for one in page.found]
        after = page.after
        if after is None:
            return found


def _equals(found: Sequence[tuple[uuid.UUID, float]], expected: dict[uuid.UUID, float]) -> None:
    """The same set in the same order; two distances that no float can tell apart may swap."""
    assert len(found) == len(dict(found))
    assert set(dict(found)) == set(expected)
    for id_, distance in found:
        assert distance == pytest.approx(expected[id_], rel=1e-9, abs=1e-3)
    for (one, near), (following, farther) in pairwise(found):
        assert near < farther or (near == farther and one.hex < following.hex)


def _store(shops: Sequence[Shop]) -> list[uuid.UUID]:
    ids = [uuid.uuid4() for _shop in shops]
    with transaction():
        _clear()
        categories = {one.code: one for one in db.session.scalars(sa.select(Category))}
        for id_, shop in zip(ids, shops, strict=True):
            db.session.add(
                Responder(
                    id=id_, source_id=str(id_), kind="supplier", name=shop.name,
                    name_folded=fold(shop.name), address=shop.address, lat=shop.point.lat,
                    lon=shop.point.lon, radius_m=shop.radius_m, capacity=1,
                    available=shop.available, opening_hours=shop.hours, delivers=shop.delivers,
                    categories=[categories[code] for code in shop.categories],
                    goods=[
                        Good(
                            name=name, name_folded=fold(name), code=code,
                            stock="out" if shop.out else "low",
                        )
                        for name, code in shop.goods
                    ],
                )
            )  # fmt: skip
        db.session.flush()
        # The index is kept at different moments of the past: late sweeps must not show.
        for kept in {shop.kept for shop in shops}:
            some = [id_ for id_, shop in zip(ids, shops, strict=True) if shop.kept == kept]
            keep_points(some)
            keep_offers(some, NOW - kept)
    return ids


def _clear() -> None:
    """No shop is left of the example before."""
    forget(list(db.session.scalars(sa.select(Responder.id))))
    for table in ("responder_category", "good", "responder"):
        db.session.execute(sa.delete(db.metadata.tables[table]))
    assert not db.session.scalar(sa.select(sa.func.count()).select_from(ResponderOffer))
    db.session.expunge_all()
