"""What all shops of an organisation have: seen side by side, and told in one go.

One of the goods is the same in two shops where they call it the same.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from connect.accounts import Account
from connect.foundation import audit
from connect.foundation.clock import utcnow
from connect.foundation.database import AnyRow, changed, db, transaction
from connect.foundation.errors import NotFound
from connect.responders import branches
from connect.responders.freshness import Freshness, freshness_of
from connect.responders.models import Good, Responder, Stock
from connect.responders.stock import GoodDetails, good_named, name_key, put_good, settle_told

# Who has told something, and who of them may have come by something or run out of it.
Told = tuple[Sequence[Responder], Sequence[Responder]]
_STALEST = [Freshness.UNKNOWN, Freshness.OLD, Freshness.FRESH]


class InShop(NamedTuple):
    """How much one shop has of a good; `stock` is None where it does not say that it has it."""

    shop: AnyRow
    stock: str | None
    told_at: datetime | None
    age: Freshness


class Shared(NamedTuple):
    """A good that some of the shops have; `age` is that of the shop which told longest ago."""

    name: str
    shops: list[InShop]
    age: Freshness

    @property
    def listed(self) -> list[InShop]:
        """The shops that have it, whether or not it is sold out."""
        return [one for one in self.shops if one.stock is not None]

    def how_many(self, stock: str) -> int:
        """How many shops have so much of it."""
        return sum(one.stock == stock for one in self.shops)


def shared_goods(organisation_id: uuid.UUID, now: datetime) -> list[Shared]:
    """What the shops of an organisation have, the stalest first, then by name."""
    shops = branches.branches_of(organisation_id)
    rows = db.session.execute(
        sa.select(Good.responder_id, Good.name, Good.name_folded, Good.stock, Good.told_at)
        .join(Responder, Responder.id == Good.responder_id)
        .where(Responder.organisation_id == organisation_id)
        .order_by(Good.name_folded, Good.id)
    )
    by_name: dict[str, dict[uuid.UUID, AnyRow]] = defaultdict(dict)
    for row in rows:
        by_name[name_key(row.name)].setdefault(row.responder_id, row)
    shared = [_shared(shops, rows, now) for rows in by_name.values()]
    return sorted(shared, key=lambda one: _STALEST.index(one.age))


class Said(NamedTuple):
    """How much there is of a good: in every shop that has it, or in the one of an id alone."""

    name: str
    stock: Stock
    only: uuid.UUID | None = None


def tell_all(account: Account, organisation_id: uuid.UUID, said: Sequence[Said]) -> int:
    """Says how much there is of these goods, one after the other; in how many shops.

    A shop that is named and has not listed such a good has it from now on. Raises `NotFound` for a
    good that none of the shops has and for a shop of others, and `NotAllowed`; then all of it is
    as it was.
    """

    def tell(shops: Sequence[Responder], now: datetime) -> Told:
        told, others = dict[uuid.UUID, Responder](), dict[uuid.UUID, Responder]()
        for one in said:
            here, turned = _tell_one(shops, one, now)
            if not here:
                raise NotFound
            told |= {shop.id: shop for shop in here}
            others |= {shop.id: shop for shop in turned}
        return list(told.values()), list(others.values())

    stocks = " ".join(sorted({one.stock for one in said}))
    return _tell(account, organisation_id, tell, "stock_told", stock=stocks)


def _tell_one(shops: Sequence[Responder], said: Said, now: datetime) -> Told:
    have = {shop.id: good for shop in shops if (good := good_named(shop.goods, said.name))}
    chosen = have.keys() if said.only is None else {said.only} if have else set()
    told = [shop for shop in shops if shop.id in chosen]
    had = {id_ for id_, good in have.items() if good.stock != Stock.OUT}
    others = [shop for shop in told if (shop.id in had) != (said.stock != Stock.OUT)]
    for shop in told:
        good = have.get(shop.id) or _as_elsewhere(shop, next(iter(have.values())), now)
        good.stock, good.told_at = said.stock, now
    return told, others


def all_still_so(account: Account, organisation_id: uuid.UUID) -> int:
    """All that the shops have told is still so; how many shops. Raises as `tell_all`."""

    def tell(shops: Sequence[Responder], now: datetime) -> Told:
        ids = [shop.id for shop in shops]
        changed(sa.update(Good).where(Good.responder_id.in_(ids)).values(told_at=now))
        return [shop for shop in shops if shop.goods], []

    return _tell(account, organisation_id, tell, "stock_still_so")


def add_to_all(account: Account, organisation_id: uuid.UUID, details: GoodDetails) -> int:
    """Every shop has one more good; how many shops.

    Raises as `tell_all`, and `Invalid` where one of them has as many goods as it can.
    """

    def tell(shops: Sequence[Responder], now: datetime) -> Told:
        for shop in shops:
            put_good(shop, details, now)
        return shops, shops

    return _tell(account, organisation_id, tell, "good_told", stock=details.stock)


def _as_elsewhere(shop: Responder, good: Good, now: datetime) -> Good:
    return put_good(shop, GoodDetails(name=good.name, code=good.code), now)


def _shared(shops: Iterable[AnyRow], rows: dict[uuid.UUID, AnyRow], now: datetime) -> Shared:
    there = []
    for shop in shops:
        row = rows.get(shop.id)
        told_at = row.told_at if row else None
        stock = row.stock if row else None
        there.append(InShop(shop, stock, told_at, freshness_of(told_at, now)))
    there.sort(key=lambda one: (one.stock is None, _STALEST.index(one.age)))
    ages = [one.age for one in there if one.stock is not None]
    first = next(iter(rows.values()))
    return Shared(first.name, there, min(ages, key=_STALEST.index))


def _tell(
    account: Account,
    organisation_id: uuid.UUID,
    tell: Callable[[Sequence[Responder], datetime], Told],
    done: str,
    **detail: str,
) -> int:
    now = utcnow()
    with transaction():
        branches.organisation_acted_for(account, organisation_id)
        told, others = tell(branches.branches_to_change(organisation_id), now)
        if not told:
            raise NotFound
        settle_told(told, now, others)
        for shop in told:
            audit.record(str(account.id), done, shop.id, **detail)
    return len(told)
