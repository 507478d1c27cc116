"""Shops and searches of every kind, and what a scan of every shop finds for a search."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from hypothesis import strategies as st

from connect.foundation.text import fold
from connect.geo import Point, checked_point, distance_m
from connect.goods import code_called, goods_called
from connect.responders import hours_at

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
    categories: tuple[str, ...]
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
    categories=st.lists(st.sampled_from(CATEGORIES), min_size=1, max_size=2, unique=True).map(
        tuple
    ),
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


def scanned(
    ids: Sequence[uuid.UUID], shops: Sequence[Shop], asked: Asked
) -> dict[uuid.UUID, float]:
    fitting = ((id_, shop) for id_, shop in zip(ids, shops, strict=True) if _fits(shop, asked))
    return {id_: distance_m(asked.near, shop.point) for id_, shop in fitting}


def _fits(shop: Shop, asked: Asked) -> bool:
    away = distance_m(asked.near, shop.point)
    return (
        away <= asked.radius_m
        and asked.category in ("", *shop.categories)
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
