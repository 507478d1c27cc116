"""What people saw a good cost at a shop, beside the shop's own word and that of others near."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from connect.foundation.text import fold
from connect.geo import Point
from connect.goods import CATALOGUE, code_called
from connect.responders import Responder
from connect.suppliers.models import LONGEST_GOOD, PriceSeen
from connect.suppliers.reports import Reported
from connect.suppliers.search import SupplierSearch, find_suppliers

NEAR_M, READ = 10_000.0, 50
# Of fewer shops a middle says little, and which of them it is.
LEAST_SHOPS = 3
MOST_GOODS, MOST_COMPARED = 5, 20


class PricesTold(NamedTuple):
    """One good at one shop, prices in đồng: what `times` people saw, from `lowest` to `highest`.

    `own` is what the shop says itself; `around` the median of `shops` others near, None where
    fewer than three have a price.
    """

    name: str
    times: int
    lowest: int
    highest: int
    own: int | None
    around: int | None
    shops: int


def good_of(name: str) -> str:
    """By what a good is counted: its code in the catalogue, else its folded words; `` for none."""
    return code_called(name) or fold(name)[:LONGEST_GOOD]


def told_of(reported: Iterable[Reported]) -> dict[uuid.UUID, list[PricesTold]]:
    """By shop, the goods that most people complain of first; five of a shop, at most.

    The first twenty are compared with other shops.
    """
    compared = 0
    told: dict[uuid.UUID, list[PricesTold]] = {}
    for shop, reports in reported:
        goods = defaultdict[str, list[PriceSeen]](list)
        for seen in (seen for one in reports for seen in one.prices):
            goods[seen.good].append(seen)
        most_told = sorted(goods.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:MOST_GOODS]
        told[shop.id] = []
        for good, all_seen in most_told:
            others = _prices_near(shop, good) if compared < MOST_COMPARED else []
            compared += 1
            told[shop.id].append(_together(shop, good, all_seen, others))
    return told


def _together(
    shop: Responder, good: str, all_seen: Sequence[PriceSeen], others: Sequence[int]
) -> PricesTold:
    entry = CATALOGUE.get(good)
    prices = [seen.price for seen in all_seen]
    enough = len(others) >= LEAST_SHOPS
    return PricesTold(
        str(entry.name) if entry else all_seen[0].name,
        len(prices),
        min(prices),
        max(prices),
        _price_at(shop, good),
        round(median(others)) if enough else None,
        len(others) if enough else 0,
    )


def _prices_near(shop: Responder, good: str) -> list[int]:
    """What the shops near that have it say it costs: one price of each."""
    if good not in CATALOGUE:
        return []
    here = Point(shop.lat, shop.lon)
    search = SupplierSearch(near=here, radius_m=NEAR_M, goods=good, limit=READ)
    near = (one.responder for one in find_suppliers(search).found)
    prices = (_price_at(other, good) for other in near if other.id != shop.id)
    return [price for price in prices if price]


def _price_at(shop: Responder, good: str) -> int | None:
    """What a shop itself says that a good costs: the lowest, where it has several sorts."""
    prices = [one.price for one in shop.goods if one.price and _is(one.code, one.name_folded, good)]
    return min(prices, default=None)


def _is(code: str | None, folded: str, good: str) -> bool:
    return code == good if code else folded == good
