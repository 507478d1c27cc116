"""Suppliers near a place: with goods, open now and words, against the bare nearest query."""

from collections.abc import Callable, Iterator
from functools import partial
from unittest.mock import patch

from bench import shops, timing, world
from bench.report import Figure
from bench.stages import Stage, Theatre
from connect.foundation.database import reading
from connect.geo import Point
from connect.suppliers import SupplierSearch, everywhere, find_suppliers, search
from connect.suppliers.by_words import Around

SOME, MANY = 100_000, 1_000_000
K = 20
QUESTIONS = 150
CASES: dict[str, dict[str, object]] = {
    "rice": {"goods": "gạo"},
    "open now": {"open_now": True},
    "rice, open now": {"goods": "gạo", "open_now": True},
    "rice, open now, delivered here": {"goods": "gạo", "open_now": True, "delivers": True},
    "rice, open now, in a name: Hoa": {"goods": "gạo", "open_now": True, "words": "Hoa"},
    "a common name": {"words": "tạp hoá"},
    "a common name, open now": {"words": "tạp hoá", "open_now": True},
    "rare goods, open now": {"goods": "oxy", "open_now": True},
    "rare goods, a common name": {"words": "tạp hoá", "goods": "oxygen"},
    "a common name, open now, delivered here": {
        "words": "tạp hoá", "open_now": True, "delivers": True
    },
    "goods that nobody has": {"goods": "wifi"},
    "everything shut: textbooks, open now": {"goods": "sách giáo khoa", "open_now": True},
    "a name of the shut, open now": {"words": "nhà sách", "open_now": True},
    "a rare word": {"words": shops.RARE_WORD, "open_now": True},
    "a category with a word that none of it has": {"category": "medicine", "words": "tạp hoá"},
    "a category with goods that none of it has": {"category": "medicine", "goods": "gạo"},
    "a word that nobody has": {"words": "xyzzy"},
    "a word common far away": {"words": shops.FAR_WORD},
    "the same, with rice, open now": {
        "words": shops.FAR_WORD, "goods": "gạo", "open_now": True
    },
    "half a word, a street and goods": {"words": "ngu huệ", "goods": "trứng", "open_now": True},
}  # fmt: skip


def figures(theatre: Theatre, *, full: bool) -> Iterator[Figure]:
    """All figures of finding suppliers, on both databases."""
    count = MANY if full else SOME
    for database in ("sqlite", "postgis"):
        stage = theatre.new(database, f"shops_{count}")
        shops.fill(stage, count)
        with patch.object(search, "utcnow", lambda: world.NOW):
            yield from _against_bare(stage, count)


def _against_bare(stage: Stage, count: int) -> Iterator[Figure]:
    # The whole answer, as the product gives it; and what of it is the index alone.
    for what, ask, goal in (("found", _page, 5.0), ("by the index alone", _rows, None)):
        calls = {"bare": stage.bound(partial(ask, {}))}
        calls |= {name: stage.bound(partial(ask, filters)) for name, filters in CASES.items()}
        taken = timing.in_turn(calls, shops.places(QUESTIONS))
        bare = timing.p99(taken["bare"])
        for name in CASES:
            yield Figure(
                name=f"suppliers of {count:,}, {what}: {name}; against bare: p99",
                database=stage.database,
                ours=timing.p99(taken[name]),
                reference=bare,
                unit="ms",
                at_most=goal,
            )


def _search(filters: dict[str, object], near: Point) -> SupplierSearch:
    make: Callable[..., SupplierSearch] = SupplierSearch
    return make(near=near, limit=K, **filters)


def _rows(filters: dict[str, object], near: Point) -> object:
    asked = _search(filters, near)
    here = Around(near, asked.radius_m, asked.limit, None)
    with reading() as connection:
        return everywhere.nearest(
            connection,
            asked.places(delivers=asked.delivers),
            here,
            world.NOW if asked.open_now else None,
        )


def _page(filters: dict[str, object], near: Point) -> object:
    return find_suppliers(_search(filters, near))
