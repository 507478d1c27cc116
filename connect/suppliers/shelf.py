"""What a shop has, as a page shows it: how much, how fresh that is, what was asked for first."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from connect.foundation.text import fold
from connect.goods import goods_called
from connect.responders import Freshness, Good, Stock, freshness_of

SHAPES = {Stock.IN: "helped", Stock.LOW: "open", Stock.OUT: "closed"}
_ORDER = list(Stock)


class Shelf(NamedTuple):
    """A good with its stock in words, the shape of its chip, and whether that is old."""

    good: Good
    shape: str
    stock: str
    told_at: datetime | None
    is_old: bool


def shelves(goods: Iterable[Good], asked: str, now: datetime) -> list[Shelf]:
    """What was asked for first, then what is there, running low and sold out.

    A stock that was told too long ago is not known any more. `asked` is as typed.
    """
    entries = {entry.code for entry in goods_called(asked)}
    words = fold(asked).split()
    found = [(_shelf(good, now), good) for good in goods]
    found.sort(
        key=lambda one: (
            not _is_asked(one[1], entries, words),
            _ORDER.index(Stock(one[1].stock)) if one[0].told_at else len(_ORDER),
            one[1].position,
        )
    )
    return [shelf for shelf, _good in found]


def _shelf(good: Good, now: datetime) -> Shelf:
    fresh = freshness_of(good.told_at, now)
    if fresh is Freshness.UNKNOWN:
        return Shelf(good, "plain", _("stock not known"), None, is_old=False)
    words = {Stock.IN: _("in stock"), Stock.LOW: _("running low"), Stock.OUT: _("sold out")}
    stock = Stock(good.stock)
    return Shelf(good, SHAPES[stock], words[stock], good.told_at, fresh is Freshness.OLD)


def _is_asked(good: Good, entries: Collection[str], words: list[str]) -> bool:
    name = f" {good.name_folded}"
    return good.code in entries or (bool(words) and all(f" {word}" in name for word in words))
