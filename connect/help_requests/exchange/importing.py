"""Many requests at once, by their source ids: set-based, for imports and the demo."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
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
from connect.foundation.prepared import Among
from connect.foundation.source_ids import known_ids
from connect.help_requests.details import new_code
from connect.help_requests.exchange.imported import (
    Before,
    ImportedRequest,
    Rows,
    change,
    create,
    items_of,
    said_of,
)
from connect.help_requests.exchange.moving import Moved
from connect.help_requests.lifecycle import Status
from connect.help_requests.listing import list_open
from connect.help_requests.models import Assignment, HelpRequest, ListedRequest, RequestItem
from connect.responders import Category, Responder

_request = table_of(HelpRequest)
_item = table_of(RequestItem)
_listed = table_of(ListedRequest)


class Saved(NamedTuple):
    """How many were created and updated, and of those created what they have left behind."""

    created: int
    updated: int
    untaken: int
    without_supplier: int


def prepare(given: Sequence[ImportedRequest], settings: Settings) -> list[ImportedRequest]:
    """The same requests with all that follows from their words, and from nothing that changes."""
    with _located(given, settings):
        return [replace(one, said=said_of(one, settings)) for one in given]


def _located(given: Iterable[ImportedRequest], settings: Settings) -> AbstractContextManager[None]:
    points = [one.details.where.point for one in given if one.said is None]
    return geo.located_together(points, cell_metres=settings.cell_metres)


def save_imported(rows: Sequence[tuple[str, ImportedRequest]], settings: Settings) -> Saved:
    """Creates or updates requests by source id.

    A source id that is the id of a request here means that one: so an export comes home. Of rows
    with the same source id the last counts. An update leaves the state of a request alone; `steps`
    and `moved` count for a new one only. Raises `KeyError` for an unknown category, `ValueError`
    for steps that cannot follow each other, and then saves nothing.
    """
    now = utcnow()
    last = dict(rows)
    with transaction(), _located(last.values(), settings):
        known = known_ids(_request, last)
        before = _before(list(known.values()))
        categories = {c.code: c.id for c in db.session.scalars(sa.select(Category))}
        moved = [one.moved for key, one in last.items() if one.moved and key not in known]
        out = _rows(now, len(last) - len(known), moved)
        for fresh, (source_id, given) in zip(ids_in_order(len(last)), last.items(), strict=True):
            said = given.said or said_of(given, settings)
            items = items_of(given.details, categories)
            if source_id in known:
                id_ = known[source_id]
                if before[id_].gone:
                    continue  # erased or forgotten since: no file brings back who it was about
                change(out, {"id": id_} | said, items, before[id_], given)
            else:
                created = given.created_at or now
                new = {"id": fresh, "source_id": source_id, "created_at": created}
                create(out, new | said, items, given)
        _write(out, list(known.values()))
    return Saved(
        created=len(out.new),
        updated=len(rows) - len(out.new),
        untaken=sum(one.status == Status.CLAIMED for one in moved),
        without_supplier=sum(bool(one.supplier) for one in moved)
        - sum(one.supplier in out.suppliers for one in moved),
    )


def _rows(now: datetime, new: int, moved: Sequence[Moved]) -> Rows:
    """An empty chunk, for so many new requests of which some have moved here."""
    codes = {one.code for one in moved}
    brought = any(any(one.delivered) for one in moved)
    return Rows(
        now=now,
        codes=_new_codes(new - len(moved), codes),
        suppliers=known_ids(table_of(Responder), {one.supplier for one in moved if one.supplier}),
        helper=responders.nameless() if brought else None,
    )


def _new_codes(count: int, others: set[str]) -> set[str]:
    """Codes that nobody has: among many thousands, two random ones are often the same."""
    codes: set[str] = set()
    while len(codes) < count:
        wanted = {new_code() for _ in range(count - len(codes))} - others
        codes |= wanted - set(
            db.session.scalars(sa.select(_request.c.code).where(_request.c.code.in_(wanted)))
        )
    return codes


def _before(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Before]:
    if not ids:
        return {}
    gone = sa.or_(_request.c.erased_at.is_not(None), _request.c.forgotten_at.is_not(None))
    columns = (_request.c.id, _request.c.status, _request.c.created_at, gone.label("gone"))
    found = {
        row.id: Before(row.status, row.created_at, bool(row.gone), [])
        for row in db.session.execute(sa.select(*columns).where(Among(_request.c.id, "ids", ids)))
    }
    for item in db.session.execute(
        sa.select(_item).where(Among(_item.c.request_id, "ids", ids)).order_by(_item.c.position)
    ).mappings():
        found[item["request_id"]].items.append(dict(item))
    return found


def _write(out: Rows, known: Sequence[uuid.UUID]) -> None:
    if known:
        db.session.execute(sa.delete(_listed).where(Among(_listed.c.request_id, "known", known)))
    if out.stale_items:
        db.session.execute(
            sa.delete(_item).where(Among(_item.c.request_id, "stale", out.stale_items))
        )
    update_many(_request, out.changed)
    insert_many(_request, out.new)
    insert_many(table_of(Assignment), _with_who_went(out.assignments))
    insert_many(
        _item,
        [
            item | {"id": id_}
            for item, id_ in zip(out.items, ids_in_order(len(out.items)), strict=True)
        ],
    )
    list_open([*known, *(row["id"] for row in out.new)])
    insert_many(table_of(AuditEntry), out.audit)
    for responder_id, cases in sorted(out.carrying.items()):
        for _case in range(cases):
            responders.take_load(responder_id)


def _with_who_went(assignments: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the past nobody knows more than whose responder it was."""
    ids = {row["responder_id"] for row in assignments if row["claimed_at"]}
    owner = sa.select(Responder.id, Responder.owner_id).where(Responder.id.in_(ids))
    owners = {row.id: row.owner_id for row in db.session.execute(owner)} if ids else {}
    return [
        row | {"account_id": owners[row["responder_id"]] if row["claimed_at"] else None}
        for row in assignments
    ]


def each_request() -> Iterator[HelpRequest]:
    """Every request by id, in flat memory: for exports."""
    return each_row(HelpRequest, HelpRequest.id)


def known_sources(source_ids: Sequence[str]) -> set[str]:
    """Which of these source ids an import would update."""
    return set(known_ids(_request, source_ids))


def settle() -> None:
    """After very many rows: the index answers at full speed at once, not some minutes later."""
    vacuum(_listed)
