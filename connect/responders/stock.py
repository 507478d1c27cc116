"""What a responder has: the list as it was told, and its stock in one tap, by who acts for it."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from flask_babel import gettext as _

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import transaction
from connect.foundation.errors import Invalid, NotAllowed, NotFound
from connect.foundation.i18n import FIRST_LANGUAGE, speaking
from connect.foundation.text import clean_line, fold
from connect.goods import CATALOGUE, code_called
from connect.responders import edits, membership, offers, queries
from connect.responders.freshness import ask_after_telling
from connect.responders.models import MOST_GOODS, Good, Responder, Stock
from connect.responders.order_keeping import keep_to_orders

Told = TypeVar("Told")


@dataclass(frozen=True, kw_only=True)
class GoodDetails:
    """A good as its supplier names it. `price` is in đồng.

    Without a `code` of the catalogue it has the one by which its name goes there, if it has any.
    A file may name a good whose stock nobody has `told`.
    """

    name: str
    stock: str = Stock.IN
    price: int | None = None
    code: str | None = None
    told: bool = True


@speaking(FIRST_LANGUAGE)
def good_details(said: Mapping[str, Any]) -> GoodDetails:
    """A good as `GoodSchema` reads it; one that is said by its code alone goes by its name here."""
    code: str | None = said.get("code") or None
    name = said.get("name") or (str(CATALOGUE[code].name) if code else "")
    return GoodDetails(name=name, stock=said["stock"], price=said["price"], code=code)


def tell_stock(account: Account, responder_id: uuid.UUID, good_id: int, stock: Stock) -> Good:
    """Says how much there is of one good; saying the same again makes it fresh again.

    Raises `NotFound`, and `NotAllowed` for who does not act for the responder.
    """

    def tell(responder: Responder, now: datetime) -> Good:
        good = next((one for one in responder.goods if one.id == good_id), None)
        if good is None:
            raise NotFound
        good.stock, good.told_at = stock, now
        audit.record(str(account.id), "stock_told", responder.id, good=good.id, stock=stock)
        return good

    return _told(account, responder_id, tell)


def still_so(account: Account, responder_id: uuid.UUID) -> None:
    """Says that all that was told of the stock is still so. Raises as `tell_stock`."""

    def tell(responder: Responder, now: datetime) -> None:
        for good in responder.goods:
            good.told_at = now
        audit.record(str(account.id), "stock_still_so", responder.id)

    _told(account, responder_id, tell)


def add_good(account: Account, responder_id: uuid.UUID, details: GoodDetails) -> Good:
    """Says that there is one more good; one that is there by this name is changed.

    Raises as `tell_stock`, and `Invalid` beyond so many goods.
    """

    def tell(responder: Responder, now: datetime) -> Good:
        good = put_good(responder, details, now)
        audit.record(str(account.id), "good_told", responder.id, stock=details.stock)
        return good

    return _told(account, responder_id, tell)


def put_good(responder: Responder, details: GoodDetails, now: datetime) -> Good:
    """One more good, or the one of this name told anew, inside a transaction.

    Raises `Invalid` beyond so many goods.
    """
    known = good_named(responder.goods, details.name)
    if known is None and len(responder.goods) >= MOST_GOODS:
        raise Invalid({"name": [_("A list holds at most %(most)d goods.", most=MOST_GOODS)]})
    last = max((one.position for one in responder.goods), default=-1)
    good = known or Good(position=last + 1)
    _fill(good, details, now)
    good.told_at = now
    if known is None:
        responder.goods.append(good)
    return good


def good_named(goods: Iterable[Good], name: str) -> Good | None:
    """The good of this name, if it is among them."""
    return next((one for one in goods if name_key(one.name) == name_key(name)), None)


def take_stock(responder: Responder, goods: Sequence[GoodDetails], now: datetime) -> None:
    """Replaces the list, inside a transaction; what is on it as before stays as old as it was.

    A page sends its goods along with every other change: the same list tells nothing of today.
    """
    if is_as_told(goods, responder.goods):
        return
    known = {name_key(good.name): good for good in reversed(responder.goods)}
    kept = []
    for position, details in enumerate(goods):
        good = known.pop(name_key(details.name), None) or Good()
        good.position = position
        _fill(good, details, now)
        kept.append(good)
    responder.goods = kept
    responder.stock_updated_at = now
    ask_from(responder, now)


def is_as_told(said: Sequence[GoodDetails], goods: Sequence[Good]) -> bool:
    """Whether a list says what is told already; who says no code means the one that is there."""
    return list(map(_as_told, said)) == list(map(_as_told, goods)) and all(
        one.code in (None, good.code) for one, good in zip(said, goods, strict=True)
    )


def digest_of(goods: Iterable[GoodDetails | Good]) -> str:
    """A word for a list as a page shows it: the same list has the same word."""
    told = json.dumps(list(map(_as_told, goods)))
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()


def name_key(name: str) -> str:
    """By what two goods are one: Bò is not Bơ, as it would be to a search."""
    return clean_line(name.casefold())


def ask_from(responder: Responder, now: datetime) -> None:
    """Leaves whoever has just told something alone for a while, inside a transaction."""
    due = ask_after_telling(responder.ask_stock_at, now)
    responder.ask_stock_at = due if responder.goods else None


def _told(
    account: Account, responder_id: uuid.UUID, tell: Callable[[Responder, datetime], Told]
) -> Told:
    now = utcnow()
    with transaction():
        responder = queries.responder_to_change(responder_id)
        if responder is None:
            raise NotFound
        if not membership.tells_stock(responder, account.id):
            raise NotAllowed
        told = tell(responder, now)
        settle_told([responder], now)
    return told


def settle_told(
    told: Sequence[Responder], now: datetime, others: Sequence[Responder] | None = None
) -> None:
    """What follows where somebody has said what there is, inside a transaction.

    `others`: of these, who may have come by something or run out of it. All of them, if not given.
    """
    for responder in told:
        edits.keep(responder, {"goods"})
        responder.stock_updated_at = now
        ask_from(responder, now)
    ids = [responder.id for responder in (told if others is None else others)]
    if not ids:
        return
    if held := keep_to_orders(ids, now):  # an order may spare who has this
        offers.keep_offers(held, now)
    offers.keep_points(ids)


def _as_told(good: GoodDetails | Good) -> tuple[str, str, int | None]:
    return good.name, good.stock, good.price


def _fill(good: Good, details: GoodDetails, now: datetime) -> None:
    if good.told_at is None or good.stock != details.stock:
        good.told_at = now
    good.name, good.name_folded = details.name, fold(details.name)
    # The code that somebody gave it stays, whoever changes its price on a page without codes.
    good.code = details.code or good.code or code_called(details.name)
    good.stock, good.price = details.stock, details.price
