"""The shops on the way of who shops, with what they are known to have: read, then ranked."""

import uuid
from datetime import datetime

from connect.foundation.clock import utcnow
from connect.geo import Point
from connect.goods import goods_in
from connect.help_requests import Assignment, HelpRequest
from connect.responders import (
    UNKNOWN_AFTER,
    Good,
    Kind,
    Responder,
    Stock,
    ids_having,
    responders_by_ids,
)
from connect.shopping.models import ShoppingLine
from connect.shopping.on_the_way import MOST_SHOWN, Shelf, Stop, ranked
from connect.suppliers import SupplierSearch, ids_near

WITHIN_M = 10_000.0
# Most shops that came by an import have told nothing: so many are looked at, and those are read
# that have told of something on the list.
LOOKED_AT, READ = 1_000, 50


def shops_on_the_way(
    request: HelpRequest, going: Assignment, lines: list[ShoppingLine]
) -> list[Stop]:
    """The best shops that are open now, near the helper's own place or near the requester.

    Nothing for a shop that brings it itself, and nothing where the list names no goods of the
    catalogue: of own words nobody knows who has them.
    """
    wanted = [line.code for line in lines if line.code]
    if going.responder.kind == Kind.SUPPLIER or not wanted:
        return []
    start = Point(going.responder.lat, going.responder.lon)
    now, chosen = utcnow(), dict[uuid.UUID, None]()
    for near in (start, request.point):
        search = SupplierSearch(near=near, radius_m=WITHIN_M, open_now=True, limit=LOOKED_AT)
        ids = ids_near(search)
        telling = ids_having(ids, wanted, now - UNKNOWN_AFTER)
        chosen |= dict.fromkeys([one for one in ids if one in telling][:READ] + ids[:MOST_SHOWN])
    shops = [one for one in responders_by_ids(list(chosen)).values() if one.open_at(now)]
    stops = ranked(wanted, (_shelf(one, now) for one in shops), start, request.point)
    return stops[:MOST_SHOWN]


def _shelf(shop: Responder, now: datetime) -> Shelf:
    """What is known to be there: told lately enough, and not sold out."""
    known: dict[str, datetime] = {}
    low = set()
    for good in shop.goods:
        code = _code(good)
        if code is None or good.told_at is None or good.stock == Stock.OUT:
            continue
        if now - good.told_at >= UNKNOWN_AFTER:
            continue
        known[code] = max(good.told_at, known.get(code, good.told_at))
        if good.stock == Stock.LOW:
            low.add(code)
    return Shelf(
        shop.id, shop.name, Point(shop.lat, shop.lon), known, low, shop.address, shop.phone
    )


def _code(good: Good) -> str | None:
    if good.code is not None:
        return good.code
    named = goods_in(good.name)
    return named[0].code if len(named) == 1 else None
