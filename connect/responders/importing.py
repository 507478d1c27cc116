"""Many responders at once, by their source ids: set-based, for imports and the demo."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from connect.foundation.bulk import each_row, insert_many, update_many, vacuum
from connect.foundation.clock import utcnow
from connect.foundation.database import db, table_of, transaction
from connect.foundation.ids import ids_in_order
from connect.foundation.source_ids import known_ids
from connect.foundation.text import fold
from connect.responders import offers
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
from connect.responders.service import GoodDetails, ResponderDetails

# The name that is left of a responder whose owner has gone.
ERASED = "-"

_responder = table_of(Responder)
_good = table_of(Good)
_offered = table_of(ResponderCategory)


def save_imported(rows: Sequence[tuple[str, ResponderDetails]]) -> tuple[int, int]:
    """Creates or updates responders by their source id; how many of each.

    A source id that is the id of a responder here means that one: so an export comes home. Of rows
    with the same source id the last counts. An imported responder has no owner; its importer
    vouches for it. Raises `KeyError` for an unknown category, and then saves nothing.
    """
    now = utcnow()
    last = dict(rows)
    with transaction():
        known = known_ids(_responder, last)
        fresh = ids_in_order(len(last))
        ids = {key: known.get(key, id_) for key, id_ in zip(last, fresh, strict=True)}
        said = _said(((ids[source_id], details) for source_id, details in last.items()), now)
        old = set(known.values())
        new = [
            row | {"source_id": source_id, "load": 0, "created_at": now}
            for source_id, row in zip(last, said, strict=True)
            if source_id not in known
        ]
        if old:
            offers.lock(old)
            _forget(old)
        update_many(_responder, [row for row in said if row["id"] in old])
        insert_many(_responder, new)
        _add_categories((ids[source_id], details) for source_id, details in last.items())
        _add_goods((ids[source_id], details) for source_id, details in last.items())
        offers.put_new(ids.values())
    return len(new), len(rows) - len(new)


def _said(
    rows: Iterable[tuple[uuid.UUID, ResponderDetails]], now: datetime
) -> list[dict[str, Any]]:
    states: dict[str, HoursState] = {}
    said = []
    for id_, details in rows:
        hours = details.opening_hours
        state = states.get(hours)
        if state is None:
            state = states[hours] = hours_at(hours, now)
        said.append(
            {
                "id": id_,
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
                "stock_updated_at": now if details.goods else None,
            }
        )
    return said


def _forget(ids: set[uuid.UUID]) -> None:
    for table in (_offered, _good):
        db.session.execute(sa.delete(table).where(table.c.responder_id.in_(ids)))
    offers.forget(ids)


def _add_categories(rows: Iterable[tuple[uuid.UUID, ResponderDetails]]) -> None:
    numbers = {
        row.code: row.id for row in db.session.execute(sa.select(Category.code, Category.id))
    }
    offered = [
        {"responder_id": id_, "category_id": numbers[code]}
        for id_, details in rows
        for code in dict.fromkeys(details.categories)
    ]
    insert_many(_offered, offered)


def _add_goods(rows: Iterable[tuple[uuid.UUID, ResponderDetails]]) -> None:
    goods = [
        _good_row(id_, position, good)
        for id_, details in rows
        for position, good in enumerate(details.goods)
    ]
    insert_many(_good, goods)


def _good_row(responder_id: uuid.UUID, position: int, good: GoodDetails) -> dict[str, Any]:
    return {
        "responder_id": responder_id,
        "position": position,
        "name": good.name,
        "name_folded": fold(good.name),
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
    """Every responder by id but those that were erased, in flat memory: for exports."""
    return each_row(Responder, Responder.id, Responder.name != ERASED)


def known_sources(source_ids: Sequence[str]) -> set[str]:
    """Which of these source ids an import would update."""
    return set(known_ids(_responder, source_ids))


def settle() -> None:
    """After very many rows: the indexes answer at full speed at once, not some minutes later."""
    vacuum(table_of(ResponderOffer), table_of(SupplierPoint))
