"""Many requests at once, by their source ids: set-based, for imports and the demo."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from connect import geo, responders
from connect.foundation.audit import AuditEntry
from connect.foundation.bulk import each_row, insert_many, update_many, vacuum
from connect.foundation.clock import utcnow
from connect.foundation.config import Settings
from connect.foundation.database import db, table_of, transaction
from connect.foundation.ids import ids_in_order
from connect.foundation.source_ids import known_ids
from connect.geo import Whereabouts
from connect.help_requests.history import Outcome, PastStep, audit_row, replay
from connect.help_requests.listing import card, list_open, place_on_card
from connect.help_requests.models import Assignment, HelpRequest, ListedRequest, RequestItem
from connect.help_requests.service import RequestDetails, new_code
from connect.responders import Category

_request = table_of(HelpRequest)
_item = table_of(RequestItem)
_listed = table_of(ListedRequest)


@dataclass(frozen=True, kw_only=True)
class ImportedRequest:
    """A request from elsewhere. `created_at` None: now. `steps`: what has happened to it since."""

    details: RequestDetails
    created_at: datetime | None = None
    verified: bool = False
    steps: Sequence[PastStep] = ()


class _Before(NamedTuple):
    """What is kept of a request that is here already."""

    status: str
    created_at: datetime
    items: list[dict[str, Any]]


class _Rows:
    """The rows of a chunk, table by table."""

    def __init__(self, codes: set[str]) -> None:
        self.codes = codes
        self.new: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self.items: list[dict[str, Any]] = []
        self.stale_items: list[uuid.UUID] = []
        self.assignments: list[dict[str, Any]] = []
        self.audit: list[dict[str, Any]] = []
        self.carrying: Counter[uuid.UUID] = Counter()


def save_imported(
    rows: Sequence[tuple[str, ImportedRequest]], settings: Settings
) -> tuple[int, int]:
    """Creates or updates requests by source id; how many of each.

    A source id that is the id of a request here means that one: so an export comes home. Of rows
    with the same source id the last counts. An update leaves the state of a request alone; `steps`
    count for a new one only. Raises `KeyError` for an unknown category, `ValueError` for steps that
    cannot follow each other, and then saves nothing.
    """
    now = utcnow()
    last = dict(rows)
    with transaction():
        known = known_ids(_request, last)
        before = _before(list(known.values()))
        categories = {c.code: c.id for c in db.session.scalars(sa.select(Category))}
        out = _Rows(_new_codes(len(last) - len(known)))
        for fresh, (source_id, given) in zip(ids_in_order(len(last)), last.items(), strict=True):
            said = _said(given, settings)
            items = _items(given.details, categories)
            if source_id in known:
                id_ = known[source_id]
                _change(out, {"id": id_} | said, items, before[id_], given)
            else:
                created = given.created_at or now
                new = {"id": fresh, "source_id": source_id, "created_at": created}
                _create(out, new | said, items, given, now)
        _write(out, list(known.values()))
    return len(out.new), len(rows) - len(out.new)


def _new_codes(count: int) -> set[str]:
    """Codes that nobody has: among many thousands, two random ones are often the same."""
    codes: set[str] = set()
    while len(codes) < count:
        wanted = {new_code() for _ in range(count - len(codes))}
        codes |= wanted - set(
            db.session.scalars(sa.select(_request.c.code).where(_request.c.code.in_(wanted)))
        )
    return codes


def _before(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, _Before]:
    if not ids:
        return {}
    columns = (_request.c.id, _request.c.status, _request.c.created_at)
    found = {
        row.id: _Before(row.status, row.created_at, [])
        for row in db.session.execute(sa.select(*columns).where(_request.c.id.in_(ids)))
    }
    for item in db.session.execute(
        sa.select(_item).where(_item.c.request_id.in_(ids)).order_by(_item.c.position)
    ).mappings():
        found[item["request_id"]].items.append(dict(item))
    return found


def _said(given: ImportedRequest, settings: Settings) -> dict[str, Any]:
    """What the source says of a request, and what follows from its place."""
    details = given.details
    return {
        "urgency": details.urgency,
        "people": details.people,
        "verified": given.verified,
        "name": details.name,
        "phone": details.phone,
        "description": details.description,
        **_place(details.where, settings),
    }


def _place(where: Whereabouts, settings: Settings) -> dict[str, Any]:
    ward = geo.ward_at(where.point)
    cell = geo.cell_of_ward(where.code) if where.code else None
    if cell is None:
        cell = geo.cell_of(
            where.point,
            cell_metres=settings.cell_metres,
            households=settings.cell_households,
        )
    return {
        "lat": where.point.lat,
        "lon": where.point.lon,
        "address": where.address,
        "ward_code": ward.code if ward else None,
        "province_code": ward.province_code if ward else None,
        "cell_id": cell.id,
        "cell_lat": cell.lat,
        "cell_lon": cell.lon,
        "card": place_on_card(cell),
    }


def _items(details: RequestDetails, categories: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "category_id": categories[item.category],
            "goods": item.goods,
            "quantity": item.quantity,
            "note": item.note,
        }
        for item in details.items
    ]


def _create(
    out: _Rows,
    row: dict[str, Any],
    items: list[dict[str, Any]],
    given: ImportedRequest,
    now: datetime,
) -> None:
    past = replay(row["id"], len(items), given.steps) if given.steps else Outcome()
    row |= {
        "code": out.codes.pop(),
        "status": past.status,
        # Time counts from the import: an old report that is still open would expire at once.
        "status_at": past.status_at or (row["created_at"] if given.steps else now),
        "close_reason": past.close_reason,
    }
    delivered = past.delivered_by or [None] * len(items)
    _add_items(out, row["id"], items, delivered)
    row["card"] = _card(row, given.details, delivered)
    out.new.append(row)
    out.assignments += past.assignments
    out.audit.append(audit_row(row["id"], row["created_at"] if given.steps else now, "opened", {}))
    out.audit += past.audit
    if past.carrying is not None:
        out.carrying[past.carrying] += 1


def _change(
    out: _Rows,
    row: dict[str, Any],
    items: list[dict[str, Any]],
    before: _Before,
    given: ImportedRequest,
) -> None:
    row["created_at"] = given.created_at or before.created_at
    delivered: list[uuid.UUID | None] = [None] * len(items)
    if [_in_words(item) for item in before.items] == [_in_words(item) for item in items]:
        delivered = [item["delivered_by_id"] for item in before.items]
    else:
        out.stale_items.append(row["id"])
        _add_items(out, row["id"], items, delivered)
    row["card"] = _card(row | {"status": before.status}, given.details, delivered)
    out.changed.append(row)


def _in_words(item: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(item[name] for name in ("category_id", "goods", "quantity", "note"))


def _add_items(
    out: _Rows,
    request_id: uuid.UUID,
    items: list[dict[str, Any]],
    delivered: Sequence[uuid.UUID | None],
) -> None:
    for position, (item, by) in enumerate(zip(items, delivered, strict=True)):
        out.items.append(
            {
                "id": uuid.uuid4(),
                "request_id": request_id,
                "position": position,
                **item,
                "delivered_by_id": by,
            }
        )


def _card(
    row: Mapping[str, Any], details: RequestDetails, delivered: Sequence[uuid.UUID | None]
) -> dict[str, Any]:
    """The public card: what is still missing, or all of it when nothing is."""
    missing = [place for place, by in enumerate(delivered) if by is None]
    shown = [details.items[place] for place in missing] or details.items
    return card(
        row["id"],
        [(item.category, item.goods, item.quantity) for item in shown],
        urgency=row["urgency"],
        people=row["people"],
        status=row["status"],
        verified=row["verified"],
        created_at=row["created_at"],
        place=row["card"],
    )


def _write(out: _Rows, known: Sequence[uuid.UUID]) -> None:
    if known:
        db.session.execute(sa.delete(_listed).where(_listed.c.request_id.in_(known)))
    if out.stale_items:
        db.session.execute(sa.delete(_item).where(_item.c.request_id.in_(out.stale_items)))
    update_many(_request, out.changed)
    insert_many(_request, out.new)
    insert_many(table_of(Assignment), out.assignments)
    insert_many(_item, out.items)
    list_open([*known, *(row["id"] for row in out.new)])
    insert_many(table_of(AuditEntry), out.audit)
    for responder_id, cases in out.carrying.items():
        for _case in range(cases):
            responders.take_load(responder_id)


def each_request() -> Iterator[HelpRequest]:
    """Every request by id, in flat memory: for exports."""
    return each_row(HelpRequest, HelpRequest.id)


def known_sources(source_ids: Sequence[str]) -> set[str]:
    """Which of these source ids an import would update."""
    return set(known_ids(_request, source_ids))


def settle() -> None:
    """After very many rows: the index answers at full speed at once, not some minutes later."""
    vacuum(_listed)
