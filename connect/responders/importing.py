"""Many responders at once, by their source ids: set-based, for imports and the demo."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect.foundation.bulk import each_row, insert_many, update_many, vacuum
from connect.foundation.clock import utcnow
from connect.foundation.database import db, table_of, transaction
from connect.foundation.ids import ids_in_order
from connect.foundation.prepared import Among
from connect.foundation.source_ids import known_ids
from connect.foundation.text import fold
from connect.goods import code_called
from connect.responders import edits, offers
from connect.responders.hours import HoursState, hours_at
from connect.responders.models import (
    Category,
    Good,
    Kind,
    Responder,
    ResponderCategory,
    ResponderOffer,
    SupplierPoint,
)
from connect.responders.order_keeping import keep_to_orders
from connect.responders.search_models import DeliveryPoint, SupplierText, SupplierWord
from connect.responders.service import ResponderDetails
from connect.responders.stock import GoodDetails, name_key

# When a good of a responder was told by this name and stock.
Ages = dict[tuple[uuid.UUID, str, str], datetime | None]
# The name that is left of a responder whose owner has gone.
ERASED = "-"

_responder = table_of(Responder)
_good = table_of(Good)
_offered = table_of(ResponderCategory)
_DIGESTS = sa.select(_responder.c.source_id, _responder.c.source_digest).where(
    Among(_responder.c.source_id, "source_ids", by_index=True),
    _responder.c.source_digest.is_not(None),
)


class Saved(NamedTuple):
    """How many responders an import created and updated.

    Of the updated, `kept` have kept what their people had changed, and `stayed_away` are left as
    they are: taken out by their owners, or merged with another entry.
    """

    created: int
    updated: int
    kept: int
    stayed_away: int


def save_imported(
    rows: Sequence[tuple[str, ResponderDetails]], digests: Mapping[str, int | None] | None = None
) -> Saved:
    """Creates or updates responders by their source id; how many of each.

    `digests` are kept by source id, for `source_digests` to tell what the sources said last.
    A source id that is the id of a responder here means that one: so an export comes home. Of rows
    with the same source id the last counts. An imported responder has no owner; its importer
    vouches for it. Raises `KeyError` for an unknown category, and then saves nothing.
    """
    now = utcnow()
    last = dict(rows)
    with transaction():
        known = known_ids(_responder, last)
        if known:
            offers.lock(set(known.values()))
        held = edits.held(known, last)
        for source_id in held.gone:
            del last[source_id]
            known.pop(source_id, None)
        fresh = ids_in_order(len(last))
        ids = {key: known.get(key, id_) for key, id_ in zip(last, fresh, strict=True)}
        told = [(ids[source_id], details) for source_id, details in last.items()]
        old = set(known.values())
        goods = _goods_of(told, _ages(old), now)
        said = _said(told, ((digests or {}).get(source_id) for source_id in last), now)
        for row in said:
            moments = (good["told_at"] for good in goods[row["id"]] if good["told_at"])
            row["stock_updated_at"] = max(moments, default=None)
        new = [
            row | {"source_id": source_id, "load": 0, "created_at": now}
            for source_id, row in zip(last, said, strict=True)
            if source_id not in known
        ]
        if old:
            _forget(old, held)
        for row in said if held.edited else ():
            held.restore(row)
        update_many(_responder, [row for row in said if row["id"] in old])
        insert_many(_responder, new)
        _add_categories(told, held.those_with("categories"))
        own = held.those_with("goods")
        insert_many(_good, [row for id_ in goods if id_ not in own for row in goods[id_]])
        if held_by_orders := keep_to_orders(ids.values(), now):
            offers.keep_states(held_by_orders, now)
        offers.put_new({row["id"]: row["kind"] for row in said})
    return Saved(len(new), len(rows) - len(new), len(held.edited), len(held.gone))


def _said(
    rows: Iterable[tuple[uuid.UUID, ResponderDetails]],
    digests: Iterable[int | None],
    now: datetime,
) -> list[dict[str, Any]]:
    states: dict[str, HoursState] = {}
    said = []
    for (id_, details), digest in zip(rows, digests, strict=True):
        hours = details.opening_hours
        state = states.get(hours)
        if state is None:
            state = states[hours] = hours_at(hours, now)
        said.append(
            {
                "id": id_,
                "source_digest": digest,
                "kind": details.kind,
                "name": details.name,
                "name_folded": fold(details.name),
                "phone": details.phone,
                "lat": details.point.lat,
                "lon": details.point.lon,
                "address": details.address,
                "radius_m": details.radius_m,
                "capacity": details.capacity,
                "available": details.available,
                "opening_hours": hours,
                "hours_open": state.is_open,
                "hours_change_at": state.until,
                "delivers": details.delivers,
                "note": details.note,
            }
        )
    return said


def _forget(ids: set[uuid.UUID], held: edits.Held) -> None:
    for table, field in ((_offered, "categories"), (_good, "goods")):
        theirs = ids - held.those_with(field)
        db.session.execute(sa.delete(table).where(table.c.responder_id.in_(theirs)))
    offers.forget(ids)


def _add_categories(
    rows: Iterable[tuple[uuid.UUID, ResponderDetails]], own: set[uuid.UUID]
) -> None:
    numbers = {
        row.code: row.id for row in db.session.execute(sa.select(Category.code, Category.id))
    }
    offered = [
        {"responder_id": id_, "category_id": numbers[code]}
        for id_, details in rows
        if id_ not in own
        for code in dict.fromkeys(details.categories)
    ]
    insert_many(_offered, offered)


def _ages(ids: set[uuid.UUID]) -> Ages:
    """When the stock that these have was told: what a source says again is not told anew."""
    columns = (_good.c.responder_id, _good.c.name, _good.c.stock, _good.c.told_at)
    if not ids:
        return {}
    rows = db.session.execute(sa.select(*columns).where(_good.c.responder_id.in_(ids)))
    return {(row.responder_id, name_key(row.name), row.stock): row.told_at for row in rows}


def _goods_of(
    rows: Iterable[tuple[uuid.UUID, ResponderDetails]], ages: Ages, now: datetime
) -> dict[uuid.UUID, list[dict[str, Any]]]:
    return {
        id_: [
            _good_row(id_, position, good, ages.get((id_, name_key(good.name), good.stock)), now)
            for position, good in enumerate(details.goods)
        ]
        for id_, details in rows
    }


def _good_row(
    responder_id: uuid.UUID, position: int, good: GoodDetails, age: datetime | None, now: datetime
) -> dict[str, Any]:
    return {
        "told_at": age or (now if good.told else None),
        "responder_id": responder_id,
        "position": position,
        "name": good.name,
        "name_folded": fold(good.name),
        "code": good.code or code_called(good.name),
        "stock": good.stock,
        "price": good.price,
    }


def nameless() -> uuid.UUID:
    """A responder for what somebody has brought who is not known here; its id.

    Like what is left of those who have gone: without name and place, asked and shown to nobody.
    """
    responder = Responder(
        id=uuid.uuid4(), kind=Kind.VOLUNTEER, name=ERASED, name_folded=ERASED, available=False,
        lat=0.0, lon=0.0, radius_m=1.0, capacity=1,
    )  # fmt: skip
    with transaction():
        db.session.add(responder)
    return responder.id


def each_responder() -> Iterator[Responder]:
    """Every responder by id but those erased or merged away, in flat memory: for exports."""
    return each_row(
        Responder, Responder.id, Responder.name != ERASED, Responder.merged_into_id.is_(None)
    )


def known_sources(source_ids: Sequence[str]) -> set[str]:
    """Which of these source ids an import would update."""
    return set(known_ids(_responder, source_ids))


def source_digests(source_ids: Sequence[str]) -> dict[str, int]:
    """The digest of what the source of each id said last; ids without one are left out."""
    found = db.session.execute(_DIGESTS, {"source_ids": source_ids})
    return dict(found.all())


def settle() -> None:
    """After very many rows: the indexes answer at full speed at once, not some minutes later."""
    found_by = (ResponderOffer, SupplierPoint, DeliveryPoint, SupplierText, SupplierWord)
    vacuum(*map(table_of, found_by))
