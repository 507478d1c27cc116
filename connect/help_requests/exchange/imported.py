"""What requests from elsewhere become: rows for the tables, one chunk at a time."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from connect import geo
from connect.foundation.config import Settings
from connect.geo import Whereabouts
from connect.help_requests.concerns import stored
from connect.help_requests.details import RequestDetails
from connect.help_requests.exchange.history import Outcome, PastStep, audit_row, replay
from connect.help_requests.exchange.moving import Moved, arrive
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import card, place_on_card
from connect.help_requests.offering import NEXT_WAVE
from connect.help_requests.silence import Silence, due_after


@dataclass(frozen=True, kw_only=True)
class ImportedRequest:
    """A request from elsewhere. `created_at` None: now. `steps`: what has happened to it since.

    `moved` is set instead for one that comes from another database of ours. `said`: what follows
    from its words, where that was reckoned before (`prepare`).
    """

    details: RequestDetails
    created_at: datetime | None = None
    verified: bool = False
    steps: Sequence[PastStep] = ()
    moved: Moved | None = None
    said: dict[str, Any] | None = None


class Before(NamedTuple):
    """What is kept of a request that is here already."""

    status: str
    created_at: datetime
    gone: bool
    items: list[dict[str, Any]]


@dataclass
class Rows:
    """The rows of a chunk, table by table.

    `codes` are new ones, `suppliers` the shops that moved requests name, by their source ids, and
    `helper` is whoever brought what had arrived before a request moved here.
    """

    now: datetime
    codes: set[str]
    suppliers: Mapping[str, uuid.UUID]
    helper: uuid.UUID | None
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    stale_items: list[uuid.UUID] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)
    audit: list[dict[str, Any]] = field(default_factory=list)
    carrying: Counter[uuid.UUID] = field(default_factory=Counter)


def said_of(given: ImportedRequest, settings: Settings) -> dict[str, Any]:
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


def items_of(details: RequestDetails, categories: Mapping[str, int]) -> list[dict[str, Any]]:
    """The items, without the request that they belong to."""
    return [
        {
            "category_id": categories[item.category],
            "goods": item.goods,
            "quantity": item.quantity,
            "note": item.note,
        }
        for item in details.items
    ]


def create(
    out: Rows,
    row: dict[str, Any],
    items: list[dict[str, Any]],
    given: ImportedRequest,
) -> None:
    """Adds a new request; `row` holds its id, source id, moment and what the source says of it."""
    moved = given.moved
    row |= _names(out, row, moved)
    if moved is not None:
        past = arrive(moved, out.helper, out.now)
    else:
        past = replay(row["id"], len(items), given.steps) if given.steps else Outcome()
    known_since = row["created_at"] if given.steps or moved else out.now
    row |= {
        "status": past.status,
        # Time counts from the import: an old report that is still open would expire at once.
        "status_at": past.status_at or known_since,
        **_waiting(past.status, past.status_at or known_since, row["phone"]),
        # Not what a source says again and again: the requester may have changed it since.
        "share_phone": given.details.share_phone,
        "concerns": stored(given.details.concerns),
        "ask_at": out.now + NEXT_WAVE[row["urgency"]] if past.status == Status.OPEN else None,
        "close_reason": past.close_reason,
    }
    delivered = past.delivered_by or [None] * len(items)
    _add_items(out, row["id"], items, delivered)
    row["card"] = _card(row, given.details, delivered)
    out.new.append(row)
    out.assignments += past.assignments
    out.audit.append(audit_row(row["id"], known_since, "opened", {}))
    out.audit += past.audit
    if past.carrying is not None:
        out.carrying[past.carrying] += 1


def _waiting(status: Status, since: datetime, phone: str | None) -> dict[str, Any]:
    wait = due_after(status, can_be_asked=phone is not None)
    return {
        "exhausted": False,
        "silence": Silence.HEARD,
        "silence_due_at": since + wait if wait else None,
    }


def _names(out: Rows, row: Mapping[str, Any], moved: Moved | None) -> dict[str, Any]:
    """What others call the request by, and the shop that it names."""
    if moved is None:
        return {"code": out.codes.pop(), "supplier_id": None}
    own = row["source_id"] == str(moved.id)
    return {
        "id": moved.id,
        "source_id": None if own else row["source_id"],
        "code": moved.code,
        "supplier_id": out.suppliers.get(moved.supplier),
    }


def change(
    out: Rows,
    row: dict[str, Any],
    items: list[dict[str, Any]],
    before: Before,
    given: ImportedRequest,
) -> None:
    """Changes a request that is here already, but for its state."""
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
    out: Rows,
    request_id: uuid.UUID,
    items: list[dict[str, Any]],
    delivered: Sequence[uuid.UUID | None],
) -> None:
    for position, (item, by) in enumerate(zip(items, delivered, strict=True)):
        out.items.append(
            {
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
