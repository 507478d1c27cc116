"""Named reads of the responders."""

import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import lazyload, selectinload

from connect.accounts import Account, Block, phones_apart
from connect.foundation.database import AnyRow, UtcDateTime, db, reading, table_of
from connect.foundation.prepared import Prepared
from connect.geo import Nearest, Question
from connect.responders.models import (
    Category,
    Good,
    Responder,
    ResponderCategory,
    ResponderOffer,
    Stock,
)

_offer = table_of(ResponderOffer)
Row = TypeVar("Row")

NEAREST_OFFERS = Nearest(
    Question(
        layer=_offer,
        key=_offer.c.responder_id,
        columns=(_offer.c.responder_id,),
        where=(_offer.c.valid_until > sa.bindparam("now_s", type_=sa.BigInteger),),
        reach=_offer.c.radius_m,
    )
)

# A remote category is searched load by load, with no bound of distance.
NEAREST_REMOTE_OFFERS = Nearest(
    Question(
        layer=_offer,
        key=_offer.c.responder_id,
        columns=(_offer.c.responder_id,),
        where=(_offer.c.valid_until > sa.bindparam("now_s", type_=sa.BigInteger),),
    )
)

_NEXT_SLOT = sa.select(sa.func.min(_offer.c.slot)).where(
    _offer.c.category_id == sa.bindparam("category_id", type_=sa.Integer),
    _offer.c.slot > sa.bindparam("after", type_=sa.Integer),
    _offer.c.slot < sa.bindparam("end", type_=sa.Integer),
)

_CATEGORY_ID = sa.select(Category.id).where(
    Category.code == sa.bindparam("code", type_=sa.String), Category.active
)

_people = sa.union(
    sa.select(sa.bindparam("phone", type_=sa.String)),
    sa.select(Block.blocker_phone).where(Block.blocked_phone == sa.bindparam("phone")),
    sa.select(Block.blocked_phone).where(Block.blocker_phone == sa.bindparam("phone")),
).subquery()
_barred = sa.union(
    sa.select(Responder.id).where(Responder.phone.in_(sa.select(_people))),
    sa.select(Responder.id)
    .join(Account, Account.id == Responder.owner_id)
    .where(Account.phone.in_(sa.select(_people))),
).subquery()
_STALE_COLUMNS = (
    Responder.lat,
    Responder.lon,
    Responder.radius_m,
    Responder.load,
    Responder.opening_hours,
    Responder.order_hours,
    ResponderCategory.category_id,
)
# PostgreSQL keeps its plan for this statement only where knowing the moment would not make a better
# one: so the moment is hidden in a subquery, and two ends make it expect few. Planning takes longer
# than reading.
_LONG_AGO = sa.literal(datetime(1970, 1, 1, tzinfo=UTC), UtcDateTime)
_now = sa.select(sa.bindparam("now", type_=UtcDateTime)).scalar_subquery()
# Both in one statement, since nearly always both find nothing. Who is barred has no category.
_SET_ASIDE = Prepared(
    sa.union_all(
        sa.select(Responder.id, *_STALE_COLUMNS)
        .join(ResponderCategory, ResponderCategory.responder_id == Responder.id)
        .where(
            Responder.hours_change_at.between(_LONG_AGO, _now),
            Responder.available,
            Responder.load < Responder.capacity,
        ),
        sa.select(_barred.c.id, *(sa.null().label(column.key) for column in _STALE_COLUMNS)),
    )
)


class SetAside(NamedTuple):
    """Whom the index of offers cannot judge for a requester."""

    barred: set[uuid.UUID]
    stale: list[AnyRow]


def set_aside(connection: sa.Connection, phone: str | None, now: datetime) -> SetAside:
    """Who is to be left out, and whose hours have changed since the index was kept.

    Barred are responders who may not meet the person of this phone: themselves, or a block in
    between. Stale are offers by category: normally none, or a minute's.
    """
    rows = _SET_ASIDE.rows(connection, {"phone": phone, "now": now})
    return SetAside(
        {row.id for row in rows if row.category_id is None},
        [row for row in rows if row.category_id is not None],
    )


