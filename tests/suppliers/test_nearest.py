"""What is found equals a scan of every shop: with goods, words, hours, delivery, page by page."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise, product

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connect.foundation.database import db, transaction
from connect.foundation.text import fold
from connect.geo import Point, checked_point, distance_m
from connect.goods import code_called, goods_called
from connect.responders import hours_at
from connect.responders.models import Category, Good, Responder, ResponderOffer
from connect.responders.offers import forget, keep_offers, keep_points, rebuild
from connect.suppliers import SupplierSearch, everywhere, find_suppliers, nearest, search

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # Sunday, 10:00 in Viet Nam
HOURS = ("", "24/7", "Mo-Su 08:00-18:00", "Mo-Fr 09:00-17:00", "Su 10:00-12:00", "22:00-06:00")
CATEGORIES = ("food", "medicine", "school_supplies")
NAMES = ("Tạp hoá Cô Ba", "Tạp hoá 24", "Nhà thuốc Đông Á", "Chợ Tân Định", "Tân Tạo 2", "***")
ADDRESSES = ("", "12 Lê Lợi", "120 Lê Lai, Quận 2", "Chợ Bến Thành")
GOODS = (
    ("Gạo ST25", "rice"),
    ("gạo nếp", None),
    ("Bánh gạo", None),
    ("Sữa tươi Đà Lạt", "milk"),
    ("Sữa chua Tân Tạo", None),
    ("Khẩu trang", "masks"),
)
TYPED_GOODS = ("", "rice", "Gạo", "banh gao", "da lat", "tan", "sữa", "thuoc", "masks", "sua ta")
TYPED_WORDS = ("", "tap hoa", "tan", "2", "le", "cho le", "dong a", "x", "da lat tan", "12")


@dataclass(frozen=True)
class Shop:
    """A shop as hypothesis draws it."""

    point: Point
    name: str
    address: str
    category: str
    goods: tuple[tuple[str, str | None], ...]
    out: bool
    available: bool
    hours: str
    kept: timedelta  # how long ago the index was kept
    radius_m: float
    delivers: bool


@dataclass(frozen=True)
class Asked:
    """What is asked, as hypothesis draws it."""

    near: Point
    radius_m: float
    category: str
    goods: str
    words: str
    open_now: bool
    delivers: bool
    limit: int


def _points() -> st.SearchStrategy[Point]:
    block = st.builds(
        lambda east, north: Point(10.75 + north / 111_195, 106.70 + east / 109_243),
        st.integers(-1_600, 1_600),
        st.integers(-1_600, 1_600),
    )
    far = st.builds(Point, st.floats(10.3, 11.2), st.floats(106.2, 107.2))
    special = st.sampled_from(
        [Point(10.75, 106.70), Point(0.0, 180.0), Point(0.1, -179.95), Point(89.9, 120.0)]
    )
    return st.one_of(block, block, far, special).map(lambda point: checked_point(*point))


SHOPS = st.builds(
    Shop,
    point=_points(),
    name=st.sampled_from(NAMES),
    address=st.sampled_from(ADDRESSES),
    category=st.sampled_from(CATEGORIES),
    goods=st.lists(st.sampled_from(GOODS), max_size=3, unique=True).map(tuple),
    out=st.sampled_from([False, False, True]),
    available=st.sampled_from([True, True, True, False]),
    hours=st.sampled_from(HOURS),
    kept=st.sampled_from([timedelta(0), timedelta(0), timedelta(hours=5), timedelta(days=2)]),
    radius_m=st.sampled_from([500.0, 5_000.0, 100_000.0]),
    delivers=st.booleans(),
)
ASKED = st.builds(
    Asked,
    near=_points(),
    radius_m=st.sampled_from([800.0, 50_000.0, 500_000.0]),
    category=st.sampled_from(["", "", "food", "medicine"]),
    goods=st.sampled_from(TYPED_GOODS),
    words=st.sampled_from(TYPED_WORDS),
    open_now=st.booleans(),
    delivers=st.sampled_from([False, False, True]),
    limit=st.integers(1, 7),
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
        _equals(_pages(asked), _expected(ids, shops, asked))


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
            category=dice.choice(CATEGORIES),
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
    for goods, words, open_now, delivers in product(
        ("", "gạo", "banh gao", "sua ta"), ("", "tap hoa", "tan", "le", "cho le"),
        (False, True), (False, True),
    ):  # fmt: skip
        asked = Asked(near, 50_000.0, "", goods, words, open_now, delivers, limit)
        expected = _expected(ids, shops, asked)
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
        "SELECT responder_id, cell, text FROM supplier_text ORDER BY 1",
        "SELECT word, cell FROM supplier_word ORDER BY 1, 2",
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


def _expected(
    ids: Sequence[uuid.UUID], shops: Sequence[Shop], asked: Asked
) -> dict[uuid.UUID, float]:
    fitting = ((id_, shop) for id_, shop in zip(ids, shops, strict=True) if _fits(shop, asked))
    return {id_: distance_m(asked.near, shop.point) for id_, shop in fitting}


def _fits(shop: Shop, asked: Asked) -> bool:
    away = distance_m(asked.near, shop.point)
    return (
        away <= asked.radius_m
        and asked.category in ("", shop.category)
        and (not asked.goods or _has(shop, asked.goods))
        and _all_begin(asked.words, _words_of(shop))
        and (not asked.delivers or (shop.delivers and away <= shop.radius_m))
        and (not asked.open_now or (shop.available and hours_at(shop.hours, NOW).is_open))
    )


def _has(shop: Shop, typed: str) -> bool:
    goods = () if shop.out else shop.goods
    meant = _meant(typed)
    if any((code or code_called(name)) in meant for name, code in goods):
        return True
    sure = meant and code_called(typed)
    return not sure and any(_all_begin(typed, fold(name).split()) for name, _code in goods)


@cache
def _meant(typed: str) -> set[str]:
    return {entry.code for entry in goods_called(typed)}


def _words_of(shop: Shop) -> list[str]:
    goods = () if shop.out else shop.goods
    texts = (shop.name, shop.address, *(name for name, _code in goods))
    return [word for text in texts for word in fold(text).split()]


def _all_begin(typed: str, words: list[str]) -> bool:
    return all(any(_finds(one, word) for word in words) for one in fold(typed).split())


def _finds(typed: str, word: str) -> bool:
    return word == typed or (len(typed) > 1 and not typed[0].isdigit() and word.startswith(typed))


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
                    categories=[categories[shop.category]],
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
