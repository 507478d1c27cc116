"""What is there: near a place or the newest, of a kind of help or of one good."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from connect.geo import Point, Position
from connect.giving import queries
from connect.giving.listing import ANY, slot_of_good
from connect.giving.queries import Listed
from connect.goods import goods_called
from connect.responders import category_id


@dataclass(frozen=True, kw_only=True)
class GiftSearch:
    """What someone looks for. `category` is a code; `goods` one good as typed, or its code."""

    near: Point | None = None
    within_m: float | None = None
    category: str = ""
    goods: str = ""
    limit: int = 20
    after: Position | None = None
    before: tuple[datetime, UUID] | None = None

    @property
    def slot(self) -> int | None:
        """Where the index holds it; None where nothing can be found. A good is of one kind."""
        if self.goods:
            called = goods_called(self.goods)
            return slot_of_good(called[0].code) if called else None
        return category_id(self.category) if self.category else ANY


class GiftsFound(NamedTuple):
    """What was found, and where the next page goes on; None behind the last."""

    found: list[tuple[dict[str, Any], float | None]]  # a card, and metres from the place
    after: list[Any] | None


def find_gifts(search: GiftSearch) -> GiftsFound:
    """By the distance of public places where there is a place, else the newest first."""
    slot = search.slot
    if slot is None:
        return GiftsFound([], None)
    if search.near is None:
        cards = queries.newest(limit=search.limit, slot=slot, before=search.before)
        more = [cards[-1]["created_at"], cards[-1]["id"]] if len(cards) == search.limit else None
        return GiftsFound([(card, None) for card in cards], more)
    rows: list[Listed] = queries.nearby(
        search.near, limit=search.limit, slot=slot, within_m=search.within_m, after=search.after
    )
    more = [rows[-1].distance_m, rows[-1].card["id"]] if len(rows) == search.limit else None
    return GiftsFound([(row.card, row.distance_m) for row in rows], more)