def remote_slots(connection: sa.Connection, category_id: int, within: range) -> Iterator[int]:
    """The slots of a remote category that hold anyone, of a range of slots, least load first."""
    slot: int | None = within.start - 1
    while True:
        asked = {"category_id": category_id, "after": slot, "end": within.stop}
        slot = connection.execute(_NEXT_SLOT, asked).scalar()
        if slot is None:
            return
        yield slot


def categories() -> list[Category]:
    """The active categories in their order."""
    return list(
        db.session.scalars(sa.select(Category).where(Category.active).order_by(Category.id))
    )


def category_id(code: str) -> int | None:
    """The number of an active category, or None."""
    with reading() as connection:
        return connection.execute(_CATEGORY_ID, {"code": code}).scalar()


def responder_by_id(responder_id: uuid.UUID) -> Responder | None:
    """The responder, or None where it never was or has been removed."""
    return _unless_gone(db.session.get(Responder, responder_id))


def responder_to_change(responder_id: uuid.UUID) -> Responder | None:
    """The responder as it is now, kept from everyone else until the transaction ends."""
    # As in `offers.lock`: who is only asked for a request need not wait.
    lock = {"key_share": True}
    return _unless_gone(
        db.session.get(Responder, responder_id, with_for_update=lock, populate_existing=True)
    )


def _unless_gone(responder: Responder | None) -> Responder | None:
    gone = responder is None or responder.forgotten or responder.merged_into_id is not None
    return None if gone else responder


def merged_into(ids: Sequence[uuid.UUID]) -> list[Responder]:
    """The entries that were merged into these, and into those, and so on."""
    found: list[Responder] = []
    while ids:
        asked = sa.select(Responder).where(Responder.merged_into_id.in_(ids))
        more = list(db.session.scalars(asked))
        found += more
        ids = [one.id for one in more]
    return found


def stays_of(responder_id: uuid.UUID) -> uuid.UUID | None:
    """The entry that stays of a shop, where this one was merged with it; None where it was not."""
    into = sa.select(Responder.merged_into_id)
    stays, further = None, db.session.scalar(into.where(Responder.id == responder_id))
    while further is not None:
        stays, further = further, db.session.scalar(into.where(Responder.id == further))
    return stays


def responders_by_ids(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Responder]:
    """These responders by id, in one read; of organisations that they stand under the names."""
    over = selectinload(Responder.organisation)
    brief = over.load_only(Responder.name).options(
        lazyload(Responder.categories), lazyload(Responder.goods)
    )
    found = db.session.scalars(sa.select(Responder).where(Responder.id.in_(ids)).options(brief))
    return {responder.id: responder for responder in found}


def ids_having(ids: Sequence[uuid.UUID], codes: Collection[str], since: datetime) -> set[uuid.UUID]:
    """Of these suppliers those who have told since then that they have one of these goods.

    And those who have told of goods by own words, which may name one.
    """
    named = sa.or_(Good.code.in_(codes), Good.code.is_(None))
    asked = sa.select(Good.responder_id).where(
        Good.responder_id.in_(ids), named, Good.stock != Stock.OUT, Good.told_at > since
    )
    return set(db.session.scalars(asked))


def ids_of_phones(phones: Collection[str]) -> frozenset[uuid.UUID]:
    """The responders that answer at one of these phones, or whose owner does."""
    if not phones:
        return frozenset()
    found = db.session.scalars(
        sa.union(
            sa.select(Responder.id).where(Responder.phone.in_(phones)),
            sa.select(Responder.id)
            .join(Account, Account.id == Responder.owner_id)
            .where(Account.phone.in_(phones)),
        )
    )
    return frozenset(found)


def without_apart(found: list[Row], id_of: Callable[[Row], uuid.UUID]) -> list[Row]:
    """Of responders in a list those of people whom who is looking may meet."""
    apart = phones_apart()
    hidden = ids_of_phones(apart) if apart else frozenset()
    return [one for one in found if id_of(one) not in hidden] if hidden else found


def source_ids(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str | None]:
    """Where these responders came from, by id; None for who registered here."""
    rows = db.session.execute(
        sa.select(Responder.id, Responder.source_id).where(Responder.id.in_(ids))
    )
    return {row.id: row.source_id for row in rows}
