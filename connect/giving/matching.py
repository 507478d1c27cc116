"""What is given and what is asked for: which fits which, the nearest first.

A gift fits an item of the same kind of help, unless both name goods of the catalogue and not one of
them is the same. Distances are those between public places, so that nobody learns more from them.
"""

import re
import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from connect.accounts import phones_at_odds_with
from connect.foundation.database import db
from connect.geo import Point, Position
from connect.giving import queries
from connect.giving.models import Gift
from connect.giving.queries import Listed
from connect.giving.takers import taker_for
from connect.goods import goods_in
from connect.help_requests import HelpRequest, Status, phones_of
from connect.help_requests import Listed as ListedRequest
from connect.help_requests import nearby as requests_nearby

WITHIN_M = 20_000.0
AT_ONCE, MOST_READ = 100, 2_000
Row = TypeVar("Row", Listed, ListedRequest)
Card = Mapping[str, Any]
_NUMBER = re.compile("[0-9]{1,5}")


def fits(gift: Card, item: Card) -> bool:
    """Whether a gift (its card) is what an item of a request asks for."""
    if gift["category"] != item["category"]:
        return False
    named, wanted = gift["goods"], {entry.code for entry in goods_in(item["goods"])}
    return not (named and wanted) or not wanted.isdisjoint(named)


def item_for(gift: Card, request: Card) -> Card | None:
    """The first item of a request (its card) that a gift fits."""
    return next((item for item in request["items"] if fits(gift, item)), None)


def wished(item: Card, available: int) -> int:
    """How much of a gift an item asks for: the number its quantity begins with, else one."""
    number = _NUMBER.match(item["quantity"])
    return max(1, min(int(number[0]), available)) if number else 1


class Asking(NamedTuple):
    """A request that asks for a gift, the item, and how far apart the public places are."""

    request: HelpRequest
    item: Card
    distance_m: float


def requests_for(gift: Gift, most: int) -> list[Asking]:
    """The nearest open requests that ask for a gift, of people whom nothing keeps apart.

    Exact among the nearest two thousand of this kind of help within 20 km.
    """
    # Nothing is left out for a phone that is the giver's: whoever typed it would miss the notice.
    apart = phones_at_odds_with(gift.giver.phone)

    def page(after: Position | None) -> Sequence[ListedRequest]:
        return requests_nearby(
            gift.cell,
            limit=AT_ONCE,
            within_m=WITHIN_M,
            category_id=gift.category_id,
            after=after,
        )

    found: list[Asking] = []
    for rows in _pages(page):
        fitting = [(row, item) for row in rows if (item := item_for(gift.card, row.card))]
        known = _requests(uuid.UUID(row.card["id"]) for row, _item in fitting)
        for row, item in fitting:
            request = known.get(uuid.UUID(row.card["id"]))
            if request is None or not request.seeks_helpers:
                continue  # changed since it was found
            if request.requester_id != gift.giver_id and phones_of(request).isdisjoint(apart):
                found.append(Asking(request, item, row.distance_m))
        if len(found) >= most:
            break
    return found[:most]


def gifts_for(request: HelpRequest, most: int) -> list[Listed]:
    """The nearest gifts for an open request, of people whom nothing keeps apart from it.

    Exact among the nearest two thousand of each kind of help within 20 km. A phone that is not
    proven leaves nothing out: else whoever typed it would learn of its owner.
    """
    if request.status != Status.OPEN:
        return []
    taker = taker_for(request)
    apart = phones_at_odds_with(taker.phone) if taker.proven and taker.phone else []
    missing = [item for item in request.items if item.delivered_by_id is None]
    found: dict[str, Listed] = {}
    for category_id in {item.category_id for item in missing}:
        found |= _gifts_of_kind(category_id, request, apart, most)
    return sorted(found.values(), key=lambda one: (one.distance_m, one.card["id"]))[:most]


def _gifts_of_kind(
    category_id: int, request: HelpRequest, apart: Collection[str], most: int
) -> dict[str, Listed]:
    place = Point(request.cell_lat, request.cell_lon)

    def page(after: Position | None) -> Sequence[Listed]:
        return queries.nearby(
            place, limit=AT_ONCE, slot=category_id, within_m=WITHIN_M, after=after
        )

    found: dict[str, Listed] = {}
    for rows in _pages(page):
        fitting = [row for row in rows if item_for(row.card, request.card)]
        known = queries.gifts_by_ids(uuid.UUID(row.card["id"]) for row in fitting)
        for row in fitting:
            gift = known.get(uuid.UUID(row.card["id"]))
            if gift is None:
                continue
            if gift.giver.phone not in apart and gift.giver_id != request.requester_id:
                found[row.card["id"]] = row
        if len(found) >= most:
            break
    return found


def _pages(page: Callable[[Position | None], Sequence[Row]]) -> Iterator[Sequence[Row]]:
    after = None
    for _page in range(MOST_READ // AT_ONCE):
        rows = page(after)
        yield rows
        if len(rows) < AT_ONCE:
            return
        after = Position(rows[-1].distance_m, uuid.UUID(rows[-1].card["id"]))


def _requests(ids: Iterator[uuid.UUID]) -> dict[uuid.UUID, HelpRequest]:
    found = db.session.scalars(sa.select(HelpRequest).where(HelpRequest.id.in_(list(ids))))
    return {request.id: request for request in found}
